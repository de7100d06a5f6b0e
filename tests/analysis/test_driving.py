"""The order of a shift: every stop once, and hardly longer than the best of all orders."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from webapp.analysis.driving import driving_order, order_by, steps, straight_distances

METRES = st.floats(0, 10_000).map(lambda m: round(m, 1))


def way_m(stops, order, start=None):
    """Return the straight lines from stop to stop."""
    return steps(straight_distances(stops, start), order)


def shortest(stops, start):
    """Try every order."""
    return min(way_m(stops, np.array(order), start).sum() for order in permutations(range(len(stops))))


@given(st.integers(0, 12).flatmap(lambda n: arrays(float, (n, 2), elements=METRES)), st.booleans())
@settings(max_examples=60, deadline=None)
def test_every_stop_is_driven_to_once_and_no_stretch_is_better_turned_round(stops, from_home):
    start = np.array([5000.0, 5000.0]) if from_home else None

    order = driving_order(stops, start)

    assert sorted(order) == list(range(len(stops)))
    length = way_m(stops, order, start).sum()
    for i in range(len(order)):
        for j in range(i + 2, len(order) + 1):
            turned = np.concatenate([order[:i], order[i:j][::-1], order[j:]])
            assert way_m(stops, turned, start).sum() >= length - 1e-6


@pytest.mark.parametrize("from_home", [True, False])
def test_on_small_shifts_it_is_the_best_order_of_all_or_next_to_it(from_home):
    rng = np.random.default_rng(60)
    ratios = []
    for _ in range(120):
        stops = rng.uniform(0, 10_000, (rng.integers(2, 7), 2))
        start = rng.uniform(0, 10_000, 2) if from_home else None
        ratios.append(way_m(stops, driving_order(stops, start), start).sum() / shortest(stops, start))

    assert max(ratios) <= 1.15
    assert np.mean(ratios) <= 1.002


@given(arrays(float, (9, 9), elements=METRES), st.booleans())
@settings(max_examples=60, deadline=None)
def test_no_order_is_longer_than_the_one_that_the_stops_came_in(metres, free):
    apart = metres + metres.T  # no such distances lie in a plane: roads need not either
    np.fill_diagonal(apart, 0.0)
    if free:
        apart[0, :] = apart[:, 0] = 0.0

    order = order_by(apart, free_start=free)

    assert sorted(order) == list(range(8))
    assert steps(apart, order).sum() <= steps(apart, np.arange(8)).sum() + 1e-6


def test_stops_along_a_street_are_driven_to_one_after_the_other():
    along = np.array([300.0, 0.0, 900.0, 600.0, 1200.0])

    order = driving_order(np.stack([along, np.zeros(5)], axis=1), np.array([2000.0, 0.0]))

    assert along[order].tolist() == [1200.0, 900.0, 600.0, 300.0, 0.0]


def test_many_stops_are_ordered_well_too():
    stops = np.random.default_rng(1).uniform(0, 20_000, (60, 2))

    order = driving_order(stops)

    assert sorted(order) == list(range(60))
    assert way_m(stops, order).sum() < 0.8 * np.sqrt(60 * 20_000**2)  # the shortest way through chance points: 0.71


def test_nothing_to_drive_to_is_an_empty_order():
    assert driving_order(np.zeros((0, 2))).tolist() == []
