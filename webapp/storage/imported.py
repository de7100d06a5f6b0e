"""Reports from a file: which are stored already, and many new ones at once."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from webapp.domain.suggestions import Channel
from webapp.storage.suggestions import Suggestion


def stored_ids(session: Session) -> set[str]:
    """Return the file's own id of every imported suggestion, erased ones included: they do not come back."""
    query = select(Suggestion.external_id).where(Suggestion.channel == Channel.IMPORT)
    return {given for given in session.scalars(query) if given is not None}


def add_rows(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Store many suggestions by their columns. Past the session, which would make an object of each."""
    session.connection().execute(insert(Suggestion), rows)
