"""Staff enter what people told them: on the phone, in a letter or an e-mail, or with pins on a paper map."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from webapp.domain.context import Context
from webapp.domain.errors import Fault, Invalid
from webapp.domain.roles import Actor, Permission, require
from webapp.domain.suggestions import Channel
from webapp.domain.wishes import SuggestionWish, read_words
from webapp.storage.audit import log
from webapp.storage.db import transaction
from webapp.storage.entered import Entry, enter
from webapp.storage.pins import find_pin, places_meant
from webapp.storage.place_search import Candidate

WAYS = ("phone", "letter", "email", "meeting")
"""How it came to staff."""
MOST_ROWS = 60


@dataclass(frozen=True)
class Entered:
    """The numbers of what was stored, in the order of the rows."""

    numbers: tuple[str, ...]
    site_ids: tuple[str, ...]


def enter_one(session: Session, ctx: Context, actor: Actor, via: str, wish: SuggestionWish) -> Entered:
    """Store what one person told; every entry is a resident of its own.

    :raises NotAllowed: the actor may not enter suggestions
    :raises Invalid: with a fault for every field that has one
    """
    require(actor, Permission.ENTER_SUGGESTIONS)
    entry, faults = _entry(session, ctx, via, wish)
    if via not in WAYS:
        faults.append(Fault("via", "unknown"))
    if faults or entry is None:
        raise Invalid(faults)
    return _store(session, ctx, actor, [entry])


def enter_meeting(session: Session, ctx: Context, actor: Actor, wishes: Sequence[SuggestionWish]) -> Entered:
    """Store the pins of a meeting, all of them or none; each row is a resident of its own.

    :raises NotAllowed: the actor may not enter suggestions
    :raises Invalid: with a fault for every field, its row (from 0) in the details
    """
    require(actor, Permission.ENTER_SUGGESTIONS)
    entries: list[Entry] = []
    faults: list[Fault] = []
    for row, wish in enumerate(wishes[:MOST_ROWS]):
        if not (wish.place_text.strip() or wish.lat.strip() or wish.lon.strip() or wish.text.strip()):
            continue
        entry, wrong = _entry(session, ctx, "meeting", wish)
        faults += [replace(fault, details={**fault.details, "row": row}) for fault in wrong]
        if entry is not None:
            entries.append(entry)
    if not entries and not faults:
        faults.append(Fault("rows", "missing"))
    if faults:
        raise Invalid(faults)
    return _store(session, ctx, actor, entries)


def places_for(session: Session, ctx: Context, actor: Actor, place_text: str) -> list[Candidate]:
    """Return the places that words may mean, to choose from.

    :raises NotAllowed: the actor may not enter suggestions
    """
    require(actor, Permission.ENTER_SUGGESTIONS)
    return places_meant(session, ctx, place_text[:200]) if place_text.strip() else []


def _entry(session: Session, ctx: Context, via: str, wish: SuggestionWish) -> tuple[Entry | None, list[Fault]]:
    words, faults = read_words(wish)
    pin, pin_faults = find_pin(session, ctx, wish.lat, wish.lon, words.place_text or "")
    faults += [fault for fault in pin_faults if fault.field not in {f.field for f in faults}]
    if faults or pin is None:
        return None, faults
    entry = Entry(Channel.DESK, words.kind, pin, via, words.when, words.causes, words.place_text, words.text)
    return entry, []


def _store(session: Session, ctx: Context, actor: Actor, entries: Sequence[Entry]) -> Entered:
    with transaction(session):
        found = [enter(session, ctx, entry) for entry in entries]
        for suggestion in found:
            log(session, ctx, actor, "suggestion.entered", suggestion.public_number)
        return Entered(tuple(s.public_number for s in found), tuple(s.site_id or "" for s in found))
