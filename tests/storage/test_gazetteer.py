"""What a resident types, and which place it means."""

import pytest

from webapp.storage.gazetteer import find_places, known_without_position, name_for_point, nearest_name
from webapp.storage.places import GazetteerName


def names(session, text):
    return [(c.name, c.area, c.exact) for c in find_places(session, text)]


@pytest.mark.parametrize("text", ["Skolgatan", "skolgatan", "  SKOLGATAN ", "Skolg.", "gamla skolvagen"])
def test_a_name_or_an_alias_is_one_place_however_it_is_typed(session, text):
    assert names(session, text) == [("Skolgatan", "Västra", True)]


def test_one_street_in_two_districts_gives_both_told_apart(session):
    assert names(session, "Ringvägen") == [("Ringvägen", "Västra", True), ("Ringvägen", "Östra", True)]


@pytest.mark.parametrize("text", ["Ringvägen, Östra", "ringvagen östra"])
def test_a_district_after_the_name_picks_one(session, text):
    assert names(session, text) == [("Ringvägen", "Östra", True)]


def test_a_district_where_the_street_is_not_does_not_hide_it(session):
    assert names(session, "Skolgatan, Östra") == [("Skolgatan", "Västra", True)]


def test_the_beginning_of_a_name_is_offered_but_never_taken_for_exact(session):
    assert names(session, "Skol") == [("Skolgatan", "Västra", False)]


@pytest.mark.parametrize("text", ["Sklogatan", "Skolgtan", "Björskolan", "Bjorkskolann"])
def test_a_slip_of_the_pen_is_forgiven(session, text):
    (found,) = names(session, text)

    assert found[0] in {"Skolgatan", "Björkskolan"}
    assert not found[2]


@pytest.mark.parametrize("text", ["", " , ", "Kungsgatan", "x", "%", "_"])
def test_what_nobody_knows_gives_nothing(session, text):
    assert names(session, text) == []


def test_a_known_name_without_position_is_no_place_and_no_slip_for_another(session):
    session.add(GazetteerName(name="Ringvägan", spelling="Ringvägan", folded="ringvagan", kind="street"))

    assert names(session, "Namnlösa stigen") == names(session, "Ringvägan") == []
    assert known_without_position(session, "Namnlösa stigen")
    assert not known_without_position(session, "Skolgatan")


@pytest.mark.parametrize("text", ["Skolgatan vid Ringaren", "Kiosken / Skolgatan", "Skolgatan mot kiosken"])
def test_of_two_names_the_known_one_is_offered(session, text):
    assert names(session, text) == [("Skolgatan", "Västra", False)]


def add(session, name, lat=60.0, lon=15.1, kind="address", area="Västra", folded=None):
    session.add(
        GazetteerName(name=name, spelling=name, folded=folded or name.lower(), kind=kind, lat=lat, lon=lon, area=area)
    )


def test_a_house_number_agrees_exactly_or_not_at_all(session):
    add(session, "Nygatan 1")
    add(session, "Nygatan 11", lon=15.11)

    assert names(session, "Nygatan 1") == [("Nygatan 1", "Västra", True)]
    assert names(session, "Nygatan 12") == []


def test_a_house_on_a_street_we_know_is_offered_as_the_street(session):
    assert names(session, "Skolgatan 12 B") == [("Skolgatan", "Västra", False)]


def test_an_exact_name_stands_alone_though_longer_ones_hold_it(session):
    add(session, "Skolgatan södra", kind="street", lon=15.11, folded="skolgatan sodra")

    assert names(session, "Skolgatan") == [("Skolgatan", "Västra", True)]


def test_one_name_twice_on_one_spot_is_one_place(session):
    add(session, "Östra torget", lat=60.0005, lon=15.15, kind="stop", area="Östra", folded="ostra torget")

    assert names(session, "Östra torget") == [("Östra torget", "Östra", True)]


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
