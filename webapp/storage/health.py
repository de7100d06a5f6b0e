"""Whether the database can be read and written right now, and how what a site does by itself is going."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from webapp.domain.context import Context
from webapp.storage.db import writing
from webapp.storage.ledger import is_due
from webapp.storage.outbox import Message
from webapp.storage.places import Fact, fact, set_fact
from webapp.storage.suggestions import Suggestion

PROBE = "health"
WORKED_AT = "worker_round_at"
SILENT_S = 15 * 60
"""After so long without a round somebody should look after the worker."""
LATE_S = 24 * 3600
"""A message that has waited so long past its time stands for a mail server that takes none."""


@dataclass(frozen=True)
class Depth:
    """What a deep look found; times are in seconds, and -1 where there is none to tell."""

    suggestions: int
    messages_due: int
    messages_failed: int
    oldest_message_due_seconds: float
    worker_round_seconds_ago: float
    ledger_line_due: int

    def wrong(self) -> list[str]:
        """Return a sentence for each thing that somebody should see to."""
        found = []
        if self.worker_round_seconds_ago < 0:
            found.append("no worker has done a round yet")
        elif self.worker_round_seconds_ago > SILENT_S:
            found.append("the worker has done no round for a quarter of an hour")
        if self.oldest_message_due_seconds > LATE_S:
            found.append("a message has waited for a day: see `outbox list`")
        return found


def try_reading_and_writing(session: Session) -> None:
    """Write a row and take it back; nothing stays.

    :raises sqlalchemy.exc.DBAPIError: the database is locked, full or gone
    """
    with writing(session):
        session.execute(insert(Fact).values(key=PROBE, value="x" * 4096))


def note_round(session: Session, ctx: Context) -> None:
    """Write down that a worker has done a round; call it inside a transaction."""
    set_fact(session, WORKED_AT, ctx.now().isoformat())


def look_deep(session: Session, ctx: Context) -> Depth:
    """Try the database, and see how the outbox, the worker and the ledger are going.

    :raises sqlalchemy.exc.DBAPIError: the database is locked, full or gone
    """
    try_reading_and_writing(session)
    now = ctx.now()
    queued = (Message.state == "queued", Message.due_at <= now)
    oldest = session.scalar(select(func.min(Message.due_at)).where(*queued))
    worked = fact(session, WORKED_AT)
    return Depth(
        suggestions=session.scalar(select(func.count()).select_from(Suggestion)) or 0,
        messages_due=session.scalar(select(func.count()).select_from(Message).where(*queued)) or 0,
        messages_failed=session.scalar(select(func.count()).select_from(Message).where(Message.state == "failed")) or 0,
        oldest_message_due_seconds=_since(now, oldest),
        worker_round_seconds_ago=_since(now, datetime.fromisoformat(worked) if worked else None),
        ledger_line_due=int(is_due(session, ctx)),
    )


def _since(now: datetime, at: datetime | None) -> float:
    return -1 if at is None else max(0.0, (now - at).total_seconds())
