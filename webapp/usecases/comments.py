"""Read comments with the names and streets of the place; nothing is stored."""

from collections.abc import Callable

from sqlalchemy.orm import Session

from webapp.domain.context import Context
from webapp.language.comments import Reading, read_comment
from webapp.storage.comment_places import StoredRoads, name_index


def comment_reader(session: Session, ctx: Context) -> Callable[[str], Reading]:
    """Return a function that reads one comment; the names of the place are loaded once, here."""
    index = name_index(session, ctx)
    roads = StoredRoads(session, ctx)
    return lambda text: read_comment(text, index, roads)
