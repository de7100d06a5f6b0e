"""Where a site is: on a road, at a junction, in the open; what the public sees of it, and what it is called."""

import pytest

from tests.worlds import SOUTH, WEST, add_junction, add_road, degrees
from webapp.storage import grouping

pytestmark = pytest.mark.usefixtures("kept_state_is_right")


def test_off_the_roads_the_public_sees_the_middle_of_a_fifty_metre_square(ask, context):
    from webapp.analysis.projection import to_metres

    _, site = ask(3, 3)
    easting, northing = to_metres(context.place.crs, site.public_lon, site.public_lat)

    assert (float(easting) - WEST, float(northing) - SOUTH) == pytest.approx((25.0, 25.0), abs=0.02)


def test_an_unsafe_place_is_shown_as_the_middle_of_250_metres_even_on_a_road(ask, context, session):
    from webapp.analysis.projection import to_metres

    add_road(session, "Testgatan", [(-500, 0), (500, 0)])
    _, site = ask(3, 3, kind="unsafe_place")
    easting, northing = to_metres(context.place.crs, site.public_lon, site.public_lat)

    assert (float(easting) % 250, float(northing) % 250) == pytest.approx((125.0, 125.0), abs=0.02)
    assert "Testgatan" not in site.name


def test_on_a_road_the_site_is_a_stretch_of_it_with_its_name(ask, session):
    road_id = add_road(session, "Testgatan", [(-500, 0), (500, 0)])
    ask(0, 12)
    _, site = ask(40, -12)

    assert (site.unit, site.road_id, site.measure_m, site.length_m) == ("road", road_id, 520.0, 40.0)
    assert (site.public_lat, site.public_lon) == (site.lat, site.lon)
    assert site.name.startswith("Testgatan")
    assert site.northing == pytest.approx(SOUTH)


def test_two_roads_side_by_side_are_two_sites_and_a_tie_that_a_name_answers(session, context):
    first = add_road(session, "Norra gatan", [(0, 30), (500, 30)])
    add_road(session, "Södra gatan", [(0, 0), (500, 0)])
    between = degrees(context, 100, 16)

    asked = grouping.locate(session, context, *between)
    answered = grouping.locate(session, context, *between, " södra GATAN ")

    assert (asked.road_id, asked.tie) == (first, ("Norra gatan", "Södra gatan"))
    assert answered.tie == ()
    assert answered.road_id != asked.road_id
    assert asked.scope == f"road:{first}"


def test_a_junction_is_one_site_named_by_its_streets(ask, session):
    streets = [add_road(session, "A-gatan", [(-100, 0), (100, 0)]), add_road(session, "B-gatan", [(0, -100), (0, 100)])]
    junction_id = add_junction(session, 0, 0, streets)

    suggestion, site = ask(15, 15)

    assert (site.unit, site.junction_id, suggestion.road_id) == ("junction", junction_id, None)
    assert site.name == "Korsningen A-gatan/B-gatan"


def test_a_voice_for_a_site_is_on_its_own_road_whatever_else_is_near(ask, session, context):
    streets = [add_road(session, "A-gatan", [(-100, 0), (100, 0)]), add_road(session, "B-gatan", [(0, -100), (0, 100)])]
    _, site = ask(30, 0)
    add_junction(session, 20, 0, streets)
    grouping.rebuild(session, context)

    voice = grouping.located_at(session, context, site)

    assert (voice.unit, voice.road_id, voice.measure_m) == ("road", streets[0], site.measure_m)
    assert voice.scope == f"road:{streets[0]}"


def test_free_points_count_a_resident_once_a_square_kilometre(session, context):
    assert grouping.locate(session, context, *degrees(context, 10, 10)).scope == "square:500:6650"
