"""``geodata find`` and the gazetteer as one of geopy's geocoders."""

import json

import pytest

from webapp.usecases.places_found import geocoder


@pytest.fixture
def find(app):
    return lambda *words: app.test_cli_runner().invoke(args=["geodata", "find", *words])


def test_a_place_is_found_with_its_district_and_position(find):
    assert find("skolgatan").output == "Skolgatan, Västra (street) 60.00000,15.05000\n"


def test_what_is_only_like_the_text_is_marked(find):
    assert find("Sklogatan").output == "? Skolgatan, Västra (street) 60.00000,15.05000\n"


def test_both_streets_of_one_name_are_told_for_programs_too(find):
    places = json.loads(find("Ringvägen", "--json").output)["places"]

    assert [(one["name"], one["area"], one["exact"]) for one in places] == [
        ("Ringvägen", "Västra", True),
        ("Ringvägen", "Östra", True),
    ]
    assert {"kind", "lat", "lon", "address"} <= places[0].keys()
    assert len(json.loads(find("Ringvägen", "--json", "--limit", "1").output)["places"]) == 1


def test_a_position_is_called_as_a_person_would(find):
    assert find("--reverse", "60.0012,15.0521").output.startswith("Nära Björkskolan, Västra (described)")
    assert "no position" in find("--reverse", "north of here").output


@pytest.mark.parametrize("words", [["Kungsgatan"], [""], ["--reverse", "59.99,15.19"]])
def test_nothing_found_is_one_sentence_and_no_success(find, words):
    answer = find(*words)

    assert answer.exit_code == 1
    assert answer.output.count("\n") == 1
    assert json.loads(find("Kungsgatan", "--json").output) == {"places": []}


def test_geopy_can_ask_the_gazetteer(session, context):
    from geopy.exc import GeocoderQueryError, GeocoderServiceError
    from geopy.geocoders.base import Geocoder
    from geopy.point import Point

    ours = geocoder(session, context)
    one = ours.geocode("Skolgatan")

    assert isinstance(ours, Geocoder)
    assert (one.address, one.latitude, one.longitude) == ("Skolgatan, Västra", 60.0, 15.05)
    assert one.raw == {"name": "Skolgatan", "kind": "street", "area": "Västra", "exact": True}
    assert [p.raw["area"] for p in ours.geocode("Ringvägen", exactly_one=False)] == ["Västra", "Östra"]
    assert len(ours.geocode("Ringvägen", exactly_one=False, limit=1, timeout=3)) == 1
    assert ours.geocode("Kungsgatan") is None
    assert ours.geocode("Kungsgatan", exactly_one=False) is None
    for position in (Point(60.0012, 15.0521), (60.0012, 15.0521), "60.0012, 15.0521"):
        assert "Björkskolan" in ours.reverse(position).address
    with pytest.raises(GeocoderQueryError):
        ours.reverse("nowhere")
    with pytest.raises(GeocoderServiceError):
        ours._call_geocoder("http://example.org", lambda answer: answer)
