"""From suggestions to hotspots: the test, the places, and who is too few to be shown."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from webapp.analysis.grid import Grid, cells_of, counts_in
from webapp.analysis.hotspots import Q_LIMIT, benjamini_hochberg, hot_places, tail_probabilities
from webapp.analysis.surface import kernel_surface

Float = NDArray[np.float64]
Int = NDArray[np.intp]

STEPS = (4.0, 8.0, 16.0, 32.0)  # times the mean density
FINE_M = 35.0  # the surface is computed in cells no larger than this


@dataclass(frozen=True)
class HotPlace:
    """Touching cells of one place. ``q`` is the least of its cells; nan where nothing could be tested."""

    rows: Int
    cols: Int
    counts: Int
    weight: int
    residents: int
    significant: bool
    q: float
    density: float  # greatest, events a square metre


def fine_grid(grid: Grid) -> Grid:
    """Return the grid on which the surface of a coarser grid is computed."""
    return grid.refined(int(np.ceil(grid.cell_m / FINE_M)))


def find_hotspots(
    easting: Float,
    northing: Float,
    residents: Int,
    grid: Grid,
    exposure: Float,
    bandwidth_m: float,
    least_residents: int,
) -> list[HotPlace]:
    """Return the places where suggestions gather, significant ones first, then by weight.

    Significant cells that touch are one place; any other cell is a place of its own. A place shows only
    those of its cells that hold an event.

    Parameters
    ----------
    easting : (N,) array, metres
        Of each event: one distinct pair of resident and site.
    northing : (N,) array, metres
        Of each event.
    residents : (N,) array of int
        Which resident each event belongs to.
    grid : Grid
        The cells, none finer than what may leave.
    exposure : (rows, cols) array
        Area of the place or metres of its roads in each cell.
    bandwidth_m : float, metres
        Of the kernel surface.
    least_residents : int
        A place with fewer distinct residents than this is left out.

    Returns
    -------
    list of HotPlace
        Equal ones stand from south-west to north-east, so the same events in any order give the same list.

    Notes
    -----
    O(N log N + cells).
    """
    if not len(easting):
        return []
    counts = counts_in(grid, easting, northing)
    q = benjamini_hochberg(tail_probabilities(counts, exposure))
    surface = coarse(kernel_surface(easting, northing, fine_grid(grid), bandwidth_m), grid)
    # Valleys are looked for at the grain of the cells, however smooth the surface that is shown.
    grain = coarse(kernel_surface(easting, northing, fine_grid(grid), grid.cell_m), grid)
    place = hot_places(np.nan_to_num(q, nan=1.0) <= Q_LIMIT, grain)
    hot = int(place.max())
    alone = np.arange(grid.rows * grid.cols, dtype=np.intp).reshape(grid.shape) + hot + 1
    numbers = np.where(place > 0, place, alone)
    row, col = cells_of(grid, easting, northing)
    found = []
    order = np.argsort(numbers[row, col], kind="stable")
    starts = np.nonzero(np.diff(numbers[row, col][order], prepend=-1))[0]
    for members in np.split(order, starts[1:]):
        distinct = len(np.unique(residents[members]))
        if distinct >= least_residents:
            cells, inside = np.unique(row[members] * grid.cols + col[members], return_counts=True)
            rows, cols = np.divmod(cells, grid.cols)
            found.append(
                HotPlace(
                    rows,
                    cols,
                    inside,
                    len(members),
                    distinct,
                    bool(place[rows[0], cols[0]] > 0),
                    float(np.fmin.reduce(q[rows, cols])),
                    float(surface[rows, cols].max()),
                )
            )
    return sorted(found, key=lambda p: (not p.significant, -p.weight, int(p.rows[0]), int(p.cols[0])))


def coarse(fine: Float, grid: Grid) -> Float:
    """Return the mean of a surface over each cell of the coarser grid."""
    times = fine.shape[0] // grid.rows
    return np.asarray(fine.reshape(grid.rows, times, grid.cols, times).mean(axis=(1, 3)))


def residents_near(easting: Float, northing: Float, residents: Int, grid: Grid) -> Int:
    """Return how many distinct residents each cell and its eight neighbours hold, (rows, cols)."""
    row, col = cells_of(grid, easting, northing)
    people = int(residents.max(initial=0)) + 1
    pairs = []
    for up in (-1, 0, 1):
        for right in (-1, 0, 1):
            up_row, right_col = row + up, col + right
            inside = (up_row >= 0) & (up_row < grid.rows) & (right_col >= 0) & (right_col < grid.cols)
            cell = up_row * grid.cols + right_col
            pairs.append(cell[inside] * people + residents[inside])  # one number each, which sorts sooner than two
    distinct = np.unique(np.concatenate(pairs)) // people
    return np.bincount(distinct, minlength=grid.rows * grid.cols).reshape(grid.shape)


def shaded_cells(
    easting: Float,
    northing: Float,
    residents: Int,
    grid: Grid,
    exposure: Float,
    bandwidth_m: float,
    least_residents: int,
) -> list[tuple[float, Int, Int]]:
    """Return the kernel surface as steps: the least density, and the rows and columns of the cells that reach it.

    The steps are 4, 8, 16 and 32 times the place's mean. A cell is left out when it and its neighbours
    hold fewer than ``least_residents``: a bump that one person made would be that person's pin, smoothed.
    """
    if not len(easting):
        return []
    density = coarse(kernel_surface(easting, northing, fine_grid(grid), bandwidth_m), grid)
    shown = residents_near(easting, northing, residents, grid) >= least_residents
    mean = len(easting) / (np.count_nonzero(exposure) * grid.cell_m**2)
    steps = []
    for times in STEPS:
        rows, cols = np.nonzero(shown & (density >= times * mean))
        if len(rows):
            steps.append((float(times * mean), rows, cols))
    return steps
