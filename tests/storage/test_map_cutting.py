"""Cutting a map into squares: nothing is lost, nothing is moved, nothing grows without bound."""

import json
import re
from itertools import pairwise

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from webapp.domain.map_squares import Frame, Label, grain_m, side_m
from webapp.storage.map_cutting import MOST_SQUARE_BYTES, Named, cut

FRAME = Frame.around((15.0, 60.0, 15.02, 60.01))  # about 3.3 km wide and high


def read(body):
    """Return the rings of a path in grains: what a browser would draw."""
    rings, x, y, start = [], 0, 0, (0, 0)
    for command, numbers in re.findall(r"([Mmz])([^Mmz]*)", body):
        values = [int(n) for n in re.findall(r"-?\d+", numbers)]
        if command == "z":
            rings[-1].append(start)
            x, y = start
        for i, (dx, dy) in enumerate(zip(values[::2], values[1::2], strict=True)):
            x, y = (dx, dy) if command == "M" else (x + dx, y + dy)
            if i == 0 and command == "m":
                start = (x, y)
                rings.append([])
            if command == "m":
                rings[-1].append((x, y))
    return rings


def drawn(shapes, layer, level, **more):
    """Return everything drawn of a layer at a level, in metres."""
    squares = [s for s in cut(FRAME, shapes, more.get("named", []), more.get("spots", [])) if s.level == level]
    return [
        [(x * grain_m(level), y * grain_m(level)) for x, y in ring]
        for square in squares
        if square.layer == layer
        for ring in read(square.body)
    ]


metres = st.integers(200, 3000).map(float)


@settings(max_examples=25, deadline=None)
@given(points=st.lists(st.tuples(metres, metres), min_size=2, max_size=12, unique=True), level=st.integers(0, 2))
def test_a_street_is_drawn_whole_and_nowhere_else(points, level):
    line = shapely.LineString(points)

    found = shapely.union_all([shapely.LineString(part) for part in drawn({"street": [line]}, "street", level)])

    off_m = 2.5 * grain_m(level)  # rounding, and the detail that a level leaves out
    assert found.hausdorff_distance(line) <= off_m + 3 * grain_m(level)
    assert line.buffer(off_m).covers(found)


@pytest.mark.parametrize("level", [0, 1, 2, 3])
def test_a_lake_with_an_island_is_filled_but_for_the_island(level):
    island = [(1400, 1400), (1600, 1400), (1600, 1600), (1400, 1600)]
    lake = shapely.Polygon([(500, 500), (2600, 500), (2600, 2600), (500, 2600)], [island])

    rings = drawn({"water": [lake]}, "water", level)

    def winding(x, y):
        turns = 0
        for ring in rings:
            for (x0, y0), (x1, y1) in pairwise(ring):
                if (y0 <= y) != (y1 <= y) and x0 + (y - y0) * (x1 - x0) / (y1 - y0) > x:
                    turns += 1 if y1 > y0 else -1
        return turns

    assert all(winding(x + 0.3, y + 0.3) for x in range(550, 2550, 77) for y in range(550, 1390, 77))
    assert not any(winding(x + 0.3, y + 0.3) for x in range(1410, 1590, 11) for y in range(1410, 1590, 11))
    assert not winding(300.3, 300.3)


def test_what_is_too_fine_to_see_is_left_out_of_coarser_levels():
    line = shapely.LineString([(500 + i, 1000 + (i % 2) * 0.3) for i in range(2000)])

    sizes = [sum(len(ring) for ring in drawn({"street": [line]}, "street", level)) for level in range(3)]

    assert sizes[0] <= 2 * (2000 // side_m(0) + 2)
    assert sizes == sorted(sizes, reverse=True)


def test_a_square_that_would_hold_too_much_keeps_the_largest_of_what_matters_most():
    ponds = [shapely.Point(300 + i % 60 * 12, 300 + i // 60 * 12).buffer(3 + i % 3) for i in range(3600)]
    road = shapely.LineString([(0, 400), (3000, 420)])

    squares = list(cut(FRAME, {"water": ponds, "road": [road]}, [], []))

    for key in {(s.level, s.col, s.row) for s in squares}:
        assert sum(len(s.body.encode()) for s in squares if (s.level, s.col, s.row) == key) <= MOST_SQUARE_BYTES
    assert any(s.layer == "road" for s in squares)


def test_what_lies_outside_the_frame_is_in_no_square():
    far = shapely.LineString([(-9000, 100), (-5000, 100)])
    through = shapely.LineString([(-9000, 1500), (90_000, 1500)])

    assert list(cut(FRAME, {"road": [far]}, [], [])) == []
    assert {s.col for s in cut(FRAME, {"road": [through]}, [], []) if s.level == 0} == set(range(7))


def test_a_street_is_named_along_its_longest_straight_stretch_and_never_upside_down():
    street = Named("Storgatan", 40, shapely.LineString([(900, 300), (560, 300), (560, 290)]))

    names = [json.loads(s.body) for s in cut(FRAME, {}, [street], []) if s.layer == "names" and s.level == 0]

    assert names == [["Storgatan", "street", 40, 1460, 600, 0, 680]]


def test_small_streets_are_named_near_and_places_at_every_level():
    street = Named("Storgatan", 40, shapely.LineString([(520, 300), (1020, 300)]))
    spot = Label("Skogås", "place", 0, 700, 700)

    named = {}
    for square in cut(FRAME, {}, [street], [spot]):
        for row in json.loads(f"[{square.body}]"):
            named.setdefault(row[0], set()).add(square.level)

    assert named == {"Storgatan": {0, 1}, "Skogås": set(range(FRAME.levels))}
