"""Trying a backup for real: restored beside the site, proved whole, compared, and thrown away."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from webapp.domain.context import Context
from webapp.domain.errors import Refused
from webapp.domain.roles import Actor, Permission, require
from webapp.settings import Settings
from webapp.storage.database_copy import beside
from webapp.storage.db import engine_options
from webapp.storage.grouping import verify
from webapp.storage.proving import Proof, counts, prove
from webapp.usecases.backup import create_backup, restore_backup

ONLY_GROW = ("audit", "ledger_line", "ledger_leaf", "site_event", "speed_check")
"""Tables from which no row ever goes: a copy has at least as many as there were when it began."""


@dataclass(frozen=True)
class Drill:
    """What a restored copy proved to be, and how long it all took."""

    proof: Proof
    seconds: float
    behind: dict[str, int]


def drill_backup(
    session: Session, ctx: Context, settings: Settings, actor: Actor, file: Path | None, key_file: Path | None = None
) -> Drill:
    """Restore a copy beside the site, or a new one made now, and prove it: counts, ledger, log, kept sites.

    Nothing of the site changes, and nothing of the copy stays.

    :param file: the copy to try; None: one is made, and must hold all that was there when it began
    :raises NotAllowed: the actor may not
    :raises Refused: it cannot be restored, or is not whole; the sentence says what is wrong
    """
    require(actor, Permission.EXPORT_INTERNAL)
    started, before = time.monotonic(), counts(session)
    session.rollback()
    with TemporaryDirectory(dir=settings.data_dir, prefix=".drill-") as folder, _room(settings, Path(folder)) as room:
        if file is None:
            file = create_backup(ctx, settings, actor, Path(folder))
            must_hold = {name: before[name] for name in ONLY_GROW}
        else:
            must_hold = {}
        restore_backup(room, actor, file, key_file)
        proof = _prove(room, ctx)
    missing = [name for name, rows in must_hold.items() if proof.counts[name] < rows]
    if missing:
        raise Refused(f"The copy lacks rows of {', '.join(missing)}.")
    behind = {name: before[name] - proof.counts[name] for name in ONLY_GROW if before[name] > proof.counts[name]}
    return Drill(proof, time.monotonic() - started, behind)


@contextmanager
def _room(settings: Settings, folder: Path) -> Iterator[Settings]:
    """Give settings of an empty site beside this one: another folder, and on PostgreSQL another database."""
    data_dir = folder / "site"
    data_dir.mkdir(mode=0o700)
    if settings.database_url.startswith("sqlite"):
        yield replace(settings, data_dir=data_dir, database_url=f"sqlite:///{data_dir / 'lofte.sqlite3'}")
    else:
        with beside(settings.database_url) as url:
            yield replace(settings, data_dir=data_dir, database_url=url)


def _prove(settings: Settings, ctx: Context) -> Proof:
    """Prove what was restored.

    :raises Refused: it is not whole
    """
    engine = create_engine(settings.database_url, **engine_options(settings.database_url))
    try:
        with Session(engine) as restored:
            proof = prove(restored)
            wrong = verify(restored, ctx)
    finally:
        engine.dispose()
    if wrong:
        raise Refused(f"What is kept of sites differs from a rebuild: {wrong[0]}")
    return proof
