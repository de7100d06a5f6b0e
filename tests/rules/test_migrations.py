"""The migrations make the tables that the code has, and can be taken back."""

import pytest
from sqlalchemy import inspect

from tests.conftest import NOON, app_settings
from webapp import create_app
from webapp.gateways.clock import SetClock
from webapp.storage.db import Base, db
from webapp.storage.name_index import is_ours
from webapp.storage.readiness import has_tables, revision


@pytest.fixture
def empty(tmp_path, monkeypatch):
    monkeypatch.setenv("FLASK_RUN_FROM_CLI", "true")
    app = create_app(app_settings(tmp_path), SetClock(NOON))
    with app.app_context():
        yield db.engine
        db.session.remove()
        db.engine.dispose()


def test_upgrading_an_empty_database_gives_every_table_as_the_code_has_it(empty):
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext
    from flask_migrate import upgrade

    upgrade()

    with empty.connect() as connection:
        migrations = MigrationContext.configure(connection, opts={"compare_type": True, "include_name": is_ours})
        assert compare_metadata(migrations, Base.metadata) == []
    assert has_tables(empty)
    assert revision(empty) is not None


def test_upgrading_is_taken_back_and_done_again(empty):
    from flask_migrate import downgrade, upgrade

    upgrade()
    downgrade(revision="base")
    left = set(inspect(empty).get_table_names())
    upgrade()

    assert left == {"alembic_version"}
    assert has_tables(empty)


def test_a_database_that_was_never_upgraded_is_not_ready(empty):
    assert not has_tables(empty)
    assert revision(empty) is None


def test_an_upgraded_database_guards_its_log(empty):
    from flask_migrate import upgrade
    from sqlalchemy import text
    from sqlalchemy.exc import IntegrityError

    upgrade()
    with empty.begin() as connection:
        connection.execute(
            text(
                "insert into audit (at, role, action, object, previous_hash, hash) values ('2026', '', '', '', '', '')"
            )
        )

    with pytest.raises(IntegrityError, match="append-only"), empty.begin() as connection:
        connection.execute(text("delete from audit"))
