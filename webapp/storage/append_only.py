"""The database itself refuses to change or remove an entry of a log, whoever asks it through this site."""

from typing import Any

from sqlalchemy import Table, event
from sqlalchemy.engine import Connection

TABLE = "audit"
_DEEDS = ("update", "delete")
_SENTENCE = "the log is append-only"


def _ddl(dialect: str, table: str) -> tuple[str, ...]:
    if dialect == "sqlite":
        refuse = f"BEGIN SELECT RAISE(ABORT, '{_SENTENCE}'); END"
        return tuple(f"CREATE TRIGGER {table}_no_{deed} BEFORE {deed.upper()} ON {table} {refuse}" for deed in _DEEDS)
    if dialect == "postgresql":
        return (
            f"CREATE OR REPLACE FUNCTION {table}_append_only() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{_SENTENCE}'; END $$",
            f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_append_only()",
        )
    return ()


def create(connection: Connection, table: str = TABLE) -> None:
    """Guard a log; a migration that makes its table anew calls this again."""
    for statement in _ddl(connection.dialect.name, table):
        connection.exec_driver_sql(statement)


def drop(connection: Connection, table: str = TABLE) -> None:
    """Take the guard away."""
    if connection.dialect.name == "sqlite":
        for deed in _DEEDS:
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {table}_no_{deed}")
    elif connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {table}_no_change ON {table}")
        connection.exec_driver_sql(f"DROP FUNCTION IF EXISTS {table}_append_only()")


def guard(table: Table) -> None:
    """Guard a table from the moment it is made."""

    @event.listens_for(table, "after_create")
    def made(_table: Table, connection: Connection, **_more: Any) -> None:
        create(connection, table.name)
