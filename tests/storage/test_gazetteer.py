"""What people call a position."""

from webapp.storage.gazetteer import name_for_point, nearest_name
from webapp.storage.places import GazetteerName


def add(session, name, lat=60.0, lon=15.1, kind="address", area="Västra", folded=None):
    session.add(
        GazetteerName(name=name, spelling=name, folded=folded or name.lower(), kind=kind, lat=lat, lon=lon, area=area)
    )


def test_a_position_is_called_by_the_nearest_landmark_and_its_district(session, context):
    assert nearest_name(session, 60.0012, 15.0521) == "Björkskolan"
    assert name_for_point(session, context, 60.0012, 15.0521) == "Björkskolan, Västra"


def test_a_landmark_that_names_its_district_says_so_once(session, context):
    assert name_for_point(session, context, 60.0, 15.1501) == "Östra torget"


def test_a_position_far_from_everything_is_called_by_its_district_else_by_the_place(session, context):
    assert nearest_name(session, 60.03, 15.1) is None
    assert name_for_point(session, context, 60.03, 15.12) == "Östra"
    assert name_for_point(session, context, 59.9585, 15.1) == "Testvik"


def test_nobodys_door_is_a_landmark(session):
    add(session, "Ensamvägen 3", lat=60.03, lon=15.05)

    assert nearest_name(session, 60.03, 15.05) is None
