"""The log of what staff did, on both engines: nobody changes it, and many at once write one chain."""

import threading
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from tests.conftest import NOON, app_settings
from tests.postgresql import cluster
from webapp import create_app
from webapp.domain.roles import RESIDENT
from webapp.gateways.clock import SetClock
from webapp.storage import audit
from webapp.storage.accounts import AuditEntry
from webapp.storage.db import db, transaction


@pytest.fixture(scope="module")
def server():
    with cluster() as address:
        yield address


@pytest.fixture(params=["sqlite", "postgresql"])
def kept(request, tmp_path):
    address = request.getfixturevalue("server") + "postgres" if request.param == "postgresql" else ""
    app = create_app(app_settings(tmp_path, LOFTE_DATABASE_URL=address), SetClock(NOON))
    with app.app_context():
        db.create_all()
        yield app
        db.session.remove()
        db.drop_all()
        db.engine.dispose()


def write(app, times=1):
    with app.app_context():
        for _ in range(times):
            with transaction(db.session()):
                audit.log(db.session(), app.extensions["lofte_context"], RESIDENT, "login.refused", "account:unknown")
        db.session.remove()


@pytest.mark.parametrize("deed", ["UPDATE audit SET action = 'login.done'", "DELETE FROM audit"])
def test_the_database_refuses_to_change_or_remove_an_entry(kept, deed):
    write(kept, 2)

    with pytest.raises(DBAPIError, match="append-only"), transaction(db.session()):
        db.session.execute(text(deed))

    assert audit.tail(db.session())[0] == 2
    assert audit.first_broken(db.session()) is None


def test_many_at_once_write_one_chain(kept):
    threads = [threading.Thread(target=write, args=(kept, 5)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert audit.tail(db.session())[0] == 30
    assert audit.first_broken(db.session()) is None


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(st.text(max_size=200))
def test_whatever_is_given_for_an_id_makes_one_entry_without_free_text(app, context, given_id):
    session = db.session()
    with transaction(session):
        audit.log(session, context, RESIDENT, "login.refused", given_id)
    entry = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()

    assert len(entry.object) <= audit.LONGEST_ID
    assert entry.object.isascii()
    assert entry.object.isprintable()
    assert not set(entry.object) & set("<>\"'\\\n\r\t")
    assert audit.first_broken(session) is None


def test_times_are_kept_in_utc_whatever_the_clock_says(session, context):
    local = replace(context, now=lambda: datetime(2026, 5, 12, 12, 0, tzinfo=ZoneInfo("Europe/Stockholm")))
    with transaction(session):
        audit.log(session, local, RESIDENT, "login.refused", "account:unknown")

    assert str(session.scalar(text("SELECT at FROM audit"))).startswith("2026-05-12 10:00:00")
    assert audit.first_broken(session) is None
