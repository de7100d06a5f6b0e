"""What an operator does to all sites at once, and what a person does to two of them."""

from sqlalchemy.orm import Session

from webapp.domain.context import Context
from webapp.domain.errors import NotFound
from webapp.domain.roles import Actor, Permission, require
from webapp.storage import grouping
from webapp.storage.audit import log
from webapp.storage.counting import recount, verify_counts
from webapp.storage.db import transaction
from webapp.storage.rebuilding import Rebuilt
from webapp.storage.sites import Site


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


def merge(session: Session, ctx: Context, actor: Actor, site_id: str, other_id: str) -> str:
    """Join two pinned sites and return the id of the survivor; the other id leads there for ever.

    :raises NotAllowed: the actor may not answer for sites
    :raises NotFound: one of them does not exist
    :raises WrongState: they are one site already, one is not pinned, or their kinds differ
    """
    require(actor, Permission.ANSWER_SITE)
    with transaction(session):
        one, other = (_find(session, i) for i in (site_id, other_id))
        survivor = grouping.merge_sites(session, ctx, one, other, actor.account_id)
        recount(session, ctx)
        log(session, ctx, actor, "site.merged", survivor.id)
        return survivor.id


def _find(session: Session, site_id: str) -> Site:
    site = grouping.resolve_site(session, site_id)
    if site is None:
        raise NotFound(f"site {site_id}")
    return site
