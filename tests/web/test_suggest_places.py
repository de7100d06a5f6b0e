"""Places while one types: the place's own names, nobody else's, and the words are kept nowhere."""

import logging

import pytest


@pytest.fixture
def typed(client):
    def typed(words):
        answer = client.get("/suggest/places", query_string={"q": words})
        assert answer.status_code == 200
        return answer.json["places"]

    return typed


def test_half_a_name_finds_the_street(typed):
    (street,) = typed("skolg")

    assert street == {"name": "Skolgatan", "kind": "street", "area": "Västra", "lat": 60.0, "lon": 15.05}


def test_one_name_in_two_districts_is_two_places_told_apart(typed):
    assert {(p["name"], p["area"]) for p in typed("ringv")} == {("Ringvägen", "Västra"), ("Ringvägen", "Östra")}


@pytest.mark.parametrize("words", ["", " ", "s", "  s  "])
def test_less_than_two_letters_name_nothing_yet(words, typed):
    assert typed(words) == []


@pytest.mark.parametrize("words", ['"', "*", "NEAR(", "' OR 1=1 --", "x" * 10_000, "%_%", "\x00", "AND OR NOT", "-^:"])
def test_hostile_words_find_nothing_and_break_nothing(words, typed):
    assert typed(words) == []


def test_a_known_name_without_a_place_is_not_offered(typed):
    assert "Namnlösa stigen" not in {place["name"] for place in typed("namnl")}


def test_nothing_is_kept_no_cookie_no_copy_no_line_in_the_log(client, caplog):
    with caplog.at_level(logging.DEBUG):
        answer = client.get("/suggest/places?q=Hemlighetsgatan")

    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers
    assert "Hemlighetsgatan" not in caplog.text


def test_another_geocoder_is_never_asked_while_one_types(app, client, monkeypatch):
    from dataclasses import replace

    def ask(_):
        raise AssertionError("half-typed words left the site")

    monkeypatch.setitem(app.extensions, "lofte_context", replace(app.extensions["lofte_context"], geocode=ask))

    assert client.get("/suggest/places?q=Okändagatan").json == {"places": []}


def test_without_scripts_the_field_is_the_plain_one(client):
    page = client.get("/suggest").text

    assert 'role="combobox"' not in page
    assert 'role="listbox"' not in page
