"""Sites as they stood at a moment: only what we had received by then, and only the pins made by then."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from math import hypot
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from webapp.domain.context import Context
from webapp.domain.counting import Asked, SiteAsOf
from webapp.domain.sites import SiteEvent
from webapp.storage.group_names import named_then, site_today
from webapp.storage.locating import locate_position
from webapp.storage.members import Member, as_pins, as_points, connected, read_members, read_squares, squares_around
from webapp.storage.movements import Movement, has_movements, moved_since, stood_then
from webapp.storage.pinning import columns_of_anchor
from webapp.storage.places import ROADS_SINCE, area_at, fact
from webapp.storage.roads import has_roads, junctions_by_id, junctions_near, roads_near
from webapp.storage.site_events import (
    HELD,
    MEMBERSHIP,
    canonical_id,
    first_held,
    has_aliases,
    wholes_of,
)
from webapp.storage.site_state import anchors
from webapp.storage.sites import Site, SiteAlias, SiteEventRow
from webapp.storage.suggestions import Suggestion

if TYPE_CHECKING:
    from webapp.analysis.sites import Grouping

HALF_SITE_M = 142.0  # from the middle of a square of 200 m to its corner: as far as a member is from an anchor
PIN_REACH_M = 100.0
WIDE_M = 5000.0  # further along a street than this no chain of suggestions is followed back to where it was
_PINNED = (SiteEvent.PINNED.value, SiteEvent.PINNED_PRIVATE.value)


@dataclass(frozen=True)
class _Here:
    """A position in metres, a moment and a reach. ``roads`` are the streets it is on; None: there are no roads.

    ``in_the_open`` when every such street is in a tunnel there: a site on the ground above it is on no street.
    """

    session: Session
    ctx: Context
    kind: str
    easting: float
    northing: float
    at: datetime
    radius_m: float
    roads: frozenset[int] | None
    measures: dict[int, float]
    in_the_open: bool
    moved: dict[int, Movement] = field(default_factory=dict)  # by suggestion: where those stood that moved since


@dataclass(frozen=True)
class _Pin:
    """A pin that stood at the moment, with the ids that merges had led to it by then."""

    id: str
    ids: frozenset[str]
    published: bool
    unit: str
    road_id: int | None
    junction_id: int | None
    measure_m: float | None
    easting: float
    northing: float


def sites_as_of(
    session: Session, ctx: Context, kind: str, easting: float, northing: float, at: datetime, radius_m: float = 150.0
) -> list[SiteAsOf]:
    """Return the sites whose anchor, as it stood at ``at``, lies within reach of a position, nearest first.

    A suggestion counts when we had received and accepted it before ``at`` and it was neither withdrawn nor spam
    before ``at``; a pin counts when it was made before ``at``. A group that no pin held is named by the site that
    holds most of its members today. When nothing holds them any more it keeps the id of its founder, which then
    is no row.
    """
    here = _here(session, ctx, kind, easting, northing, at, radius_m)
    if has_movements(session):
        here = replace(here, moved=stood_then(session, kind, at))
    loose = _loose(here)
    pins = _pins(here, loose)
    from webapp.analysis.sites import group

    found = group(as_points(loose), as_pins(pins))
    near = [*_pinned_sites(here, pins, loose, found), *_group_sites(here, loose, found)]
    return sorted(near, key=lambda site: (site.distance_m, site.site_id))


def reach_of(
    session: Session, ctx: Context, site: Site, easting: float, northing: float, at: datetime
) -> tuple[float, bool]:
    """Return how far a site as it stands today is from a position, and whether both are on one road or junction."""
    here = _here(session, ctx, site.kind, easting, northing, at, 0.0)
    columns = ("unit", "road_id", "junction_id", "measure_m", "easting", "northing")
    anchor = _Pin(site.id, frozenset({site.id}), False, **{name: getattr(site, name) for name in columns})
    return _distance(here, anchor), _same_unit(here, anchor)


def _here(
    session: Session, ctx: Context, kind: str, easting: float, northing: float, at: datetime, radius_m: float
) -> _Here:
    from webapp.analysis.snapping import JUNCTION_REACH_M, ROAD_REACH_M, project

    session.flush()
    if not has_roads(session) or _before_roads(session, at):
        return _Here(session, ctx, kind, easting, northing, at, radius_m, None, {}, in_the_open=True)
    near = roads_near(session, easting, northing, ROAD_REACH_M)
    beside = {road.road_id: project(road.vertices, easting, northing) for road in near}
    below = {
        road.road_id
        for road in near
        if road.hidden is not None and project(road.vertices, easting, northing, road.hidden)[0] > ROAD_REACH_M
    }
    measures = {road_id: measure_m for road_id, (distance_m, measure_m) in beside.items() if distance_m <= ROAD_REACH_M}
    nodes = [
        node.junction_id
        for node in junctions_near(session, easting, northing, JUNCTION_REACH_M)
        if hypot(node.easting - easting, node.northing - northing) <= JUNCTION_REACH_M
    ]
    crossing = {r for node in junctions_by_id(session, nodes).values() for r in node.road_ids} if nodes else set()
    roads = frozenset(measures.keys() | crossing)
    return _Here(session, ctx, kind, easting, northing, at, radius_m, roads, measures, in_the_open=roads <= below)


def _before_roads(session: Session, at: datetime) -> bool:
    """Whether a moment was before this place had roads: then a check was judged by distance alone, and still is."""
    since = fact(session, ROADS_SINCE)
    return since is not None and at < datetime.fromisoformat(since)


def _stood(at: datetime) -> ColumnElement[bool]:
    """Return the condition that a suggestion stood at a moment."""
    return and_(
        Suggestion.received_at < at,
        Suggestion.accepted_at < at,
        or_(Suggestion.withdrawn_at.is_(None), Suggestion.withdrawn_at >= at),
        or_(Suggestion.spam_at.is_(None), Suggestion.spam_at >= at),
    )


def _loose(here: _Here) -> list[Member]:
    """Return what stood then, was held by no pin, and may be in a group within reach."""
    then = [Suggestion.kind == here.kind, _stood(here.at), or_(Suggestion.sticky.is_(False), ~_held_then(here))]
    if here.moved:
        then.append(~moved_since(here.at))
    elsewhere = _moved_members(here)
    reach_m = here.radius_m + HALF_SITE_M

    start = read_squares(here.session, squares_around([(here.easting, here.northing)], reach_m), *then)
    start += [
        m
        for m in elsewhere
        if m.unit == "free" and hypot(m.easting - here.easting, m.northing - here.northing) <= reach_m
    ]
    found = connected(here.session, [(m.easting, m.northing) for m in start], *then, also=elsewhere) if start else []
    if has_roads(here.session):
        roads = [road.road_id for road in roads_near(here.session, here.easting, here.northing, here.radius_m)]
        nodes = [node.junction_id for node in junctions_near(here.session, here.easting, here.northing, here.radius_m)]
        found += read_members(here.session, Suggestion.road_id.in_(roads), *then)
        found += read_members(here.session, Suggestion.junction_id.in_(nodes), *then)
        found += [
            m
            for m in elsewhere
            if (m.unit, m.place) in {*(("road", r) for r in roads), *(("junction", n) for n in nodes)}
        ]
    return found


def _held_then(here: _Here) -> ColumnElement[bool]:
    """Return the condition that the last event before the moment held a suggestion at a site."""
    last = select(func.max(SiteEventRow.id)).where(
        SiteEventRow.suggestion_id == Suggestion.id, SiteEventRow.type.in_(MEMBERSHIP), SiteEventRow.at < here.at
    )
    last_of_it = last.correlate(Suggestion).scalar_subquery()
    row = aliased(SiteEventRow)
    return select(row.id).where(row.id == last_of_it, row.type.in_(HELD)).correlate(Suggestion).exists()


def _moved_members(here: _Here) -> list[Member]:
    """Return those that stood elsewhere then and were held by no pin, as they were."""
    around = [
        number
        for number, was in here.moved.items()
        if hypot(was.easting - here.easting, was.northing - here.northing) <= WIDE_M
    ]
    if not around:
        return []
    rows = read_members(here.session, Suggestion.id.in_(around), _stood(here.at), ~_held_then(here))
    return [_as_it_was(here, member, here.moved[member.id]) for member in rows]


def _as_it_was(here: _Here, member: Member, before: Movement) -> Member:
    """Return a suggestion where it stood before it was moved; the road is found again, for road data change."""
    was = locate_position(here.session, before.easting, before.northing, before.street)
    return replace(
        member,
        founding_id=before.founding_id,
        site_id=_row_of(here.session, before.site_id),
        unit=was.unit,
        place=was.road_id or was.junction_id or 0,
        measure_m=was.measure_m or 0.0,
        easting=before.easting,
        northing=before.northing,
    )


def _row_of(session: Session, site_id: str | None) -> str | None:
    """Return what an id of then leads to now, or None when no site stands there any more."""
    now = canonical_id(session, site_id) if site_id else None
    return now if now and session.get(Site, now) is not None else None


def _pins(here: _Here, loose: Sequence[Member]) -> list[_Pin]:
    """Return the pins made by then that are within reach of the position or of a loose suggestion, sorted by id."""
    aliases = aliases_then(here.session, here.at)
    columns = ("id", "unit", "road_id", "junction_id", "measure_m", "easting", "northing")
    rows: dict[str, dict[str, Any]] = {}
    pinned = select(*(getattr(Site, name) for name in columns)).where(Site.kind == here.kind, Site.pinned_at < here.at)
    for row in here.session.execute(pinned.where(_may_hold(here, loose))):
        rows[row.id] = row._asdict()
    absorbed_since = select(SiteAlias.id).where(SiteAlias.at >= here.at)
    for event in here.session.scalars(
        select(SiteEventRow).where(
            SiteEventRow.site_id.in_(absorbed_since), SiteEventRow.type.in_(_PINNED), SiteEventRow.at < here.at
        )
    ):
        if event.data["kind"] == here.kind:
            rows[event.site_id] = {"id": event.site_id, **columns_of_anchor(event.data)}
    published = _published_then(here, rows)
    return [
        _Pin(
            ids=frozenset({site_id, *(old for old, now in aliases.items() if now == site_id)}),
            published=site_id in published,
            **{name: row[name] for name in columns},
        )
        for site_id, row in sorted(rows.items())
    ]


def _may_hold(here: _Here, loose: Sequence[Member]) -> ColumnElement[bool]:
    """Return a condition that is true of every pin within reach of the position or of a loose suggestion."""
    east = [here.easting, *(m.easting for m in loose if m.unit == "free")]
    north = [here.northing, *(m.northing for m in loose if m.unit == "free")]
    reach_m = max(here.radius_m, PIN_REACH_M) + 1
    near = and_(
        Site.easting.between(min(east) - reach_m, max(east) + reach_m),
        Site.northing.between(min(north) - reach_m, max(north) + reach_m),
    )
    roads = {m.place for m in loose if m.unit == "road"}
    nodes = {m.place for m in loose if m.unit == "junction"}
    return or_(near, Site.road_id.in_(roads), Site.junction_id.in_(nodes))


def aliases_then(session: Session, at: datetime) -> dict[str, str]:
    """Return which ids merges had retired by then, and where they led."""
    aliases: dict[str, str] = {}
    if not has_aliases(session):
        return aliases
    rows = session.execute(
        select(SiteEventRow.site_id, SiteEventRow.data)
        .where(SiteEventRow.type == SiteEvent.MERGED.value, SiteEventRow.at < at)
        .order_by(SiteEventRow.id)
    )
    for survivor, data in rows:
        aliases = {old: survivor if now == data["absorbed"] else now for old, now in aliases.items()}
        aliases[data["absorbed"]] = survivor
    return aliases


def _published_then(here: _Here, site_ids: Iterable[str]) -> set[str]:
    return set(
        here.session.scalars(
            select(SiteEventRow.site_id).where(
                SiteEventRow.site_id.in_(list(site_ids)),
                SiteEventRow.type == SiteEvent.PINNED.value,
                SiteEventRow.at < here.at,
            )
        )
    )


def _pinned_sites(here: _Here, pins: Sequence[_Pin], loose: Sequence[Member], found: "Grouping") -> list[SiteAsOf]:
    gained: dict[int, list[int]] = defaultdict(list)
    for member, pin in zip(loose, found.pin.tolist(), strict=True):
        gained[pin].append(member.id)
    sites: list[SiteAsOf] = []
    for number, pin in enumerate(pins):
        distance_m = _distance(here, pin)
        if distance_m > here.radius_m:
            continue
        asked = _asked(here, [*_members_then(here, pin.ids), *gained[number]])
        site_id = here.session.scalar(select(SiteAlias.site_id).where(SiteAlias.id == pin.id)) or pin.id
        sites.append(_site(here, site_id, pin, distance_m, asked))
    return sites


def _members_then(here: _Here, site_ids: frozenset[str]) -> list[int]:
    """Return the suggestions that the events before the moment held at a site."""
    events = select(SiteEventRow.suggestion_id, SiteEventRow.site_id, SiteEventRow.type).where(
        SiteEventRow.type.in_(MEMBERSHIP), SiteEventRow.at < here.at
    )
    ever = select(SiteEventRow.suggestion_id).where(
        SiteEventRow.site_id.in_(site_ids), SiteEventRow.type.in_(MEMBERSHIP)
    )
    rows = here.session.execute(events.where(SiteEventRow.suggestion_id.in_(ever)).order_by(SiteEventRow.id))
    last = {row.suggestion_id: row for row in rows}
    return [i for i, row in last.items() if i is not None and row.site_id in site_ids and row.type in HELD]


def _group_sites(here: _Here, loose: Sequence[Member], found: "Grouping") -> list[SiteAsOf]:
    members: dict[int, list[Member]] = defaultdict(list)
    merged = has_aliases(here.session)
    first = first_held(here.session, [member.id for member in loose], here.at)
    for member, label in zip(loose, found.label.tolist(), strict=True):
        members[label].append(member)
    sites: list[SiteAsOf] = []
    for k, row in enumerate(anchors(here.session, found, range(len(found.founder)))):
        founder = loose[int(found.founder[k])]
        site_id = site_today(here.session, here.moved, members[k], first) or founder.founding_id
        anchor = _Pin(
            id=site_id,
            ids=frozenset({named_then(here.session, here.moved, members[k], first) or site_id if merged else site_id}),
            published=False,
            **{name: row[name] for name in ("unit", "road_id", "junction_id", "measure_m", "easting", "northing")},
        )
        distance_m = _distance(here, anchor)
        if distance_m <= here.radius_m:
            asked = _asked(here, [m.id for m in members[k]])
            sites.append(_site(here, site_id, anchor, distance_m, asked))
    return sites


def _asked(here: _Here, suggestion_ids: Sequence[int]) -> tuple[Asked, ...]:
    rows = here.session.execute(
        select(Suggestion.id, Suggestion.received_at, Suggestion.reporter_key)
        .where(Suggestion.id.in_(suggestion_ids), _stood(here.at))
        .order_by(Suggestion.received_at, Suggestion.id)
    )
    keys = {number: row.reporter_key for number, row in here.moved.items()}
    return tuple(Asked(number, received_at, keys.get(number, key)) for number, received_at, key in rows)


def _site(here: _Here, site_id: str, anchor: _Pin, distance_m: float, asked: tuple[Asked, ...]) -> SiteAsOf:
    row = here.session.get(Site, site_id)
    area_id = row.area_id if row is not None else _area(here, anchor)
    return SiteAsOf(
        site_id=site_id,
        published=anchor.published,
        distance_m=distance_m,
        same_unit=_same_unit(here, anchor),
        area_id=area_id,
        asked=asked,
        ids_then=anchor.ids,
        wholes=wholes_of(here.session, anchor.ids, here.at),
    )


def _area(here: _Here, anchor: _Pin) -> int | None:
    from webapp.analysis.projection import to_degrees

    lon, lat = to_degrees(here.ctx.place.crs, anchor.easting, anchor.northing)
    return area_at(here.session, float(lon), float(lat))


def _same_unit(here: _Here, anchor: _Pin) -> bool:
    """Whether position and anchor share a road; a junction is on every road that meets there."""
    if here.roads is None:
        return True
    if anchor.unit == "free":
        return here.in_the_open
    if anchor.road_id is not None:
        return anchor.road_id in here.roads
    nodes = junctions_by_id(here.session, [anchor.junction_id or 0])
    return any(not here.roads.isdisjoint(node.road_ids) for node in nodes.values())


def _distance(here: _Here, anchor: _Pin) -> float:
    """Return metres along the road when both are on it, else in a straight line."""
    if anchor.road_id in here.measures and anchor.measure_m is not None:
        return abs(here.measures[anchor.road_id] - anchor.measure_m)
    return hypot(anchor.easting - here.easting, anchor.northing - here.northing)
