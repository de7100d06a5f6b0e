"""The database handle, the type of an instant, and the one way to write: ``transaction``."""

import random
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, cast

from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session as FlaskSession
from sqlalchemy import DateTime, Dialect, MetaData, event, text
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.types import TypeDecorator

from webapp.storage.turns import Turns

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """The root of every table; constraints have names, so that migrations can change them."""

    metadata = MetaData(naming_convention=NAMES)


REPLICA, WRITES = "lofte_replica", "lofte_writes"
"""Keys in a session's ``info``: where it reads for now, and whether it has begun to write."""


class PlaceSession(FlaskSession):
    """A session that may read a replica until it writes."""

    def get_bind(self, *args: Any, **more: Any) -> Engine | Connection:
        """Return the replica while one is given and nothing was written, else the database."""
        replica: Engine | None = None if self.info.get(WRITES) else self.info.get(REPLICA)
        return replica if replica is not None else super().get_bind(*args, **more)


db = SQLAlchemy(model_class=Base, session_options={"class_": PlaceSession})


class Instant(TypeDecorator[datetime]):
    """An aware datetime, kept as UTC without a zone."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn an aware time into naive UTC.

        :raises ValueError: the time has no zone, so nobody knows what it means
        """
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no timezone")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the zone back."""
        return None if value is None else value.replace(tzinfo=UTC)


BUSY_TIMEOUT_MS = 5_000
WRITE_UNTIL = "lofte_write_until"
POLL_S = (0.001, 0.004)
"""How long a writer sleeps before it asks again. SQLite's own waiter soon sleeps 100 ms, and newcomers pass it."""
_turn = Turns()
"""Whose turn it is among the threads of this process: they queue here, and only one asks for the file."""


WRITERS_TURN = 0x10F7E0001
"""Any number of our own: on PostgreSQL whoever holds this lock writes, so that writers queue as in SQLite."""


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: Any, _record: Any) -> None:
    """Set what SQLite needs on every connection: NORMAL would not sync at commit, see docs/decisions."""
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.isolation_level = None  # the driver must not begin on its own: see _begin
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA secure_delete=ON")
    cursor.close()
    connection.create_function("power", 2, pow, deterministic=True)  # not every build of SQLite has it


@event.listens_for(Engine, "connect")
def _prepare_postgresql(connection: Any, _record: Any) -> None:
    """Let a text with the sign NUL be stored and asked for: PostgreSQL has no way to write it, and would refuse."""
    if type(connection).__module__.startswith("psycopg"):
        from psycopg.types.string import StrDumper

        class WithoutNul(StrDumper):
            """Writes a space in its place, as our pages show it."""

            def dump(self, obj: str) -> Any:
                return super().dump(obj.replace("\0", " "))

        connection.adapters.register_dumper(str, WithoutNul)


@event.listens_for(Engine, "begin")
def _begin(connection: Connection) -> None:
    """Take the write lock at once when the transaction will write, so that no write fails half-way."""
    if connection.dialect.name == "sqlite":
        until = connection.get_execution_options().get(WRITE_UNTIL)
        if until is None:
            connection.exec_driver_sql("BEGIN")
        else:
            _begin_writing(connection, until)


def _begin_writing(connection: Connection, until: float) -> None:
    """Take the write lock as soon as another process leaves it; after ``until`` say that it is locked."""
    driver = cast(sqlite3.Connection, connection.connection.driver_connection)
    driver.execute("PRAGMA busy_timeout=0")
    try:
        while time.monotonic() < until:
            try:
                driver.execute("BEGIN IMMEDIATE")
                return
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                    break
            time.sleep(random.uniform(*POLL_S))  # noqa: S311  no secret
        connection.exec_driver_sql("BEGIN IMMEDIATE")  # once more, for the error as SQLAlchemy tells it
    finally:
        driver.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")


def engine_options(database_url: str) -> dict[str, Any]:
    """Return how to open a database. On PostgreSQL a reading transaction sees one moment, as it does in SQLite.

    ``pool_pre_ping``: a server that was restarted costs a question a request, not a page of errors.
    """
    if not database_url.startswith("postgresql"):
        return {}
    return {"isolation_level": "REPEATABLE READ", "pool_pre_ping": True}


def to_write(dialect: str = "sqlite") -> dict[str, Any]:
    """Return the execution options of a connection that will write, and how long it may wait for that."""
    options: dict[str, Any] = {WRITE_UNTIL: time.monotonic() + BUSY_TIMEOUT_MS / 1000}
    if dialect == "postgresql":
        options["isolation_level"] = "READ COMMITTED"  # sees what was committed while it waited for its turn
    return options


def take_turn(connection: Connection) -> None:
    """On PostgreSQL wait until nobody else writes; the end of the transaction gives the turn back."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SET LOCAL lock_timeout = {BUSY_TIMEOUT_MS}"))
        connection.execute(text("SELECT pg_advisory_xact_lock(:turn)"), {"turn": WRITERS_TURN})


@contextmanager
def transaction(session: Session) -> Iterator[None]:
    """Commit everything in the block, or nothing of it."""
    with writing(session):
        yield
        session.commit()


@contextmanager
def writing(session: Session) -> Iterator[None]:
    """Hold the write lock in the block; what the block has not committed is undone.

    A read that the session already began is ended first: its snapshot is older than the lock, and
    SQLAlchemy refuses a second begin. Load what you decide on inside the block.
    """
    if session.in_transaction():
        session.rollback()
    session.info[WRITES] = True  # and from here on it reads what it wrote
    options = to_write(session.get_bind().dialect.name)
    mine = _turn.acquire(timeout=BUSY_TIMEOUT_MS / 1000)
    try:
        take_turn(session.connection(execution_options=options))
        yield
    finally:
        if session.in_transaction():
            session.rollback()
        if mine:
            _turn.release()
