"""Closing the days of the ledger; reading it needs nobody's leave."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from webapp.domain.context import Context
from webapp.domain.ledger import Line
from webapp.domain.roles import Actor, Permission, require
from webapp.storage.counting import recount, unjudged
from webapp.storage.db import transaction
from webapp.storage.ledger import close_days, commit, is_due, last_line


@dataclass(frozen=True)
class Published:
    """The lines that were added now, and the newest of all; None while there is none."""

    added: tuple[Line, ...]
    last: Line | None


def publish_ledger(session: Session, ctx: Context, actor: Actor) -> Published:
    """Add a line for every day up to yesterday that had suggestions and has none; a second time adds none.

    :raises NotAllowed: the actor may not publish it
    """
    require(actor, Permission.PUBLISH_LEDGER)
    with transaction(session):
        commit(session)
        if unjudged(session):
            recount(session, ctx)
        added = tuple(close_days(session, ctx))
        return Published(added, last_line(session))


def publish_when_due(session: Session, ctx: Context, actor: Actor) -> int:
    """Do the same when a closed day waits for its line; return how many lines were added.

    A look that finds nothing to do keeps nobody from writing, so a worker may take it every minute.

    :raises NotAllowed: the actor may not publish it
    """
    require(actor, Permission.PUBLISH_LEDGER)
    return len(publish_ledger(session, ctx, actor).added) if is_due(session, ctx) else 0
