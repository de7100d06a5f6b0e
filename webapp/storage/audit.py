"""The log of what staff did: append-only, each entry sealed with the hash of the one before."""

import hashlib
import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import func, or_, select, text
from sqlalchemy.orm import Session

from webapp.domain.context import Context
from webapp.domain.roles import Actor
from webapp.storage.accounts import AuditEntry

START = "0" * 64
LONGEST_ID = 100
TURN = 0x10F7E  # any number of our own: whoever holds it writes the next entry
_NO_ID = re.compile(r"[^A-Za-z0-9._:=,@/ -]")


def log(session: Session, ctx: Context, actor: Actor, action: str, object_id: str = "") -> None:
    """Write down who did what to which thing; call it inside the transaction of the deed itself.

    :param action: a stable name, such as ``check.recorded`` or ``login.refused``
    :param object_id: the id of the thing, never a text that somebody wrote: signs that no id has become ``_``
    """
    if session.get_bind().dialect.name == "postgresql":  # SQLite has one writer at a time anyway
        session.execute(text("SELECT pg_advisory_xact_lock(:turn)"), {"turn": TURN})
    last = session.scalar(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1))
    entry = AuditEntry(
        at=ctx.now(),
        account_id=actor.account_id,
        role=str(actor.role),
        action=action,
        object=_NO_ID.sub("_", object_id)[:LONGEST_ID],
        previous_hash=last.hash if last else START,
    )
    entry.hash = _seal(entry)
    session.add(entry)
    session.flush()


def first_broken(session: Session) -> int | None:
    """Return the id of the first entry that was changed, or that follows a removed one; None when all are whole."""
    previous = START
    for entry in session.scalars(select(AuditEntry).order_by(AuditEntry.id)):
        if entry.previous_hash != previous or entry.hash != _seal(entry):
            return entry.id
        previous = entry.hash
    return None


def newest(
    session: Session, limit: int = 200, *, action: str = "", account_id: int | None = None, before: int | None = None
) -> Sequence[AuditEntry]:
    """Return the last entries, the newest first.

    :param action: only this action
    :param account_id: only what this account did, or what was done to it
    :param before: only entries with a lower id
    """
    wanted = select(AuditEntry).order_by(AuditEntry.id.desc()).limit(limit)
    if action:
        wanted = wanted.where(AuditEntry.action == action)
    if account_id is not None:
        wanted = wanted.where(or_(AuditEntry.account_id == account_id, AuditEntry.object == f"account:{account_id}"))
    if before is not None:
        wanted = wanted.where(AuditEntry.id < before)
    return session.scalars(wanted).all()


def actions(session: Session) -> tuple[str, ...]:
    """Return every action that stands in the log."""
    return tuple(session.scalars(select(AuditEntry.action).distinct().order_by(AuditEntry.action)))


def tail(session: Session) -> tuple[int, str]:
    """Return how many entries there are, and the hash of the last."""
    count = session.scalar(select(func.count()).select_from(AuditEntry)) or 0
    if session.get_bind().dialect.name == "postgresql":  # SQLite has one writer at a time anyway
        session.execute(text("SELECT pg_advisory_xact_lock(:turn)"), {"turn": TURN})
    last = session.scalar(select(AuditEntry.hash).order_by(AuditEntry.id.desc()).limit(1))
    return count, last or START


def has_seal(session: Session, seal: str) -> bool:
    """Whether an entry has this hash; the empty log has that of its start."""
    return seal == START or session.scalar(select(AuditEntry.id).where(AuditEntry.hash == seal)) is not None


def _seal(entry: AuditEntry) -> str:
    """Return the hash of an entry in one canonical form: a line feed in a value cannot forge an entry."""
    fields = [
        entry.previous_hash,
        _utc(entry.at),
        entry.account_id,
        entry.role,
        entry.action,
        entry.object,
    ]
    return hashlib.sha256(json.dumps(fields, ensure_ascii=True).encode()).hexdigest()


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")
