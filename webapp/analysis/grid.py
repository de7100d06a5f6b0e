"""A square grid over a place, and how much of the place (or of its roads) lies in each cell."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from scipy.sparse import csr_array
    from shapely.geometry.base import BaseGeometry

Float = NDArray[np.float64]
Int = NDArray[np.intp]

STEP_M = 10.0  # roads are measured in steps of this length


@dataclass(frozen=True)
class Grid:
    """``rows`` x ``cols`` squares with side ``cell_m``, in metres of the place's CRS; row 0 is the southernmost.

    ``west`` and ``south`` are whole multiples of ``cell_m``, so that a cell is the same square whatever is asked for.
    """

    west: float
    south: float
    cell_m: float
    cols: int
    rows: int

    @property
    def shape(self) -> tuple[int, int]:
        """The shape of an array of cells."""
        return self.rows, self.cols

    def refined(self, times: int) -> "Grid":
        """Return the same ground in cells of a whole fraction of the side."""
        return Grid(self.west, self.south, self.cell_m / times, self.cols * times, self.rows * times)


def grid_over(bounds: tuple[float, float, float, float], cell_m: float) -> Grid:
    """Return the grid that covers west, south, east, north in metres.

    :raises ValueError: the side is not above zero
    """
    if cell_m <= 0:
        raise ValueError(f"cell_m must be above zero, got {cell_m}")
    west, south, east, north = bounds
    first_col, first_row = np.floor(west / cell_m), np.floor(south / cell_m)
    cols = int(np.floor(east / cell_m) - first_col) + 1
    rows = int(np.floor(north / cell_m) - first_row) + 1
    return Grid(float(first_col * cell_m), float(first_row * cell_m), cell_m, cols, rows)


def cells_of(grid: Grid, easting: Float, northing: Float) -> tuple[Int, Int]:
    """Return the row and column of each point; a point outside gets the nearest cell of the edge."""
    col = np.floor((easting - grid.west) / grid.cell_m)
    row = np.floor((northing - grid.south) / grid.cell_m)
    return (
        np.clip(row, 0, grid.rows - 1).astype(np.intp),
        np.clip(col, 0, grid.cols - 1).astype(np.intp),
    )


def counts_in(grid: Grid, easting: Float, northing: Float) -> Float:
    """Return how many points lie in each cell, (rows, cols)."""
    row, col = cells_of(grid, easting, northing)
    counts = np.bincount(row * grid.cols + col, minlength=grid.rows * grid.cols)
    return counts.reshape(grid.shape).astype(float)


def area_in(grid: Grid, place: "BaseGeometry") -> Float:
    """Return the square metres of ``place`` in each cell, (rows, cols).

    Only cells that the border crosses are cut; the others are whole or empty. O(cells) with a prepared polygon.
    """
    import shapely

    shapely.prepare(place)
    col, row = np.meshgrid(np.arange(grid.cols), np.arange(grid.rows))
    west, south = grid.west + col * grid.cell_m, grid.south + row * grid.cell_m
    boxes = shapely.box(west, south, west + grid.cell_m, south + grid.cell_m)
    area = np.zeros(grid.shape)
    area[shapely.contains_properly(place, boxes)] = grid.cell_m**2
    cut = (area == 0) & shapely.intersects(place, boxes)
    area[cut] = shapely.area(shapely.intersection(boxes[cut], place))
    return area


def road_metres_in(grid: Grid, roads: Sequence[Float]) -> Float:
    """Return the metres of road in each cell, (rows, cols), to the nearest 10 m a road.

    Parameters
    ----------
    grid : Grid
        Its cells get the metres.
    roads : sequence of (N, 2) array, metres
        Easting and northing of each road's points; what lies outside the grid is left out.
    """
    metres = np.zeros(grid.rows * grid.cols)
    for points in roads:
        legs = np.diff(points, axis=0)
        along = np.concatenate([[0.0], np.cumsum(np.hypot(legs[:, 0], legs[:, 1]))])
        if along[-1] <= 0:
            continue
        steps = max(1, round(along[-1] / STEP_M))
        at = (np.arange(steps) + 0.5) * along[-1] / steps
        easting, northing = np.interp(at, along, points[:, 0]), np.interp(at, along, points[:, 1])
        col = np.floor((easting - grid.west) / grid.cell_m).astype(np.intp)
        row = np.floor((northing - grid.south) / grid.cell_m).astype(np.intp)
        inside = (col >= 0) & (col < grid.cols) & (row >= 0) & (row < grid.rows)
        np.add.at(metres, row[inside] * grid.cols + col[inside], along[-1] / steps)
    return metres.reshape(grid.shape)


def touching_cells(grid: Grid) -> "csr_array":
    """Return which cells touch each other, each itself too: (cells, cells), a row of the grid after the other."""
    from scipy.sparse import coo_array

    number = np.arange(grid.rows * grid.cols).reshape(grid.shape)
    one, other = [number.ravel()], [number.ravel()]
    for up, right in ((0, 1), (1, -1), (1, 0), (1, 1)):
        here = number[: grid.rows - up, max(0, -right) : grid.cols - max(0, right)]
        there = number[up:, max(0, right) : grid.cols - max(0, -right)]
        one += [here.ravel(), there.ravel()]
        other += [there.ravel(), here.ravel()]
    rows, cols = np.concatenate(one), np.concatenate(other)
    return coo_array((np.ones(len(rows)), (rows, cols)), shape=(number.size, number.size)).tocsr()
