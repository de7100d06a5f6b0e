import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.stats import binomtest

from webapp.analysis.gi_star import gi_star
from webapp.analysis.grid import Grid, area_in, cells_of, counts_in, grid_over, road_metres_in
from webapp.analysis.hotspots import (
    Q_LIMIT,
    benjamini_hochberg,
    hot_places,
    neighbourhood_sums,
    tail_probabilities,
)

GRID = Grid(0.0, 0.0, 100.0, 68, 68)  # about 4,600 cells
SPOTS, SPOT_SHARE, PIN_ERROR_M = 25, 0.7, 30.0


def noise(rng, n):
    return rng.uniform(0, 6800, n), rng.uniform(0, 6800, n)


def planted_world(rng, n):
    """Spots far enough apart to be told apart, the middle of each in the middle of a cell."""
    candidates = rng.permutation(15 * 15)[:SPOTS]
    spots = np.column_stack([candidates % 15, candidates // 15]) * 400 + 550.0
    at_spots = rng.binomial(n, SPOT_SHARE)
    chosen = spots[rng.integers(0, SPOTS, at_spots)] + rng.normal(0, PIN_ERROR_M, (at_spots, 2))
    rest = np.column_stack(noise(rng, n - at_spots))
    points = np.vstack([chosen, rest])
    return spots, points[:, 0], points[:, 1]


def found_in(easting, northing):
    counts = counts_in(GRID, easting, northing)
    return benjamini_hochberg(tail_probabilities(counts, np.ones(GRID.shape))) <= Q_LIMIT


@pytest.mark.parametrize(("n", "least_recall"), [(700, 0.95), (150, 0.5)])
def test_planted_spots_are_found_and_few_found_cells_are_false(n, least_recall):
    recalls, false_shares = [], []
    for seed in range(50):
        spots, easting, northing = planted_world(np.random.default_rng(seed), n)
        found = found_in(easting, northing)
        row, col = cells_of(GRID, spots[:, 0], spots[:, 1])
        recalls.append(found[row, col].mean())
        reached = np.zeros(GRID.shape)
        reached[row, col] = 1
        true = neighbourhood_sums(neighbourhood_sums(reached)) > 0  # a pin's error may cross a border
        false_shares.append((found & ~true).sum() / max(1, found.sum()))

    assert np.mean(recalls) >= least_recall
    assert np.mean(false_shares) <= 0.10


@pytest.mark.parametrize("n", [150, 700])
def test_a_map_of_pure_chance_is_almost_always_empty(n):
    maps = [found_in(*noise(np.random.default_rng(1000 + seed), n)).any() for seed in range(200)]

    assert np.mean(maps) <= 0.08


def test_raw_probabilities_would_fill_a_map_of_chance_with_false_hotspots():
    easting, northing = noise(np.random.default_rng(5), 700)
    tail = tail_probabilities(counts_in(GRID, easting, northing), np.ones(GRID.shape))

    assert (tail <= 0.05).sum() > 50


@given(
    counts=arrays(float, (4, 5), elements=st.integers(0, 6).map(float)),
    exposure=arrays(float, (4, 5), elements=st.integers(0, 3).map(float)),
)
@settings(max_examples=50)
def test_the_tail_is_the_exact_binomial_one(counts, exposure):
    exposure[0, 0] += 1.0
    tail = tail_probabilities(counts, exposure)

    for row in range(4):
        for col in range(5):
            if exposure[row, col] == 0:
                assert np.isnan(tail[row, col])
                continue
            near = (slice(max(0, row - 1), row + 2), slice(max(0, col - 1), col + 2))
            share = exposure[near].sum() / exposure.sum()
            n = int(counts.sum())
            least = int(counts[near].sum())
            expected = binomtest(least, n, min(1.0, share), alternative="greater").pvalue if n else 1.0
            assert tail[row, col] == pytest.approx(expected, abs=1e-12)


def test_exposure_must_be_somewhere_and_never_negative():
    with pytest.raises(ValueError, match="exposure"):
        tail_probabilities(np.ones((2, 2)), np.zeros((2, 2)))
    with pytest.raises(ValueError, match="exposure"):
        tail_probabilities(np.ones((2, 2)), np.array([[1.0, -1.0], [0.0, 1.0]]))


@given(arrays(float, st.integers(1, 30), elements=st.floats(0, 1)))
def test_q_values_select_what_the_step_up_rule_selects(p):
    q = benjamini_hochberg(p)

    ordered = np.sort(p)
    passing = np.nonzero(ordered <= Q_LIMIT * np.arange(1, len(p) + 1) / len(p))[0]
    cut = ordered[passing[-1]] if len(passing) else -1.0
    close = np.isclose(q, Q_LIMIT, rtol=1e-9)
    assert (((q <= Q_LIMIT) == (p <= cut)) | close).all()


def test_an_untested_cell_is_no_test():
    q = benjamini_hochberg(np.array([0.01, np.nan, np.nan, np.nan]))

    assert q[0] == 0.01
    assert np.isnan(q[1:]).all()


def test_touching_cells_are_one_place_and_apart_ones_are_two():
    hot = np.zeros((3, 9), dtype=bool)
    hot[0, 0] = hot[1, 1] = hot[1, 5] = True

    places = hot_places(hot, np.zeros((3, 9)))

    assert places[0, 0] == places[1, 1] == 1
    assert places[1, 5] == 2


def test_a_long_place_is_cut_at_its_valley():
    hot = np.ones((1, 9), dtype=bool)
    surface = np.array([[5.0, 9.0, 5.0, 3.0, 1.0, 3.0, 6.0, 8.0, 4.0]])

    places = hot_places(hot, surface, widest_cells=5)

    assert set(places[0, :4]) == {1}
    assert set(places[0, 5:]) == {2}


@given(arrays(bool, (6, 12)), arrays(float, (6, 12), elements=st.integers(0, 3).map(float)))
def test_every_significant_cell_is_in_exactly_one_place(hot, surface):
    places = hot_places(hot, surface)

    assert ((places > 0) == hot).all()
    assert set(np.unique(places[hot])) == set(range(1, places.max() + 1))


def test_a_cell_is_the_same_square_whatever_bounds_are_asked_for():
    wide, narrow = grid_over((30, 30, 999, 999), 100), grid_over((130, 230, 640, 640), 100)

    assert (wide.west, wide.south) == (0, 0)
    assert (narrow.west, narrow.south) == (100, 200)
    assert grid_over((-50, -50, 50, 50), 100).shape == (2, 2)


def test_area_is_cut_at_the_border_and_adds_up_to_the_place():
    place = shapely.Point(500, 500).buffer(330)
    grid = grid_over(place.bounds, 100)

    area = area_in(grid, place)

    assert area.sum() == pytest.approx(place.area)
    assert area.max() == 100.0**2


def test_road_metres_add_up_to_the_length_of_the_roads():
    grid = Grid(0, 0, 100, 10, 10)
    roads = [np.array([[50.0, 50.0], [950.0, 50.0]]), np.array([[50.0, 50.0], [50.0, 250.0]])]

    metres = road_metres_in(grid, roads)

    assert metres.sum() == pytest.approx(1100)
    assert metres[0, 5] == pytest.approx(100, abs=10)
    assert metres[9].sum() == 0


def test_what_lies_outside_the_grid_is_not_wrapped_to_the_other_side():
    grid = Grid(0, 0, 100, 3, 3)

    metres = road_metres_in(grid, [np.array([[-500.0, 150.0], [50.0, 150.0]])])

    assert metres.sum() == pytest.approx(50, abs=10)
    assert metres[1, 0] > 0


@given(arrays(float, (4, 6), elements=st.integers(0, 9).map(float)), st.sampled_from([100.0, 150.0, 250.0]))
@settings(max_examples=30)
def test_gi_star_is_what_the_definition_gives_cell_by_cell(counts, band_m):
    counts[0, 0] += 1.0 + counts.max()  # never all equal
    z = gi_star(counts, 100.0, band_m)

    where = np.argwhere(np.ones(counts.shape, dtype=bool)) * 100.0
    near = (np.hypot(*(where[:, None] - where[None]).transpose(2, 0, 1)) <= band_m).astype(float)
    x, n, w = counts.ravel(), counts.size, near.sum(axis=1)
    spread = np.sqrt((x**2).mean() - x.mean() ** 2)
    expected = (near @ x - x.mean() * w) / (spread * np.sqrt((n * w - w**2) / (n - 1)))
    assert z.ravel() == pytest.approx(expected, abs=1e-9)
