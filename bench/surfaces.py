"""V6: the kernel surface beside KDEpy, and Gi* beside esda: how fast, and how near the exact answer."""

import warnings

import numpy as np

from bench.rows import Row, best_of, spent
from bench.world import SOUTH, TALL_M, WEST, WIDE_M, points

SURFACE, MANY = 100_000, 1_000_000
CELL_M, BANDWIDTH_M, BAND_M = 50.0, 100.0, 150.0


def surfaces():
    """Yield: the surface on a 50 m grid and its error beside KDEpy, a million points, and Gi* beside esda."""
    from webapp.analysis.grid import Grid, counts_in
    from webapp.analysis.surface import kernel_surface

    easting, northing = points(SURFACE)
    grid = Grid(WEST, SOUTH, CELL_M, int(WIDE_M / CELL_M), int(TALL_M / CELL_M))
    ours = best_of(5, lambda: kernel_surface(easting, northing, grid, BANDWIDTH_M))
    exact = _exact_surface(easting, northing, grid)
    error = np.abs(kernel_surface(easting, northing, grid, BANDWIDTH_M) - exact).max() / exact.max()
    seconds, their_error = _kdepy(easting, northing, grid, exact)
    beside = "KDEpy FFTKDE" if seconds else "KDEpy is not installed"
    yield Row(f"V6 kernel surface, {SURFACE:,} points, 50 m", ours, "s", seconds, beside, ratio_at_most=0.5)
    share = float(error) * 100
    yield Row("V6 its greatest error, share of the peak", share, "%", their_error, beside, ratio_at_most=1 / 8)
    many = points(MANY)
    whole = best_of(2, lambda: kernel_surface(*many, grid, BANDWIDTH_M))
    yield Row(f"V6 kernel surface, {MANY:,} points, 50 m", whole, "s", at_most=0.3)
    yield from _gi_star(counts_in(grid, easting, northing))


def _gi_star(counts):
    """Yield time and difference of Gi* of every cell, esda's with its weights and without permutations."""
    from webapp.analysis.gi_star import gi_star

    ours = best_of(5, lambda: gi_star(counts, CELL_M, BAND_M))
    what = f"V6 Gi* of {counts.size:,} cells"
    try:
        from esda.getisord import G_Local
        from libpysal.weights import DistanceBand, fill_diagonal
    except ImportError:
        yield Row(what, ours, "s", beside="esda is not installed", ratio_at_most=1 / 1000)
        return
    where = np.argwhere(np.ones(counts.shape, dtype=bool)) * CELL_M

    def theirs():
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            band = DistanceBand(where, BAND_M, binary=True, silence_warnings=True)
            return G_Local(counts.ravel(), fill_diagonal(band, 1), transform="B", star=True, permutations=0).Zs

    seconds, z = spent(theirs)
    beside = "esda G_Local with its weights"
    yield Row(what, ours, "s", seconds, beside, ratio_at_most=1 / 1000)
    apart = np.abs(gi_star(counts, CELL_M, BAND_M).ravel() - z).max()
    yield Row("V6 Gi*: greatest difference of z", float(apart), "", beside=beside, at_most=1e-9)


def _exact_surface(easting, northing, grid):
    """Return the exact sum by two dense factors and a matrix product, a slice of the points at a time."""
    east = grid.west + (np.arange(grid.cols) + 0.5) * grid.cell_m
    north = grid.south + (np.arange(grid.rows) + 0.5) * grid.cell_m
    total = np.zeros(grid.shape)
    for start in range(0, len(easting), 10_000):
        some = slice(start, start + 10_000)
        along = np.exp(-((east[:, None] - easting[some]) ** 2) / (2 * BANDWIDTH_M**2))
        up = np.exp(-((north[:, None] - northing[some]) ** 2) / (2 * BANDWIDTH_M**2))
        total += up @ along.T
    return total / (2 * np.pi * BANDWIDTH_M**2)


def _kdepy(easting, northing, grid, exact):
    try:
        from KDEpy import FFTKDE
    except ImportError:
        return None, None
    east = grid.west + (np.arange(grid.cols) + 0.5) * grid.cell_m
    north = grid.south + (np.arange(grid.rows) + 0.5) * grid.cell_m
    where = np.array([(x, y) for x in east for y in north])
    data = np.column_stack([easting, northing])
    inside = (data > where.min(axis=0)).all(axis=1) & (data < where.max(axis=0)).all(axis=1)
    estimator = FFTKDE(kernel="gaussian", bw=BANDWIDTH_M)
    seconds = best_of(3, lambda: estimator.fit(data[inside]).evaluate(where))
    density = estimator.fit(data[inside]).evaluate(where).reshape(grid.cols, grid.rows).T * inside.sum()
    return seconds, float(np.abs(density - exact).max() / exact.max()) * 100
