import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.analysis.sites import FREE, JUNCTION, ROAD
from webapp.analysis.snapping import (
    JunctionPoint,
    RoadShape,
    Snap,
    measures_along,
    point_at,
    project,
    snap,
    steps_in_tunnels,
    vertices_of,
)

STREET = RoadShape(1, np.array([[0.0, 0.0], [200.0, 0.0]]))
PARALLEL = RoadShape(2, np.array([[0.0, 30.0], [200.0, 30.0]]))
BENT = np.array([[0.0, 0.0], [100.0, 0.0], [100.0, 50.0]])
CROSSING = JunctionPoint(7, 0.0, 0.0)


def test_a_pin_near_a_road_gets_its_measure_along_it():
    assert snap([STREET], [], 120.0, -20.0) == Snap(ROAD, 1, 120.0)


@pytest.mark.parametrize(("off_m", "unit"), [(35.0, ROAD), (35.001, FREE)])
def test_a_road_reaches_thirty_five_metres(off_m, unit):
    assert snap([STREET], [], 50.0, -off_m).unit == unit


@pytest.mark.parametrize(("away_m", "unit"), [(25.0, JUNCTION), (25.001, ROAD)])
def test_a_junction_within_twenty_five_metres_comes_before_the_roads_that_meet_there(away_m, unit):
    found = snap([STREET, PARALLEL], [CROSSING], away_m, 0.0)

    assert found.unit == unit
    assert found.place == (7 if unit == JUNCTION else 1)


def test_a_junction_comes_before_a_tie():
    assert snap([STREET, PARALLEL], [JunctionPoint(7, 100.0, 15.0)], 100.0, 15.0) == Snap(JUNCTION, 7)


def test_of_two_junctions_the_nearer_and_then_the_lower_id_wins():
    near, far = JunctionPoint(9, 5.0, 0.0), JunctionPoint(3, 12.0, 0.0)

    assert snap([], [far, near], 0.0, 0.0).place == 9
    assert snap([], [JunctionPoint(9, 5.0, 0.0), JunctionPoint(3, -5.0, 0.0)], 0.0, 0.0).place == 3


@pytest.mark.parametrize(("northing", "tied"), [(15.0, (1, 2)), (10.0, (1, 2)), (9.999, ()), (20.0, (2, 1))])
def test_two_roads_within_ten_metres_of_each_other_are_a_tie_told_nearest_first(northing, tied):
    found = snap([PARALLEL, STREET], [], 100.0, northing)

    assert found.tied == tied


def test_without_an_answer_the_nearest_road_wins_then_the_lowest_id():
    assert snap([PARALLEL, STREET], [], 100.0, 16.0).place == 2
    assert snap([PARALLEL, STREET], [], 100.0, 15.0).place == 1


def test_the_road_that_a_person_stated_answers_the_tie():
    assert snap([STREET, PARALLEL], [], 100.0, 14.0, frozenset({2})) == Snap(ROAD, 2, 100.0)


def test_a_stated_road_out_of_reach_answers_nothing():
    assert snap([STREET], [], 100.0, 5.0, frozenset({2})) == Snap(ROAD, 1, 100.0)


TUNNEL = RoadShape(3, np.array([[0.0, 10.0], [60.0, 10.0], [140.0, 10.0], [200.0, 10.0]]), np.array([0, 1, 0], bool))
ALL_BELOW = RoadShape(4, STREET.vertices, np.array([True]))


def test_a_tunnel_takes_no_pin_from_the_street_above_it():
    assert snap([STREET, TUNNEL], [], 100.0, 9.0) == Snap(ROAD, 1, 100.0)


def test_where_only_a_tunnel_is_a_pin_is_free_and_before_its_mouth_it_is_on_the_road():
    assert snap([ALL_BELOW], [], 100.0, 0.0) == Snap(FREE)
    assert snap([TUNNEL], [], 100.0, 10.0) == Snap(FREE)
    assert snap([TUNNEL], [], 50.0, 12.0) == Snap(ROAD, 3, 50.0)
    assert snap([TUNNEL], [], 70.0, 10.0) == Snap(ROAD, 3, 60.0)


def test_who_names_the_tunnel_means_it():
    assert snap([STREET, TUNNEL], [], 100.0, 3.0, frozenset({3})) == Snap(ROAD, 3, 100.0)
    assert snap([ALL_BELOW], [], 100.0, 3.0, frozenset({4})) == Snap(ROAD, 4, 100.0)


def test_a_junction_under_ground_takes_no_pin_and_one_that_a_street_reaches_does():
    below = JunctionPoint(7, 100.0, 0.0, frozenset({4, 3}))
    reached = JunctionPoint(8, 100.0, 0.0, frozenset({4, 1}))

    assert snap([ALL_BELOW, TUNNEL], [below], 100.0, 5.0) == Snap(FREE)
    assert snap([ALL_BELOW, STREET], [reached], 100.0, 5.0) == Snap(JUNCTION, 8)


def test_the_parts_of_a_road_say_which_of_its_steps_are_in_a_tunnel():
    line = np.array([[0.0, 0.0], [40.0, 0.0], [100.0, 0.0], [160.04, 0.0], [200.0, 0.0]])
    parts = [{"to_m": 100.0, "tunnel": False}, {"to_m": 160.0, "tunnel": True}, {"to_m": 200.0, "tunnel": False}]

    assert steps_in_tunnels(line, parts).tolist() == [False, False, True, False]
    assert steps_in_tunnels(line, parts[:1]) is None
    assert steps_in_tunnels(line, []) is None


@given(st.lists(st.tuples(st.floats(-50, 250), st.floats(-80, 80)), min_size=1, max_size=5))
def test_the_measures_of_many_positions_are_those_of_each(spots):
    found = measures_along(BENT, np.array(spots))

    assert found.tolist() == pytest.approx([project(BENT, *spot)[1] for spot in spots])


def test_far_from_every_road_a_pin_is_free():
    assert snap([STREET], [CROSSING], 100.0, 300.0) == Snap(FREE)
    assert snap([], [], 0.0, 0.0) == Snap(FREE)


def test_a_road_drawn_with_a_point_twice_is_still_a_road():
    doubled = np.array([[0.0, 0.0], [0.0, 0.0], [100.0, 0.0]])

    assert project(doubled, 40.0, 3.0) == pytest.approx((3.0, 40.0))


def test_stored_geometry_is_little_endian_doubles():
    assert vertices_of(BENT.astype("<f8").tobytes()).tolist() == BENT.tolist()


@pytest.mark.parametrize(
    ("measure_m", "expected"), [(-5.0, (0.0, 0.0)), (120.0, (100.0, 20.0)), (999.0, (100.0, 50.0))]
)
def test_a_measure_beyond_the_end_is_the_end(measure_m, expected):
    assert point_at(BENT, measure_m) == expected


@given(st.floats(0.0, 150.0), st.floats(0.1, 20.0))
def test_a_point_on_the_line_is_found_again_at_its_measure(measure_m, scale):
    line = BENT * scale

    distance_m, found_m = project(line, *point_at(line, measure_m * scale))

    assert distance_m == pytest.approx(0.0, abs=1e-6)
    assert found_m == pytest.approx(measure_m * scale, abs=1e-6)
