"""What a resident types, and which place it means."""

import pytest

from webapp.storage.place_search import known_without_position, search_places
from webapp.storage.places import GazetteerName


@pytest.fixture
def names(session, context):
    return lambda text: [(c.name, c.area, c.exact) for c in search_places(session, context, text)]


@pytest.mark.parametrize("text", ["Skolgatan", "skolgatan", "  SKOLGATAN ", "Skolg.", "gamla skolvagen"])
def test_a_name_or_an_alias_is_one_place_however_it_is_typed(names, text):
    assert names(text) == [("Skolgatan", "Västra", True)]


def test_one_street_in_two_districts_gives_both_told_apart(names):
    assert names("Ringvägen") == [("Ringvägen", "Västra", True), ("Ringvägen", "Östra", True)]


@pytest.mark.parametrize("text", ["Ringvägen, Östra", "ringvagen östra"])
def test_a_district_after_the_name_picks_one(names, text):
    assert names(text) == [("Ringvägen", "Östra", True)]


def test_a_district_where_the_street_is_not_does_not_hide_it(names):
    assert names("Skolgatan, Östra") == [("Skolgatan", "Västra", True)]


def test_the_beginning_of_a_name_is_offered_but_never_taken_for_exact(names):
    assert names("Skol") == [("Skolgatan", "Västra", False)]


@pytest.mark.parametrize("text", ["Sklogatan", "Skolgtan", "Björskolan", "Bjorkskolann"])
def test_a_slip_of_the_pen_is_forgiven(names, text):
    (found,) = names(text)

    assert found[0] in {"Skolgatan", "Björkskolan"}
    assert not found[2]


@pytest.mark.parametrize("text", ["", " , ", "Kungsgatan", "x", "%", "_"])
def test_what_nobody_knows_gives_nothing(names, text):
    assert names(text) == []


def test_a_known_name_without_position_is_no_place_and_no_slip_for_another(session, names):
    session.add(GazetteerName(name="Ringvägan", spelling="Ringvägan", folded="ringvagan", kind="street"))

    assert names("Namnlösa stigen") == names("Ringvägan") == []
    assert known_without_position(session, "Namnlösa stigen")
    assert not known_without_position(session, "Skolgatan")


@pytest.mark.parametrize("text", ["Skolgatan vid Ringaren", "Kiosken / Skolgatan", "Skolgatan mot kiosken"])
def test_of_two_names_the_known_one_is_offered(names, text):
    assert names(text) == [("Skolgatan", "Västra", False)]


def add(session, name, lat=60.0, lon=15.1, kind="address", area="Västra", folded=None):
    session.add(
        GazetteerName(name=name, spelling=name, folded=folded or name.lower(), kind=kind, lat=lat, lon=lon, area=area)
    )


def test_a_house_number_agrees_exactly_or_not_at_all(session, names):
    add(session, "Nygatan 1")
    add(session, "Nygatan 11", lon=15.11)

    assert names("Nygatan 1") == [("Nygatan 1", "Västra", True)]
    assert names("Nygatan 12") == []


def test_a_house_on_a_street_we_know_is_offered_as_the_street(names):
    assert names("Skolgatan 12 B") == [("Skolgatan", "Västra", False)]


def test_an_exact_name_stands_alone_though_longer_ones_hold_it(session, names):
    add(session, "Skolgatan södra", kind="street", lon=15.11, folded="skolgatan sodra")

    assert names("Skolgatan") == [("Skolgatan", "Västra", True)]


def test_one_name_twice_on_one_spot_is_one_place(session, names):
    add(session, "Östra torget", lat=60.0005, lon=15.15, kind="stop", area="Östra", folded="ostra torget")

    assert names("Östra torget") == [("Östra torget", "Östra", True)]
