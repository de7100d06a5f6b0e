import sqlite3
import stat
from threading import Event, Thread

import pytest

from tests.conftest import app_settings
from tests.postgresql import sqlite_only
from tests.usecases.test_imports import read as import_rows
from tests.usecases.test_imports import row
from webapp import create_app
from webapp.domain.errors import NotAllowed, Refused
from webapp.domain.roles import OPERATOR, Actor, Role
from webapp.storage.db import db
from webapp.storage.grouping import verify
from webapp.storage.suggestions import Suggestion
from webapp.usecases.backup import create_backup, restore_backup

pytestmark = sqlite_only  # copies of the file; test_backup_drill.py has both


@pytest.fixture
def settings(app):
    return app.extensions["lofte_settings"]


def count(file):
    with sqlite3.connect(file) as copy:
        return copy.execute("SELECT count(*) FROM suggestion").fetchone()[0]


def test_a_copy_holds_what_was_stored_and_is_its_owners_only(session, context, settings, tmp_path):
    import_rows(session, context, [row(n) for n in range(5)])

    file = create_backup(context, settings, OPERATOR, tmp_path / "copies")

    assert file.name == "testvik-20260512T100000Z.sqlite3"
    assert count(file) == 5
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [p.name for p in file.parent.iterdir()] == [file.name]


def test_two_copies_in_one_second_are_two_files(context, settings, tmp_path):
    first = create_backup(context, settings, OPERATOR, tmp_path)
    second = create_backup(context, settings, OPERATOR, tmp_path)

    assert first != second
    assert first.exists()
    assert second.exists()


def test_a_copy_is_whole_while_others_write(session, context, settings, tmp_path):
    """Each write adds two rows at once: a copy that is not of one moment would hold an odd number."""
    import_rows(session, context, [row(1)])
    stop = Event()
    database = settings.data_dir / "lofte.sqlite3"
    with sqlite3.connect(database) as setup:
        setup.execute("CREATE TABLE pair (n INTEGER)")

    def write():
        with sqlite3.connect(database, timeout=10) as writer:
            while not stop.is_set():
                writer.execute("INSERT INTO pair VALUES (1), (2)")
                writer.commit()

    writer = Thread(target=write)
    writer.start()
    try:
        files = [create_backup(context, settings, OPERATOR, tmp_path) for _ in range(5)]
    finally:
        stop.set()
        writer.join()

    for file in files:
        with sqlite3.connect(file) as copy:
            assert copy.execute("SELECT count(*) FROM pair").fetchone()[0] % 2 == 0


def test_a_copy_is_restored_into_an_empty_folder_and_the_site_is_as_it_was(session, context, settings, clock, tmp_path):
    import_rows(session, context, [row(n) for n in range(5)])
    before = [(s.public_number, s.site_id, s.reporter_key) for s in session.query(Suggestion).order_by(Suggestion.id)]
    file = create_backup(context, settings, OPERATOR, tmp_path)

    elsewhere = app_settings(tmp_path / "elsewhere")
    restore_backup(elsewhere, OPERATOR, file)

    app = create_app(elsewhere, clock)
    with app.app_context():
        rows = db.session.query(Suggestion).order_by(Suggestion.id)
        assert [(s.public_number, s.site_id, s.reporter_key) for s in rows] == before
        assert verify(db.session(), context) == []
        db.session.remove()
        db.engine.dispose()


def test_the_folders_own_secret_goes_with_the_copy_and_comes_back(session, context, tmp_path, data_dir):
    own = app_settings(data_dir, LOFTE_SECRET_KEY="")
    (data_dir / "secret_key").write_text("made here")
    file = create_backup(context, own, OPERATOR, tmp_path)

    elsewhere = app_settings(tmp_path / "elsewhere", LOFTE_SECRET_KEY="")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "secret_key").write_text("made at start, never used")
    restore_backup(elsewhere, OPERATOR, file)

    assert (tmp_path / "elsewhere" / "secret_key").read_text() == "made here"
    with sqlite3.connect(tmp_path / "elsewhere" / "lofte.sqlite3") as restored:
        names = {r[0] for r in restored.execute("SELECT name FROM sqlite_master")}
    assert "backup_secret" not in names


def test_a_secret_that_is_set_outside_is_in_no_copy(context, settings, tmp_path):
    file = create_backup(context, settings, OPERATOR, tmp_path)

    assert b"a secret for tests only" not in file.read_bytes()


def test_nothing_is_restored_over_existing_data(session, context, settings, tmp_path):
    import_rows(session, context, [row(1)])
    file = create_backup(context, settings, OPERATOR, tmp_path)
    import_rows(session, context, [row(2)])

    with pytest.raises(Refused, match="holds data already"):
        restore_backup(settings, OPERATOR, file)

    assert count(settings.data_dir / "lofte.sqlite3") == 2


@pytest.mark.parametrize("content", [b"", b"not a database at all" * 100])
def test_what_is_no_backup_is_refused_and_leaves_nothing(tmp_path, content):
    file = tmp_path / "file.sqlite3"
    file.write_bytes(content)

    with pytest.raises(Refused):
        restore_backup(app_settings(tmp_path / "elsewhere"), OPERATOR, file)

    assert not list((tmp_path / "elsewhere").iterdir())


def test_a_damaged_copy_is_refused(session, context, settings, tmp_path):
    import_rows(session, context, [row(n, lon=15.05 + n / 1000) for n in range(60)])
    file = create_backup(context, settings, OPERATOR, tmp_path)
    content = bytearray(file.read_bytes())
    content[len(content) // 3 : len(content) // 3 + 30_000] = b"\xff" * 30_000
    file.write_bytes(content)

    with pytest.raises(Refused):
        restore_backup(app_settings(tmp_path / "elsewhere"), OPERATOR, file)

    assert not (tmp_path / "elsewhere" / "lofte.sqlite3").exists()


def test_another_database_has_its_own_tools(context, tmp_path):
    settings = app_settings(tmp_path, LOFTE_DATABASE_URL="postgresql://host/name")

    with pytest.raises(Refused, match="pg_dump"):
        create_backup(context, settings, OPERATOR, tmp_path)


def test_only_an_operator_takes_a_copy(context, settings, tmp_path):
    with pytest.raises(NotAllowed):
        create_backup(context, settings, Actor(Role.ADMIN, 1), tmp_path)
