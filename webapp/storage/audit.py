"""The log of what staff did: append-only, each entry sealed with the hash of the one before."""

import hashlib
import json
from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.domain.context import Context
from webapp.domain.roles import Actor
from webapp.storage.accounts import AuditEntry

START = "0" * 64


def log(session: Session, ctx: Context, actor: Actor, action: str, object_id: str = "") -> None:
    """Write down who did what to which thing; call it inside the transaction of the deed itself.

    :param action: a stable name, such as ``check.recorded`` or ``login.refused``
    :param object_id: the id of the thing, never a text that somebody wrote
    """
    last = session.scalar(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1).with_for_update())
    entry = AuditEntry(
        at=ctx.now(),
        account_id=actor.account_id,
        role=str(actor.role),
        action=action,
        object=object_id,
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


def newest(session: Session, limit: int = 200) -> Sequence[AuditEntry]:
    """Return the last entries, the newest first."""
    return session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(limit)).all()


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
