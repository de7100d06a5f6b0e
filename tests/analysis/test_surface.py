import numpy as np
import pytest

from webapp.analysis.grid import Grid
from webapp.analysis.surface import DEFAULT_BANDWIDTH_M, choose_bandwidth, kernel_surface

GRID = Grid(0.0, 0.0, 50.0, 60, 40)


def centres(grid):
    east = grid.west + (np.arange(grid.cols) + 0.5) * grid.cell_m
    north = grid.south + (np.arange(grid.rows) + 0.5) * grid.cell_m
    return np.meshgrid(east, north)


def exact(easting, northing, grid, bandwidth_m):
    x, y = centres(grid)
    squared = (x[..., None] - easting) ** 2 + (y[..., None] - northing) ** 2
    return np.exp(-squared / (2 * bandwidth_m**2)).sum(axis=-1) / (2 * np.pi * bandwidth_m**2)


@pytest.mark.parametrize(("bandwidth_m", "greatest_error"), [(50.0, 0.02), (100.0, 0.002), (200.0, 0.001)])
def test_the_surface_is_near_the_exact_sum(bandwidth_m, greatest_error):
    rng = np.random.default_rng(1)
    easting, northing = rng.uniform(500, 2500, 400), rng.uniform(500, 1500, 400)

    surface = kernel_surface(easting, northing, GRID, bandwidth_m)

    truth = exact(easting, northing, GRID, bandwidth_m)
    assert np.abs(surface - truth).max() / truth.max() < greatest_error


def test_it_does_not_matter_where_in_its_cell_a_crowd_points():
    peaks = []
    for off in (0.0, 7.0, 13.0, 25.0, 38.0):
        easting, northing = np.full(50, 1500.0 + off), np.full(50, 1000.0 + off)
        surface, truth = kernel_surface(easting, northing, GRID, 100.0), exact(easting, northing, GRID, 100.0)
        peaks.append(np.abs(surface - truth).max() / truth.max())

    assert max(peaks) < 0.005


def test_all_points_are_in_the_surface():
    surface = kernel_surface(np.array([1510.0, 1490.0]), np.array([1000.0, 990.0]), GRID, 100.0)

    assert surface.sum() * GRID.cell_m**2 == pytest.approx(2, rel=1e-6)


def test_a_bandwidth_below_three_quarters_of_a_cell_is_refused():
    with pytest.raises(ValueError, match="bandwidth_m"):
        kernel_surface(np.array([1.0]), np.array([1.0]), GRID, 37.0)


def world(error_m, seed=3, n=1500):
    rng = np.random.default_rng(seed)
    spots = np.column_stack([rng.uniform(500, 2500, 12), rng.uniform(500, 1500, 12)])
    points = spots[rng.integers(0, 12, n)] + rng.normal(0, error_m, (n, 2))
    return points[:, 0], points[:, 1], rng.integers(0, 6, n)


def test_careless_pins_ask_for_a_wider_kernel_than_careful_ones():
    fine = GRID.refined(2)

    assert choose_bandwidth(*world(10.0), fine) == 50.0
    assert choose_bandwidth(*world(250.0, n=120), fine) == 200.0


def test_two_months_cannot_choose():
    easting, northing, months = world(10.0)

    assert choose_bandwidth(easting, northing, months % 2, GRID) == DEFAULT_BANDWIDTH_M
