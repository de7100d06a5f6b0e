"""What the sender does with what was sent: change words, times and causes; take all of it away as a file."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from webapp.domain.context import Context
from webapp.domain.errors import Invalid, NotFound, WrongState
from webapp.domain.suggestions import State, fingerprint
from webapp.domain.wishes import SuggestionWish, Words, read_words
from webapp.storage import grouping
from webapp.storage.db import transaction
from webapp.storage.moderation import overtake
from webapp.storage.own_data import Json, own_data
from webapp.storage.suggestions import Suggestion, find_by_token


@dataclass(frozen=True)
class Changes:
    """New words, and, unless ``details`` is False, the times and causes in place of the old ones."""

    text: str
    details: bool = False
    when_cells: tuple[str, ...] = ()
    when_quick: tuple[str, ...] = ()
    causes: tuple[str, ...] = ()


def edit(session: Session, ctx: Context, token: str, changes: Changes) -> None:
    """Replace the sender's words, times and causes; a moderator reads new words before anyone else does.

    :raises NotFound: the token opens no receipt
    :raises WrongState: the suggestion was taken back
    :raises Invalid: with a fault for every field that has one
    """
    with transaction(session):
        suggestion = _find(session, token)
        words = _read(suggestion, changes)
        if suggestion.text != words.text:
            suggestion.text = words.text
            overtake(session, suggestion)
        details = " ".join(words.when), " ".join(words.causes)
        if changes.details and details != (suggestion.when_cells, suggestion.causes):
            suggestion.when_cells, suggestion.causes = details
            grouping.place_suggestion(session, ctx, suggestion)


def look_through_changes(session: Session, token: str, changes: Changes) -> None:
    """Say what ``edit`` would refuse, and store nothing.

    :raises NotFound: the token opens no receipt
    :raises WrongState: the suggestion was taken back
    :raises Invalid: with a fault for every field that has one
    """
    _read(_find(session, token), changes)


def take_away(session: Session, ctx: Context, token: str) -> Json:
    """Return everything that is stored about a suggestion and its sender.

    :raises NotFound: the token opens no receipt
    """
    return own_data(session, ctx, _find(session, token))


def _find(session: Session, token: str) -> Suggestion:
    suggestion = find_by_token(session, fingerprint(token))
    if suggestion is None:
        raise NotFound("no receipt has this address")
    return suggestion


def _read(suggestion: Suggestion, changes: Changes) -> Words:
    """Return what the changes say, or raise what is wrong with them."""
    if suggestion.state != State.LIVE:
        raise WrongState("only a live suggestion can be changed")
    words, faults = read_words(
        SuggestionWish(
            kind=suggestion.kind,
            text=changes.text,
            when_cells=changes.when_cells,
            when_quick=changes.when_quick,
            causes=changes.causes,
        )
    )
    if faults:
        raise Invalid(faults)
    return words
