"""Call a position by what people know. Names are searched for in place_search.py."""

from collections.abc import Callable, Iterable, Sequence
from math import cos, floor, hypot, radians
from typing import Any

from sqlalchemy import ColumnElement, and_, not_, select
from sqlalchemy.orm import Session

from webapp.domain.context import Context
from webapp.domain.names import fold
from webapp.storage.places import OSM, Area, GazetteerName, area_at

NEAR_M = 400.0  # a landmark further away says nothing about where one stands
FEW = 12  # below this, asking for each name is quicker than reading every landmark
DISTRICTS = frozenset({"area", "district", "locality", "municipality", "suburb"})
STREET = "street"
ADDRESSES = frozenset({"address", "name"})  # somebody's door names no public place
M_PER_DEGREE = 111_195.0


def nearest_name(session: Session, lat: float, lon: float, reach_m: float = NEAR_M, street: bool = True) -> str | None:
    """Return the name of the nearest public landmark within reach, if there is one.

    :param street: a street that the place folder knows as a point is a landmark too
    """
    row = _nearest(session, lat, lon, reach_m, () if street else (GazetteerName.kind != STREET,))
    return None if row is None else str(row.name)


def name_for_point(session: Session, ctx: Context, lat: float, lon: float) -> str:
    """Return what a person would call a position: a landmark with its district, else the district, else the place."""
    area_id = area_at(session, lon, lat)
    area = None if area_id is None else session.scalar(select(Area.name).where(Area.id == area_id))
    return _called(ctx, nearest_name(session, lat, lon), area)


def names_for_points(
    session: Session, ctx: Context, spots: Sequence[tuple[float, float]], areas: Sequence[str | None]
) -> list[str]:
    """Return ``name_for_point`` of many positions (lat, lon) whose districts are known."""
    return [_called(ctx, *pair) for pair in zip(nearest_names(session, spots), areas, strict=True)]


def nearest_names(
    session: Session, spots: Sequence[tuple[float, float]], reach_m: float = NEAR_M, street: bool = True
) -> list[str | None]:
    """Return ``nearest_name`` of many positions (lat, lon), reading every landmark once when they are many."""
    if len(spots) < FEW:
        return [nearest_name(session, lat, lon, reach_m, street) for lat, lon in spots]
    rows = [r for r in _rows(session, GazetteerName.lat.is_not(None), *_landmarks()) if street or r.kind != STREET]
    near = _squares(rows, max((abs(lat) for lat, _ in spots), default=0.0) + 1.0, reach_m)
    found = [_closest(near(lat, lon), lat, lon, reach_m) for lat, lon in spots]
    return [None if row is None else str(row.name) for row in found]


def _squares(rows: Sequence[Any], most_lat: float, reach_m: float) -> Callable[[float, float], list[Any]]:
    """Return what gives the rows within reach of a position, and few more: those of nine squares as wide as the reach.

    :param most_lat: no position is asked for nearer a pole, where degrees are narrower
    """
    tall = reach_m / M_PER_DEGREE
    wide = tall / cos(radians(min(most_lat, 89.0)))
    squares: dict[tuple[int, int], list[Any]] = {}
    for row in rows:
        squares.setdefault((floor(row.lat / tall), floor(row.lon / wide)), []).append(row)

    def near(lat: float, lon: float) -> list[Any]:
        up, across = floor(lat / tall), floor(lon / wide)
        about = ((up + i, across + j) for i in (-1, 0, 1) for j in (-1, 0, 1))
        return [row for square in about for row in squares.get(square, ())]

    return near


def _called(ctx: Context, landmark: str | None, area: str | None) -> str:
    """Return a landmark with its district, else the district, else the place."""
    if landmark is None:
        return area or ctx.place.name
    if area is None or fold(area) in fold(landmark):
        return landmark
    return f"{landmark}, {area}"


def placed_landmarks(session: Session) -> list[tuple[float, float]]:
    """Return the positions (lat, lon) of public landmarks and streets, in a steady order."""
    rows = _rows(session, GazetteerName.lat.is_not(None), *_landmarks())
    return list(dict.fromkeys((row.lat, row.lon) for row in rows))


def _landmarks() -> tuple[ColumnElement[bool], ...]:
    """Return the conditions of a name that others can be near to: an imported street is known along its whole line."""
    imported_street = and_(GazetteerName.origin == OSM, GazetteerName.kind == STREET)
    return GazetteerName.kind.not_in(DISTRICTS | ADDRESSES), not_(imported_street)


def _rows(session: Session, *conditions: ColumnElement[bool]) -> Sequence[Any]:
    columns = (GazetteerName.name, GazetteerName.folded, GazetteerName.kind, GazetteerName.area)
    query = select(*columns, GazetteerName.lat, GazetteerName.lon).where(*conditions)
    return session.execute(query.order_by(GazetteerName.id)).all()


def _nearest(
    session: Session, lat: float, lon: float, reach_m: float, more: tuple[ColumnElement[bool], ...] = ()
) -> Any:
    d_lat = reach_m / M_PER_DEGREE
    d_lon = d_lat / cos(radians(lat))
    rows = _rows(
        session,
        GazetteerName.lat.between(lat - d_lat, lat + d_lat),
        GazetteerName.lon.between(lon - d_lon, lon + d_lon),
        *_landmarks(),
        *more,
    )
    return _closest(rows, lat, lon, reach_m)


def _closest(rows: Iterable[Any], lat: float, lon: float, reach_m: float = NEAR_M) -> Any:
    near = [(distance, r) for r in rows if (distance := _metres(lat, lon, r.lat, r.lon)) <= reach_m]
    return min(near, key=lambda pair: (pair[0], pair[1].name), default=(0.0, None))[1]


def _metres(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Return the distance on a sphere taken as flat: good to a metre in a kilometre."""
    width = (other_lon - lon) * cos(radians((lat + other_lat) / 2))
    return hypot(width, other_lat - lat) * M_PER_DEGREE
