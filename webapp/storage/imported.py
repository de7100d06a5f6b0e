"""Reports from a file: which are stored already, and many new ones at once."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from webapp.domain.suggestions import Channel
from webapp.storage.suggestions import Suggestion

AT_ONCE = 500  # ids in one question, below SQLite's limit of variables


def stored_ids(session: Session) -> set[str]:
    """Return the file's own id of every imported suggestion, erased ones included: they do not come back."""
    query = select(Suggestion.external_id).where(Suggestion.channel == Channel.IMPORT)
    return {given for given in session.scalars(query) if given is not None}


def add_rows(session: Session, rows: Sequence[dict[str, Any]]) -> list[Suggestion]:
    """Store many suggestions by their columns, and return them in the order of their numbers."""
    session.execute(insert(Suggestion), rows)
    numbers = [row["public_number"] for row in rows]
    found: list[Suggestion] = []
    for start in range(0, len(numbers), AT_ONCE):
        some = numbers[start : start + AT_ONCE]
        found.extend(session.scalars(select(Suggestion).where(Suggestion.public_number.in_(some))))
    return sorted(found, key=lambda s: s.id)
