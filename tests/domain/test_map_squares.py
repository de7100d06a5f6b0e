import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.domain.map_squares import MOST_SQUARES, Frame, grain_m, is_drawn, level_for, pixel_at, ranges, side_m

SIZES = st.floats(0.002, 2.0)


@st.composite
def boxes(draw):
    west, south = draw(st.floats(-170, 170)), draw(st.floats(-70, 70))
    return west, south, west + draw(SIZES), south + draw(SIZES)


@given(box=boxes())
def test_the_coarsest_square_holds_the_whole_frame(box):
    frame = Frame.around(box)

    assert side_m(frame.levels - 1) >= max(frame.width_m, frame.height_m)


@given(box=boxes(), view=boxes(), pixel_m=st.floats(0.01, 10_000))
def test_no_view_reads_more_than_so_many_squares_and_every_one_can_end_at_the_coarsest(box, view, pixel_m):
    frame = Frame.around(box)

    found = list(ranges(frame, view, pixel_m))

    assert all(one.squares <= MOST_SQUARES for one in found[:-1])
    assert found[-1].level == frame.levels - 1
    assert found[-1].squares <= 1


@given(box=boxes(), x=st.floats(0, 1), y=st.floats(0, 1), pixel_m=st.floats(0.1, 100))
def test_what_lies_in_a_view_lies_in_its_squares(box, x, y, pixel_m):
    frame = Frame.around(box)
    west, south, east, north = box
    lon, lat = west + x * (east - west), south + y * (north - south)

    for found in ranges(frame, box, pixel_m):
        east_m, south_m = frame.to_metres(lon, lat)
        assert found.west <= east_m // side_m(found.level) <= found.east
        assert found.north <= south_m // side_m(found.level) <= found.south


@pytest.mark.parametrize(("pixel_m", "level"), [(0.1, 0), (1.0, 0), (1.4, 0), (1.5, 1), (2.0, 1), (4.1, 2), (1e9, 7)])
def test_a_level_is_meant_for_maps_where_two_grains_are_about_a_pixel(pixel_m, level):
    assert level_for(pixel_m, levels=8) == level


def test_streets_are_drawn_near_main_roads_farther_and_the_border_always():
    drawn = {
        layer: max(level for level in range(12) if is_drawn(layer, level)) for layer in ("street", "road", "boundary")
    }

    assert drawn == {"street": 2, "road": 6, "boundary": 11}
    assert 2 * grain_m(2) == 4.0


def test_a_pixel_is_as_long_as_web_maps_have_it():
    assert pixel_at(0, (0, -1, 1, 1)) == pytest.approx(156_543, rel=0.001)
    assert pixel_at(15, (18.0, 59.0, 18.1, 60.0)) == pytest.approx(156_543 * 0.5075 / 2**15, rel=0.001)
