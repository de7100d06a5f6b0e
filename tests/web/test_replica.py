"""Visitors may read a replica; who has sent something reads what they wrote."""

import shutil

import pytest

from tests.conftest import app_settings
from tests.postgresql import sqlite_only
from tests.public_world import add_site
from tests.staff import token_of
from webapp import create_app
from webapp.storage import replica
from webapp.storage.db import db
from webapp.storage.sites import Site

pytestmark = sqlite_only  # two files stand for the two databases


@pytest.fixture
def replicated(data_dir, clock, template_code, monkeypatch):
    """A site whose replica is an hour behind: it holds one place, the database two."""
    monkeypatch.setattr(replica, "LOOK_EVERY_S", 0.0)
    old = data_dir / "replica.sqlite3"
    settings = app_settings(data_dir, LOFTE_DATABASE_READ_URL=f"sqlite:///{old}")
    app = create_app(settings, clock)
    app.jinja_env.bytecode_cache = template_code
    app.testing = True
    with app.app_context():
        add_site(db.session(), "Skolgatan")
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
        shutil.copy(data_dir / "lofte.sqlite3", old)
        add_site(db.session(), "Ringvägen", lat=60.02)
        db.session.commit()
        db.session.remove()
        yield app, old
        app.extensions["lofte_replica"].engine.dispose()
        db.engine.dispose()


def names(client):
    return {site["properties"]["name"] for site in client.get("/ogc/collections/sites/items").get_json()["features"]}


def test_a_visitor_reads_the_replica_and_who_has_sent_something_reads_the_database(replicated):
    app, _ = replicated
    client = app.test_client()
    assert names(client) == {"Skolgatan"}

    form = {"csrf_token": token_of(client.get("/suggest")), "kind": "speed", "lat": "60.01", "lon": "15.05"}
    answer = client.post("/suggest", data={**form, "submission_key": "one"})

    assert answer.status_code == 303
    assert client.get(answer.headers["Location"]).status_code == 200
    assert names(client) == {"Skolgatan", "Ringvägen"}


def test_a_receipt_is_found_by_its_address_alone_though_the_replica_is_behind(replicated):
    app, _ = replicated
    client = app.test_client()
    form = {"csrf_token": token_of(client.get("/suggest")), "kind": "speed", "lat": "60.01", "lon": "15.05"}
    receipt = client.post("/suggest", data={**form, "submission_key": "one"}).headers["Location"]

    assert app.test_client().get(receipt).status_code == 200


def test_when_the_replica_is_away_all_read_the_database_and_again_the_replica_when_it_is_back(replicated):
    app, old = replicated
    away = old.with_suffix(".away")
    app.extensions["lofte_replica"].engine.dispose()
    old.rename(away)
    assert names(app.test_client()) == {"Skolgatan", "Ringvägen"}

    app.extensions["lofte_replica"].engine.dispose()
    old.unlink(missing_ok=True)
    away.rename(old)

    assert names(app.test_client()) == {"Skolgatan"}


def test_whoever_writes_writes_the_database(replicated, clock):
    app, _ = replicated
    session = db.session()
    session.info["lofte_replica"] = app.extensions["lofte_replica"].find()
    assert session.query(Site).count() == 1

    from webapp.storage.db import transaction

    with transaction(session):
        assert session.query(Site).count() == 2
    assert session.query(Site).count() == 2
