import errno
import re
import sqlite3
from pathlib import Path

import pytest
from flask import abort
from sqlalchemy.exc import OperationalError

from tests.public_world import add_site
from tests.staff import token_of
from webapp.domain.errors import Fault, Invalid, NotAllowed, NotFound, WrongState
from webapp.web import guards
from webapp.web.errors import fault_text
from webapp.web.faults import FAULTS, add_faults


@pytest.fixture
def failing(app, monkeypatch):
    """Let one public address fail as told."""
    failure = {}

    @app.get("/fails", endpoint="fails")
    def fails():
        raise failure["it"]

    monkeypatch.setattr(guards, "PUBLIC", guards.PUBLIC | {"fails"})
    app.config["PROPAGATE_EXCEPTIONS"] = False

    def fail_with(error, path="/fails", **more):
        failure["it"] = error
        return app.test_client().get(path, **more)

    return fail_with


def database_error(words):
    return OperationalError("INSERT", {}, sqlite3.OperationalError(words))


@pytest.mark.parametrize("status", [400, 403, 404, 405, 409, 413, 422, 429, 500, 503, 507])
@pytest.mark.parametrize("lang", ["sv", "en"])
def test_every_error_is_a_calm_page_with_emergency_numbers_and_a_reference(app, monkeypatch, status, lang):
    app.add_url_rule("/status", "status", lambda: abort(status) if status != 507 else _full())
    monkeypatch.setattr(guards, "PUBLIC", guards.PUBLIC | {"status"})
    app.config["PROPAGATE_EXCEPTIONS"] = False

    answer = app.test_client().get(f"/status?lang={lang}")

    assert answer.status_code == status
    assert f'<html lang="{lang}"' in answer.text
    assert 'href="tel:112"' in answer.text
    assert 'href="tel:11414"' in answer.text
    assert re.search(r"<code>[0-9a-f]{4}-[0-9a-f]{4}</code>", answer.text)
    assert "Traceback" not in answer.text
    assert answer.headers["Cache-Control"] == "no-store"


def _full():
    raise database_error("database or disk is full")


@pytest.mark.parametrize(("lang", "words"), [("sv", "inte sparat"), ("en", "not saved")])
@pytest.mark.parametrize(
    "error", ["database or disk is full", "disk I/O error", "attempt to write a readonly database"]
)
def test_a_full_disk_is_507_and_says_that_nothing_was_saved(failing, lang, words, error):
    answer = failing(database_error(error), f"/fails?lang={lang}")

    assert answer.status_code == 507
    assert words in answer.text


def test_a_disk_that_fills_outside_the_database_is_507_too(failing):
    assert failing(OSError(errno.ENOSPC, "No space left on device")).status_code == 507


def test_a_busy_database_is_503_and_says_when_to_try_again(failing):
    answer = failing(database_error("database is locked"))

    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert "inte sparat" in answer.text


@pytest.mark.parametrize("error", [database_error("no such table: x"), OSError(errno.EPERM, "no"), ValueError("x")])
def test_any_other_failure_is_500_without_its_words(failing, error):
    answer = failing(error)

    assert answer.status_code == 500
    assert "no such table" not in answer.text


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (NotFound("site x"), 404),
        (NotAllowed("police may not"), 403),
        (WrongState("a site cannot go"), 409),
        (Invalid([Fault("email", "invalid")]), 422),
    ],
)
def test_each_refusal_of_ours_has_its_status_and_keeps_its_inner_words(failing, error, status):
    answer = failing(error)

    assert answer.status_code == status
    assert "may not" not in answer.text
    assert "cannot go" not in answer.text


def test_faults_are_told_in_words(failing):
    answer = failing(Invalid([Fault("email", "invalid")]))

    assert "Skriv e-postadressen så här: namn@exempel.se" in answer.text


def test_programs_get_json(client, failing):
    answer = client.get("/api/v1/nothing")
    asked = failing(NotFound("x"), headers={"Accept": "application/json"})

    for response in (answer, asked):
        assert response.mimetype == "application/json"
        assert response.json["status"] == 404
        assert set(response.json) == {"status", "error", "reference"}


def test_a_method_that_is_not_taken_says_which_are(client):
    answer = client.put("/privacy")

    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


def test_a_post_that_could_not_be_saved_keeps_every_word_and_can_be_sent_again(app, client, session, monkeypatch):
    site_id = add_site(session)
    token = token_of(client.get(f"/sites/{site_id}"))

    def busy(*_):
        raise database_error("database is locked")

    monkeypatch.setattr("webapp.web.pages.sites.suggest", busy)
    answer = client.post(
        f"/sites/{site_id}/support", data={"csrf_token": token, "text": "Mina <ord>", "submission_key": "k1"}
    )

    assert answer.status_code == 503
    assert f'action="/sites/{site_id}/support"' in answer.text
    assert 'name="text" value="Mina &lt;ord&gt;"' in answer.text
    assert 'name="submission_key" value="k1"' in answer.text
    assert "<dd>Mina &lt;ord&gt;</dd>" in answer.text


def test_who_watches_over_the_site_gets_json_when_it_cannot_write_too(client, monkeypatch):
    def full(_):
        raise database_error("database or disk is full")

    monkeypatch.setattr("webapp.web.api.health.try_reading_and_writing", full)
    answer = client.get("/healthz")

    assert (answer.status_code, answer.mimetype, answer.json["status"]) == (507, "application/json", 507)


def test_a_password_is_never_shown_back(app, client, monkeypatch):
    token = token_of(client.get("/login"))

    def busy(*_, **__):
        raise database_error("database is locked")

    monkeypatch.setattr("webapp.web.pages.login.database", busy)
    answer = client.post("/login", data={"csrf_token": token, "email": "a@b.se", "password": "hemligt lösenord"})

    assert "hemligt lösenord" not in answer.text


def test_hostile_words_in_an_address_are_only_words(client):
    answer = client.get("/sites/%3Cscript%3Ealert(1)%3C/script%3E?x=%22%3E%3Cimg%20src=x%3E")

    assert answer.status_code == 404
    assert "<script>alert" not in answer.text
    assert "<img src=x>" not in answer.text


@pytest.mark.parametrize("key", sorted(FAULTS))
def test_every_fault_has_words_in_both_languages(app, key):
    field, _, code = key.rpartition(".")
    details = {"max": 9, "min": 1, "found": "ABC 123", "place": "Testvik", "cause": "x", "other": "x"}
    with app.test_request_context("/?lang=en"):
        _fresh()
        english = fault_text(Fault(field or "field", code, details))
    with app.test_request_context("/?lang=sv"):
        _fresh()
        swedish = fault_text(Fault(field or "field", code, details))

    assert english
    assert swedish != english


def _fresh():
    from flask_babel import refresh

    refresh()


def test_an_unknown_fault_still_has_a_sentence(app):
    with app.test_request_context("/?lang=sv"):
        assert fault_text(Fault("x", "no_such_code")) == str(FAULTS["invalid"])


def test_no_subject_replaces_the_sentence_of_another():
    before = FAULTS["not_a_date"]

    with pytest.raises(ValueError, match="not_a_date"):
        add_faults({"only_mine.missing": "Mine", "not_a_date": "Mine"})

    assert FAULTS["not_a_date"] is before
    assert "only_mine.missing" not in FAULTS


def test_the_page_for_a_stopped_server_is_a_file_of_its_own():
    page = Path(__file__).parents[2] / "static" / "503.html"

    assert "Vi är strax tillbaka" in page.read_text(encoding="utf-8")
    assert "112" in page.read_text(encoding="utf-8")
