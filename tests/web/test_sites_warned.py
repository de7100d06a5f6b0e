"""A voice whose words may point at a person: the page of a site warns before anything is stored, as the form does."""

import re

import pytest

from tests.residents import ask_site
from tests.web.test_suggest import summary, textarea, value_of
from webapp.storage.db import db
from webapp.storage.suggestions import Suggestion

TEXT = "Bilen ABC 123, min granne Kalle Svensson 070-123 45 67"
FIELDS = {"when_quick": "evenings", "when": "mon-06", "email": "anna@exempel.se", "text": TEXT}


@pytest.fixture
def path(session, context):
    site = ask_site(session, context).id
    db.session.remove()
    return f"/sites/{site}"


@pytest.fixture
def as_shown(client, path):
    """What the page itself sends unchanged."""

    def as_shown(answer=None):
        page = answer or client.get(path)
        return {name: value_of(page, name) for name in ("csrf_token", "submission_key", "warned")}

    return as_shown


@pytest.fixture
def post(client, path):
    return lambda shown, **fields: client.post(f"{path}/support?lang=en", data={**FIELDS, **shown, **fields})


def voices(session):
    session.rollback()
    return session.query(Suggestion).filter_by(channel="support").all()


def test_the_first_press_warns_stores_nothing_and_keeps_every_word(post, as_shown, session):
    answer = post(as_shown())

    assert answer.status_code == 422
    assert voices(session) == []
    assert set(summary(answer)) == {"text"}
    box = re.search(r'<div class="error-summary" role="alert".*?</div>', answer.text, re.DOTALL)[0]
    for words in ("ABC 123", "070-123 45 67", "Kalle Svensson"):
        assert words in box
    assert textarea(answer) == TEXT
    assert value_of(answer, "email") == "anna@exempel.se"
    assert 'value="evenings" checked' in answer.text
    assert 'name="when" value="mon-06"' in answer.text
    assert answer.text.split("<title>")[1].startswith("Not sent yet: ")
    masked = re.search(r'masked-text">(.*?)</span>', answer.text, re.DOTALL)[1]
    assert "ABC 123" not in masked


def test_the_second_press_sends_the_words_as_they_are_and_once(post, as_shown, session):
    shown = as_shown(post(as_shown()))

    receipts = {post(shown).location for _ in range(2)}

    assert len(receipts) == 1
    assert [voice.text for voice in voices(session)] == [TEXT]


def test_other_words_are_warned_of_anew_and_plain_words_are_sent(post, as_shown):
    shown = as_shown(post(as_shown()))

    assert post(shown, text="Ring 070-765 43 21").status_code == 422
    assert post(shown, text="Bilarna kör fort vid skolan").status_code == 303


def test_a_fault_comes_first_and_is_no_warning_of_the_text(post, as_shown, session):
    faulty = post(as_shown(), email="nope")

    assert set(summary(faulty)) == {"email"}
    assert value_of(faulty, "warned") == ""
    assert post(as_shown(faulty)).status_code == 422
    assert voices(session) == []


def test_a_program_that_leaves_the_field_out_is_not_held_up(post, as_shown):
    shown = as_shown()
    del shown["warned"]

    assert post(shown).status_code == 303
