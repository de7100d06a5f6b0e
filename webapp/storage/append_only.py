"""The database itself refuses to change or remove an entry of the log, whoever asks it through this site."""

from typing import Any

from sqlalchemy import Table, event
from sqlalchemy.engine import Connection

TABLE = "audit"
_DEEDS = ("update", "delete")
_SENTENCE = "the log is append-only"

SQLITE_DDL = tuple(
    f"CREATE TRIGGER {TABLE}_no_{deed} BEFORE {deed.upper()} ON {TABLE} BEGIN SELECT RAISE(ABORT, '{_SENTENCE}'); END"
    for deed in _DEEDS
)
POSTGRESQL_DDL = (
    f"CREATE OR REPLACE FUNCTION {TABLE}_append_only() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN RAISE EXCEPTION '{_SENTENCE}'; END $$",
    f"CREATE TRIGGER {TABLE}_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {TABLE} "
    f"FOR EACH STATEMENT EXECUTE FUNCTION {TABLE}_append_only()",
)


def create(connection: Connection) -> None:
    """Guard the log; a migration that makes its table anew calls this again."""
    for statement in {"sqlite": SQLITE_DDL, "postgresql": POSTGRESQL_DDL}.get(connection.dialect.name, ()):
        connection.exec_driver_sql(statement)


def drop(connection: Connection) -> None:
    """Take the guard away."""
    if connection.dialect.name == "sqlite":
        for deed in _DEEDS:
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {TABLE}_no_{deed}")
    elif connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {TABLE}_no_change ON {TABLE}")
        connection.exec_driver_sql(f"DROP FUNCTION IF EXISTS {TABLE}_append_only()")


def guard(table: Table) -> None:
    """Guard a table from the moment it is made."""

    @event.listens_for(table, "after_create")
    def made(_table: Table, connection: Connection, **_more: Any) -> None:
        create(connection)
