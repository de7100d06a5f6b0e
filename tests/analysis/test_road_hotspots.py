"""Hotspots along the streets of made-up towns: what is planted is found, and chance finds nothing."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest

from webapp.analysis.grid import Grid, touching_cells
from webapp.analysis.hotspots import Q_LIMIT, benjamini_hochberg, neighbourhood_sums
from webapp.analysis.lixels import cut_roads, spread
from webapp.analysis.road_hotspots import (
    choose_road_bandwidth,
    family_p,
    find_road_hotspots,
    road_density,
    tail_in_districts,
    tail_on_units,
)

SIDE_M, BLOCK_M = 4600.0, 200.0
SPOTS, SPOT_SHARE, PIN_ERROR_M = 25, 0.7, 30.0


@pytest.fixture(scope="module")
def town():
    """A town of straight streets 200 m apart: 221 km in some 4,400 stretches."""
    at = np.arange(0.0, SIDE_M + 1, BLOCK_M)
    roads = {n: np.array([[0.0, y], [SIDE_M, y]]) for n, y in enumerate(at)}
    roads |= {100 + n: np.array([[x, 0.0], [x, SIDE_M]]) for n, x in enumerate(at)}
    meetings = [(x, y, [r, 100 + c]) for r, y in enumerate(at) for c, x in enumerate(at)]
    return cut_roads(roads, meetings)


def planted(town, rng, n):
    """Return the stretches of events, and the stretches where they were planted, apart from each other."""
    spots = []
    for row in rng.permutation(len(town.road)):
        if all(np.hypot(*(town.middle[row] - town.middle[other])) > 450 for other in spots):
            spots.append(int(row))
        if len(spots) == SPOTS:
            break
    at_spots = rng.binomial(n, SPOT_SHARE)
    chosen = town.middle[np.array(spots)[rng.integers(0, SPOTS, at_spots)]] + rng.normal(0, PIN_ERROR_M, (at_spots, 2))
    rest = rng.choice(len(town.road), n - at_spots, p=town.length_m / town.length_m.sum())
    return np.concatenate([town.nearest(chosen), rest]), np.array(spots)


def found_in(town, rows):
    counts = np.bincount(rows[rows >= 0], minlength=len(town.road)).astype(float)
    return benjamini_hochberg(tail_on_units(counts, town.length_m, town.near)) <= Q_LIMIT


@pytest.mark.parametrize(("n", "least_recall"), [(700, 0.95), (150, 0.5)])
def test_planted_spots_on_roads_are_found_and_few_found_are_false(town, n, least_recall):
    recalls, false_shares = [], []
    for seed in range(30):
        rows, spots = planted(town, np.random.default_rng(seed), n)
        found = found_in(town, rows)
        near = [np.hypot(*(town.middle - town.middle[s]).T) <= 80 for s in spots]
        recalls.append(np.mean([found[one].any() for one in near]))
        true = np.any([np.hypot(*(town.middle - town.middle[s]).T) <= 200 for s in spots], axis=0)
        false_shares.append((found & ~true).sum() / max(1, found.sum()))

    assert np.mean(recalls) >= least_recall
    assert np.mean(false_shares) <= 0.10


@pytest.mark.parametrize("n", [150, 700])
def test_chance_alone_gives_an_empty_map_of_roads(town, n):
    share = town.length_m / town.length_m.sum()
    maps = [
        found_in(town, np.random.default_rng(1000 + seed).choice(len(town.road), n, p=share)).any()
        for seed in range(150)
    ]

    assert np.mean(maps) <= 0.08


def test_a_district_that_is_named_more_is_no_hotspot_within_itself(town):
    """One half of the town is named four times as often: the plain form sees it, the stratified one must not."""
    district = (town.middle[:, 0] > SIDE_M / 2).astype(np.intp)
    weight = town.length_m * np.where(district == 1, 4.0, 1.0)
    plain, within = [], []
    for seed in range(100):
        rows = np.random.default_rng(seed).choice(len(town.road), 2500, p=weight / weight.sum())
        counts = np.bincount(rows, minlength=len(town.road)).astype(float)
        plain.append(found_in(town, rows).any())
        q = benjamini_hochberg(tail_in_districts(counts, town.length_m, town.near, district))
        within.append((q <= Q_LIMIT).any())

    assert np.mean(within) <= 0.08
    assert np.mean(plain) > np.mean(within)


def test_the_family_check_holds_its_level_and_finds_what_is_planted(town):
    share = town.length_m / town.length_m.sum()
    below = []
    for seed in range(40):
        rng = np.random.default_rng(seed)
        counts = np.bincount(rng.choice(len(town.road), 300, p=share), minlength=len(town.road)).astype(float)
        below.append(family_p(counts, town.length_m, town.near, rng, maps=99).min() <= 0.05)
    assert np.mean(below) <= 0.15

    rows, spots = planted(town, np.random.default_rng(3), 700)
    counts = np.bincount(rows[rows >= 0], minlength=len(town.road)).astype(float)
    p = family_p(counts, town.length_m, town.near, np.random.default_rng(4))
    near = [np.hypot(*(town.middle - town.middle[s]).T) <= 80 for s in spots]
    assert np.mean([p[one].min() <= 0.05 for one in near]) >= 0.9


@given(st.integers(0, 2**31), st.sampled_from([50.0, 100.0, 200.0]))
@settings(max_examples=15)
def test_a_kernel_along_roads_loses_nothing_and_ends_at_its_bandwidth(seed, bandwidth_m):
    rng = np.random.default_rng(seed)
    roads = {1: np.array([[0.0, 0.0], [rng.uniform(60, 700), 0.0]]), 2: np.array([[100.0, -300.0], [100.0, 300.0]])}
    cut = cut_roads(roads, [(100.0, 0.0, [1, 2])])
    rows = np.unique(rng.integers(0, len(cut.road), 4))

    shares = spread(cut, rows, bandwidth_m).toarray()
    assert np.allclose(shares.sum(axis=1), 1.0)
    for row, share in zip(rows, shares, strict=True):
        reached = np.hypot(*(cut.middle[share > 0] - cut.middle[row]).T)
        assert reached.max() <= bandwidth_m + 51
    assert road_density(cut, rows, bandwidth_m) @ cut.length_m == pytest.approx(len(rows))


def test_streets_that_cross_on_different_levels_do_not_touch():
    roads = {1: np.array([[0.0, 0.0], [200.0, 0.0]]), 2: np.array([[100.0, -100.0], [100.0, 100.0]])}

    assert cut_roads(roads, []).near.nnz == 4 + 4 + 3 * 2 + 3 * 2
    assert cut_roads(roads, [(100.0, 0.0, [1, 2])]).near.nnz == 20 + 2


def test_the_bandwidth_follows_how_far_the_months_agree(town):
    rng = np.random.default_rng(5)
    spots = rng.choice(len(town.road), 8, replace=False)
    exact = np.repeat(spots, 30)
    months = np.tile(np.arange(6), 40)
    blurred = town.nearest(town.middle[exact] + rng.normal(0, 110, (len(exact), 2)))

    assert choose_road_bandwidth(town, exact, months) == 50.0
    assert choose_road_bandwidth(town, blurred[blurred >= 0], months[blurred >= 0]) > 50.0
    assert choose_road_bandwidth(town, exact, np.zeros(len(exact), dtype=np.intp)) == 100.0


def test_a_place_holds_three_residents_at_least_and_nobody_twice(town):
    rng = np.random.default_rng(8)
    rows, _ = planted(town, rng, 400)
    residents = rng.integers(0, 300, len(rows))
    district = np.zeros(len(town.road), dtype=np.intp)

    places = find_road_hotspots(town, rows, residents, district, 100.0, 3, np.random.default_rng(1))
    shuffled = rng.permutation(len(rows))
    again = find_road_hotspots(town, rows[shuffled], residents[shuffled], district, 100.0, 3, np.random.default_rng(1))

    assert places[0].significant
    used = np.concatenate([place.rows for place in places])
    assert len(np.unique(used)) == len(used)
    for place in places:
        inside = np.isin(rows, place.rows)
        assert len(np.unique(residents[inside])) == place.residents >= 3
        assert inside.sum() == place.weight
    assert [p.rows.tolist() for p in places] == [p.rows.tolist() for p in again]


@given(st.integers(0, 2**31))
@settings(max_examples=10)
def test_the_tail_on_units_is_the_exact_one_and_squares_touch_as_the_grid_says(seed):
    rng = np.random.default_rng(seed)
    grid = Grid(0.0, 0.0, 100.0, 5, 4)
    counts, exposure = rng.integers(0, 4, grid.shape).astype(float), rng.integers(1, 4, grid.shape).astype(float)
    near = touching_cells(grid)

    assert np.allclose((near @ counts.ravel()).reshape(grid.shape), neighbourhood_sums(counts))
    tail = tail_on_units(counts.ravel(), exposure.ravel(), near).reshape(grid.shape)
    share = neighbourhood_sums(exposure)[2, 3] / exposure.sum()
    seen, n = int(neighbourhood_sums(counts)[2, 3]), int(counts.sum())
    expected = binomtest(seen, n, share, alternative="greater").pvalue if n else 1.0
    assert tail[2, 3] == pytest.approx(expected, abs=1e-9)
