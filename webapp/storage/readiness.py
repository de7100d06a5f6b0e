"""Whether a database can be served from."""

from sqlalchemy import Engine, inspect, select, text
from sqlalchemy.orm import Session

from webapp.storage.accounts import Account
from webapp.storage.checks import Check
from webapp.storage.db import Base
from webapp.storage.suggestions import Suggestion


def has_tables(engine: Engine) -> bool:
    """Whether every table of this version is there."""
    return set(Base.metadata.tables) <= set(inspect(engine).get_table_names())


def revision(engine: Engine) -> str | None:
    """Return the migration that the database stands at, or None when it was never upgraded."""
    if "alembic_version" not in inspect(engine).get_table_names():
        return None
    with engine.connect() as connection:
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def is_empty(session: Session) -> bool:
    """Whether nobody has said or done anything here: no suggestion, no check, no account."""
    return not any(session.scalar(select(table.id).limit(1)) for table in (Suggestion, Check, Account))
