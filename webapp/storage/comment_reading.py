"""Read comments for a moderator: with the names of the place, those that staff taught among them."""

from collections.abc import Callable

from sqlalchemy.orm import Session

from webapp.domain.context import Context
from webapp.language.comment_findings import Findings
from webapp.language.comment_spots import findings_of
from webapp.language.comments import read_comment
from webapp.language.place_words import words_of
from webapp.storage.comment_places import StoredRoads, name_index


def comment_finder(session: Session, ctx: Context) -> Callable[[str], Findings]:
    """Return a function that finds what one comment says; the names of the place are loaded once, here."""
    index = name_index(session, ctx)
    roads = StoredRoads(session, ctx)
    words = words_of(ctx.place.languages[0])
    return lambda text: findings_of(text, read_comment(text, index, roads), words)
