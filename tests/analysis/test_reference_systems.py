from hypothesis import given
from hypothesis import strategies as st

from webapp.analysis.projection import to_metres
from webapp.analysis.reference_systems import CRS84, bounds_in_degrees, epsg, offered, positions_in

SWEREF = epsg(3006)


def test_sweref_answers_northing_before_easting():
    easting, northing = (float(v) for v in to_metres("EPSG:3006", 18.0, 59.2))

    moved = positions_in(SWEREF, {"type": "Point", "coordinates": [18.0, 59.2]})

    assert moved == {"type": "Point", "coordinates": [round(northing, 2), round(easting, 2)]}


def test_wgs_84_by_its_number_answers_latitude_first():
    assert positions_in(epsg(4326), {"type": "Point", "coordinates": [18.0, 59.2]})["coordinates"] == [59.2, 18.0]


def test_a_polygon_keeps_its_shape_and_what_has_no_place_stays_without():
    ring = [[[18.0, 59.0], [18.1, 59.0], [18.1, 59.1], [18.0, 59.0]]]

    moved = positions_in(SWEREF, {"type": "Polygon", "coordinates": ring})

    assert [len(part) for part in moved["coordinates"]] == [4]
    assert positions_in(SWEREF, None) is None


@given(lon=st.floats(11, 24), lat=st.floats(55, 69))
def test_a_box_in_sweref_round_a_point_holds_the_point_in_degrees(lon, lat):
    northing, easting = positions_in(SWEREF, {"type": "Point", "coordinates": [lon, lat]})["coordinates"]

    west, south, east, north = bounds_in_degrees(SWEREF, (northing - 50, easting - 50, northing + 50, easting + 50))

    assert west < lon < east
    assert south < lat < north


def test_a_place_offers_degrees_first_and_its_own_system_once():
    assert offered("EPSG:3006") == (CRS84, epsg(4326), SWEREF)
    assert offered("EPSG:25833")[-1] == epsg(25833)
