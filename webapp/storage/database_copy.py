"""A whole database written into an empty PostgreSQL, and the proof that each row arrived as it was."""

import hashlib
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Column,
    ForeignKeyConstraint,
    Integer,
    MetaData,
    Table,
    create_engine,
    func,
    insert,
    inspect,
    select,
    text,
)
from sqlalchemy.engine import Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.schema import AddConstraint, DropConstraint

from webapp.domain.errors import Refused
from webapp.storage.db import Base, engine_options

SOME = 2_000
"""How many rows are read and written at a time."""


@dataclass(frozen=True)
class Copied:
    """A table as it arrived: how many rows, and what they come to, whatever their order."""

    table: str
    rows: int
    digest: str


def open_empty(url: str) -> Engine:
    """Return an engine for an empty PostgreSQL.

    :raises Refused: it is another database, cannot be reached, or holds tables; the password is not repeated
    """
    try:
        address = make_url(url)
    except ArgumentError:
        raise Refused("That is no address of a database: postgresql+psycopg://user@host/name is one.") from None
    if address.get_backend_name() != "postgresql":
        raise Refused("A site can be copied into PostgreSQL only: postgresql+psycopg://user@host/name.")
    engine = create_engine(address, **engine_options(url))
    try:
        tables = inspect(engine).get_table_names()
    except DBAPIError as error:
        engine.dispose()
        raise Refused(f"{address.render_as_string(hide_password=True)} cannot be reached: {error.orig}") from None
    if set(tables) & {*Base.metadata.tables, "alembic_version"}:
        engine.dispose()
        raise Refused(f"{address.render_as_string(hide_password=True)} holds tables already: make an empty database.")
    return engine


def copy_everything(source: Connection, target: Connection, revision: str) -> tuple[Copied, ...]:
    """Make every table in ``target`` and fill it from ``source``; flushes, never ends the transaction.

    References are made after the rows, so that their order is free, and a row that names a missing one is found.

    :param source: a connection that nobody else writes beside
    :raises Refused: a table did not arrive as it was
    """
    Base.metadata.create_all(target)
    tables = Base.metadata.sorted_tables
    references = _references()
    for constraint in references:
        target.execute(DropConstraint(constraint))
    done = tuple(_copy_table(source, target, table) for table in tables)
    for constraint in references:
        target.execute(AddConstraint(constraint))
    target.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) PRIMARY KEY)"))
    target.execute(text("INSERT INTO alembic_version VALUES (:revision)"), {"revision": revision})
    return done


def _references() -> list[ForeignKeyConstraint]:
    """Return every reference, of copies of the tables: one that was dropped is left out of the next CREATE TABLE."""
    apart = MetaData(naming_convention=Base.metadata.naming_convention)
    tables = [table.to_metadata(apart) for table in Base.metadata.sorted_tables]
    return [constraint for table in tables for constraint in table.foreign_key_constraints]


def _copy_table(source: Connection, target: Connection, table: Table) -> Copied:
    names = [column.name for column in table.columns]
    read = source.execute(select(table).execution_options(yield_per=SOME))
    for rows in read.partitions():
        target.execute(insert(table), [dict(zip(names, row, strict=True)) for row in rows])
    _set_counter(target, table)
    sent, arrived = table_proof(source, table), table_proof(target, table)
    if sent != arrived:
        raise Refused(f"Nothing was copied: {table.name} has {sent.rows} rows, and {arrived.rows} or others arrived.")
    return arrived


def _set_counter(target: Connection, table: Table) -> None:
    """Let the next row get a number of its own."""
    keys: Sequence[Column[Any]] = list(table.primary_key.columns)
    if len(keys) == 1 and isinstance(keys[0].type, Integer) and keys[0].autoincrement in (True, "auto"):
        newest = target.scalar(select(func.max(keys[0])))
        counter = target.scalar(select(func.pg_get_serial_sequence(table.name, keys[0].name)))
        if newest is not None and counter is not None:
            target.execute(select(func.setval(counter, newest)))


def table_proof(connection: Connection, table: Table) -> Copied:
    """Count the rows of a table and add up their hashes, as Python reads them: alike on every kind of database."""
    rows, total = 0, 0
    for some in connection.execute(select(table).execution_options(yield_per=SOME)).partitions():
        for row in some:
            rows += 1
            total += int.from_bytes(hashlib.sha256(repr([_plain(value) for value in row]).encode()).digest())
    return Copied(table.name, rows, f"{total % 2**256:064x}")


def _plain(value: Any) -> Any:
    """Return a value as it is told apart: dicts without their order, numbers by what they are worth."""
    if isinstance(value, dict):
        return sorted((key, _plain(inner)) for key, inner in value.items())
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return bytes(value) if isinstance(value, memoryview) else value


def holds_rows(url: str) -> bool:
    """Whether any table of a database holds a row, but for the number of its migration.

    :raises Refused: it cannot be reached
    """
    engine = create_engine(url)
    try:
        tables = set(inspect(engine).get_table_names()) & set(Base.metadata.tables)
        with engine.connect() as connection:
            return any(connection.scalar(select(func.count()).select_from(Base.metadata.tables[t])) for t in tables)
    except DBAPIError as error:
        raise Refused(f"The database cannot be reached: {error.orig}") from None
    finally:
        engine.dispose()


@contextmanager
def beside(url: str) -> Iterator[str]:
    """Give the address of a new, empty database on the same server, and drop it afterwards.

    :raises Refused: this user may not make one
    """
    name = f"lofte_trial_{secrets.token_hex(4)}"
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as server:
            server.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE template0")
            try:
                yield make_url(url).set(database=name).render_as_string(hide_password=False)
            finally:
                server.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
    except DBAPIError as error:
        raise Refused(f"No database could be made beside this one to try the copy in: {error.orig}") from None
    finally:
        engine.dispose()
