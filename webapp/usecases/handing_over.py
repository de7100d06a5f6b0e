"""What police cannot solve by checks goes on to the municipality's planner; everyone who asked is told."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from webapp.domain.context import Context
from webapp.domain.errors import Fault, Invalid, NotFound, WrongState
from webapp.domain.messages import Topic
from webapp.domain.privacy import PublicHandingOver, PublicSite
from webapp.domain.roles import Actor, Permission, require
from webapp.domain.sites import HANDED_OVER_FROM, SiteEvent
from webapp.domain.suggestions import MAX_TEXT, Kind
from webapp.storage.audit import log
from webapp.storage.db import transaction
from webapp.storage.grouping import record_site_event, resolve_site
from webapp.storage.handing_over import HandingOver, handed_over, handing_over_of, to_the_public
from webapp.storage.notices import notify
from webapp.storage.public import find_published
from webapp.storage.sites import Site
from webapp.storage.suitability import standing_assessments
from webapp.storage.versions import must_be_seen


@dataclass(frozen=True)
class PoliceView:
    """Whether a site can be handed over now, and the handing-over that stands."""

    possible: bool
    standing: HandingOver | None


@dataclass(frozen=True)
class HandedOverSite:
    """A published site that lies with the planner, as everyone may see it, and what police found on the spot.

    The note of the police is not among it.
    """

    site: PublicSite
    told: PublicHandingOver
    verdict: str | None = None
    found: tuple[tuple[str, str], ...] = ()


def hand_over(
    session: Session, ctx: Context, actor: Actor, site_id: str, public_reply: str = "", version: str = ""
) -> None:
    """Hand a published site over to the planner, with words that residents can read; its status stays.

    :param version: of the site as the actor saw it; empty: whatever it is at
    :raises Invalid: the reply is too long
    :raises NotFound: there is no such site
    :raises Overtaken: somebody else has changed the site since
    :raises WrongState: it is handed over, closed or declined already, not public, or not about speed
    """
    require(actor, Permission.ANSWER_SITE)
    if len(public_reply) > MAX_TEXT:
        raise Invalid([Fault("public_reply", "too_long", {"max": MAX_TEXT})])
    with transaction(session):
        site = resolve_site(session, site_id)
        if site is None:
            raise NotFound(f"site {site_id}")
        must_be_seen(session, site, version)
        if not can_be_handed_over(session, site):
            raise WrongState(f"site {site.id} cannot be handed over")
        pass_on(session, ctx, actor, site, public_reply)


def can_be_handed_over(session: Session, site: Site) -> bool:
    """Whether a site may go on to the planner now: public, about speed, not answered, and not there already."""
    return _look(session, site).possible


def pass_on(session: Session, ctx: Context, actor: Actor, site: Site, public_reply: str, reason: str = "") -> None:
    """Hand a site over and tell those who asked. Call it inside a transaction, when it can be handed over.

    :param reason: a code of REASONS that residents read, or nothing
    """
    data = {"reply": public_reply.strip(), **({"reason": reason} if reason else {})}
    record_site_event(session, ctx, site, SiteEvent.HANDED_OVER, actor.account_id, data=data)
    notify(session, ctx, site, Topic.HANDED_OVER)
    log(session, ctx, actor, "site.handed_over", site.id)


def view_for_police(session: Session, actor: Actor, site_id: str) -> PoliceView:
    """Return whether a site can be handed over, or since when it is.

    :raises NotAllowed: the actor may not see the police's list
    :raises NotFound: there never was such a site
    """
    require(actor, Permission.SEE_POLICE_LIST)
    site = resolve_site(session, site_id)
    if site is None:
        raise NotFound(f"site {site_id}")
    return _look(session, site)


def with_the_planner(session: Session, ctx: Context, actor: Actor) -> list[HandedOverSite]:
    """Return the sites that lie with the planner, the latest handing-over first.

    :raises NotAllowed: the actor does not plan
    """
    require(actor, Permission.SEE_PLANNING)
    found, judged = [], standing_assessments(session)
    for site_id, standing in sorted(handed_over(session).items(), key=lambda one: one[1].at, reverse=True):
        site = find_published(session, ctx, site_id)
        if site is not None and site.status in HANDED_OVER_FROM:
            mine = judged.get(site_id)
            told = to_the_public(session, ctx, site_id, standing)
            found.append(HandedOverSite(site, told, *((mine.verdict, mine.answers) if mine else ())))
    return found


def _look(session: Session, site: Site) -> PoliceView:
    standing = handing_over_of(session, site.id)
    fits = site.kind == Kind.SPEED and site.published_at is not None and site.status in HANDED_OVER_FROM
    return PoliceView(fits and standing is None, standing)
