"""The squares of not yet published suggestions, at the level that a map of some size can show."""

from collections.abc import Sequence
from math import cos, radians, sqrt
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from webapp.domain.privacy import PublicCell, public_cell
from webapp.storage.map_cells import SIZES_M
from webapp.storage.sites import MapCell

Bbox = tuple[float, float, float, float]
METRES_A_DEGREE = 111_320.0
FILLED = 1 / 8
"""The share of the squares of a box that hold anything, at least, when a box is full of suggestions: a first guess."""


def cells_in(session: Session, bbox: Bbox, kind: str, size_m: float, limit: int) -> list[PublicCell]:
    """Return at most ``limit`` squares of a kind that touch a box of degrees, larger ones if need be.

    :param size_m: the side that the map would like; the sides that there are begin at the kind's finest
    """
    width_m, height_m = _sides_m(bbox)
    wanted = max(min(size_m, min(width_m, height_m) / 4), sqrt(width_m * height_m * FILLED / limit))
    sizes = _sizes(SIZES_M[kind], wanted)
    for size in sizes:
        rows = _read(session, bbox, kind, size, limit + 1)
        if len(rows) <= limit or size == sizes[-1]:
            break
    return [public_cell(kind, size, lat, lon, number) for lat, lon, number in rows[:limit]]


def _sizes(stored: Sequence[int], size_m: float) -> Sequence[int]:
    """Return the stored sides from the largest that is at most the wanted one."""
    first = max((i for i, size in enumerate(stored) if size <= size_m), default=0)
    return stored[first:]


def _sides_m(bbox: Bbox) -> tuple[float, float]:
    west, south, east, north = bbox
    return (east - west) * _shrink(bbox) * METRES_A_DEGREE, (north - south) * METRES_A_DEGREE


def _shrink(bbox: Bbox) -> float:
    """Return how much shorter a degree is eastward than northward."""
    return max(cos(radians((bbox[1] + bbox[3]) / 2)), 0.01)


_SQUARES = MapCell.__table__.c
_TOUCHING = (
    select(_SQUARES.lat, _SQUARES.lon, _SQUARES.suggestions)
    .where(
        _SQUARES.kind == bindparam("kind"),
        _SQUARES.size_m == bindparam("size_m"),
        _SQUARES.lat.between(bindparam("south"), bindparam("north")),
        _SQUARES.lon.between(bindparam("west"), bindparam("east")),
    )
    .limit(bindparam("most"))
)
"""Made once: to build it for every view of the map would take longer than to run it."""


def _read(session: Session, bbox: Bbox, kind: str, size_m: int, limit: int) -> Sequence[Any]:
    west, south, east, north = bbox
    half_lat = size_m / 2 / METRES_A_DEGREE
    half_lon = half_lat / _shrink(bbox)
    sides = {"south": south - half_lat, "north": north + half_lat, "west": west - half_lon, "east": east + half_lon}
    return session.execute(_TOUCHING, {"kind": kind, "size_m": size_m, "most": limit, **sides}).all()
