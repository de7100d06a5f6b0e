"""What a person does to the shape of sites: join two neighbours or keep them two, part one, move a member.

Who asked is not written to: every receipt leads to its place whatever that is called, see docs/decisions.
"""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy.orm import Session

from webapp.domain.context import Context
from webapp.domain.editing import MOVE_REASONS
from webapp.domain.errors import Fault, Invalid, NotFound, WrongState
from webapp.domain.roles import Actor, Permission, require
from webapp.domain.sites import SiteEvent
from webapp.storage import grouping
from webapp.storage import merge_proposals as proposals
from webapp.storage.audit import log
from webapp.storage.counting import first_check_at, recount
from webapp.storage.db import transaction
from webapp.storage.merge_proposals import MergeProposal, SiteBeside
from webapp.storage.pinning import due, earlier_pin
from webapp.storage.site_events import append_events, event
from webapp.storage.site_members import Strip, strip_of
from webapp.storage.sites import Site
from webapp.storage.splitting import Cut, plan_cut
from webapp.storage.suggestions import Suggestion
from webapp.storage.versions import Deed, deeds_since, must_be_seen, version_of


@dataclass(frozen=True)
class EditView:
    """A site as those who edit it see it. ``pinned``: only then can it be parted, joined, or its members moved."""

    site: SiteBeside
    version: str
    pinned: bool
    edited: bool
    strip: Strip
    near: tuple[SiteBeside, ...]  # pinned sites of its kind, the nearest first


@dataclass(frozen=True)
class Overtaking:
    """What has happened to a site since somebody opened its page, and the version that it is at now."""

    site: SiteBeside
    version: str
    deeds: tuple[Deed, ...]
    reason: str | None
    reply: str | None


def edit_view(session: Session, actor: Actor, site_id: str) -> EditView:
    """Return a site with its members along it, and the sites near it.

    :raises NotAllowed: the actor may not edit sites
    :raises NotFound: there never was such a site
    """
    require(actor, Permission.EDIT_SITE)
    site = _find(session, site_id)
    return EditView(
        site=proposals.as_beside(site, 0.0),
        version=version_of(session, site),
        pinned=site.pinned_at is not None,
        edited=site.person_edited,
        strip=strip_of(session, site),
        near=tuple(proposals.near(session, site)),
    )


def overtaking(session: Session, actor: Actor, site_id: str, version: str) -> Overtaking:
    """Return what was done to a site since a version of it was seen.

    :raises NotAllowed: the actor may not see the police's list
    :raises NotFound: there never was such a site
    """
    require(actor, Permission.SEE_POLICE_LIST)
    site = _find(session, site_id)
    deeds = tuple(deeds_since(session, site, version))
    beside = proposals.as_beside(site, 0.0)
    return Overtaking(beside, version_of(session, site), deeds, site.status_reason, site.status_reply)


def site_version(session: Session, actor: Actor, site_id: str) -> str:
    """Return the version that a form for a site carries.

    :raises NotAllowed: the actor may not see the police's list
    :raises NotFound: there never was such a site
    """
    require(actor, Permission.SEE_POLICE_LIST)
    return version_of(session, _find(session, site_id))


def proposed_merges(session: Session, actor: Actor) -> list[MergeProposal]:
    """Return every two pinned neighbours that nobody has decided about, the nearest first.

    :raises NotAllowed: the actor may not edit sites
    """
    require(actor, Permission.EDIT_SITE)
    return proposals.merge_proposals(session)


def preview_merge(session: Session, actor: Actor, site_id: str, other_id: str) -> MergeProposal:
    """Return which of two sites would keep its id; changes nothing.

    :raises NotAllowed: the actor may not edit sites
    :raises NotFound: one of them does not exist
    :raises WrongState: they are one site already, one is not pinned, or their kinds differ
    """
    require(actor, Permission.EDIT_SITE)
    one, other = _find(session, site_id), _find(session, other_id)
    if one.id == other.id or one.pinned_at is None or other.pinned_at is None or one.kind != other.kind:
        raise WrongState(f"{one.id} and {other.id} cannot be joined")
    survivor, absorbed = earlier_pin(one, other)
    metres = proposals.distance_between(one, other)
    return MergeProposal(proposals.as_beside(survivor, 0.0), proposals.as_beside(absorbed, metres))


def merge(session: Session, ctx: Context, actor: Actor, site_id: str, other_id: str, version: str = "") -> str:
    """Join two pinned sites and return the id of the survivor; the other id leads there for ever.

    :param version: of the site as the actor saw it; empty: whatever it is at
    :raises NotAllowed: the actor may not edit sites
    :raises NotFound: one of them does not exist
    :raises Overtaken: somebody else has changed the site since
    :raises WrongState: they are one site already, one is not pinned, or their kinds differ
    """
    require(actor, Permission.EDIT_SITE)
    with transaction(session):
        one, other = _find(session, site_id), _find(session, other_id)
        must_be_seen(session, one, version)
        survivor = grouping.merge_sites(session, ctx, one, other, actor.account_id)
        _publish_if_due(session, ctx, survivor)
        recount(session, ctx)
        log(session, ctx, actor, "site.merged", survivor.id)
        return survivor.id


def keep_apart(session: Session, ctx: Context, actor: Actor, site_id: str, other_id: str) -> None:
    """Leave two neighbours two: they are not proposed again.

    :raises NotAllowed: the actor may not edit sites
    :raises NotFound: one of them does not exist
    :raises WrongState: they are one site already
    """
    require(actor, Permission.EDIT_SITE)
    with transaction(session):
        one, other = _find(session, site_id), _find(session, other_id)
        if one.id == other.id:
            raise WrongState(f"{one.id} is one site already")
        left = event(one.id, SiteEvent.KEPT_APART, ctx.now(), None, actor.account_id, {"other": other.id})
        append_events(session, [left])
        log(session, ctx, actor, "site.kept_apart", one.id)


def preview_split(session: Session, ctx: Context, actor: Actor, site_id: str, suggestion_ids: Collection[int]) -> Cut:
    """Return what parting these members from the others would make; changes nothing.

    :raises Invalid: they are none, all, or not all members
    :raises NotAllowed: the actor may not edit sites
    :raises NotFound: there never was such a site
    :raises WrongState: the site is not pinned
    """
    require(actor, Permission.EDIT_SITE)
    site = _find(session, site_id)
    _refuse_cut(session, site, suggestion_ids)
    return plan_cut(session, ctx, site, suggestion_ids)


def split(
    session: Session, ctx: Context, actor: Actor, site_id: str, suggestion_ids: Collection[int], version: str = ""
) -> str:
    """Part a site in two and return the id of the new one; what lies nearer the anchor keeps its id.

    :param version: of the site as the actor saw it; empty: whatever it is at
    :raises Invalid: the members are none, all, or not all members
    :raises NotAllowed: the actor may not edit sites
    :raises NotFound: there never was such a site
    :raises Overtaken: somebody else has changed the site since
    :raises WrongState: the site is not pinned
    """
    require(actor, Permission.EDIT_SITE)
    with transaction(session):
        site = _find(session, site_id)
        must_be_seen(session, site, version)
        _refuse_cut(session, site, suggestion_ids)
        since = first_check_at(session, [site.id])
        new = grouping.split_site(session, ctx, site, suggestion_ids, actor.account_id)
        if since is not None:
            recount(session, ctx, since)
        log(session, ctx, actor, "site.split", new.id)
        return new.id


def move(
    session: Session,
    ctx: Context,
    actor: Actor,
    site_id: str,
    suggestion_id: int,
    target_id: str,
    reason: str,
    version: str = "",
) -> str:
    """Move a member of a site to another one, and return the id of that one. Moving it back undoes it.

    :param version: of the site as the actor saw it; empty: whatever it is at
    :raises Invalid: the reason is no code of the list, or the two sites are one
    :raises NotAllowed: the actor may not edit sites
    :raises NotFound: there is no such site, or it has no such member
    :raises Overtaken: somebody else has changed the site since
    :raises WrongState: one of the two is not pinned, or the kinds differ
    """
    require(actor, Permission.EDIT_SITE)
    if reason not in MOVE_REASONS:
        raise Invalid([Fault("reason", "unknown" if reason else "missing")])
    with transaction(session):
        source, target = _find(session, site_id), _find(session, target_id)
        must_be_seen(session, source, version)
        member = session.get(Suggestion, suggestion_id)
        if member is None or member.site_id != source.id:
            raise NotFound(f"suggestion {suggestion_id} at {source.id}")
        if source.id == target.id:
            raise Invalid([Fault("target", "same_site")])
        since = first_check_at(session, [source.id, target.id])
        grouping.move_member(session, ctx, member, target, actor.account_id, reason)
        _publish_if_due(session, ctx, target)
        if since is not None:
            recount(session, ctx, since)
        log(session, ctx, actor, "site.member_moved", target.id)
        return target.id


def _publish_if_due(session: Session, ctx: Context, site: Site) -> None:
    if due(ctx, site):
        grouping.publish_site(session, ctx, site, None)


def _refuse_cut(session: Session, site: Site, suggestion_ids: Collection[int]) -> None:
    members = {line.id for line in strip_of(session, site).members}
    chosen = set(suggestion_ids)
    if not chosen:
        raise Invalid([Fault("members", "none_chosen")])
    if chosen == members:
        raise Invalid([Fault("members", "all_chosen")])
    if not chosen <= members:
        raise Invalid([Fault("members", "no_member")])


def _find(session: Session, site_id: str) -> Site:
    site = grouping.resolve_site(session, site_id)
    if site is None:
        raise NotFound(f"site {site_id}")
    return site
