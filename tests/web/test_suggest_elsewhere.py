"""Words that the gazetteer does not know, where the operator lets another geocoder be asked for them."""

import html
import re
import time
from dataclasses import replace
from threading import Event

import pytest
from sqlalchemy import func, select

from tests.conftest import app_settings
from tests.web_server import Stub, saying
from webapp import create_app
from webapp.domain.places import Address
from webapp.gateways import geocoding
from webapp.storage.db import db
from webapp.storage.suggestions import Suggestion

NEAR = Address("Storgatan <b>5</b>, Västra, Testvik", 60.002, 15.07)
EAST = Address("Storgatan, Östra, Testvik", 60.003, 15.16)
FAR = Address("Storgatan, Barvik", 58.0, 12.0)
BESIDE = Address("Storgatan, just outside", 60.03, 15.3)
NOWHERE = Address("Storgatan, nowhere", float("nan"), 15.1)


@pytest.fixture
def elsewhere(app):
    """What the other geocoder answers; ``asked`` is what it was asked."""

    class Elsewhere:
        asked = []
        answer = (NEAR, EAST)

        def __call__(self, words):
            self.asked.append(words)
            return self.answer

    geocoder = Elsewhere()
    geocoder.asked = []
    app.extensions["lofte_context"] = replace(app.extensions["lofte_context"], geocode=geocoder)
    return geocoder


@pytest.fixture
def post(client, elsewhere):
    return poster(client)


def poster(client):
    page = client.get("/suggest?lang=en").text
    form = {name: value_of(page, name) for name in ("csrf_token", "submission_key")}
    return lambda **fields: client.post("/suggest?lang=en", data={"kind": "speed", **form, **fields})


def value_of(page, name):
    tag = re.search(rf'<input[^>]*name="{name}"[^>]*>', page)[0]
    return html.unescape(re.search(r'value="([^"]*)"', tag)[1])


def offered(answer):
    return re.findall(r'name="candidate" value="([^"]+)"', answer.text)


def stored(session):
    return session.execute(select(Suggestion.lat, Suggestion.lon, Suggestion.place_text)).all()


@pytest.mark.parametrize("press", [{}, {"find": "1"}, {"preview": "1"}])
def test_what_another_geocoder_knows_is_offered_by_its_address(press, post, session):
    answer = post(place_text="Storgatan", text="kept", **press)

    assert answer.status_code == (200 if "find" in press else 422)
    assert offered(answer) == ["60.00200 15.07000", "60.00300 15.16000"]
    assert "Storgatan &lt;b&gt;5&lt;/b&gt;, Västra, Testvik" in answer.text
    assert "kept" in answer.text
    assert stored(session) == []


def test_the_chosen_one_is_taken_with_the_words_as_typed(post, session):
    form = post(place_text="Storgatan", find="1")

    answer = post(place_text="Storgatan", found_for=value_of(form.text, "found_for"), candidate=offered(form)[1])

    assert answer.status_code == 303
    assert stored(session) == [(60.003, 15.16, "Storgatan")]


def test_a_single_answer_is_asked_about_too(post, elsewhere, session):
    elsewhere.answer = (NEAR,)

    answer = post(place_text="Storgatan")

    assert answer.status_code == 422
    assert len(offered(answer)) == 1
    assert stored(session) == []


def test_what_lies_outside_the_place_is_not_offered_and_nothing_twice(post, elsewhere):
    elsewhere.answer = (FAR, NOWHERE, BESIDE, EAST, replace(EAST, lon=15.17))

    assert offered(post(place_text="Storgatan", find="1")) == ["60.00300 15.16000"]


def test_a_known_name_without_a_position_may_be_found_elsewhere(post):
    assert len(offered(post(place_text="Namnlösa stigen", find="1"))) == 2


def test_what_lies_beside_a_street_is_not_sent(post, elsewhere):
    post(place_text="Storgatan vid mormors hus", find="1")

    assert set(elsewhere.asked) == {"Storgatan"}


@pytest.mark.parametrize(
    "words",
    [
        "Skolgatan",
        "Ringvägen",
        "Björkskola",
        "",
        "  ",
        "Storgatan 070-123 45 67",
        "anna@exempel.se",
        "ABC 123",
        "x" * 201,
    ],
)
def test_nobody_is_asked_for_what_is_known_or_what_points_at_a_person(words, post, elsewhere):
    post(place_text=words, find="1")
    post(place_text=words)

    assert elsewhere.asked == []


def test_nobody_is_asked_when_there_is_a_pin_nor_by_looking(post, elsewhere, client):
    client.get("/suggest?place_text=Storgatan&lang=en")
    assert post(place_text="Storgatan", lat="60.0", lon="15.1").status_code == 303

    assert elsewhere.asked == []


@pytest.mark.parametrize("answer", [(), (FAR,)])
def test_no_answer_is_the_form_as_it_always_was(answer, post, elsewhere, session):
    elsewhere.answer = answer

    form = post(place_text="Storgatan", text="kept")

    assert form.status_code == 422
    assert 'href="#place_text"' in form.text
    assert offered(form) == []
    assert session.scalar(select(func.count(Suggestion.id))) == 0


@pytest.fixture
def server():
    server = Stub()
    yield server
    server.close()


@pytest.fixture
def asking(data_dir, clock, server):
    """A site whose operator turned a geocoder on."""
    more = {"LOFTE_GEOCODER": "nominatim", "LOFTE_GEOCODER_URL": server.url}
    app = create_app(app_settings(data_dir, **more), clock)
    app.testing = True
    with app.app_context():
        yield app.test_client()
        db.session.remove()
        db.engine.dispose()


def test_one_press_asks_once_from_the_form_to_the_other_host_and_back(asking, server):
    server.answer = saying([{"lat": "60.003", "lon": "15.16", "display_name": "Storgatan, Östra"}])

    answer = poster(asking)(place_text="Storgatan", text="a secret of mine", email="anna@exempel.se")

    assert answer.status_code == 422
    assert offered(answer) == ["60.00300 15.16000"]
    assert len(server.asked) == 1
    assert server.query()["q"] == ["Storgatan"]
    assert not re.search("secret|anna|15.07", str(server.asked))


def test_a_geocoder_that_is_away_leaves_pins_and_known_words_as_fast_as_ever(asking, server, monkeypatch):
    never = Event()
    server.answer = lambda _: never.wait()
    monkeypatch.setattr(geocoding, "TIMEOUT_S", 0.5)
    monkeypatch.setattr(geocoding, "REST_S", 3600)
    post = poster(asking)
    assert post(place_text="Storgatan").status_code == 422  # this one finds out

    monkeypatch.setattr(geocoding, "TIMEOUT_S", 300)  # whoever asks again waits for so long
    started = time.monotonic()
    assert post(place_text="Storvägen").status_code == 422
    assert post(place_text="Skolgatan").status_code == 303
    assert time.monotonic() - started < 150
    assert not any("Storv" in path for path, _ in server.asked)
    never.set()


def test_the_page_about_personal_data_says_who_is_asked(asking, client):
    assert "127.0.0.1" in asking.get("/privacy").text
    assert "127.0.0.1" not in client.get("/privacy").text
