"""Make a site a demo: only while nobody has said or done anything on it."""

from sqlalchemy.orm import Session

from webapp.domain.context import Context
from webapp.domain.errors import Refused
from webapp.storage.db import transaction
from webapp.storage.places import DEMO, PLACE, fact, set_fact
from webapp.storage.readiness import is_empty


def begin_demo(session: Session, ctx: Context) -> None:
    """Mark the database as a demo, so that every page says so; it cannot be unmarked.

    :raises Refused: the place is not loaded, or there is any data
    """
    with transaction(session):
        if fact(session, PLACE) != ctx.place.slug:
            raise Refused("The place is not loaded: run `flask --app app place load` first.")
        if not is_empty(session):
            raise Refused("There is data already; demo data is loaded into an empty database only.")
        set_fact(session, DEMO, "1")
