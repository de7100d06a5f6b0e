"""Squares of the map with how many live suggestions are part of no published site: kept current by differences."""

from collections import Counter
from collections.abc import Iterable
from math import floor
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from webapp.domain.context import Context
from webapp.domain.suggestions import Kind

SIZES_M: dict[str, tuple[int, ...]] = {
    Kind.SPEED: tuple(100 * 2**step for step in range(9)),
    Kind.UNSAFE_PLACE: tuple(250 * 2**step for step in range(8)),
}
"""The sides of the squares, finest first: never finer than what a single home should be hidden in."""

Square = tuple[int, int, int]  # size in metres, column, row

_CHANGE = text(
    'INSERT INTO map_cell (kind, size_m, col, "row", lat, lon, suggestions)'
    " VALUES (:kind, :size_m, :col, :row, :lat, :lon, :suggestions)"
    ' ON CONFLICT (kind, size_m, col, "row") DO UPDATE SET suggestions = map_cell.suggestions + excluded.suggestions'
)
_EMPTY = text(
    'DELETE FROM map_cell WHERE kind = :kind AND size_m = :size_m AND col = :col AND "row" = :row AND suggestions <= 0'
)


def count_squares(kind: str, changes: Iterable[tuple[float, float, int]]) -> dict[Square, int]:
    """Return by square how much its number changes for positions in metres that come (1) or go (-1)."""
    finest = Counter[tuple[int, int]]()
    for easting, northing, number in changes:
        finest[floor(easting / SIZES_M[kind][0]), floor(northing / SIZES_M[kind][0])] += number
    squares = Counter[Square]()
    for (col, row), number in finest.items():
        for step, size_m in enumerate(SIZES_M[kind]):
            squares[size_m, col >> step, row >> step] += number
    return {square: number for square, number in squares.items() if number}


def change_cells(session: Session, ctx: Context, kind: str, changes: Iterable[tuple[float, float, int]]) -> None:
    """Add and take away positions in metres."""
    squares = count_squares(kind, changes)
    if not squares:
        return
    rows = cell_rows(ctx, kind, squares)
    session.execute(_CHANGE, rows)
    fewer = [row for row in rows if row["suggestions"] < 0]
    if fewer:
        session.execute(_EMPTY, fewer)


def cell_rows(ctx: Context, kind: str, squares: dict[Square, int]) -> list[dict[str, Any]]:
    """Return the rows of squares, with their centres in degrees."""
    from webapp.analysis.projection import to_degrees

    keys = list(squares)
    lons, lats = to_degrees(
        ctx.place.crs,
        [(col + 0.5) * size_m for size_m, col, _ in keys],
        [(row + 0.5) * size_m for size_m, _, row in keys],
    )
    return [
        {"kind": kind, "size_m": s, "col": c, "row": r, "lat": lat, "lon": lon, "suggestions": squares[s, c, r]}
        for (s, c, r), lat, lon in zip(keys, lats.round(7).tolist(), lons.round(7).tolist(), strict=True)
    ]
