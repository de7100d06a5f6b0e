"""Places that streets make: where two of them cross, the stretch between two others, and what to call a point.

A street may be several roads, as one for each carriageway, so streets are given as the ids of their roads.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import hypot, inf
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from webapp.domain.context import Context
from webapp.domain.names import fold
from webapp.language.place_words import words_of
from webapp.storage.gazetteer import nearest_name
from webapp.storage.places import Area, GazetteerName, area_at
from webapp.storage.roads import Junction, Road, roads_near

if TYPE_CHECKING:
    from webapp.analysis.snapping import Float

ONE_CROSSING_M = 40.0
"""Nodes of one crossing, as where a street has two carriageways, are at most this far apart."""
CROSSING_NEAR_M = 200.0  # a crossing further away does not say where on the street one stands
LONGEST_GAP_M = 500.0  # parts of a street further apart than this are two streets of one name
ONE_SPOT_M = 1.0  # where two streets end, they go over into each other
LANDMARK_NEAR_M = 200.0
STREET_NEAR_M = 40.0  # to be called by a street one need not be so near that a pin would belong to it
FEW = 12  # for more roads than this, reading every crossing is quicker than asking around each

Spot = tuple[float, float]
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Crossing:
    """A node where roads meet, in metres."""

    easting: float
    northing: float
    road_ids: frozenset[int]


def road_ids_named(session: Session, name: str) -> list[int]:
    """Return the roads that bear a name, as their own or as another name, however it is spelt.

    The gazetteer says what a spelling stands for: the names of roads are compared as written, which is indexed.
    """
    wanted = fold(name)
    if not wanted:
        return []
    written = set(session.scalars(select(GazetteerName.name).where(GazetteerName.folded == wanted)))
    rows = session.execute(select(Road.id, Road.name, Road.alt_names).where(Road.name.in_(written | {name})))
    return sorted(road_id for road_id, own, others in rows if any(_folded(n) == wanted for n in (own, *others)))


def crossings_of(session: Session, first: Sequence[int], second: Sequence[int]) -> list[Spot]:
    """Return where roads of both sets meet, easting and northing; the nodes of one crossing are one, in the middle.

    Streets without a crossing of their own meet where one ends at the other, as at a corner where the name changes.
    """
    one, other = frozenset(first), frozenset(second)
    boxes = _boxes(session, one | other)
    beside = {
        (a, b): shared for a in sorted(one & boxes.keys()) for b in sorted(other & boxes.keys()) if a != b
        if (shared := _overlap(boxes[a], boxes[b])) is not None
    }  # fmt: skip
    nodes = [node for node in _crossings_in(session, [*beside.values()]) if _meet(node.road_ids, one, other)]
    spots = [(node.easting, node.northing) for node in nodes]
    return _merged(spots or _ends_in(session, [pair for pair in beside if not one & other & {*pair}]))


def _ends_in(session: Session, pairs: Sequence[tuple[int, int]]) -> list[Spot]:
    """Return where one road of a pair ends at the other, whether there is a junction or not."""
    from webapp.analysis.snapping import ends_at, vertices_of

    rows = _in_parts(session, (Road.id, Road.geometry), Road.id, {road_id for pair in pairs for road_id in pair})
    lines = {row.id: vertices_of(row.geometry) for row in rows}
    return [spot for a, b in pairs for one, other in ((a, b), (b, a)) for spot in ends_at(lines[one], lines[other])]


def stretch_between(
    session: Session,
    ctx: Context,  # noqa: ARG001  # as every look-up of a position has it
    street_ids: Sequence[int],
    one_ids: Sequence[int],
    other_ids: Sequence[int],
) -> Spot | None:
    """Return the middle, easting and northing, of the shortest stretch of a street between two that cross it."""
    from webapp.analysis.snapping import point_at, project, vertices_of

    ends = [crossings_of(session, street_ids, ids) for ids in (one_ids, other_ids)]
    rows = session.execute(select(Road.id, Road.geometry).where(Road.id.in_(set(street_ids)))).all()
    lines = {road_id: vertices_of(geometry) for road_id, geometry in rows}
    found: list[tuple[float, int, float]] = []
    for road_id, line in lines.items():
        places = [[project(line, *spot) for spot in spots] for spots in ends]
        starts, stops = ([m for off_m, m in near if off_m <= ONE_CROSSING_M] for near in places)
        found += [(abs(a - b), road_id, (a + b) / 2) for a in starts for b in stops]
    if not found:
        return _across_gap(lines.values(), *ends)
    _, road_id, measure_m = min(found)
    return point_at(lines[road_id], measure_m)


def _across_gap(lines: Iterable["Float"], starts: Sequence[Spot], stops: Sequence[Spot]) -> Spot | None:
    """Return the spot of a street nearest to the middle between two crossings on parts of it that do not meet."""
    from webapp.analysis.snapping import point_at, project

    apart = [(hypot(a[0] - b[0], a[1] - b[1]), a, b) for a in starts for b in stops]
    length_m, a, b = min(apart, default=(inf, (0.0, 0.0), (0.0, 0.0)))
    if length_m > LONGEST_GAP_M:
        return None
    middle = (a[0] + b[0]) / 2, (a[1] + b[1]) / 2
    (_, measure_m), _, line = min((project(line, *middle), number, line) for number, line in enumerate(lines))
    return point_at(line, measure_m)


def crossings_along(session: Session, road_id: int) -> list[tuple[float, str]]:
    """Return the named streets that cross a road and at which measure, in the order of the measure."""
    return crossings_along_each(session, [road_id]).get(road_id, [])


def crossings_along_each(session: Session, road_ids: Iterable[int]) -> dict[int, list[tuple[float, str]]]:
    """Return ``crossings_along`` of many roads, with a few queries for all of them."""
    from webapp.analysis.snapping import vertices_of

    wanted = set(road_ids)
    roads = {row.id: row for row in _in_parts(session, _LINE, Road.id, wanted)}
    boxes = [(row.west, row.south, row.east, row.north) for row in roads.values()]
    nodes = _crossings_in(session, boxes) if len(boxes) <= FEW else _all_crossings(session)
    nodes += _bends(session, {road_id: vertices_of(row.geometry) for road_id, row in roads.items()}, nodes)
    along: dict[int, list[Crossing]] = {road_id: [] for road_id in roads}
    for node in nodes:
        for road_id in node.road_ids & roads.keys():
            along[road_id].append(node)
    met = {road_id for those in along.values() for node in those for road_id in node.road_ids}
    names = _names(session, met | roads.keys())
    return {road_id: _measured(roads[road_id], those, names) for road_id, those in along.items()}


def _measured(road: Any, nodes: Sequence[Crossing], names: dict[int, tuple[str, ...]]) -> list[tuple[float, str]]:
    """Return (measure, name) of what crosses one road; a crossing of several nodes is at its first."""
    import numpy as np

    from webapp.analysis.snapping import measures_along, vertices_of

    if not nodes:
        return []
    own = set(names.get(road.id, ()))
    spots = np.array([(node.easting, node.northing) for node in nodes])
    found: dict[str, list[float]] = {}
    for node, measure_m in zip(nodes, measures_along(vertices_of(road.geometry), spots).round(3).tolist(), strict=True):
        for name in _names_across(node.road_ids, names, own):
            found.setdefault(name, []).append(measure_m)
    return sorted((m, name) for name, places in found.items() for m in _apart(sorted(places)))


def describe_point(session: Session, ctx: Context, lat: float, lon: float) -> str | None:
    """Return what a person would call a position; None when neither a street nor a landmark is near.

    A crossing, a street with the nearest crossing or landmark, a street, or a landmark; each with its district.
    """
    called = _on_street(session, ctx, lat, lon) or describe_by_landmark(session, ctx, lat, lon)
    if called is None:
        return None
    area_id = area_at(session, lon, lat)
    area = session.scalar(select(Area.name).where(Area.id == area_id)) if area_id is not None else None
    return called if area is None or fold(area) in fold(called) else f"{called}, {area}"


def describe_by_landmark(session: Session, ctx: Context, lat: float, lon: float) -> str | None:
    """Return which landmark a position is near, if any; measures nothing, so that a page may ask."""
    landmark = nearest_name(session, lat, lon)
    return None if landmark is None else words_of(ctx.place.languages[0]).near.format(landmark=landmark)


def _on_street(session: Session, ctx: Context, lat: float, lon: float) -> str | None:
    """Return the crossing, or the street and what crosses it or stands beside it; None off the streets."""
    from webapp.analysis.projection import to_metres
    from webapp.analysis.snapping import JUNCTION_REACH_M, project

    spot = (round(float(metres), 3) for metres in to_metres(ctx.place.crs, lon, lat))
    easting, northing = spot
    roads = roads_near(session, easting, northing, STREET_NEAR_M)
    near = sorted((project(road.vertices, easting, northing, road.hidden)[0], road.road_id) for road in roads)
    reach = CROSSING_NEAR_M
    nodes = _crossings_in(session, [(easting - reach, northing - reach, easting + reach, northing + reach)])
    nodes += _bends(session, {road.road_id: road.vertices for road in roads}, nodes)
    by_distance = sorted((hypot(n.easting - easting, n.northing - northing), sorted(n.road_ids)) for n in nodes)
    names = _names(session, {*(i for _, i in near), *(i for _, met in by_distance for i in met)})
    if crossing := _crossing_at(by_distance, names, JUNCTION_REACH_M):
        return crossing
    street_id = next((i for off_m, i in near if off_m <= STREET_NEAR_M and names.get(i)), None)
    if street_id is None:
        return None
    words, own = words_of(ctx.place.languages[0]), set(names[street_id])
    one = _nearest_across(by_distance, names, own) or nearest_name(session, lat, lon, LANDMARK_NEAR_M, street=False)
    street = names[street_id][0]
    return street if one is None or fold(one) == fold(street) else words.beside.format(street=street, one=one)


def _crossing_at(by_distance: list[tuple[float, list[int]]], names: dict[int, tuple[str, ...]], reach_m: float) -> str:
    for off_m, met in by_distance:
        called = sorted({names[i][0] for i in met if names.get(i)})
        if off_m <= reach_m and len(called) > 1:
            return " / ".join(called)
    return ""


def _nearest_across(
    by_distance: list[tuple[float, list[int]]], names: dict[int, tuple[str, ...]], own: set[str]
) -> str | None:
    for off_m, met in by_distance:
        if off_m <= CROSSING_NEAR_M and any(own & set(names.get(i, ())) for i in met):
            across = _names_across(met, names, own)
            if across:
                return across[0]
    return None


def _names_across(met: Iterable[int], names: dict[int, tuple[str, ...]], own: set[str]) -> list[str]:
    """Return the names of the roads at a node that do not bear one of a street's own names."""
    others = {names[i][0] for i in met if names.get(i) and not own & set(names[i])}
    return sorted(others, key=lambda name: (fold(name), name))


def _boxes(session: Session, road_ids: Iterable[int]) -> dict[int, Box]:
    rows = session.execute(select(Road.id, Road.west, Road.south, Road.east, Road.north).where(Road.id.in_(road_ids)))
    return {row[0]: (row[1], row[2], row[3], row[4]) for row in rows}


def _overlap(one: Box, other: Box) -> Box | None:
    """Return where two boxes overlap, or come within one crossing of each other."""
    west, south = max(one[0], other[0]), max(one[1], other[1])
    east, north = min(one[2], other[2]), min(one[3], other[3])
    return (west, south, east, north) if west - east <= ONE_CROSSING_M and south - north <= ONE_CROSSING_M else None


def _crossings_in(session: Session, boxes: Sequence[Box]) -> list[Crossing]:
    """Return the nodes in or beside some boxes, in a steady order."""
    out = ONE_CROSSING_M
    inside = [
        and_(
            Junction.easting.between(min(w, e) - out, max(w, e) + out),
            Junction.northing.between(min(s, n) - out, max(s, n) + out),
        )
        for w, s, e, n in dict.fromkeys(boxes)
    ]
    rows: dict[int, Any] = {}
    for start in range(0, len(inside), 50):
        rows |= {row.id: row for row in session.execute(select(*_NODE).where(or_(*inside[start : start + 50])))}
    return [Crossing(r.easting, r.northing, frozenset(r.road_ids)) for _, r in sorted(rows.items())]


def _bends(session: Session, lines: Mapping[int, "Float"], nodes: Iterable[Crossing]) -> list[Crossing]:
    """Return where a street goes over into another: no junction, as only two meet, but it says where one is."""
    from webapp.analysis.snapping import vertices_of

    known: dict[int, list[Spot]] = {road_id: [] for road_id in lines}
    for node in nodes:
        for road_id in node.road_ids & lines.keys():
            known[road_id].append((node.easting, node.northing))
    ends = [
        (road_id, end) for road_id, line in sorted(lines.items()) for end in _ends(line)
        if not any(_one_spot(end, spot) for spot in known[road_id])
    ]  # fmt: skip
    columns, around = (Road.id, Road.geometry), [_holds(*end) for _, end in ends]
    others: dict[int, list[Spot]] = {}
    for start in range(0, len(around), 50):
        rows = session.execute(select(*columns).where(or_(*around[start : start + 50])))
        others |= {row.id: _ends(vertices_of(row.geometry)) for row in rows}
    return [
        Crossing(*end, frozenset({road_id, other}))
        for road_id, end in ends
        for other, spots in sorted(others.items())
        if other != road_id and any(_one_spot(end, spot) for spot in spots)
    ]


def _ends(line: "Float") -> list[Spot]:
    return [(float(line[row, 0]), float(line[row, 1])) for row in (0, -1)]


def _one_spot(one: Spot, other: Spot) -> bool:
    return hypot(one[0] - other[0], one[1] - other[1]) <= ONE_SPOT_M


def _holds(easting: float, northing: float) -> Any:
    """Return the clause that the box of a road holds a position."""
    return and_(
        Road.west <= easting + ONE_SPOT_M,
        Road.east >= easting - ONE_SPOT_M,
        Road.south <= northing + ONE_SPOT_M,
        Road.north >= northing - ONE_SPOT_M,
    )


def _all_crossings(session: Session) -> list[Crossing]:
    rows = session.execute(select(*_NODE).order_by(Junction.id))
    return [Crossing(r.easting, r.northing, frozenset(r.road_ids)) for r in rows]


def _in_parts(session: Session, columns: tuple[Any, ...], key: Any, values: Iterable[int]) -> list[Any]:
    """Return the rows with these values, asking for a thousand at a time."""
    ordered = sorted(values)
    return [
        row
        for start in range(0, len(ordered), 1000)
        for row in session.execute(select(*columns).where(key.in_(ordered[start : start + 1000])))
    ]


def _names(session: Session, road_ids: Iterable[int]) -> dict[int, tuple[str, ...]]:
    rows = _in_parts(session, (Road.id, Road.name, Road.alt_names), Road.id, road_ids)
    return {road_id: tuple(n for n in (name, *others) if n) for road_id, name, others in rows}


_LINE = (Road.id, Road.geometry, Road.west, Road.south, Road.east, Road.north)
_NODE = (Junction.id, Junction.easting, Junction.northing, Junction.road_ids)


def _meet(met: frozenset[int], one: frozenset[int], other: frozenset[int]) -> bool:
    return bool(met & one) and bool(met & other) and len(met & (one | other)) > 1


def _merged(spots: Iterable[Spot]) -> list[Spot]:
    """Return the middle of each group of spots, sorted; a spot joins the first group that has one within reach."""
    groups: list[list[Spot]] = []
    for spot in sorted(spots):
        beside = [g for g in groups if any(hypot(spot[0] - e, spot[1] - n) <= ONE_CROSSING_M for e, n in g)]
        groups = [g for g in groups if g not in beside] + [[spot, *(s for g in beside for s in g)]]
    return sorted((round(sum(e for e, _ in g) / len(g), 3), round(sum(n for _, n in g) / len(g), 3)) for g in groups)


def _apart(measures: Sequence[float]) -> list[float]:
    """Return the sorted measures without those that are the same crossing as the one before."""
    kept: list[float] = []
    for measure_m in measures:
        if not kept or measure_m - kept[-1] > ONE_CROSSING_M:
            kept.append(measure_m)
    return kept


_folded = lru_cache(maxsize=65_536)(fold)
