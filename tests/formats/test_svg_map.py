import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.formats.svg_map import HEIGHT, WIDTH, Feature, View, draw

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


def test_a_place_with_only_a_box_is_drawn_as_that_box():
    base = draw(View.for_bbox(BOX), [], BOX)

    assert base.land.startswith("M")
    assert base.land.count("L") == 3
    assert base.names == ()


def test_borders_water_and_names_land_in_their_own_layers():
    square = [[18.0, 59.2], [18.1, 59.2], [18.1, 59.25], [18.0, 59.25], [18.0, 59.2]]
    features = [
        Feature("boundary", "Huddinge", {"type": "Polygon", "coordinates": [square]}),
        Feature("water", None, {"type": "MultiPolygon", "coordinates": [[square]]}),
        Feature("railway", None, {"type": "LineString", "coordinates": square[:3]}),
        Feature("label", "Skogås", {"type": "Point", "coordinates": [18.05, 59.22]}),
        Feature("neighbour", "Tyresö", {"type": "Point", "coordinates": [18.2, 59.25]}),
    ]

    base = draw(View.for_bbox(BOX), features, BOX)

    assert base.land.endswith("Z")
    assert base.water == base.land
    assert not base.railway.endswith("Z")
    assert [(n.text, n.outside) for n in base.names] == [("Skogås", False), ("Tyresö", True)]


def test_what_is_too_fine_to_see_is_left_out():
    line = [[18.0 + i / 1e7, 59.2] for i in range(10_000)] + [[18.1, 59.2]]

    path = View.for_bbox(BOX).path({"type": "LineString", "coordinates": line})

    assert len(path) < 100


def test_the_scale_is_a_round_length_that_fits():
    scale = draw(View.for_bbox(BOX), [], BOX).scale

    assert scale.metres == 2000
    assert scale.units <= 150
