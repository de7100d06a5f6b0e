"""Whether the database can be read and written right now."""

from sqlalchemy import insert
from sqlalchemy.orm import Session

from webapp.storage.db import writing
from webapp.storage.places import Fact

PROBE = "health"


def try_reading_and_writing(session: Session) -> None:
    """Write a row and take it back; nothing stays.

    :raises sqlalchemy.exc.DBAPIError: the database is locked, full or gone
    """
    with writing(session):
        session.execute(insert(Fact).values(key=PROBE, value="x" * 4096))
