"""Which district a position lies in, and how far outside the place."""

import pytest

from tests.conftest import DATA
from webapp.storage.places import Area, BaseMapFeature, area_at, areas_at, distance_outside_m, distances_outside_m
from webapp.usecases.places import load_place


def test_a_position_has_the_district_that_holds_it(session):
    ids = {area.name: area.id for area in session.query(Area)}

    assert area_at(session, 15.05, 60.0) == ids["Västra"]
    assert areas_at(session, [15.15, 15.0], [60.0, 60.0]) == [ids["Östra"], None]
    assert areas_at(session, [], []) == []


def test_a_position_on_the_border_of_two_districts_has_the_older_one(session):
    assert area_at(session, 15.1, 60.0) == min(area.id for area in session.query(Area))


def test_a_position_outside_is_measured_in_metres(session, context):
    inside, outside = distances_outside_m(session, context, [15.05, 15.195], [60.0, 60.0])

    assert inside == 0
    assert outside == pytest.approx(279, abs=3)  # 0.005 degrees of longitude at 60 north


def test_without_a_border_the_bbox_is_the_border(session, context):
    session.query(BaseMapFeature).delete()
    session.query(Area).delete()
    load_place(session, context, DATA / "barvik")

    assert distance_outside_m(session, context, 15.195, 60.0) == 0
    assert distance_outside_m(session, context, 15.205, 60.0) == pytest.approx(279, abs=3)
    assert distance_outside_m(session, context, 15.1, 59.94999) < 3  # the middle of a long side
    assert area_at(session, 15.05, 60.0) is None
