"""What people call a position."""

from random import Random

from webapp.storage.gazetteer import name_for_point, nearest_name, nearest_names
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


def test_many_positions_are_called_what_each_would_be_called_alone(session, context):
    rng = Random(7)
    for number in range(60):
        lat, lon = rng.uniform(59.97, 60.03), rng.uniform(15.02, 15.18)
        add(session, f"Verk {number}", lat=lat, lon=lon, kind=rng.choice(["school", "street"]))
    session.flush()
    spots = [(rng.uniform(59.96, 60.04), rng.uniform(15.0, 15.2)) for _ in range(80)]

    for street in (True, False):
        alone = [nearest_name(session, *spot, street=street) for spot in spots]
        assert nearest_names(session, spots, street=street) == alone
        assert len(set(alone)) > 10
