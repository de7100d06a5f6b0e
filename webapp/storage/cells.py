"""The squares of not yet published suggestions, at the level that a map of some size can show."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webapp.domain.privacy import CELL_SIZES_M, PublicCell, public_cell
from webapp.storage.sites import MapCell

Bbox = tuple[float, float, float, float]


@dataclass(frozen=True)
class CellTotal:
    """How many squares are drawn, and how large they are at most, by kind."""

    squares: int
    size_m: int


def cells_in(session: Session, bbox: Bbox, kind: str, size_m: int, limit: int) -> list[PublicCell]:
    """Return at most ``limit`` squares of a kind in a box of degrees, larger ones if need be.

    :param size_m: the side that the map would like; the sides that there are begin at the kind's finest
    """
    sizes = CELL_SIZES_M[kind]
    wanted = max((size for size in sizes if size <= size_m), default=sizes[0])
    stored = session.scalar(
        select(func.max(MapCell.size_m)).where(MapCell.kind == kind, MapCell.size_m <= wanted)
    ) or session.scalar(select(func.min(MapCell.size_m)).where(MapCell.kind == kind))
    if stored is None:
        return []
    for factor in _factors(stored, wanted, sizes[-1]):
        cells = _read(session, bbox, kind, stored, factor, limit + 1)
        if len(cells) <= limit:
            return cells
    return cells[:limit]


def _factors(stored: int, wanted: int, largest: int) -> list[int]:
    """Return how many stored squares a drawn one is wide: first as wanted, then twice as much each time."""
    first = max(1, wanted // stored)
    return [first << step for step in range(12) if stored * (first << step) <= max(largest, stored) * 8]


def _read(session: Session, bbox: Bbox, kind: str, stored: int, factor: int, limit: int) -> list[PublicCell]:
    west, south, east, north = bbox
    columns = (
        func.min(MapCell.lat).label("low"),
        func.max(MapCell.lat).label("high"),
        func.min(MapCell.lon).label("left"),
        func.max(MapCell.lon).label("right"),
        func.sum(MapCell.suggestions).label("suggestions"),
    )
    statement = (
        select(*columns)
        .where(MapCell.kind == kind, MapCell.size_m == stored)
        .where(MapCell.lat.between(south, north), MapCell.lon.between(west, east))
        .group_by(MapCell.col.op("/")(factor), MapCell.row.op("/")(factor))
        .limit(limit)
    )
    return [
        public_cell(kind, stored * factor, (row.low + row.high) / 2, (row.left + row.right) / 2, row.suggestions)
        for row in session.execute(statement)
    ]
