"""A site moves from its SQLite file into PostgreSQL, whole."""

import pytest
from sqlalchemy import create_engine, select, text, update
from sqlalchemy.exc import IntegrityError

from tests.conftest import app_settings
from tests.postgresql import cluster, sqlite_only
from tests.residents import ask, ask_site, hold, suggestion_of
from tests.staff import new_account
from webapp import create_app
from webapp.domain.roles import OPERATOR
from webapp.storage import database_copy
from webapp.storage.database_copy import table_proof
from webapp.storage.db import Base, db, transaction
from webapp.storage.grouping import verify
from webapp.storage.suggestions import Suggestion
from webapp.usecases.ledger import publish_ledger

pytestmark = sqlite_only


@pytest.fixture(scope="module")
def server():
    with cluster() as address:
        yield address


@pytest.fixture
def empty(server):
    """Return the address of a database with nothing in it."""
    with database_copy.beside(server + "postgres") as url:
        yield url


@pytest.fixture
def filled(app, session, context, clock):
    """A site with residents, a check, a day of the ledger and an entry of the log; stands at the newest migration."""
    new_account(app, "police")
    site = ask_site(session, context)
    clock.move(hours=1)
    hold(session, context, clock, site.id)
    ask(session, context, (60.02, 15.12), kind="unsafe_place")
    clock.move(days=2)
    publish_ledger(session, context, OPERATOR)
    with transaction(session):
        session.execute(text("CREATE TABLE IF NOT EXISTS alembic_version (version_num VARCHAR(32) PRIMARY KEY)"))
        session.execute(text("DELETE FROM alembic_version"))
        session.execute(text("INSERT INTO alembic_version VALUES (:v)"), {"v": newest()})
    return app


def newest():
    from webapp.cli.database import _newest_migration

    return _newest_migration()


def copy(app, url):
    return app.test_cli_runner().invoke(args=["database", "copy", url])


def test_every_row_arrives_and_the_site_goes_on_there(filled, session, clock, empty, tmp_path):
    done = copy(filled, empty)

    assert done.exit_code == 0, done.stderr
    lines = [line.split("\t") for line in done.stdout.splitlines()]
    assert {name for name, _, _ in lines} == set(Base.metadata.tables)
    assert {name: int(rows) for name, rows, _ in lines}["suggestion"] == 4
    assert "The ledger is whole: 1 days" in done.stderr
    there = create_app(app_settings(tmp_path / "there", LOFTE_DATABASE_URL=empty), clock)
    with there.app_context():
        context, arrived = there.extensions["lofte_context"], db.session()
        assert verify(arrived, context) == []
        token = ask(arrived, context)  # the next row gets a number of its own
        assert suggestion_of(arrived, token).id == 5
        with pytest.raises(IntegrityError):  # references are there again
            arrived.execute(update(Suggestion).values(site_id="no-such-site"))
        arrived.rollback()
        db.session.remove()
        db.engine.dispose()


def test_a_database_that_holds_tables_is_left_alone(filled, empty):
    assert copy(filled, empty).exit_code == 0

    again = copy(filled, empty)

    assert again.exit_code == 1
    assert "holds tables already" in again.stderr


def test_a_row_that_arrives_as_another_is_found_and_nothing_is_copied(filled, empty, monkeypatch):
    def losing(connection, table):
        if table.name == "suggestion" and connection.dialect.name == "postgresql":
            connection.execute(update(Suggestion).where(Suggestion.id == 1).values(text="as nobody wrote it"))
        return table_proof(connection, table)

    monkeypatch.setattr(database_copy, "table_proof", losing)

    done = copy(filled, empty)

    assert done.exit_code == 1
    assert "suggestion has 4 rows, and 4 or others arrived" in done.stderr
    engine = create_engine(empty)
    with engine.connect() as connection:
        assert connection.scalar(select(text("count(*) from pg_tables where schemaname = 'public'"))) == 0
    engine.dispose()


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("sqlite:///other.sqlite3", "into PostgreSQL only"),
        ("no address", "no address of a database"),
        ("postgresql+psycopg://postgres:hemligt@127.0.0.1:1/none", "cannot be reached"),
    ],
)
def test_what_is_no_empty_postgresql_is_refused_in_a_sentence_without_its_password(filled, url, sentence):
    done = copy(filled, url)

    assert done.exit_code == 1
    assert sentence in done.stderr
    assert "hemligt" not in done.output
