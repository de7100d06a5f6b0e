"""The density of suggestions over a place: a kernel surface whose binning error is corrected."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from webapp.analysis.grid import Grid

Float = NDArray[np.float64]
Int = NDArray[np.intp]

BANDWIDTHS_M = (50.0, 100.0, 200.0)
DEFAULT_BANDWIDTH_M = 100.0  # best at the pin error of 60-100 m that residents have
REACH = 5.0  # bandwidths after which the kernel is nothing
BACKGROUND = 0.05  # share of the density that is even over the place, so that no held-out point is impossible


def kernel_surface(easting: Float, northing: Float, grid: Grid, bandwidth_m: float) -> Float:
    """Return the density of points at the centre of each cell with a Gaussian kernel.

    Parameters
    ----------
    easting : (N,) array, metres
        Points outside the grid count at its edge.
    northing : (N,) array, metres
        Points outside the grid count at its edge.
    grid : Grid
        Where the density is asked for.
    bandwidth_m : float, metres
        Standard deviation of the kernel; at least three quarters of a cell.

    Returns
    -------
    (rows, cols) array, points a square metre

    Raises
    ------
    ValueError
        If the bandwidth is less than three quarters of a cell.

    Notes
    -----
    O(N + cells). Each point is shared between the nine nearest centres. That sharing is itself a blur,
    of variance cell²/4 along each axis wherever in its cell the point lies, so the kernel's own variance
    is made that much less. Sharing between four centres would blur by 0 to cell²/4, which cannot be undone.
    """
    from scipy.ndimage import convolve1d

    if bandwidth_m < 0.75 * grid.cell_m:
        raise ValueError(f"bandwidth_m {bandwidth_m} is less than three quarters of a cell of {grid.cell_m} m")
    sigma = float(np.sqrt(bandwidth_m**2 - grid.cell_m**2 / 4)) / grid.cell_m
    reach = int(np.ceil(REACH * bandwidth_m / grid.cell_m))
    steps = np.arange(-reach, reach + 1)
    kernel = np.exp(-0.5 * (steps / sigma) ** 2)
    kernel /= kernel.sum() * grid.cell_m
    binned = _shared_between_centres(easting, northing, grid)
    along = convolve1d(binned, kernel, axis=0, mode="constant")
    return np.asarray(convolve1d(along, kernel, axis=1, mode="constant"))[1:-1, 1:-1]


def _shared_between_centres(easting: Float, northing: Float, grid: Grid) -> Float:
    """Return the points shared between the nine nearest centres by quadratic B-splines, with a ring of cells about."""
    columns, across = _shares((easting - grid.west) / grid.cell_m, grid.cols)
    rows, up = _shares((northing - grid.south) / grid.cell_m, grid.rows)
    shape = grid.rows + 2, grid.cols + 2
    binned = np.zeros(shape[0] * shape[1])
    for i in range(3):
        for j in range(3):
            cell = (rows + i) * shape[1] + columns + j
            binned += np.bincount(cell, weights=up[i] * across[j], minlength=len(binned))
    return binned.reshape(shape)


def _shares(position: Float, cells: int) -> tuple[Int, tuple[Float, Float, Float]]:
    """Return each point's cell along one axis, and the shares of the cell before, of it, and of the one after.

    What falls outside counts at the edge.
    """
    middle = np.clip(np.floor(position), 0, cells - 1)
    off = np.clip(position - middle - 0.5, -0.5, 0.5)
    return middle.astype(np.intp), (0.5 * (0.5 - off) ** 2, 0.75 - off**2, 0.5 * (0.5 + off) ** 2)


def choose_bandwidth(
    easting: Float, northing: Float, months: Int, grid: Grid, candidates: Sequence[float] = BANDWIDTHS_M
) -> float:
    """Return the bandwidth that best foretells each month from all the others.

    Parameters
    ----------
    easting : (N,) array, metres
        Of each point.
    northing : (N,) array, metres
        Of each point.
    months : (N,) array of int
        Which month each point belongs to.
    grid : Grid
        Finer than the least candidate; its cells are where the held-out points are looked up.
    candidates : sequence of float, metres
        The bandwidths to choose among, ascending.

    Returns
    -------
    float, metres
        The candidate with the greatest held-out log-likelihood, the smaller at a tie;
        ``DEFAULT_BANDWIDTH_M`` with fewer than three months, which cannot tell.

    Notes
    -----
    O(candidates * (months * N + months * cells)). A month's points are not their own evidence, so
    a burst of suggestions in one week does not by itself ask for a narrow kernel.
    """
    names = np.unique(months)
    if len(names) < 3:
        return DEFAULT_BANDWIDTH_M
    scores = [_held_out_score(easting, northing, months, names, grid, h) for h in candidates]
    return float(candidates[int(np.argmax(scores))])


def _held_out_score(easting: Float, northing: Float, months: Int, names: Int, grid: Grid, bandwidth_m: float) -> float:
    row = np.clip((northing - grid.south) / grid.cell_m, 0, grid.rows - 1).astype(np.intp)
    col = np.clip((easting - grid.west) / grid.cell_m, 0, grid.cols - 1).astype(np.intp)
    everything = kernel_surface(easting, northing, grid, bandwidth_m)
    even = 1.0 / (grid.rows * grid.cols * grid.cell_m**2)
    score = 0.0
    for name in names:
        out = months == name
        rest = np.maximum(everything - kernel_surface(easting[out], northing[out], grid, bandwidth_m), 0.0)
        density = rest[row[out], col[out]] / (~out).sum()
        score += float(np.log((1 - BACKGROUND) * density + BACKGROUND * even).sum())
    return score
