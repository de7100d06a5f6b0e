"""Let go of what has been kept long enough, and clear every file of what is gone."""

from dataclasses import astuple, dataclass
from pathlib import Path

from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from webapp.domain.context import Context
from webapp.domain.retention import Expired, deadlines
from webapp.domain.roles import Actor, Permission, require
from webapp.storage.audit import log
from webapp.storage.clearing import clear_copies, clear_database
from webapp.storage.copies import database_file
from webapp.storage.db import transaction
from webapp.storage.places import fact, set_fact
from webapp.storage.retention import expired, forget_expired

RAN_ON = "retention_ran_on"
FROM_HOUR = 3
"""The hour of the night from which a worker writes the file anew: nobody waits for it then."""


@dataclass(frozen=True)
class RetentionReport:
    """What a run found and did. ``removed``: the expired is gone; without a decision, or dry, it was only counted.

    ``copies`` are the files of earlier copies in the data folder that were cleared too.
    """

    decision: str
    expired: Expired
    removed: bool
    cleared: bool
    copies: tuple[str, ...] = ()


def run_retention(
    session: Session, ctx: Context, actor: Actor, dry_run: bool = False, data_dir: Path | None = None
) -> RetentionReport:
    """Remove what has expired if the place has decided so, and clear the files of that and of all that was erased.

    What residents erased is always cleared. Counts never change: keys, places and times stay as they are.

    :param data_dir: where copies of the database may lie that hold what is gone
    :raises NotAllowed: the actor may not
    :raises Refused: the file was busy all the time; what was removed is removed, run it again to clear the file
    """
    require(actor, Permission.RUN_RETENTION)
    past, decision = deadlines(ctx.now(), ctx.place), ctx.place.retention_decision
    if dry_run or not decision:
        found = expired(session, past)
        session.rollback()
    else:
        with transaction(session):
            found = forget_expired(session, ctx, past)
            if found:
                what = f"texts={found.texts} contacts={found.contacts} keys={found.keys}"
                what += f" reports={found.reports} comments={found.comments}"
                log(session, ctx, actor, "retention.run", what)
    if dry_run:
        return RetentionReport(decision, found, removed=False, cleared=False)
    copies = _clear_files(session, data_dir)
    return RetentionReport(decision, found, removed=bool(decision), cleared=True, copies=copies)


def run_daily(session: Session, ctx: Context, actor: Actor, data_dir: Path) -> int:
    """Run once a night, for a worker that asks again and again; return how much went.

    :raises Refused: see ``run_retention``; the next night tries again
    """
    local = ctx.now().astimezone(ctx.place.tz)
    today = local.date().isoformat()
    if local.hour < FROM_HOUR or fact(session, RAN_ON) == today:
        session.rollback()
        return 0
    with transaction(session):
        set_fact(session, RAN_ON, today)
    found = run_retention(session, ctx, actor, data_dir=data_dir)
    return sum(astuple(found.expired)) if found.removed else 0


def _clear_files(session: Session, data_dir: Path | None) -> tuple[str, ...]:
    """Clear the SQLite file and the copies beside it; another database keeps its own house."""
    engine = session.get_bind()
    if not isinstance(engine, Engine) or engine.dialect.name != "sqlite" or not engine.url.database:
        return ()
    live = database_file(engine.url.render_as_string(hide_password=False))
    clear_database(live)
    return tuple(path.name for path in clear_copies(data_dir, live)) if data_dir else ()
