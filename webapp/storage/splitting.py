"""A person parts a site in two: what lies nearer the anchor keeps the id, the rest gets an id of its own.

The anchor of the site stays where it is, and checks held before stay at the site as it was.
Call these inside a transaction.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from math import hypot

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.domain.context import Context
from webapp.domain.errors import WrongState
from webapp.domain.sites import SiteEvent, site_id_of
from webapp.domain.suggestions import new_public_number
from webapp.storage.members import Member, as_points, keep_members, read_members
from webapp.storage.merging import update_squares
from webapp.storage.pinning import anchor_of
from webapp.storage.site_events import append_events, event
from webapp.storage.site_state import Columns, describe, recount_members
from webapp.storage.sites import Site
from webapp.storage.suggestions import Suggestion


@dataclass(frozen=True)
class Half:
    """One of the two sites that a cut makes."""

    members: tuple[Member, ...]
    residents: int
    name: str
    public: bool


@dataclass(frozen=True)
class Cut:
    """What a cut makes of a site: the half that keeps the id, the other, and where that one will be."""

    stays: Half
    leaves: Half
    place: Columns


def plan_cut(session: Session, ctx: Context, site: Site, suggestion_ids: Collection[int]) -> Cut:
    """Return what parting these members from the others would make; changes nothing.

    :raises WrongState: the site is not pinned, one is no member, or they are none or all of them
    """
    members = sorted(read_members(session, Suggestion.site_id == site.id), key=lambda m: m.order)
    chosen = [m for m in members if m.id in set(suggestion_ids)]
    others = [m for m in members if m.id not in set(suggestion_ids)]
    if site.pinned_at is None or not chosen or not others or len(chosen) != len(set(suggestion_ids)):
        raise WrongState(f"site {site.id} cannot be parted there")
    parts = [(_distance(site, place), part, place) for part, place in _places(session, ctx, site, [others, chosen])]
    (_, stays, _), (_, leaves, place) = sorted(parts, key=lambda part: part[0])  # a tie: the chosen ones leave
    public = site.published_at is not None
    residents = _residents(session, leaves)
    return Cut(
        stays=Half(tuple(stays), _residents(session, stays), site.name, public),
        leaves=Half(tuple(leaves), residents, place["name"], public and residents >= ctx.place.publish_threshold),
        place=place,
    )


def split_site(
    session: Session, ctx: Context, site: Site, suggestion_ids: Collection[int], account_id: int | None
) -> Site:
    """Part a pinned site in two and return the new one. It is public when the site is and enough residents ask for it.

    :raises WrongState: as ``plan_cut``
    """
    cut, now = plan_cut(session, ctx, site, suggestion_ids), ctx.now()
    leaving = [member.id for member in cut.leaves.members]
    founder = cut.leaves.members[0]
    new = Site(
        id=site_id_of(new_public_number()),  # its founder's own id may be one that a merge retired
        kind=site.kind,
        founder_id=founder.id,
        pinned_at=now,
        published_at=now if cut.leaves.public else None,
        first_received_at=founder.received_at,
        last_received_at=founder.received_at,
        person_edited=True,
        **cut.place,
    )
    session.add(new)
    session.flush()
    pinned = SiteEvent.PINNED if cut.leaves.public else SiteEvent.PINNED_PRIVATE
    frozen = anchor_of({"kind": site.kind, **cut.place})
    append_events(
        session,
        [
            event(new.id, SiteEvent.EMERGED, now, founder.id, account_id, {"kind": site.kind}),
            event(new.id, pinned, now, founder.id, account_id, frozen),
            event(new.id, SiteEvent.SPLIT, now, None, account_id, {"split_from": site.id}),
            event(site.id, SiteEvent.SPLIT, now, None, account_id, {"split_into": new.id}),
            *(event(new.id, SiteEvent.MOVED_MEMBER, now, i, account_id, {"from": site.id}) for i in leaving),
        ],
    )
    update_squares(session, ctx, site, new, leaving)
    keep_members(session, leaving, site_id=new.id)
    site.person_edited = True
    session.flush()
    recount_members(session, [site, new])
    return new


def _places(
    session: Session, ctx: Context, site: Site, parts: Sequence[list[Member]]
) -> list[tuple[list[Member], Columns]]:
    """Return each part with where it would be: the midpoint of its extent, on its own road or junction."""
    from webapp.analysis.sites import as_one

    found = []
    for part in parts:
        own = _main_place(site, part)
        there = [m for m in part if (m.unit, m.place) == own]
        (place,) = describe(session, ctx, site.kind, as_one(as_points(there)), [0])
        found.append((part, place))
    return found


def _main_place(site: Site, part: Sequence[Member]) -> tuple[str, int]:
    """Return the road, junction or open ground that a part is at: the site's own if any of it is there."""
    own = site.unit, site.road_id or site.junction_id or 0
    places = Counter((m.unit, m.place) for m in part)
    return own if own in places else max(places, key=lambda place: places[place])


def _distance(site: Site, place: Columns) -> float:
    return round(hypot(place["easting"] - site.easting, place["northing"] - site.northing), 3)


def _residents(session: Session, members: Sequence[Member]) -> int:
    keys = select(Suggestion.reporter_key).where(Suggestion.id.in_([m.id for m in members]))
    return len(set(session.scalars(keys)))
