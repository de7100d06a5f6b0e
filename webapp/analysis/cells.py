"""Cells of a grid as borders in degrees."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from webapp.analysis.grid import Grid
from webapp.analysis.projection import to_degrees

Float = NDArray[np.float64]
Int = NDArray[np.intp]

DECIMALS = 6


def border_of(grid: Grid, rows: Int, cols: Int, crs: str) -> dict[str, Any]:
    """Return the border of some cells as a GeoJSON Polygon or MultiPolygon, in degrees, outer rings anticlockwise."""
    import shapely

    west, south = grid.west + cols * grid.cell_m, grid.south + rows * grid.cell_m
    joined = shapely.union_all(shapely.box(west, south, west + grid.cell_m, south + grid.cell_m))
    degrees = shapely.transform(joined, lambda p: np.column_stack(to_degrees(crs, p[:, 0], p[:, 1])).round(DECIMALS))
    outward = shapely.orient_polygons(degrees)
    result: dict[str, Any] = shapely.geometry.mapping(outward)
    return _lists(result)


STRIP_M = 12.0
"""How far to each side of a road's line its strip reaches."""


def strips_of(parts: Sequence[Float], crs: str) -> dict[str, Any]:
    """Return the strip along some stretches of road as a GeoJSON Polygon or MultiPolygon, in degrees."""
    import shapely

    lines = shapely.multilinestrings([shapely.LineString(part) for part in parts])
    strip = shapely.simplify(shapely.buffer(lines, STRIP_M, cap_style="flat", join_style="bevel"), 0.5)
    degrees = shapely.transform(strip, lambda p: np.column_stack(to_degrees(crs, p[:, 0], p[:, 1])).round(DECIMALS))
    result: dict[str, Any] = shapely.geometry.mapping(shapely.orient_polygons(degrees))
    return _lists(result)


def _lists(geometry: dict[str, Any]) -> dict[str, Any]:
    def as_list(part: Any) -> Any:
        return [as_list(p) for p in part] if isinstance(part, tuple | list) else float(part)

    return {"type": geometry["type"], "coordinates": as_list(geometry["coordinates"])}
