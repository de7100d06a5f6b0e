"""Where a pin is: in metres, on which road or at which junction, in which district."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from webapp.domain.context import Context
from webapp.domain.names import fold
from webapp.storage.places import areas_at
from webapp.storage.roads import has_roads, junctions_near, names_of_roads, roads_near

if TYPE_CHECKING:
    from webapp.analysis.snapping import JunctionPoint, RoadShape, Snap

Names = dict[int, tuple[str, ...]]
Finding = tuple["Snap", tuple[str, ...]]
CELL_M = 60.0  # the grid that grouping walks: its neighbours hold everything within a gap


@dataclass(frozen=True)
class Located:
    """Where grouping sees a pin. ``tie`` names the roads that are as good an answer: ask the resident which.

    ``scope`` is where the reporter's key counts once: the road, the junction, or the square kilometre.
    """

    easting: float
    northing: float
    unit: str
    road_id: int | None
    measure_m: float | None
    junction_id: int | None
    cell_col: int
    cell_row: int
    area_id: int | None
    scope: str
    tie: tuple[str, ...] = ()


def locate(
    session: Session, ctx: Context, lon: float, lat: float, road_name: str | None = None, words: str | None = None
) -> Located:
    """Return where a pin is.

    :param road_name: the street that a person stated; it wins where it is within reach
    :param words: what a person wrote of the place; a street that they name settles a tie, and nothing else
    """
    return locate_many(session, ctx, [lon], [lat], road_name, words)[0]


def locate_many(
    session: Session,
    ctx: Context,
    lons: Sequence[float],
    lats: Sequence[float],
    road_name: str | None = None,
    words: str | None = None,
) -> list[Located]:
    """Return where each of many pins is."""
    from webapp.analysis.projection import to_metres

    easting, northing = to_metres(ctx.place.crs, list(lons), list(lats))
    areas = areas_at(session, lons, lats)
    roads = has_roads(session)
    return [
        _located(session, round(e, 3), round(n, 3), area_id, roads, road_name, words)
        for e, n, area_id in zip(easting.tolist(), northing.tolist(), areas, strict=True)
    ]


def locate_position(session: Session, easting: float, northing: float, road_name: str | None = None) -> Located:
    """Return where a position in metres is, without its district."""
    return _located(session, easting, northing, None, has_roads(session), road_name)


def cell_of(easting: float, northing: float) -> tuple[int, int]:
    """Return column and row of the 60 m square that holds a position."""
    return floor(easting / CELL_M), floor(northing / CELL_M)


def _located(
    session: Session,
    easting: float,
    northing: float,
    area_id: int | None,
    roads: bool,
    road_name: str | None = None,
    words: str | None = None,
) -> Located:
    from webapp.analysis.sites import FREE, JUNCTION, ROAD, UNITS
    from webapp.analysis.snapping import Snap

    found, tie = _snapped(session, easting, northing, road_name, words) if roads else (Snap(FREE), ())
    scope = f"{UNITS[found.unit]}:{found.place}"
    if found.unit == FREE:
        scope = f"square:{floor(easting / 1000)}:{floor(northing / 1000)}"
    return Located(
        easting,
        northing,
        UNITS[found.unit],
        found.place if found.unit == ROAD else None,
        None if found.measure_m is None else round(found.measure_m, 3),
        found.place if found.unit == JUNCTION else None,
        *cell_of(easting, northing),
        area_id,
        scope,
        tie,
    )


def _snapped(session: Session, easting: float, northing: float, road_name: str | None, words: str | None) -> Finding:
    from webapp.analysis.snapping import JUNCTION_REACH_M, ROAD_REACH_M

    roads = roads_near(session, easting, northing, ROAD_REACH_M)
    junctions = junctions_near(session, easting, northing, JUNCTION_REACH_M)
    names = names_of_roads(session, [road.road_id for road in roads]) if roads else {}
    return snapped_among(roads, junctions, names, easting, northing, road_name, words)


def snapped_among(
    roads: "list[RoadShape]",
    junctions: "list[JunctionPoint]",
    names: Names,
    easting: float,
    northing: float,
    road_name: str | None = None,
    words: str | None = None,
) -> Finding:
    """Return what a position belongs to, and the names of the roads that are as good an answer.

    :param names: what each of the roads is called
    """
    from webapp.analysis.sites import FREE
    from webapp.analysis.snapping import snap

    found = snap(roads, junctions, easting, northing, _bearing(names, road_name))
    if words and (found.tied or found.unit == FREE):  # free: in a tunnel, which only its name points at
        among = {r: names[r] for r in found.tied} if found.tied else names
        if named := _named_in(words, among):
            found = snap(roads, junctions, easting, northing, named)
    tie = tuple(dict.fromkeys(names[r][0] for r in found.tied if names[r]))
    return found, tie if len(tie) > 1 else ()


def _bearing(names: Names, road_name: str | None) -> frozenset[int]:
    """Return the ids of the roads that bear a name."""
    wanted = fold(road_name or "")
    return frozenset(r for r, called in names.items() if wanted and wanted in map(fold, called))


def _named_in(words: str, names: Names) -> frozenset[int]:
    """Return the ids of the roads whose name comes first in the words; of "Storgatan vid Skolgatan" the first."""
    text = f" {fold(words)} "
    places = {r: [text.find(f" {fold(name)} ") for name in called if fold(name)] for r, called in names.items()}
    first = {r: min(at for at in found if at >= 0) for r, found in places.items() if max(found, default=-1) >= 0}
    return frozenset(r for r, at in first.items() if at == min(first.values()))
