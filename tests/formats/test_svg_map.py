import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.domain.map_squares import Drawing, Frame, Label, grain_m
from webapp.formats.svg_map import HEIGHT, WIDTH, Matrix, Name, View, draw, names_beside, place_names, road_width

BOX = (17.85, 59.11, 18.21, 59.30)
lons, lats = st.floats(17.85, 18.21), st.floats(59.11, 59.30)


@given(lon=lons, lat=lats)
def test_a_click_on_the_picture_is_the_point_that_was_drawn_there(lon, lat):
    view = View.for_bbox(BOX)

    assert view.to_lonlat(*view.to_xy(lon, lat)) == pytest.approx((lon, lat), abs=1e-9)


@given(
    west=st.floats(-179, 170),
    south=st.floats(-80, 79),
    width=st.floats(0.001, 9),
    height=st.floats(0.001, 1),
)
def test_the_whole_box_is_in_the_picture_with_room_around_it(west, south, width, height):
    view = View.for_bbox((west, south, west + width, south + height))

    for lon in (west, west + width):
        for lat in (south, south + height):
            x, y = view.to_xy(lon, lat)
            assert 0.03 * WIDTH < x < 0.97 * WIDTH
            assert 0.03 * HEIGHT < y < 0.97 * HEIGHT


def test_a_kilometre_is_as_long_eastward_as_northward():
    view = View.for_bbox(BOX)
    x0, y0 = view.to_xy(18.0, 59.2)

    north = view.to_xy(18.0, 59.2 + 1000 / 111_320)[1]
    east = view.to_xy(18.0 + 1000 / (111_320 * 0.51219), 59.2)[0]  # cos(59.19°)

    assert y0 - north == pytest.approx(view.units(1000))
    assert east - x0 == pytest.approx(view.units(1000), rel=0.01)


def test_a_box_without_size_is_refused():
    with pytest.raises(ValueError, match="not west, south, east, north"):
        View.for_bbox((18.0, 59.0, 18.0, 59.1))


def test_a_map_that_is_not_cut_yet_is_the_box_of_the_place():
    frame = Frame.around(BOX)
    view = View.for_bbox(BOX)

    base = draw(view, Drawing(frame, 3), BOX)

    m = base.matrix
    corners = re.findall(r"(\d+) (\d+)", base.layers["boundary"])
    placed = [view.to_lonlat(m.a * int(x) + m.e, m.d * int(y) + m.f) for x, y in corners]
    assert placed == [
        pytest.approx(corner, abs=1e-4) for corner in (BOX[:2], (BOX[0], BOX[3]), BOX[2:], (BOX[2], BOX[1]))
    ]
    assert base.names == ()


@given(lon=lons, lat=lats, level=st.integers(0, 6))
def test_a_grain_is_drawn_where_it_lies(lon, lat, level):
    frame, view = Frame.around(BOX), View.for_bbox(BOX)
    east_m, south_m = frame.to_metres(lon, lat)
    grain = grain_m(level)
    label = Label("Skogås", "place", 0, round(east_m / grain), round(south_m / grain))

    names = draw(view, Drawing(frame, level, labels=(label,)), BOX).names

    x, y = view.to_xy(lon, lat)
    assert all((n.x, n.y) == pytest.approx((x, y), abs=view.units(grain) + 0.2) for n in names)


@given(
    st.lists(
        st.tuples(st.integers(0, 1000), st.integers(0, 800), st.integers(-89, 90), st.integers(1, 20)), max_size=30
    )
)
def test_names_of_one_size_never_touch(spots):
    labels = [Label("n" * long + str(i), "place", i, x, y, turn) for i, (x, y, turn, long) in enumerate(spots)]

    names = place_names(Matrix(), labels, (31.0, 21.0, 17.0))

    for tier, font in enumerate((31.0, 21.0, 17.0)):
        boxes = [upright_box(name, font) for name in names if name.tier <= tier]
        for i, (left, top, right, bottom) in enumerate(boxes):
            assert 0 <= left < right <= WIDTH
            assert 0 <= top < bottom <= HEIGHT
            assert all(right <= o[0] or left >= o[2] or bottom <= o[1] or top >= o[3] for o in boxes[:i])


def upright_box(name, font):
    long, turn = len(name.text) * font * 0.55, math.radians(name.angle)
    wide = long * abs(math.cos(turn)) + font * abs(math.sin(turn))
    high = long * abs(math.sin(turn)) + font * abs(math.cos(turn))
    return name.x - wide / 2, name.y - high / 2, name.x + wide / 2, name.y + high / 2


def test_of_names_that_touch_the_first_is_written_and_smaller_letters_leave_room_for_the_next():
    kungens, varby = Label("Kungens kurva", "place", 0, 300, 300), Label("Vårby", "place", 0, 405, 312)
    beside = Label("Skärholmen", "place", 0, 302, 302)

    names = place_names(Matrix(), [kungens, varby, beside], (31.0, 21.0, 17.0))

    assert [(n.text, n.tier) for n in names] == [("Kungens kurva", 0), ("Vårby", 2)]


def test_no_name_touches_the_mark_of_the_one_place_that_a_picture_shows():
    under, beside = Label("Karlavägen", "place", 0, 470, 400), Label("Torget", "place", 0, 700, 400)

    free, marked = (place_names(Matrix(), [under, beside], (31.0,), marked) for marked in (False, True))

    assert [name.text for name in free] == ["Karlavägen", "Torget"]
    assert [name.text for name in marked] == ["Torget"]


def test_a_street_is_named_where_it_is_long_enough_and_not_twice_beside_itself():
    labels = [
        Label("Ringvägen", "street", 40, 300, 300, 0, 200),
        Label("Ringvägen", "street", 40, 300, 400, 0, 180),
        Label("Sammankomstgatan", "street", 40, 700, 600, 0, 20),
    ]

    names = place_names(Matrix(), labels, (20.0,))

    assert [(n.text, n.y) for n in names] == [("Ringvägen", 300.0)]


@pytest.mark.parametrize(("layer", "far", "near"), [("street", 0.9, 14.0), ("motorway", 2.6, 28.0)])
def test_a_road_is_as_wide_as_it_is_and_never_too_thin_to_see(layer, far, near):
    assert road_width(layer, pixel_m=50.0) == far
    assert road_width(layer, pixel_m=0.5) == near


def test_the_scale_is_a_round_length_that_fits():
    scale = draw(View.for_bbox(BOX), Drawing(Frame.around(BOX), 3), BOX).scale

    assert scale.metres == 2000
    assert scale.units <= 150


def test_a_name_that_a_mark_would_cover_moves_out_of_its_way_and_else_is_left_out():
    names = [Name("Skogås", 100, 100, outside=False), Name("Vega", 400, 100, outside=False)]
    street = Name("Häradsvägen", 100, 100, outside=False, street=True)

    moved, same = names_beside(names, [(120, 90)], 20, 31.0)
    assert (moved.x, same) == (100, names[1])
    assert abs(moved.y - 90) > 20
    assert names_beside(names, [(120, 90)], 200, 31.0) == names[1:]
    assert names_beside([street], [(120, 90)], 20, 31.0) == []
    assert names_beside(names, [(120, 250)], 40, 31.0) == names
