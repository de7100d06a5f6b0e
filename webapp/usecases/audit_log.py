"""Reading the log of what staff did, proving that it is whole, and writing down who was turned away."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from webapp.domain.context import Context
from webapp.domain.roles import Actor, Permission, require
from webapp.storage import accounts, audit
from webapp.storage.db import transaction

PAGE_LENGTH = 100


@dataclass(frozen=True)
class LogLine:
    """One row of the log."""

    number: int
    at: datetime
    email: str | None
    role: str
    action: str
    object_id: str


@dataclass(frozen=True)
class LogPage:
    """Some rows of the log, the newest first; ``older`` is where the next page begins, None on the last."""

    lines: tuple[LogLine, ...]
    older: int | None
    people: tuple[tuple[int, str], ...]  # number and address of every account
    actions: tuple[str, ...]  # every kind of entry that there is


@dataclass(frozen=True)
class LogProof:
    """Whether the log is whole: how long it is, the seal of its last entry, the first entry that is not as written."""

    entries: int
    last: str
    broken: int | None


def read_log(
    session: Session, actor: Actor, *, action: str = "", account_id: int | None = None, before: int | None = None
) -> LogPage:
    """Return a page of the log.

    :param action: only entries of this kind
    :param account_id: only what this account did, or what was done to it
    :param before: only entries older than this one
    :raises NotAllowed: the actor may not manage accounts
    """
    require(actor, Permission.MANAGE_ACCOUNTS)
    people = tuple((account.id, account.email) for account in accounts.all_accounts(session))
    emails = dict(people)
    found = audit.newest(session, PAGE_LENGTH + 1, action=action, account_id=account_id, before=before)
    lines = tuple(
        LogLine(e.id, e.at, emails.get(e.account_id) if e.account_id else None, e.role, e.action, e.object)
        for e in found[:PAGE_LENGTH]
    )
    older = lines[-1].number if len(found) > PAGE_LENGTH else None
    return LogPage(lines, older, tuple(sorted(people, key=lambda one: one[1])), audit.actions(session))


def prove_log(session: Session, actor: Actor) -> LogProof:
    """Recompute the seal of every entry of the log.

    :raises NotAllowed: the actor may not manage accounts
    """
    require(actor, Permission.MANAGE_ACCOUNTS)
    entries, last = audit.tail(session)
    return LogProof(entries, last, audit.first_broken(session))


def has_seal(session: Session, actor: Actor, seal: str) -> bool:
    """Whether some entry of the log has this seal: it was the last one once, and nothing up to it was cut off.

    :raises NotAllowed: the actor may not manage accounts
    """
    require(actor, Permission.MANAGE_ACCOUNTS)
    return audit.has_seal(session, seal)


def note_refusal(session: Session, ctx: Context, actor: Actor, endpoint: str) -> None:
    """Write down that somebody who is logged in asked for a page that is not theirs."""
    with transaction(session):
        audit.log(session, ctx, actor, "access.refused", endpoint)
