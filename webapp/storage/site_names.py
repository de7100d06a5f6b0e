"""What a site is called; a name never says more of the position than the public may see.

On a street: the streets before and after it, or the one that crosses at its end. At a crossing: its streets.
Elsewhere, and for every unsafe place: what is near its public place. Once a site is pinned its name stands.
"""

from collections.abc import Sequence
from functools import partial
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webapp.domain.context import Context
from webapp.domain.names import fold
from webapp.domain.suggestions import Kind
from webapp.language.place_words import PlaceWords, Stretch, stretch_name, words_of
from webapp.storage.gazetteer import nearest_names
from webapp.storage.places import Area, areas_at
from webapp.storage.road_places import LANDMARK_NEAR_M, crossings_along_each
from webapp.storage.roads import (
    Road,
    junctions_by_id,
    measures_on_roads,
    names_of_roads,
    positions_on_roads,
    roads_near,
)

Row = dict[str, Any]
CARRIAGEWAYS_M = 60.0  # two carriageways of one street are at most this far apart
OnStreet = tuple[str, int, float]  # the street's name, the road and the measure along it


def site_names(session: Session, ctx: Context, kind: str, rows: Sequence[Row]) -> list[str]:
    """Return a name for each site, in the first language of the place."""
    words = words_of(ctx.place.languages[0])
    found: dict[int, str] = {}
    if kind == Kind.SPEED:
        found, streets = _crossings(session, words, rows)
        found |= _stretches(session, words, rows, streets)
    left = [number for number in range(len(rows)) if number not in found]
    found |= dict(zip(left, _near(session, ctx, words, [rows[number] for number in left]), strict=True))
    return [found[number] for number in range(len(rows))]


def _crossings(session: Session, words: PlaceWords, rows: Sequence[Row]) -> tuple[dict[int, str], dict[int, OnStreet]]:
    """Return the names of those at a crossing of streets, and where on a street the others are that are on one."""
    at = {number: row["junction_id"] for number, row in enumerate(rows) if row["junction_id"] is not None}
    nodes = junctions_by_id(session, sorted(set(at.values()))) if at else {}
    on = {number: (row["road_id"], row["measure_m"]) for number, row in enumerate(rows) if row["road_id"] is not None}
    road_ids = {road_id for road_id, _ in on.values()} | {r for node in nodes.values() for r in node.road_ids}
    names = {r: called[0] for r, called in names_of_roads(session, sorted(road_ids)).items() if called}
    crossings: dict[int, str] = {}
    for number, junction_id in at.items():
        node = nodes[junction_id]
        called = {names[r]: r for r in reversed(node.road_ids) if r in names}
        if len(called) > 1:
            streets = sorted(called, key=lambda name: (fold(name), name))
            crossings[number] = words.crossing.format(streets="/".join(streets))
        elif called:  # a street meets its own branch, or a road that has no name
            (road_id,) = called.values()
            spot = (rows[number]["easting"], rows[number]["northing"])
            on[number] = (road_id, measures_on_roads(session, [(road_id, *spot)])[0])
    return crossings, {number: (names[r], r, m) for number, (r, m) in on.items() if r in names}


def _stretches(
    session: Session, words: PlaceWords, rows: Sequence[Row], streets: dict[int, OnStreet]
) -> dict[int, str]:
    """Return the names of those on a street: by what crosses it, else a landmark, else the district."""
    if not streets:
        return {}
    along = crossings_along_each(session, {road_id for _, road_id, _ in streets.values()})
    spots = [(rows[number]["public_lat"], rows[number]["public_lon"]) for number in streets]
    landmarks = nearest_names(session, spots, LANDMARK_NEAR_M, street=False)
    areas = _areas(session, spots)
    lengths = dict(session.execute(select(Road.id, Road.length_m).where(Road.id.in_(along))).all())
    found: dict[int, str] = {}
    sides = _carriageways(session, streets)
    for (number, (street, road_id, at_m)), landmark, area in zip(streets.items(), landmarks, areas, strict=True):
        side = partial(_side_of, session, road_id, at_m)
        if number in sides:
            street = words.carriageway.format(street=street, side=words.carriageways[sides[number]])
        place = Stretch(street, at_m, lengths[road_id], along[road_id], side, landmark)
        called = stretch_name(words, place)
        found[number] = called or (street if area is None else f"{street}, {area}")
    return found


def _side_of(session: Session, road_id: int, at_m: float, crossing_m: float) -> int:
    """Return on which side of a crossing a measure of a road lies: 0 north, 1 east, 2 south, 3 west."""
    there, crossing = positions_on_roads(session, [(road_id, at_m), (road_id, crossing_m)])
    return _quarter(there[0] - crossing[0], there[1] - crossing[1])


def _carriageways(session: Session, streets: dict[int, OnStreet]) -> dict[int, int]:
    """Return which side of its street each is on, of those whose street has another carriageway beside it."""
    from webapp.analysis.snapping import point_at, project

    names = {street for street, _, _ in streets.values()}
    several = select(Road.name).where(Road.name.in_(names)).group_by(Road.name).having(func.count() > 1)
    divided = set(session.scalars(several))
    numbers = [number for number, (street, _, _) in streets.items() if street in divided]
    found: dict[int, int] = {}
    for number, spot in zip(numbers, positions_on_roads(session, [streets[n][1:] for n in numbers]), strict=True):
        street, road_id, _ = streets[number]
        roads = {road.road_id: road.vertices for road in roads_near(session, *spot, CARRIAGEWAYS_M)}
        called = names_of_roads(session, sorted(roads))
        for other in sorted(roads.keys() - {road_id}):
            off_m, measure_m = project(roads[other], *spot)
            end = measure_m in {0.0, project(roads[other], *roads[other][-1])[1]}
            if called[other][:1] == (street,) and off_m <= CARRIAGEWAYS_M and not end:
                beside = point_at(roads[other], measure_m)
                found.setdefault(number, _quarter(spot[0] - beside[0], spot[1] - beside[1]))
    return found


def _quarter(east: float, north: float) -> int:
    if abs(north) >= abs(east):
        return 0 if north > 0 else 2
    return 1 if east > 0 else 3


def _near(session: Session, ctx: Context, words: PlaceWords, rows: Sequence[Row]) -> list[str]:
    """Return the landmark that each is near with its district, else the district, else the place."""
    spots = [(row["public_lat"], row["public_lon"]) for row in rows]
    found: list[str] = []
    for landmark, area in zip(nearest_names(session, spots), _areas(session, spots), strict=True):
        if landmark is None:
            found.append(area or ctx.place.name)
            continue
        near = words.near.format(landmark=landmark)
        found.append(near if area is None or fold(area) in fold(landmark) else f"{near}, {area}")
    return found


def _areas(session: Session, spots: Sequence[tuple[float, float]]) -> list[str | None]:
    """Return the name of the district that holds each position (lat, lon)."""
    if not spots:
        return []
    called = dict(session.execute(select(Area.id, Area.name)).all())
    return [None if i is None else called[i] for i in areas_at(session, [s[1] for s in spots], [s[0] for s in spots])]
