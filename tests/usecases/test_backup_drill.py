"""A copy is worth what its restoring proves: tried beside the site, encrypted or not, on either database."""

import os
import stat

import pytest
from sqlalchemy import create_engine, text

from tests.conftest import app_settings
from tests.postgresql import cluster
from tests.residents import ask, ask_site, hold
from tests.staff import new_account
from webapp import create_app
from webapp.domain.errors import NotAllowed, Refused
from webapp.domain.roles import OPERATOR, Actor, Role
from webapp.gateways.sealed_files import MARK, make_key
from webapp.storage.db import db
from webapp.usecases import backup_drill
from webapp.usecases.backup import create_backup, restore_backup, rotate_backups
from webapp.usecases.backup_drill import drill_backup
from webapp.usecases.ledger import publish_ledger
from webapp.usecases.places import load_place


@pytest.fixture(scope="module")
def server():
    with cluster() as address:
        yield address


@pytest.fixture(params=["SQLite", "PostgreSQL"])
def site(request, tmp_path, clock):
    """A site on either database with residents, a check, a day of the ledger and an entry of the log."""
    more = {}
    if request.param == "PostgreSQL":
        name = f"site{os.getpid()}x{abs(hash(tmp_path)) % 10**8}"
        server = create_engine(request.getfixturevalue("server") + "postgres", isolation_level="AUTOCOMMIT")
        with server.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name} TEMPLATE template0"))
        server.dispose()
        more = {"LOFTE_DATABASE_URL": request.getfixturevalue("server") + name}
    else:
        more = {"LOFTE_DATABASE_URL": f"sqlite:///{tmp_path / 'site' / 'lofte.sqlite3'}"}
    app = create_app(app_settings(tmp_path / "site", **more), clock)
    with app.app_context():
        db.create_all()
        session, context, settings = db.session(), app.extensions["lofte_context"], app.extensions["lofte_settings"]
        load_place(session, context, settings.place_dir)
        new_account(app, "police")
        found = ask_site(session, context)
        clock.move(hours=1)
        hold(session, context, clock, found.id)
        clock.move(days=2)
        publish_ledger(session, context, OPERATOR)
        yield session, context, settings
        db.session.remove()
        db.engine.dispose()


def test_a_copy_made_now_is_restored_beside_the_site_and_proved(site):
    session, context, settings = site

    done = drill_backup(session, context, settings, OPERATOR, None)

    assert done.proof.counts["suggestion"] == 3
    assert done.proof.counts["speed_check"] == 1
    assert (done.proof.days, done.proof.entries, done.behind) == (1, done.proof.counts["audit"], {})
    assert not [path.name for path in settings.data_dir.iterdir() if path.name.startswith((".drill", ".copy"))]


def test_an_encrypted_copy_opens_with_its_key_alone(site, tmp_path):
    session, context, settings = site
    recipient = make_key(tmp_path / "key.txt")
    make_key(tmp_path / "other.txt")

    file = create_backup(context, settings, OPERATOR, tmp_path / "copies", [recipient])

    assert file.read_bytes().startswith(MARK)
    assert stat.S_IMODE(file.stat().st_mode) == stat.S_IMODE((tmp_path / "key.txt").stat().st_mode) == 0o600
    assert [path.name for path in file.parent.iterdir()] == [file.name]  # nothing readable beside it
    assert drill_backup(session, context, settings, OPERATOR, file, tmp_path / "key.txt").proof.days == 1
    for key in (None, tmp_path / "other.txt"):
        with pytest.raises(Refused):
            drill_backup(session, context, settings, OPERATOR, file, key)


def test_an_older_copy_says_how_far_behind_it_is(site, tmp_path, clock):
    session, context, settings = site
    file = create_backup(context, settings, OPERATOR, tmp_path)
    ask(session, context)

    done = drill_backup(session, context, settings, OPERATOR, file)

    assert done.proof.counts["suggestion"] == 3
    assert done.behind["ledger_leaf"] == 1


def test_nothing_is_restored_over_data_and_another_file_is_no_copy(site, tmp_path):
    _, context, settings = site
    file = create_backup(context, settings, OPERATOR, tmp_path)
    (tmp_path / "other").write_bytes(b"no copy of anything" * 100)

    with pytest.raises(Refused, match="holds data already"):
        restore_backup(settings, OPERATOR, file)
    with pytest.raises(Refused):
        drill_backup(db.session(), context, settings, OPERATOR, tmp_path / "other")


def test_a_copy_that_lacks_what_was_there_is_told_of(site, monkeypatch):
    session, context, settings = site
    whole = backup_drill.counts

    monkeypatch.setattr(backup_drill, "counts", lambda session: {**whole(session), "speed_check": 2})

    with pytest.raises(Refused, match="lacks rows of speed_check"):
        drill_backup(session, context, settings, OPERATOR, None)


def test_a_ledger_that_was_changed_is_found_by_the_drill(site):
    session, context, settings = site
    session.execute(text("UPDATE ledger_leaf SET leaf = 'f' || substr(leaf, 2) WHERE id = 1 AND leaf NOT LIKE 'f%'"))
    session.execute(text("UPDATE ledger_leaf SET leaf = '0' || substr(leaf, 2) WHERE id = 2 AND leaf NOT LIKE '0%'"))
    session.commit()

    with pytest.raises(Refused, match="the leaves of 2026-05-12"):
        drill_backup(session, context, settings, OPERATOR, None)


# How long copies lie


@pytest.fixture
def copies(context, tmp_path):
    for name in (
        "testvik-20260410T010000Z.sqlite3",
        "testvik-20260411T010000Z-2.sqlite3.age",
        "testvik-20260412T120000Z.pgdump",
        "testvik-20260511T010000Z.sqlite3",
        "annanstad-20200101T010000Z.sqlite3",
        "testvik-notes.txt",
    ):
        (tmp_path / name).write_text("a copy")
    return lambda: sorted(path.name for path in tmp_path.iterdir() if path.is_file())


def test_copies_go_after_their_days_and_nothing_else_does(context, copies, tmp_path):
    gone = rotate_backups(context, OPERATOR, tmp_path, days=30)

    assert {path.name[:16] for path in gone} == {"testvik-20260410", "testvik-20260411"}
    assert copies() == [
        "annanstad-20200101T010000Z.sqlite3",
        "testvik-20260412T120000Z.pgdump",
        "testvik-20260511T010000Z.sqlite3",
        "testvik-notes.txt",
    ]
    assert rotate_backups(context, OPERATOR, tmp_path, days=30) == ()


def test_without_days_a_copy_lies_as_long_as_the_place_keeps_addresses_and_no_longer(context, copies, clock, tmp_path):
    assert context.place.contact_months == 3
    clock.move(days=60)  # 11 July: to the day three months after the second copy

    gone = rotate_backups(context, OPERATOR, tmp_path)

    assert {path.name[:16] for path in gone} == {"testvik-20260410"}


def test_the_newest_copy_stays_however_old(context, copies, clock, tmp_path):
    clock.move(days=900)

    rotate_backups(context, OPERATOR, tmp_path, days=1)

    assert "testvik-20260511T010000Z.sqlite3" in copies()


def test_only_an_operator_tries_or_removes_copies(session, context, app, tmp_path):
    for act in (
        lambda: rotate_backups(context, Actor(Role.ADMIN, 1), tmp_path, 30),
        lambda: drill_backup(session, context, app.extensions["lofte_settings"], Actor(Role.ADMIN, 1), None),
    ):
        with pytest.raises(NotAllowed):
            act()
