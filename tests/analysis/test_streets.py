from array import array
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from webapp.analysis.streets import absorbed, crossings, join_ways

LINE = {number: (100.0 * number, 0.0) for number in range(6)}
SIDES = {10: (300.0, 100.0), 11: (300.0, -100.0), 12: (500.0, 60.0)}
SPOTS = {**LINE, **SIDES}

node_paths = st.lists(st.integers(0, 11), min_size=2, max_size=6)
GRID = {number: (100.0 * (number % 4), 100.0 * (number // 4)) for number in range(12)}


def shapes(paths):
    return [path.nodes for path in paths]


def test_ways_of_one_name_that_meet_are_one_street_whatever_way_they_were_drawn():
    assert shapes(join_ways([(7, [3, 2]), (5, [0, 1, 2]), (6, [3, 4, 5])], SPOTS)) == [(0, 1, 2, 3, 4, 5)]


def test_a_step_remembers_its_way_and_its_direction():
    (path,) = join_ways([(7, [2, 1]), (5, [0, 1])], SPOTS)

    assert path.steps == ((5, 1), (7, -1))


def test_where_a_street_branches_the_straightest_way_on_is_one_path():
    assert shapes(join_ways([(1, [2, 3, 4]), (2, [3, 10])], SPOTS)) == [(2, 3, 4), (3, 10)]


def test_at_a_crossing_of_a_street_with_itself_both_go_straight_on():
    assert shapes(join_ways([(1, [2, 3, 4]), (2, [10, 3, 11])], SPOTS)) == [(2, 3, 4), (10, 3, 11)]


def test_a_ring_starts_at_its_lowest_node():
    ring = {1: (0.0, 0.0), 2: (0.0, 90.0), 3: (90.0, 90.0), 4: (90.0, 0.0)}

    assert shapes(join_ways([(9, [3, 4, 1, 2, 3])], ring)) == [(1, 2, 3, 4, 1)]


def test_a_street_that_comes_back_to_itself_is_a_path_and_a_ring():
    loop = {1: (0.0, 0.0), 2: (100.0, 0.0), 3: (200.0, 80.0), 4: (300.0, 0.0), 5: (200.0, -80.0)}

    assert shapes(join_ways([(1, [1, 2, 3, 4, 5, 2])], loop)) == [(1, 2), (2, 3, 4, 5, 2)]


def test_no_path_goes_through_a_node_where_it_may_not():
    assert shapes(join_ways([(1, [0, 1, 2, 3])], SPOTS, breaks=frozenset({2}))) == [(0, 1, 2), (2, 3)]


@given(st.lists(node_paths, min_size=1, max_size=6), st.randoms())
def test_every_step_is_in_one_path_once_no_path_crosses_itself_and_order_does_not_matter(lines, random):
    ways = list(enumerate(lines))
    steps = {frozenset(pair) for line in lines for pair in pairwise(line) if pair[0] != pair[1]}

    paths = join_ways(ways, GRID)
    random.shuffle(ways)

    walked = [frozenset(pair) for path in paths for pair in pairwise(path.nodes)]
    assert sorted(map(sorted, walked)) == sorted(map(sorted, steps))
    for path in paths:
        inner = path.nodes[:-1] if path.nodes[0] == path.nodes[-1] else path.nodes
        assert len(set(inner)) == len(inner)
    assert join_ways(ways, GRID) == paths


def test_a_crossing_is_where_three_ends_meet():
    assert crossings(array("i", [0, 1, 2, 1, 5, 2, 3]), array("q", [0, 3, 5, 7])) == {1}
    assert crossings(array("i"), array("q", [0])) == set()


def test_the_other_carriageway_is_part_of_its_street_and_a_side_street_is_not():
    street = [(0, 0), (500, 0)]
    beside = [(20, 18), (480, 18)]
    side = [(250, 0), (250, 120)]

    assert absorbed([beside, street, side]) == [1, 1, 2]
