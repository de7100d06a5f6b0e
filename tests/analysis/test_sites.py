import time

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sklearn.cluster import DBSCAN
from sklearn.metrics import adjusted_rand_score

from tests.analysis.oracles import plain_groups
from tests.worlds import open_world, road_world
from webapp.analysis.sites import FREE, JUNCTION, ROAD, Pins, Points, group, no_pins

UNITS = {"road": ROAD, "junction": JUNCTION, "free": FREE}


def points(suggestions, rank=None):
    unit, place, along, east, north = (list(c) for c in zip(*suggestions, strict=True)) if suggestions else [[]] * 5
    return Points(
        np.array([UNITS[u] for u in unit], np.int64),
        np.array(place, np.int64),
        np.array(along, float) / 1000,
        np.array(east, float) / 1000,
        np.array(north, float) / 1000,
        np.arange(len(unit)) if rank is None else np.array(rank),
    )


def pins_of(pins):
    p = points(pins)
    return Pins(p.unit, p.place, p.measure_m, p.easting, p.northing)


def fast_groups(suggestions, pins=()):
    found = group(points(suggestions), pins_of(list(pins)))
    return {n: p for n, p in enumerate(found.pin.tolist()) if p >= 0}, partition(found)


def road_points(world):
    n = len(world.road)
    return Points(
        np.full(n, ROAD), world.road.astype(np.int64), world.measure_m, world.easting, world.northing, np.arange(n)
    )


def free_points(easting, northing):
    n = len(easting)
    return Points(np.full(n, FREE), np.zeros(n, np.int64), np.zeros(n), easting, northing, np.arange(n))


def partition(found):
    return {frozenset(np.flatnonzero(found.label == k).tolist()) for k in range(len(found.founder))}


# A few round numbers make equal gaps, coincident points and distances of exactly 60, 100 and 200 m likely.
metres = st.one_of(st.integers(-40, 40).map(lambda v: v * 20_000), st.integers(-700_000, 700_000))
small = st.integers(-9, 9).map(lambda v: v * 12_000)
on_road = st.tuples(st.just("road"), st.integers(1, 2), metres.map(abs), st.just(0), st.just(0))
at_junction = st.tuples(st.just("junction"), st.integers(1, 2), st.just(0), st.just(0), st.just(0))
in_the_open = st.tuples(st.just("free"), st.just(0), st.just(0), metres | small, metres | small)
somewhere = st.one_of(on_road, in_the_open, in_the_open, at_junction)


@settings(max_examples=400, deadline=None)
@given(st.lists(somewhere, max_size=60), st.lists(somewhere, max_size=6))
def test_the_fast_grouping_is_the_plain_one(suggestions, pins):
    assert fast_groups(suggestions, pins) == plain_groups(suggestions, pins)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.just("free"), st.just(0), st.just(0), small, small), max_size=80))
def test_free_points_are_the_components_that_an_oracle_of_all_pairs_finds(suggestions):
    assert fast_groups(suggestions)[1] == plain_groups(suggestions)[1]


def free(x, y):
    return ("free", 0, 0, x * 1000, y * 1000)


def road(measure, number=1):
    return ("road", number, measure * 1000, 0, 0)


@pytest.mark.parametrize(
    ("suggestions", "groups"),
    [
        ([free(0, 0), free(60, 0)], 1),
        ([free(0, 0), free(60.001, 0)], 2),
        ([free(0, 0), free(36, 48)], 1),
        ([free(0, 0), free(42.43, 42.43)], 2),
        ([road(0), road(60)], 1),
        ([road(0), road(60.001)], 2),
        ([road(0), road(60, number=2)], 2),
        ([("junction", 1, 0, 0, 0), ("junction", 1, 0, 900_000, 0)], 1),
        ([("junction", 1, 0, 0, 0), ("junction", 2, 0, 0, 0)], 2),
        ([road(0), free(0, 0)], 2),
        ([road(m) for m in (0, 50, 100, 150, 200)], 1),
        ([free(x, 0) for x in (0, 50, 100, 150, 200)], 1),
    ],
)
def test_suggestions_belong_together_up_to_sixty_metres_and_never_across_units(suggestions, groups):
    assert len(fast_groups(suggestions)[1]) == groups


def test_a_chain_too_long_is_cut_at_its_largest_gap_and_of_equal_gaps_at_the_lowest():
    chain = [road(m) for m in (0, 50, 90, 140, 200, 250)]
    even = [free(x, 0) for x in range(0, 260, 50)]

    assert fast_groups(chain)[1] == {frozenset({0, 1, 2, 3}), frozenset({4, 5})}
    assert fast_groups(even)[1] == {frozenset({0}), frozenset({1, 2, 3, 4, 5})}


def test_a_wide_component_is_cut_across_its_longer_axis():
    tall = [free(0, y) for y in (0, 50, 95, 150, 201)] + [free(30, 0)]

    assert fast_groups(tall)[1] == {frozenset({0, 1, 2, 5}), frozenset({3, 4})}


def test_a_component_as_wide_as_high_is_cut_eastward_first():
    diagonal = [free(*spot) for spot in ((0, 0), (35, 45), (75, 85), (115, 125), (155, 163), (201, 201))]

    assert fast_groups(diagonal)[1] == {frozenset({0, 1, 2, 3, 4}), frozenset({5})}


@pytest.mark.parametrize(("apart_mm", "groups"), [(59_998, 1), (60_002, 2)])
def test_sixty_metres_are_sixty_metres_in_every_direction_and_from_everywhere(apart_mm, groups):
    """The grid behind the scenes must not show."""
    rng = np.random.default_rng(4)
    for bearing in np.radians(np.arange(0, 360, 5)):
        for origin in rng.integers(0, 10**6, (8, 2)):
            there = origin + np.rint(apart_mm * np.array([np.cos(bearing), np.sin(bearing)]))
            pair = np.array([origin, there]) / 1000

            found = group(free_points(pair[:, 0], pair[:, 1]), no_pins())

            assert len(found.founder) == groups, (bearing, origin)


@pytest.mark.parametrize(
    ("suggestion", "pins", "expected"),
    [
        (road(100), [road(0)], 0),
        (road(100.001), [road(0)], None),
        (road(50), [road(0), road(100)], 0),
        (road(50), [road(100), road(0)], 0),
        (road(51), [road(0), road(100)], 1),
        (road(10), [road(10, number=2)], None),
        (free(60, 80), [free(0, 0)], 0),
        (free(60, 80.001), [free(0, 0)], None),
        (free(50, 0), [free(100, 0), free(0, 0)], 0),
        (free(0, 0), [road(0)], None),
        (("junction", 3, 0, 0, 0), [("junction", 3, 0, 5, 5), ("junction", 3, 0, 0, 0)], 0),
    ],
)
def test_the_nearest_pin_within_a_hundred_metres_comes_first_and_ties_go_to_the_lower_id(suggestion, pins, expected):
    attached, _ = fast_groups([suggestion], pins)

    assert attached.get(0) == expected


def test_the_anchor_is_the_middle_of_the_extent_not_of_the_pins():
    found = group(points([road(0), road(2), road(4), road(50)]), no_pins())
    spread = group(points([free(0, 0), free(2, 10), free(40, 20)]), no_pins())

    assert (found.measure_m.tolist(), found.length_m.tolist()) == ([25.0], [50.0])
    assert (spread.easting.tolist(), spread.northing.tolist()) == ([20.0], [10.0])


def test_the_founder_is_whoever_was_received_first():
    found = group(points([road(0), road(10), road(20)], rank=[2, 0, 1]), no_pins())

    assert found.founder.tolist() == [1]


@settings(max_examples=100, deadline=None)
@given(st.lists(somewhere, min_size=1, max_size=50), st.lists(somewhere, max_size=5), st.randoms(use_true_random=False))
def test_the_order_in_which_suggestions_are_listed_means_nothing(suggestions, pins, random):
    order = list(range(len(suggestions)))
    random.shuffle(order)

    straight = group(points(suggestions), pins_of(pins))
    shuffled = group(points([suggestions[i] for i in order], rank=order), pins_of(pins))

    assert {frozenset(order[i] for i in g) for g in partition(shuffled)} == partition(straight)
    assert {order[f] for f in shuffled.founder} == set(straight.founder.tolist())
    assert [shuffled.pin[order.index(i)] for i in range(len(order))] == straight.pin.tolist()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(metres, metres), min_size=1, max_size=60), st.integers(-(10**7), 10**7))
@example(spots=[(0, 0), (60_000, 0), (120_000, 0), (180_000, 0), (240_000, 0)], shift=-9_999_999)
def test_where_the_origin_lies_means_nothing(spots, shift):
    here = fast_groups([("free", 0, 0, e, n) for e, n in spots])
    there = fast_groups([("free", 0, 0, e + shift, n - shift) for e, n in spots])

    assert here == there


@pytest.mark.parametrize("seed", range(3))
def test_planted_sites_are_found_and_better_than_by_density(seed):
    world = road_world(seed, 1000, roads=15)
    planted = world.truth >= 0

    ours = group(road_points(world), no_pins())
    density = DBSCAN(eps=55, min_samples=3).fit_predict(np.column_stack([world.easting, world.northing]))
    alone = np.arange(len(density)) + len(density)
    theirs = np.where(density < 0, alone, density)

    ari = adjusted_rand_score(world.truth[planted], ours.label[planted])
    assert ari >= 0.95
    assert ari > adjusted_rand_score(world.truth[planted], theirs[planted])


@pytest.mark.parametrize("seed", range(3))
def test_planted_places_in_the_open_are_found(seed):
    world = open_world(seed, 1000)
    planted = world.truth >= 0

    found = group(free_points(world.easting, world.northing), no_pins())

    assert adjusted_rand_score(world.truth[planted], found.label[planted]) >= 0.95


@pytest.mark.parametrize("world", [road_world(1, 8000, sites=200), open_world(1, 8000, sites=160)])
def test_no_group_is_longer_than_two_hundred_metres_or_on_two_roads(world):
    on_roads = len(set(world.road)) > 1
    found = group(road_points(world) if on_roads else free_points(world.easting, world.northing), no_pins())

    for k in range(len(found.founder)):
        rows = np.flatnonzero(found.label == k)
        spread = (
            [np.ptp(world.measure_m[rows])] if on_roads else [np.ptp(world.easting[rows]), np.ptp(world.northing[rows])]
        )
        assert max(spread) <= 200.001
        assert len(set(world.road[rows])) == 1


def test_a_chain_between_two_pins_leaves_both_their_own():
    """The bridging attack: twelve suggestions, 20 m apart, between sites 230 m apart."""
    bridge = [road(m) for m in range(0, 240, 20)]
    attached, groups = fast_groups(bridge, [road(0), road(230)])

    assert {attached[0], attached[11]} == {0, 1}
    assert all(attached[i] == (0 if i * 20 <= 100 else 1) for i in attached)
    assert groups == {frozenset({6})}


@pytest.mark.parametrize("make", [lambda: road_points(road_world(3, 20_000, sites=600)), lambda: _open_points(20_000)])
def test_twenty_thousand_suggestions_are_grouped_in_well_under_a_second(make):
    suggestions = make()

    assert _seconds(suggestions) < 1.0


@pytest.mark.parametrize("spread_m", [0.0, 0.5, 20.0])
def test_a_popular_place_costs_no_more_than_its_suggestions(spread_m):
    """A method that lists neighbours would need five thousand million of them here."""
    rng = np.random.default_rng(1)
    crowd = rng.normal(0, spread_m, (2, 100_000)) if spread_m else np.zeros((2, 100_000))

    assert _seconds(free_points(*crowd)) < 1.0


@pytest.mark.parametrize(("apart_m", "groups"), [(59.5, 1), (60.2, 2)])
def test_two_crowds_face_to_face_are_joined_only_if_two_of_them_are_near_enough(apart_m, groups):
    """Their bounding boxes are 14 m apart, so only the points themselves can tell."""
    rng = np.random.default_rng(2)
    corner = rng.uniform(0, 30, (9000, 2))
    west = corner[corner.sum(axis=1) <= 30]
    facing = rng.uniform(40, 75, (40_000, 2))
    east = facing[facing.sum(axis=1) >= 30 + apart_m * 2**0.5]
    crowd = np.concatenate([west, east])

    found = group(free_points(crowd[:, 0], crowd[:, 1]), no_pins())

    assert len(west) * len(east) > 10**7
    assert len(found.founder) == groups


def _open_points(count):
    world = open_world(3, count, sites=160)
    return free_points(world.easting, world.northing)


def _seconds(suggestions):
    """Return processor time, so that a busy machine tells the same."""
    group(suggestions, no_pins())
    started = time.process_time()
    group(suggestions, no_pins())
    return time.process_time() - started
