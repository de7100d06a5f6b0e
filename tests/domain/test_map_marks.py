from itertools import combinations
from math import dist

from hypothesis import given
from hypothesis import strategies as st

from webapp.domain.map_marks import gather

coordinates = st.floats(0, 1000)
points = st.lists(st.tuples(coordinates, coordinates), max_size=12)


@given(points=points, apart=st.floats(1, 500))
def test_no_two_marks_are_nearer_than_asked_and_every_place_is_in_one_of_them(points, apart):
    marks = gather(points, apart)

    assert all(dist(a[:2], b[:2]) >= apart for a, b in combinations(marks, 2))
    assert sorted(n for *_, rows in marks for n in rows) == list(range(len(points)))
    assert [rows[0] for *_, rows in marks] == sorted(rows[0] for *_, rows in marks)


@given(points=points)
def test_a_mark_of_one_place_stands_on_it(points):
    assert all((x, y) == points[rows[0]] for x, y, rows in gather(points, 50.0) if len(rows) == 1)


def test_a_chain_of_places_is_joined_only_as_far_as_it_has_to_be():
    assert gather([(0, 0), (60, 0), (300, 0)], 100) == [(30, 0, [0, 1]), (300, 0, [2])]
