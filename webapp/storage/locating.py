"""Where a pin is: in metres, on which road or at which junction, in which district."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from webapp.domain.context import Context
from webapp.storage.places import areas_at
from webapp.storage.roads import has_roads, junctions_near, names_of_roads, roads_near

if TYPE_CHECKING:
    from webapp.analysis.snapping import RoadShape, Snap

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


def locate(session: Session, ctx: Context, lon: float, lat: float, road_name: str | None = None) -> Located:
    """Return where a pin is.

    :param road_name: the street that a person stated; it answers a tie between roads
    """
    return locate_many(session, ctx, [lon], [lat], road_name)[0]


def locate_many(
    session: Session, ctx: Context, lons: Sequence[float], lats: Sequence[float], road_name: str | None = None
) -> list[Located]:
    """Return where each of many pins is."""
    from webapp.analysis.projection import to_metres

    easting, northing = to_metres(ctx.place.crs, list(lons), list(lats))
    areas = areas_at(session, lons, lats)
    roads = has_roads(session)
    return [
        _located(session, round(e, 3), round(n, 3), area_id, road_name if roads else None, roads)
        for e, n, area_id in zip(easting.tolist(), northing.tolist(), areas, strict=True)
    ]


def locate_position(session: Session, easting: float, northing: float, road_name: str | None = None) -> Located:
    """Return where a position in metres is, without its district."""
    return _located(session, easting, northing, None, road_name, has_roads(session))


def cell_of(easting: float, northing: float) -> tuple[int, int]:
    """Return column and row of the 60 m square that holds a position."""
    return floor(easting / CELL_M), floor(northing / CELL_M)


def _located(
    session: Session, easting: float, northing: float, area_id: int | None, road_name: str | None, roads: bool
) -> Located:
    from webapp.analysis.sites import FREE, JUNCTION, ROAD, UNITS
    from webapp.analysis.snapping import Snap

    found, tie = _snapped(session, easting, northing, road_name) if roads else (Snap(FREE), ())
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


def _snapped(
    session: Session, easting: float, northing: float, road_name: str | None
) -> "tuple[Snap, tuple[str, ...]]":
    from webapp.analysis.snapping import JUNCTION_REACH_M, ROAD_REACH_M, snap

    roads = roads_near(session, easting, northing, ROAD_REACH_M)
    junctions = junctions_near(session, easting, northing, JUNCTION_REACH_M)
    found = snap(roads, junctions, easting, northing, _bearing(session, roads, road_name))
    if not found.tied:
        return found, ()
    names = names_of_roads(session, list(found.tied))
    tie = tuple(dict.fromkeys(names[r][0] for r in found.tied if names[r]))
    return found, tie if len(tie) > 1 else ()


def _bearing(session: Session, roads: "list[RoadShape]", road_name: str | None) -> frozenset[int]:
    """Return the ids of those roads that bear a name."""
    if not road_name or not roads:
        return frozenset()
    wanted = road_name.strip().casefold()
    names = names_of_roads(session, [road.road_id for road in roads])
    return frozenset(r for r, called in names.items() if wanted in {name.casefold() for name in called})
