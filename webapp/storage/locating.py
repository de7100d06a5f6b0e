"""Where a pin is: in metres, on which road or at which junction, in which district."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from math import floor
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from webapp.domain.context import Context
from webapp.storage.finding import Finding, snapped_among
from webapp.storage.network import read_network
from webapp.storage.places import areas_at
from webapp.storage.roads import has_roads, junctions_near, names_of_roads, roads_near

if TYPE_CHECKING:
    from webapp.analysis.snapping import Snap

FEW = 50
"""More pins than this are found in the whole network in memory, sooner than by queries for each."""
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

    def columns(self) -> dict[str, Any]:
        """Return what a suggestion keeps of it, by the name of its column."""
        kept = asdict(self)
        del kept["tie"]  # a question to the resident, which has its answer once there is a suggestion
        return kept


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

    metres = zip(*(axis.tolist() for axis in to_metres(ctx.place.crs, list(lons), list(lats))), strict=True)
    spots = [(round(easting, 3), round(northing, 3)) for easting, northing in metres]
    found = _find_many(session, spots, road_name, words)
    every = zip(spots, areas_at(session, lons, lats), found, strict=True)
    return [_located(*spot, area_id, *one) for spot, area_id, one in every]


def locate_position(session: Session, easting: float, northing: float, road_name: str | None = None) -> Located:
    """Return where a position in metres is, without its district."""
    return _located(easting, northing, None, *_find(session, easting, northing, road_name, None))


def cell_of(easting: float, northing: float) -> tuple[int, int]:
    """Return column and row of the 60 m square that holds a position."""
    return floor(easting / CELL_M), floor(northing / CELL_M)


def _located(easting: float, northing: float, area_id: int | None, found: "Snap", tie: tuple[str, ...]) -> Located:
    from webapp.analysis.sites import FREE, JUNCTION, ROAD, UNITS

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


def _find_many(
    session: Session, spots: list[tuple[float, float]], road_name: str | None, words: str | None
) -> list[Finding]:
    """Return what each position belongs to: many of them, of which nobody has said anything, all at once."""
    if len(spots) > FEW and not (road_name or words) and has_roads(session):
        return read_network(session).find_many(spots)
    return [_find(session, *spot, road_name, words) for spot in spots]


def _find(session: Session, easting: float, northing: float, road_name: str | None, words: str | None) -> Finding:
    from webapp.analysis.sites import FREE
    from webapp.analysis.snapping import JUNCTION_REACH_M, ROAD_REACH_M, Snap

    if not has_roads(session):
        return Snap(FREE), ()
    roads = roads_near(session, easting, northing, ROAD_REACH_M)
    junctions = junctions_near(session, easting, northing, JUNCTION_REACH_M)
    names = names_of_roads(session, [road.road_id for road in roads]) if roads else {}
    return snapped_among(roads, junctions, names, easting, northing, road_name, words)
