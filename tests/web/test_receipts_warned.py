"""New words on a receipt that may point at a person: warned of once before they take the place of the old ones."""

import pytest

from tests.residents import ask, reword
from tests.web.test_suggest import summary, textarea, value_of
from webapp.storage.db import db
from webapp.storage.suggestions import Suggestion

TEXT = "Bilen ABC 123 kör fort"


@pytest.fixture
def receipt(session, context):
    token = ask(session, context)
    reword(session, context, token, "De kör fort")
    db.session.remove()
    return f"/suggestions/{token}"


@pytest.fixture
def save(client, receipt):
    def save(page, **fields):
        shown = {name: value_of(page, name) for name in ("csrf_token", "warned", "details")}
        return client.post(f"{receipt}/edit?lang=en", data={**shown, **fields})

    return save


def stored(session):
    session.rollback()
    return session.query(Suggestion).one().text


def test_the_first_press_warns_and_changes_nothing_the_second_saves(client, receipt, save, session):
    warned = save(client.get(receipt), text=TEXT)

    assert warned.status_code == 422
    assert set(summary(warned)) == {"text"}
    assert textarea(warned) == TEXT
    assert warned.text.split("<title>")[1].startswith("Not sent yet: ")
    assert stored(session) == "De kör fort"
    assert save(warned, text=TEXT).status_code == 303
    assert stored(session) == TEXT


def test_words_that_are_stored_already_are_not_warned_of_again(client, receipt, save):
    save(save(client.get(receipt), text=TEXT), text=TEXT)

    assert save(client.get(receipt), text=TEXT, when="mon-06").status_code == 303


def test_a_program_is_not_held_up(client, receipt, session):
    token = value_of(client.get(receipt), "csrf_token")

    assert client.post(f"{receipt}/edit", data={"csrf_token": token, "text": TEXT}).status_code == 303
    assert stored(session) == TEXT
