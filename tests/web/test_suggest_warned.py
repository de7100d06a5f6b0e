"""Words that may point at a person: the form's sender is warned before anything is stored, and decides."""

import re

import pytest
from sqlalchemy import select

from tests.web.test_suggest import number, summary, textarea, value_of
from webapp.storage.suggestions import Suggestion

TEXT = "Bilen ABC 123, min granne Kalle Svensson 070-123 45 67"
FIELDS = {
    "kind": "speed",
    "place_text": "Skolgatan",
    "when_quick": "evenings",
    "email": "anna@exempel.se",
    "text": TEXT,
}


@pytest.fixture
def form(client):
    """What the page itself sends unchanged."""
    page = client.get("/suggest?lang=en")
    return {name: value_of(page, name) for name in ("csrf_token", "submission_key", "warned")}


@pytest.fixture
def post(client, form):
    return lambda **fields: client.post("/suggest?lang=en", data={**form, **FIELDS, **fields})


def as_shown(answer):
    return {name: value_of(answer, name) for name in ("csrf_token", "submission_key", "warned")}


def test_the_first_press_warns_stores_nothing_and_keeps_every_word(post, form, session):
    answer = post()

    assert answer.status_code == 422
    assert number(session) == 0
    assert set(summary(answer)) == {"text"}
    box = re.search(r'<div class="error-summary" role="alert".*?</div>', answer.text, re.DOTALL)[0]
    for words in ("ABC 123", "070-123 45 67", "Kalle Svensson"):
        assert words in box
    assert textarea(answer) == TEXT
    assert (value_of(answer, "email"), value_of(answer, "place_text")) == ("anna@exempel.se", "Skolgatan")
    assert 'value="evenings" checked' in answer.text
    assert value_of(answer, "submission_key") == form["submission_key"]
    assert answer.text.split("<title>")[1].startswith("Not sent yet: ")


def test_the_warning_shows_the_text_as_others_may_read_it(post):
    masked = re.search(r'masked-text">(.*?)</span>', post().text, re.DOTALL)[1]

    for words in ("ABC 123", "070-123 45 67", "Svensson"):
        assert words not in masked


def test_the_second_press_sends_the_words_as_they_are_and_once(post, session):
    shown = as_shown(post())

    receipts = {post(**shown).location for _ in range(2)}

    assert len(receipts) == 1
    assert session.scalars(select(Suggestion)).one().text == TEXT


def test_other_words_that_point_at_a_person_are_warned_of_anew_and_plain_words_are_sent(post, session):
    shown = as_shown(post())

    assert post(**shown, text="Ring 070-765 43 21").status_code == 422
    assert number(session) == 0
    assert post(**shown, text="Bilarna kör fort vid skolan").status_code == 303


def test_lines_that_end_another_way_are_the_same_words(post):
    shown = as_shown(post(text="Bilen ABC 123\nkör fort"))

    assert post(**shown, text="Bilen ABC 123\r\nkör fort ").status_code == 303


def test_whoever_was_warned_in_the_summary_is_not_held_up_again(post):
    shown = as_shown(post(preview="1"))

    assert post(**shown).status_code == 303


def test_a_fault_comes_first_and_is_no_warning_of_the_text(post, session):
    faulty = post(email="nope")

    assert set(summary(faulty)) == {"email"}
    assert value_of(faulty, "warned") == ""
    assert post(**as_shown(faulty)).status_code == 422
    assert number(session) == 0


def test_an_accusation_is_warned_of_too(post):
    assert post(text="Grannen i det gula huset säljer droger").status_code == 422


def test_plain_words_are_sent_at_once(post):
    assert post(text="Bilarna kör fort vid skolan, E4 110 km/h").status_code == 303


def test_a_program_that_leaves_the_field_out_is_not_held_up(client, form, session):
    del form["warned"]

    assert client.post("/suggest", data={**form, **FIELDS}).status_code == 303
    assert number(session) == 1


def test_no_link_can_say_that_its_reader_was_warned(client):
    assert value_of(client.get("/suggest?warned=" + "0" * 64), "warned") == ""


def test_the_warning_speaks_swedish(client, form):
    answer = client.post("/suggest?lang=sv", data={**form, **FIELDS})

    assert "Inte skickat än: pekar din text ut en person?" in answer.text
    assert "Not sent" not in answer.text
