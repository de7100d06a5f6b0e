"""How far it is along the roads, and the order of a shift by that."""

import numpy as np
import pytest

from webapp.analysis.coverage import coverage_along, coverage_within
from webapp.analysis.driving import driving_order, order_by, steps
from webapp.analysis.road_ways import driving_distances, road_distances, within_reach

SOUTH = np.array([[0.0, 0.0], [4000.0, 0.0]])
NORTH = np.array([[0.0, 100.0], [4000.0, 100.0]])
BRIDGE = np.array([[4000.0, 0.0], [4000.0, 100.0]])


def line(*points):
    return np.array(points, float)


def test_two_banks_of_a_river_are_as_far_apart_as_the_bridge_makes_them():
    places = line((0, 0), (0, 100), (1000, 0))

    apart = road_distances([SOUTH, NORTH, BRIDGE], places)

    assert apart.tolist() == [[0, 8100, 1000], [8100, 0, 7100], [1000, 7100, 0]]


@pytest.mark.parametrize("start", [None, np.array([-100.0, 0.0])])
def test_along_a_river_the_order_by_road_drives_one_bank_first_and_beats_straight_lines(start):
    stops = np.array([(x, y) for x in range(200, 3000, 400) for y in (0.0, 100.0)], float)
    apart, by_road = driving_distances([SOUTH, NORTH, BRIDGE], stops, start)

    order, straight = order_by(apart, free_start=start is None), driving_order(stops, start)

    assert by_road[1:, 1:].all()
    banks = stops[order][:, 1]
    assert (np.diff(banks) != 0).sum() == 1
    assert steps(apart, order).sum() < 0.3 * steps(apart, straight).sum()
    assert steps(apart, order).sum() <= steps(apart, np.arange(len(stops))).sum()


def test_a_bridge_over_another_road_is_no_crossing_and_a_shared_point_is():
    over, under = line((0, 0), (100, 0)), line((50, -50), (50, 50))
    meeting = [line((0, 0), (50, 0), (100, 0)), line((50, -50), (50, 0), (50, 50))]
    places = line((0, 0), (50, 50))

    assert road_distances([over, under], places)[0, 1] == np.inf
    assert road_distances(meeting, places)[0, 1] == 100


def test_the_way_to_a_road_counts_and_a_place_far_from_every_road_is_on_none():
    places = line((1000, -40), (3000, 0), (2000, 700))

    apart = road_distances([SOUTH], places)

    assert apart[0, 1] == 2040
    assert np.isinf(apart[2, :2]).all()


def test_without_roads_or_where_none_joins_them_the_straight_line_counts():
    places = line((0, 0), (0, 100), (300, 0))

    apart, by_road = driving_distances([SOUTH, NORTH], places, None)
    bare, none = driving_distances([], places, np.array([0.0, -50.0]))

    assert apart[1:, 1:].tolist()[0] == [0, 100, 300]
    assert by_road[1, 1:].tolist() == [True, False, True]
    assert bare[0].tolist() == [0, 50, 150, pytest.approx(np.hypot(300, 50))]
    assert not none[0, 1:].any()


def test_of_two_roads_between_two_crossings_the_shorter_counts_and_a_ring_is_driven_either_way():
    long_way, short_way = line((0, 0), (0, 500), (100, 500), (100, 0)), line((0, 0), (100, 0))
    ring = line((100, 0), (200, 0), (200, 100), (100, 100), (100, 0))

    apart = road_distances([long_way, short_way, ring], line((0, 0), (100, 100), (200, 100), (200, 0)))

    assert apart[0].tolist() == [0, 200, 300, 200]


def test_it_agrees_with_the_shortest_ways_of_a_grid_of_streets():
    rng = np.random.default_rng(7)
    across = [np.array([[x * 100.0, y * 100.0] for x in range(9)]) for y in range(9)]
    up = [street[:, ::-1] for street in across]
    places = rng.integers(0, 9, (20, 2)) * 100.0

    apart = road_distances([*across, *up], places)

    assert np.allclose(apart, np.abs(places[:, None, :] - places[None, :, :]).sum(axis=2))


def grid(lanes, apart_m):
    """Return streets both ways that meet at every corner."""
    at = np.arange(lanes) * apart_m
    ends = [np.column_stack([at, np.full(lanes, y)]) for y in at]
    return ends + [road[:, ::-1] for road in ends]


@pytest.mark.parametrize("seed", range(8))
def test_within_reach_are_exactly_the_pairs_whose_way_is_no_longer(seed):
    rng = np.random.default_rng(seed)
    roads, places = grid(6, 150.0), rng.uniform(-100, 850, (90, 2))
    apart = road_distances(roads, places)

    first, second = within_reach(roads, places, 400.0)

    assert np.isfinite(apart).all()
    wanted = np.nonzero(apart <= 400.0)
    assert np.array_equal(first, wanted[0])
    assert np.array_equal(second, wanted[1])


def test_a_check_serves_its_own_bank_and_not_the_one_across():
    places = line((0, 0), (500, 0), (0, 100), (500, 100))

    along = coverage_along([SOUTH, NORTH, BRIDGE], places, np.ones(4), 600.0)
    straight = coverage_within(places, places, np.ones(4), 600.0)

    assert (along.served(np.array([0])), straight.served(np.array([0]))) == (2, 4)


def test_what_lies_on_no_road_is_served_in_a_straight_line_and_a_place_always_serves_itself():
    places = line((1000, -450), (1400, -700), (1600, 0))  # the second is too far from every road

    first, second = within_reach([SOUTH], places, 600.0)

    assert [*zip(first.tolist(), second.tolist(), strict=True)] == [(0, 0), (0, 1), (1, 0), (1, 1), (2, 2)]


def test_without_roads_a_check_serves_in_a_straight_line():
    places = np.random.default_rng(1).uniform(0, 3000, (50, 2))

    along, straight = (
        coverage_along([], places, np.ones(50), 600.0),
        coverage_within(places, places, np.ones(50), 600.0),
    )

    assert np.array_equal(along.groups, straight.groups)
    assert within_reach([], places, 600.0)[0].size == (straight.matrix @ straight.weights).sum()
