"""What everybody reads is kept until anything changes, and never longer than it is true."""

import sqlite3

import pytest
from sqlalchemy import text

from tests.residents import ask, ask_site
from webapp.storage.changes import change_number
from webapp.storage.db import db, transaction
from webapp.web import kept_answers
from webapp.web.api import v1
from webapp.web.guards import PUBLIC


@pytest.fixture
def made(monkeypatch, app):
    """Count how often the map is made anew."""
    if db.engine.dialect.name != "sqlite":
        pytest.skip("only a SQLite file tells of changes")
    calls = []
    cells_in = v1.cells_in
    monkeypatch.setattr(v1, "cells_in", lambda *args: calls.append(args) or cells_in(*args))
    return lambda: len(calls) // 2  # once for each kind


def test_the_same_question_is_answered_once_until_somebody_commits_anything(client, session, context, made):
    ask(session, context)
    first, second = client.get("/api/v1/map"), client.get("/api/v1/map")
    assert (first.data, dict(first.headers)) == (second.data, dict(second.headers))
    assert made() == 1

    ask_site(session, context)
    assert client.get("/api/v1/map").data != first.data
    assert made() == 2


def test_a_reader_who_has_it_gets_304_and_nothing_is_made(client, session, context, made):
    known = {"If-None-Match": client.get("/api/v1/map").headers["ETag"]}
    assert [client.get("/api/v1/map", headers=known).status_code for _ in range(2)] == [304, 304]
    assert made() == 1
    assert client.get("/api/v1/map").status_code == 200


def test_other_questions_languages_and_anyone_with_a_cookie_get_their_own(client, session, context, made):
    ask_site(session, context)
    swedish = client.get("/", headers={"Accept-Language": "sv"})
    english = client.get("/", headers={"Accept-Language": "en"})
    assert swedish.content_language.as_set() == {"sv"}
    assert english.content_language.as_set() == {"en"}
    assert client.get("/api/v1/map?kind=speed").data != client.get("/api/v1/map?kind=unsafe_place").data

    before = made()
    client.set_cookie("somebody", "here")
    client.get("/api/v1/map")
    client.get("/api/v1/map")
    assert made() == before + 2


def test_time_alone_ends_it(client, clock, made):
    client.get("/api/v1/map")
    clock.move(seconds=kept_answers.KEPT_S)
    client.get("/api/v1/map")
    assert made() == 2


def test_another_program_that_commits_is_noticed_and_one_that_only_reads_is_not(app, session, made):
    before = change_number(db.engine)
    session.execute(text("SELECT count(*) FROM fact"))
    session.rollback()
    assert change_number(db.engine) == before
    with sqlite3.connect(db.engine.url.database) as other:
        other.execute("INSERT INTO fact (key, value) VALUES ('of another', 'program')")
    other.close()
    assert change_number(db.engine) != before
    before = change_number(db.engine)
    with transaction(session):
        session.execute(text("DELETE FROM fact WHERE key = 'of another'"))
    assert change_number(db.engine) != before


def test_only_public_pages_are_kept_and_not_more_than_there_is_room_for(client, app, made, monkeypatch):
    assert kept_answers.SAME_FOR_EVERYONE <= PUBLIC
    monkeypatch.setattr(kept_answers, "MOST_ANSWERS", 3)
    for number in range(6):
        client.get(f"/api/v1/map?zoom={number}")
    assert len(app.extensions[kept_answers.ANSWERS].by_request) == 3
    client.get("/suggest")
    assert client.get("/api/v1/map?zoom=99").status_code == 400
    assert len(app.extensions[kept_answers.ANSWERS].by_request) == 3
