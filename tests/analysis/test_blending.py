"""Few suggestions of a kind lean on where suggestions of any kind come."""

import numpy as np
import pytest

from webapp.analysis.blending import best_density, poisson_weights
from webapp.analysis.grid import Grid, cells_of
from webapp.analysis.hotspot_map import coarse
from webapp.analysis.ranking import density_with_count, hit_rate
from webapp.analysis.surface import kernel_surface

GRID = Grid(0.0, 0.0, 100.0, 60, 60)
EXPOSURE = np.full(60 * 60, 1e4)
CORNERS = np.random.default_rng(3).uniform(300, 5700, (120, 2))


def town(rng, own, others):
    """People point near corners; those of our kind only in the south, the others everywhere."""
    south = CORNERS[CORNERS[:, 1] < 2500]
    at = np.vstack([south[rng.integers(0, len(south), own)], CORNERS[rng.integers(0, len(CORNERS), others)]])
    return rng.permutation(np.column_stack([at + rng.normal(0, 20, at.shape), np.arange(own + others) < own]))


def density_of(points):
    fine = GRID.refined(3)
    row, col = cells_of(GRID, points[:, 0], points[:, 1])
    rows = row * GRID.cols + col

    def kernel(some, bandwidth_m):
        return coarse(kernel_surface(points[some, 0], points[some, 1], fine, bandwidth_m), GRID).ravel()

    return density_with_count(kernel, rows, EXPOSURE), rows


def test_few_of_a_kind_are_foretold_better_with_what_everyone_names_than_alone():
    gains, methods = [], []
    for seed in range(4):
        points = town(np.random.default_rng(seed), 120, 1500)
        density, rows = density_of(points)
        own = np.nonzero(points[:, 2])[0]
        known, later = own[:60], own[60:]
        every = np.arange(known[-1] + 1)
        after = np.bincount(rows[later], minlength=len(EXPOSURE)).astype(float)
        blended, method = best_density(density, rows, known, every, EXPOSURE)
        alone, _ = best_density(density, rows, known, known, EXPOSURE)
        methods.append(method)
        gains.append(hit_rate(blended, after, EXPOSURE, 0.01) / hit_rate(alone, after, EXPOSURE, 0.01))

    assert "blend" in methods
    assert np.mean(gains) > 1.1


def test_without_other_kinds_there_is_nothing_to_lean_on():
    points = town(np.random.default_rng(1), 200, 0)
    density, rows = density_of(points)
    own = np.arange(len(points))

    assert best_density(density, rows, own, own, EXPOSURE)[1] != "blend"


def test_the_weights_are_those_that_made_the_counts_whatever_ground_the_units_have():
    rng = np.random.default_rng(5)
    exposure = rng.uniform(0, 2, 4000)
    exposure[:100] = 0.0
    x = rng.normal(0, 1, (4000, 2))
    counts = rng.poisson(exposure * np.exp(0.3 + x @ [0.8, -0.2]))

    assert poisson_weights([x], [counts.astype(float)], exposure) == pytest.approx([0.8, -0.2], abs=0.05)
