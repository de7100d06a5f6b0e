"""What an operator does to all sites at once."""

from sqlalchemy.orm import Session

from webapp.domain.context import Context
from webapp.domain.roles import Actor, Permission, require
from webapp.storage import grouping
from webapp.storage.audit import log
from webapp.storage.counting import recount, verify_counts
from webapp.storage.db import transaction
from webapp.storage.rebuilding import Rebuilt


def rebuild_sites(session: Session, ctx: Context, actor: Actor) -> Rebuilt:
    """Make the kept state again from suggestions, events and checks. It removes no pinned site and no event.

    :raises NotAllowed: only an operator may
    """
    require(actor, Permission.REBUILD)
    with transaction(session):
        rebuilt = grouping.rebuild(session, ctx)
        recount(session, ctx)
        log(session, ctx, actor, "sites.rebuilt", str(rebuilt.sites))
    return rebuilt


def verify_sites(session: Session, ctx: Context, actor: Actor) -> list[str]:
    """Return a sentence for everything kept that a rebuild would make otherwise.

    :raises NotAllowed: only an operator may
    """
    require(actor, Permission.REBUILD)
    return [*grouping.verify(session, ctx), *verify_counts(session, ctx)]
