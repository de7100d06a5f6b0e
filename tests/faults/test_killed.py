"""Killed without a word (kill -9): what was acknowledged is there, what was not is there whole or not at all."""

import threading
from http.client import HTTPException

import pytest
from sqlalchemy import func, inspect, select, text

from tests.conftest import app_settings
from tests.faults.dying import Served, die_at, eventually
from tests.residents import ask, ask_site, hold
from tests.usecases.test_imports import read as import_rows
from tests.usecases.test_imports import row
from webapp import create_app
from webapp.gateways.clock import SetClock
from webapp.storage.db import db
from webapp.storage.grouping import verify
from webapp.storage.outbox import Message
from webapp.storage.proving import prove
from webapp.storage.suggestions import Suggestion

WRITERS = 4


def numbers(nths):
    return pytest.mark.parametrize("nth", nths)


@pytest.mark.parametrize("kills", [2, pytest.param(25, marks=pytest.mark.soak)])
def test_no_acknowledged_suggestion_is_lost_however_often_the_site_is_killed(data_dir, session, context, kills):
    """Four writers post all the time; a post that got no answer is sent again with its key, as a browser does."""
    site = Served(data_dir)
    acknowledged, stop = {}, threading.Event()

    def write(writer):
        sent = 0
        visitor = site.visitor()
        while not stop.is_set():
            key = f"{writer}-{sent}"
            try:
                status, receipt, _ = visitor.suggest(key, lon=15.03 + writer / 100)
                if status == 303:
                    acknowledged[key] = receipt
                    sent += 1
            except (OSError, HTTPException):
                stop.wait(0.1)
                visitor = site.visitor()  # a new connection and cookie, the same key

    writers = [threading.Thread(target=write, args=(n,)) for n in range(WRITERS)]
    for one in writers:
        one.start()
    try:
        for _ in range(kills):
            before = len(acknowledged)
            assert eventually(lambda: len(acknowledged) >= before + 5, within_s=120)  # noqa: B023
            site.kill()
            site.start()
    finally:
        stop.set()
        for one in writers:
            one.join()
        looked_at = site.visitor()
        receipts = {key: looked_at.get(path.partition("127.0.0.1")[2] or path)[0] for key, path in acknowledged.items()}
        site.kill()

    assert len(acknowledged) >= 5 * kills
    assert set(receipts.values()) == {200}
    stored = session.execute(select(Suggestion.submission_key, func.count()).group_by(Suggestion.submission_key)).all()
    assert all(times == 1 for _, times in stored)
    assert len(stored) >= len(acknowledged)
    assert verify(session, context) == []
    if db.engine.dialect.name == "sqlite":
        assert session.execute(text("PRAGMA integrity_check")).scalar() == "ok"
        assert session.execute(text("PRAGMA foreign_key_check")).all() == []


@numbers([1, 7, 13, 19, 25, 31, 40, 50, 65, 80, 200])
def test_a_suggestion_is_whole_or_not_there_wherever_it_is_killed(data_dir, session, context, nth):
    ask_site(session, context)

    killed = die_at(nth, data_dir, lambda session, context: ask(session, context, (60.0101, 15.0502)))

    assert session.scalar(select(func.count()).select_from(Suggestion)) == (3 if killed else 4)
    assert verify(session, context) == []
    prove(session)


@numbers([4, 30, 100, 1000])
def test_an_import_is_whole_or_not_there_wherever_it_is_killed(data_dir, session, context, nth):
    rows = [row(n, lon=15.05 + n % 7 / 1000) for n in range(150)]

    killed = die_at(nth, data_dir, lambda session, context: import_rows(session, context, rows))

    assert session.scalar(select(func.count()).select_from(Suggestion)) == (0 if killed else 150)
    import_rows(session, context, rows)
    assert session.scalar(select(func.count()).select_from(Suggestion)) == 150
    assert verify(session, context) == []


@numbers([2, 20, 40, 70])
def test_a_worker_that_is_killed_anywhere_leaves_its_round_to_the_next(data_dir, session, context, clock, nth):
    from webapp.domain.roles import OPERATOR
    from webapp.usecases.ledger import publish_when_due
    from webapp.usecases.outbox import ask_questions, forget_what_has_ended, queue_news
    from webapp.usecases.retention import run_daily

    site = ask_site(session, context)
    clock.move(hours=1)
    hold(session, context, clock, site.id)
    clock.move(days=30)

    def round_of(session, context):
        queue_news(session, context)
        ask_questions(session, context)
        forget_what_has_ended(session, context)
        run_daily(session, context, OPERATOR, data_dir)
        publish_when_due(session, context, OPERATOR)

    die_at(nth, data_dir, round_of, clock())
    round_of(session, context)

    assert prove(session).days == 1
    assert verify(session, context) == []
    of_one = (Message.topic, Message.suggestion_id)
    told = session.execute(select(*of_one, func.count()).group_by(*of_one))
    assert all(times == 1 for _, _, times in told)


@pytest.mark.parametrize("nth", [3, 60, 200])
def test_a_migration_that_is_killed_half_way_is_done_again(tmp_path, monkeypatch, clock, nth):
    """From nothing to the newest; killed, all of it is undone, and the next run goes through."""
    from flask_migrate import upgrade

    monkeypatch.setenv("FLASK_RUN_FROM_CLI", "true")
    app = create_app(app_settings(tmp_path), SetClock(clock()))
    with app.app_context():
        killed = die_at(nth, tmp_path, lambda session, context: upgrade())
        assert killed
        assert set(inspect(db.engine).get_table_names()) <= {"alembic_version"}

        upgrade()

        assert "suggestion" in inspect(db.engine).get_table_names()
        db.session.remove()
        db.engine.dispose()
