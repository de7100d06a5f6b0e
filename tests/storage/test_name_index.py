"""The index of names is what the gazetteer is, whatever wrote it, on SQLite and on PostgreSQL."""

import sqlite3

import pytest
from sqlalchemy import create_engine, delete, inspect, select, text, update

from tests.conftest import DATA, NOON, app_settings
from tests.postgresql import cluster, sqlite_only
from webapp import create_app
from webapp.gateways.clock import SetClock
from webapp.storage import name_index
from webapp.storage.db import db, transaction
from webapp.storage.name_index import KEYED_BY, WORDS, alike, beginning, keep_keys, keyed
from webapp.storage.place_search import complete_places, search_places
from webapp.storage.places import GazetteerName, set_fact
from webapp.usecases.places import load_place


def add(session, name, kind="street", **more):
    row = GazetteerName(name=name, spelling=name, folded=name.lower(), kind=kind, lat=60.0, lon=15.1, **more)
    session.add(row)
    session.flush()
    return row.id


def test_a_name_is_in_the_index_as_soon_as_it_is_stored_and_leaves_with_it(session):
    number = add(session, "Nygatan")
    assert list(beginning(session, "nyg", 8, doors=False)) == [number]

    session.execute(update(GazetteerName).where(GazetteerName.id == number).values(folded="kyrkgatan"))
    assert list(beginning(session, "nyg", 8, doors=False)) == []
    assert list(beginning(session, "kyrk", 8, doors=False)) == [number]

    session.execute(delete(GazetteerName).where(GazetteerName.id == number))
    assert list(beginning(session, "kyrk", 8, doors=False)) == []


def test_what_is_undone_is_undone_in_the_index_too(session):
    add(session, "Nygatan")
    session.rollback()

    assert list(beginning(session, "nyg", 8, doors=False)) == []


def test_doors_are_kept_apart_from_streets(session):
    street, door = add(session, "Nygatan"), add(session, "Nygatan 3", "address")

    assert list(beginning(session, "nyg", 8, doors=False)) == [street]
    assert list(beginning(session, "nyg", 8, doors=True)) == [door]
    assert list(alike(session, "nygaten", "nygaten", 8, "3")) == [door]
    assert list(keyed(session, "nygat", 8, doors=False)) == [street]


def test_keys_of_older_rules_are_made_anew(session):
    number = add(session, "Nygatan")
    session.execute(update(GazetteerName).values(key="as it was"))

    keep_keys(session)
    assert session.scalar(select(GazetteerName.key).where(GazetteerName.id == number)) == "as it was"

    set_fact(session, KEYED_BY, "older rules")
    keep_keys(session)
    assert session.scalar(select(GazetteerName.key).where(GazetteerName.id == number)) == "nygat"


def test_a_database_that_had_names_before_the_index_is_indexed_by_the_upgrade(tmp_path, monkeypatch):
    from flask_migrate import downgrade, upgrade

    monkeypatch.setenv("FLASK_RUN_FROM_CLI", "true")
    app = create_app(app_settings(tmp_path), SetClock(NOON))
    with app.app_context():
        upgrade(revision="0002")
        old = "INSERT INTO gazetteer (name, spelling, folded, kind, lat, lon, source, origin) VALUES "
        with db.engine.begin() as connection:
            connection.execute(
                text(old + "('Härads väg', 'Härads väg', 'harads vag', 'street', 60, 15.1, '', 'folder')")
            )
            connection.execute(
                text(old + "('Härads väg 3', 'Härads väg 3', 'harads vag 3', 'address', 60, 15.1, '', 'osm')")
            )
        upgrade()
        session, ctx = db.session(), app.extensions["lofte_context"]

        assert [c.name for c in search_places(session, ctx, "Häradsvägen")] == ["Härads väg"]
        assert [c.name for c in search_places(session, ctx, "häradsv. 3")] == ["Härads väg 3"]
        assert [c.name for c in complete_places(session, ctx, "väg")] == ["Härads väg"]

        db.session.remove()
        downgrade(revision="0002")
        left = [name for name in inspect(db.engine).get_table_names() if name.startswith("gazetteer")]
        assert left == ["gazetteer"]
        db.engine.dispose()


@sqlite_only
def test_a_compacted_copy_finds_the_same(data_dir, session, context):
    with transaction(session):
        add(session, "Nygatan")
    db.session.remove()
    db.engine.dispose()
    with sqlite3.connect(data_dir / "lofte.sqlite3", isolation_level=None) as file:
        file.execute("VACUUM")
        assert file.execute(f"INSERT INTO {WORDS} ({WORDS}) VALUES ('integrity-check')").fetchall() == []

    assert [c.name for c in complete_places(db.session(), context, "nyg")] == ["Nygatan"]


# PostgreSQL


@pytest.fixture(scope="module")
def server():
    with cluster() as address:
        yield address


def answers(tmp_path, address="", without=False):
    """Return what is found and what is completed in the made-up place on one database."""
    app = create_app(app_settings(tmp_path, LOFTE_DATABASE_URL=address), SetClock(NOON))
    with app.app_context():
        db.create_all()
        if without:
            with db.engine.begin() as connection:
                connection.execute(text("DROP EXTENSION pg_trgm CASCADE"))
        session, ctx = db.session(), app.extensions["lofte_context"]
        load_place(session, ctx, DATA / "testvik")
        add(session, "Nygatan 1", "address")
        add(session, "Nygatan 11", "address")
        found = {asked: [c.name for c in search_places(session, ctx, asked)] for asked in ANSWERS}
        completed = {typed: complete_places(session, ctx, typed) for typed in TYPED}
        db.session.remove()
        db.engine.dispose()
    return found, completed


TYPED = ("sk", "skolg", "torg", "nygatan 1", "ringv", "b", "Ringvägen, Ö", "sklogatan")
ANSWERS = {
    "Skolgatan": ["Skolgatan"],
    "skol gata": ["Skolgatan"],
    "Skolg.": ["Skolgatan"],
    "gamla skolvägens": ["Skolgatan"],
    "Sklogatan": ["Skolgatan"],
    "Björskolan": ["Björkskolan"],
    "Skol": ["Skolgatan"],
    "Ringvägen": ["Ringvägen", "Ringvägen"],
    "Ringvägen, Östra": ["Ringvägen"],
    "Nygatan 1": ["Nygatan 1"],
    "Nygatn 11": ["Nygatan 11"],
    "Nygatan 12": [],
    "Kungsgatan": [],
    "Skolgatan, Uppsala": [],
    "%_": [],
    "'; --": [],
}


@pytest.mark.parametrize("without", [False, True], ids=["with pg_trgm", "without pg_trgm"])
def test_postgresql_gives_the_same_answers_as_sqlite(server, tmp_path, without):
    admin = create_engine(server + "postgres", isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE names_{without:d}"))
    admin.dispose()
    sqlite, postgresql = answers(tmp_path / "sqlite"), answers(tmp_path, f"{server}names_{without:d}", without)

    assert sqlite[0] == ANSWERS
    assert postgresql == sqlite


def test_postgresql_has_the_index_and_gives_it_back(server):
    engine = create_engine(server + "postgres")
    with engine.begin() as connection:
        GazetteerName.__table__.create(connection)
        has = connection.execute(text("SELECT 1 FROM pg_indexes WHERE indexname = :name"), {"name": f"ix_{WORDS}"})
        assert has.first()
        connection.execute(text("SET enable_seqscan = off"))
        for condition in ("LIKE '% skol%'", "% ' skolgtan '"):
            plan = f"EXPLAIN SELECT id FROM gazetteer WHERE (' ' || folded || ' ') {condition}"
            assert f"ix_{WORDS}" in "".join(connection.scalars(text(plan)))
        name_index.drop(connection)
        has = connection.execute(text("SELECT 1 FROM pg_indexes WHERE indexname = :name"), {"name": f"ix_{WORDS}"})
        assert not has.first()
        GazetteerName.__table__.drop(connection)
    engine.dispose()
