"""One suggestion more or less: only its own road, junction or neighbourhood is grouped again."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from webapp.domain.context import Context
from webapp.domain.sites import SiteEvent
from webapp.storage.handing_on import hand_on_when_unsuitable
from webapp.storage.map_cells import change_cells
from webapp.storage.members import (
    Member,
    Spot,
    as_pins,
    as_points,
    keep_members,
    loose,
    neighbourhood,
    read_members,
    read_squares,
    squares_around,
)
from webapp.storage.pinning import attach_events, due, forget_unpinned, pin_events
from webapp.storage.site_events import append_events
from webapp.storage.site_state import assign, count_in, describe, recount_members
from webapp.storage.sites import Site
from webapp.storage.suggestions import Suggestion

if TYPE_CHECKING:
    from webapp.analysis.sites import Grouping

PIN_REACH_M = 100.0


@dataclass
class Work:
    """A change under way: what it is about, and which positions come to or leave the squares of the map.

    ``dirty`` are sites that must be counted again although they may keep their members; ``newcomer`` is the
    one suggestion that was not in any group before.
    """

    session: Session
    ctx: Context
    kind: str
    publish: bool = True
    newcomer: Suggestion | None = None
    dirty: set[str] = field(default_factory=set)
    squares: list[tuple[float, float, int]] = field(default_factory=list)

    def loose(self) -> tuple[ColumnElement[bool], ...]:
        """Return the conditions of what this change may group again."""
        return loose(self.kind, self.newcomer.id if self.newcomer is not None else 0)

    def done(self) -> None:
        """Bring the squares of the map up to date."""
        self.session.flush()
        change_cells(self.session, self.ctx, self.kind, self.squares)


def pins_in_reach(session: Session, kind: str, spot: Spot) -> list[Site]:
    """Return the pinned sites, sorted by id, that may hold a suggestion at ``spot``."""
    query = select(Site).where(Site.pinned_at.is_not(None))
    if spot.unit == "road":
        query = query.where(Site.road_id == spot.place)
    elif spot.unit == "junction":
        query = query.where(Site.junction_id == spot.place)
    else:
        ((easting, northing),) = spot.positions
        reach_m = PIN_REACH_M + 1
        query = query.where(
            Site.kind == kind,
            Site.unit == spot.unit,
            Site.easting.between(easting - reach_m, easting + reach_m),
            Site.northing.between(northing - reach_m, northing + reach_m),
        )
    return sorted((site for site in session.scalars(query) if site.kind == kind), key=lambda site: site.id)


def nearest_pin(pins: Sequence[Site], member: Member) -> Site | None:
    """Return the pin that grouping attaches this one suggestion to."""
    from webapp.analysis.sites import group

    if not pins:
        return None
    found = int(group(as_points([member]), as_pins(pins)).pin[0])
    return pins[found] if found >= 0 else None


def hold(work: Work, site: Site, suggestion: Suggestion) -> None:
    """Attach a newcomer to a pinned site; from now on only a person moves it."""
    suggestion.site_id, suggestion.sticky = site.id, True
    append_events(work.session, attach_events(site.id, [suggestion.id], work.ctx.now()))
    work.session.flush()
    count_in(work.session, site, suggestion)
    if site.published_at is None:
        work.squares.append((suggestion.easting, suggestion.northing, 1))
        publish_due(work, [site])


def settle(work: Work, spot: Spot, pins: Sequence[Site] = ()) -> None:
    """Group the neighbourhood of a spot again, publish what has become due, and go on until nothing changes.

    :param pins: the pins that may newly have come within reach of a suggestion there, sorted by id
    """
    from webapp.analysis.sites import group

    waiting: Spot | None = spot
    while waiting is not None:
        members = neighbourhood(work.session, waiting, *work.loose())
        found = group(as_points(members), as_pins(pins))
        held = _attach(work, members, found, pins)
        sites = _regroup(work, members, found)
        pins = publish_due(work, [*held, *sites]) if work.publish else []
        pins = sorted((site for site in pins if site in sites), key=lambda site: site.id)
        waiting = _beside(work, members, pins) if pins else None


def publish_due(work: Work, sites: Iterable[Site]) -> list[Site]:
    """Publish those of the sites that enough residents have asked for, and return them."""
    ready = [site for site in sites if due(work.ctx, site)]
    for site in ready:
        publish(work, site)
    return ready


def publish(work: Work, site: Site, account_id: int | None = None) -> None:
    """Make a site public: its pin is frozen, and its members leave the squares of the map."""
    now, somebody_was_there = work.ctx.now(), site.pinned_at is not None
    members = read_members(work.session, Suggestion.site_id == site.id)
    append_events(work.session, pin_events(site, SiteEvent.PINNED, members, now, account_id))
    site.pinned_at, site.published_at = site.pinned_at or now, now
    keep_members(work.session, [m.id for m in members], site_id=site.id, sticky=True)
    work.squares += [(m.easting, m.northing, -1) for m in members if m.live]
    if somebody_was_there:
        hand_on_when_unsuitable(work.session, work.ctx, site)


def freeze(work: Work, site: Site, account_id: int | None = None) -> None:
    """Pin a site privately, and hold what lies within its reach. Nothing public changes."""
    now = work.ctx.now()
    members = read_members(work.session, Suggestion.site_id == site.id)
    append_events(work.session, pin_events(site, SiteEvent.PINNED_PRIVATE, members, now, account_id))
    site.pinned_at = now
    keep_members(work.session, [m.id for m in members], site_id=site.id, sticky=True)
    work.session.flush()
    spot = _beside(work, members, [site])
    if spot is not None:
        settle(work, spot, [site])


def publish_with_neighbours(work: Work, site: Site, account_id: int | None = None) -> None:
    """Make a site public; if it was not pinned before, it takes in what lies within its reach."""
    members = read_members(work.session, Suggestion.site_id == site.id)
    new_pin = site.pinned_at is None
    publish(work, site, account_id)
    spot = _beside(work, members, [site]) if new_pin else None
    if spot is not None:
        settle(work, spot, [site])


def _attach(work: Work, members: Sequence[Member], found: "Grouping", pins: Sequence[Site]) -> list[Site]:
    """Attach members to the pins that grouping found, and return the pins that gained any."""
    gained: dict[int, list[Member]] = defaultdict(list)
    for row, pin in enumerate(found.pin.tolist()):
        if pin >= 0:
            gained[pin].append(members[row])
    for pin, those in sorted(gained.items()):
        site = pins[pin]
        those.sort(key=lambda member: member.order)
        append_events(work.session, attach_events(site.id, [m.id for m in those], work.ctx.now()))
        keep_members(work.session, [m.id for m in those], site_id=site.id, sticky=True)
        for member in those:
            counted, counts = member.site_id is not None, site.published_at is None
            if member.live and counted != counts:
                work.squares.append((member.easting, member.northing, 1 if counts else -1))
    sites = [pins[pin] for pin in sorted(gained)]
    recount_members(work.session, sites)
    return sites


def _regroup(work: Work, members: Sequence[Member], found: "Grouping") -> list[Site]:
    """Write the groups that changed, drop the sites that are no more, and return the sites of all groups."""
    before: dict[str, set[int]] = defaultdict(set)
    after: dict[str, list[Member]] = defaultdict(list)
    ids = [members[row].founding_id for row in found.founder.tolist()]
    for member, label in zip(members, found.label.tolist(), strict=True):
        if member.site_id is not None:
            before[member.site_id].add(member.id)
        if label >= 0:
            after[ids[label]].append(member)
    changed = [k for k, i in enumerate(ids) if i in work.dirty or before.get(i) != {m.id for m in after[i]}]
    described = describe(work.session, work.ctx, work.kind, found, changed)
    sites = [
        _write_group(work, ids[k], members[int(found.founder[k])], after[ids[k]], columns)
        for k, columns in zip(changed, described, strict=True)
    ]
    work.session.flush()
    _count(work, sites, before, after)
    forget_unpinned(work.session, (before.keys() | work.dirty) - after.keys())
    work.dirty.clear()
    return sites


def _write_group(work: Work, site_id: str, founder: Member, members: list[Member], columns: dict[str, object]) -> Site:
    """Write where one group is, and which site its members belong to."""
    session, site = work.session, work.session.get(Site, site_id)
    if site is None:
        site = Site(id=site_id, kind=work.kind, founder_id=founder.id)
        site.first_received_at = site.last_received_at = founder.received_at
        site.residents = site.confirmed = site.members = 0
        session.add(site)
    assign(site, columns)
    session.flush()
    moving = [m for m in members if m.site_id != site_id]
    keep_members(session, [m.id for m in moving], site_id=site_id)
    work.squares += [(m.easting, m.northing, 1) for m in moving if m.site_id is None and m.live]
    return site


def _count(work: Work, sites: Sequence[Site], before: dict[str, set[int]], after: dict[str, list[Member]]) -> None:
    """Count the members of changed sites: of one that only the newcomer changed, only the newcomer."""
    one = work.newcomer
    others: list[Site] = []
    for site in sites:
        if one is not None and before.get(site.id) == {m.id for m in after[site.id]} - {one.id}:
            count_in(work.session, site, one)
        else:
            others.append(site)
    recount_members(work.session, others)


def _beside(work: Work, members: Sequence[Member], pins: Sequence[Site]) -> Spot | None:
    """Return where to group again after these sites, all of one unit, were pinned."""
    unit = pins[0].unit
    if unit != "free":
        return Spot(unit, pins[0].road_id or pins[0].junction_id or 0)
    anchors = [(site.easting, site.northing) for site in pins]
    near = read_squares(work.session, squares_around(anchors, PIN_REACH_M), *work.loose())
    positions = {(m.easting, m.northing) for m in (*near, *members)}
    return Spot("free", positions=tuple(sorted(positions))) if positions else None
