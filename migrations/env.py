"""How alembic runs here: the app's own engine, one transaction for everything, foreign keys checked at the end."""

from alembic import context
from flask import current_app
from sqlalchemy import Connection
from sqlalchemy.orm import Session

import webapp.storage  # noqa: F401  every table
from webapp.storage.db import Base, Instant, db, take_turn, to_write
from webapp.storage.name_index import is_ours


def render_item(kind, item, autogen_context):
    """Write our own column type as the plain one it is in the database."""
    if kind == "type" and isinstance(item, Instant):
        return "sa.DateTime()"
    return False


def options():
    """Return what ``flask db`` was set up with, and ours."""
    return {
        **current_app.extensions["migrate"].configure_args,
        "target_metadata": Base.metadata,
        "render_item": render_item,
        "include_name": is_ours,
    }


def run_offline():
    """Print the statements instead of running them."""
    context.configure(url=db.engine.url, literal_binds=True, **options())
    with context.begin_transaction():
        context.run_migrations()


def run_online():
    """Run them: all of them, or none."""
    with db.engine.connect().execution_options(**to_write(db.engine.dialect.name)) as connection:
        _check_references(connection, on=False)
        context.configure(connection=connection, transactional_ddl=True, **options())
        with context.begin_transaction():
            take_turn(connection)
            context.run_migrations()
            _settle(connection)
            broken = _broken_references(connection)
            if broken:
                raise RuntimeError(f"The migration breaks references: {broken[:5]}")
        _check_references(connection, on=True)


def _settle(connection: Connection):
    """Do what a migration cannot, since its tables are not yet those of the program: judge again what lacks a part."""
    newest = context.script.get_current_head()
    if context.get_context().get_current_revision() != newest:
        return
    from webapp.storage.counting import recount, unjudged

    with Session(connection, join_transaction_mode="create_savepoint") as session:
        if unjudged(session):
            recount(session, current_app.extensions["lofte_context"])
            session.commit()


def _check_references(connection: Connection, on: bool):
    """Rebuilding a table on SQLite drops it for a moment; with references on, rows that point to it would go too."""
    if connection.dialect.name == "sqlite":
        connection.connection.dbapi_connection.execute(f"PRAGMA foreign_keys={'ON' if on else 'OFF'}")


def _broken_references(connection: Connection):
    if connection.dialect.name != "sqlite":
        return []
    return connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()


if context.is_offline_mode():
    run_offline()
else:
    run_online()
