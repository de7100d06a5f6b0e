"""The sender of a suggestion moves its pin: district and site follow, what had counted stays counted."""

from sqlalchemy.orm import Session

from webapp.domain.calendar import local_year
from webapp.domain.context import Context
from webapp.domain.errors import Invalid, NotFound, WrongState
from webapp.domain.messages import plain_address
from webapp.domain.reporters import reporter_key
from webapp.domain.suggestions import State, fingerprint
from webapp.domain.wishes import SuggestionWish, read_place_text
from webapp.storage import grouping
from webapp.storage.db import transaction
from webapp.storage.moving import Voice, move_pin
from webapp.storage.pins import find_pin
from webapp.storage.reporter_aliases import scope_of, standing_key
from webapp.storage.suggestions import Suggestion, find_by_token


def move(session: Session, ctx: Context, token: str, wish: SuggestionWish) -> None:
    """Move the pin of a live suggestion to where a wish points: a pin, or words that mean one place.

    To where it is already changes nothing, so a second press does not either.

    :raises NotFound: the token opens no receipt
    :raises WrongState: the suggestion was taken back
    :raises Invalid: the wish points nowhere, or outside the place
    """
    words, faults = read_place_text(wish.place_text)
    pin, pin_faults = find_pin(session, ctx, wish.lat, wish.lon, wish.place_text)
    if faults or pin is None:
        raise Invalid(faults or pin_faults)
    located = grouping.locate(session, ctx, pin.lon, pin.lat, wish.road or None, wish.place_text)
    with transaction(session):
        suggestion = find_by_token(session, fingerprint(token))
        if suggestion is None:
            raise NotFound("no receipt has this address")
        if suggestion.state != State.LIVE:
            raise WrongState("only a live suggestion can be moved")
        if (suggestion.lat, suggestion.lon, suggestion.road_id) == (pin.lat, pin.lon, located.road_id):
            suggestion.place_text = words
            return
        move_pin(
            session, ctx, suggestion, pin, located, words, _voice_there(session, ctx, suggestion, located.scope, wish)
        )


def where_it_is(session: Session, token: str) -> tuple[float, float]:
    """Return latitude and longitude of the pin.

    :raises NotFound: the token opens no receipt
    """
    suggestion = find_by_token(session, fingerprint(token))
    if suggestion is None or suggestion.lat is None or suggestion.lon is None:
        raise NotFound("no receipt has this address")
    return suggestion.lat, suggestion.lon


def _voice_there(session: Session, ctx: Context, suggestion: Suggestion, scope: str, wish: SuggestionWish) -> Voice:
    """Return the sender's key at the new place, so that one resident is one voice there too.

    Whoever opens the receipt elsewhere than where it was sent from brings no secret that fits: the key stays.
    """
    year, here = local_year(suggestion.received_at, ctx.place.tz), scope_of(suggestion)
    confirmed = plain_address(suggestion.email or "") if suggestion.email_confirmed_at else ""
    for secret in filter(None, (confirmed, wish.reporter_secret)):
        known = reporter_key(ctx.secret_key, year, here, secret)
        if suggestion.reporter_key in (known, standing_key(session, known)):
            return Voice(standing_key(session, reporter_key(ctx.secret_key, year, scope, secret)), scope)
    return Voice(suggestion.reporter_key, here)
