"""What a resident wishes to send in, and every word of it checked; where it is, is for storage/pins.py to say."""

import re
from dataclasses import dataclass

from webapp.domain.errors import Fault
from webapp.domain.suggestions import CAUSES, MAX_TEXT, Channel, Kind, expand_when

MAX_PLACE_TEXT = 200
MAX_EMAIL = 254
NOT_SURE = "unsure"  # the answer of somebody who does not know which of two streets: the nearest
_EMAIL = re.compile(r"[^\s@<>,;\"]{1,64}@[^\s@<>,;\"]+\.[^\s@<>,;\".]{2,}\Z")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
"""What no keyboard types and neither XML nor PostgreSQL can hold."""


@dataclass(frozen=True)
class SuggestionWish:
    """A suggestion as typed: every field is the sender's own words until it is read."""

    kind: str = ""
    lat: str = ""
    lon: str = ""
    place_text: str = ""
    when_cells: tuple[str, ...] = ()
    when_quick: tuple[str, ...] = ()
    causes: tuple[str, ...] = ()
    text: str = ""
    email: str = ""
    submission_key: str = ""
    reporter_secret: str = ""
    channel: Channel = Channel.FORM
    support_site_id: str = ""
    saw_site: bool = False
    campaign: str = ""  # the short name of the question that the form carried
    language: str = ""  # that the form is read in
    api_key_id: int = 0  # of the program that sent it by Open311; 0 is none
    road: str = ""  # answers "which of the two streets?", or NOT_SURE


@dataclass(frozen=True)
class Words:
    """What a wish says, read; empty words are None."""

    kind: Kind
    when: tuple[str, ...]
    causes: tuple[str, ...]
    place_text: str | None
    text: str | None
    email: str | None


def read_words(wish: SuggestionWish) -> tuple[Words, list[Fault]]:
    """Return what the wish says, and everything that is wrong with it, field by field.

    With a faulty kind the words hold a stand-in; a caller uses them only when there is no fault.
    """
    kind, faults = read_kind(wish.kind)
    when, when_faults = _when(wish)
    text, text_faults = read_text(wish.text)
    email, email_faults = read_email(wish.email)
    place_text, place_faults = read_place_text(wish.place_text)
    faults += place_faults + when_faults + _cause_faults(kind, wish.causes) + text_faults + email_faults
    causes = tuple(c for c in CAUSES[kind or Kind.SPEED] if c in wish.causes)
    return Words(kind or Kind.SPEED, when, causes, place_text, text, email), faults


def read_kind(code: str) -> tuple[Kind | None, list[Fault]]:
    """Return the kind that a code names, or why it names none."""
    if not code.strip():
        return None, [Fault("kind", "missing")]
    try:
        return Kind(code), []
    except ValueError:
        return None, [Fault("kind", "unknown")]


def read_text(text: str) -> tuple[str | None, list[Fault]]:
    """Return the sender's own words unchanged, or None when there are none. A line break counts as one sign."""
    words = text.replace("\r\n", "\n")
    if not words.strip():
        return None, []
    if len(words) > MAX_TEXT:
        return None, [Fault("text", "too_long", {"max": MAX_TEXT, "length": len(words)})]
    if _CONTROL.search(words):
        return None, [Fault("text", "unreadable")]
    return words, []


def read_email(text: str) -> tuple[str | None, list[Fault]]:
    """Return an address that can be written to, or why it cannot. Only its shape is looked at."""
    address = text.strip()
    if not address:
        return None, []
    if "@" not in address:
        return None, [Fault("email", "no_at")]
    if len(address) > MAX_EMAIL or _CONTROL.search(address) or not _EMAIL.match(address) or ".." in address:
        return None, [Fault("email", "not_an_email")]
    return address, []


def _when(wish: SuggestionWish) -> tuple[tuple[str, ...], list[Fault]]:
    try:
        return expand_when(list(wish.when_quick), list(wish.when_cells)), []
    except ValueError as error:
        return (), [Fault("when", "unknown", {"value": str(error)[:20]})]


def read_place_text(text: str) -> tuple[str | None, list[Fault]]:
    """Return the words for a place, or None when there are none; or why they cannot be kept."""
    words = text.strip()
    if len(words) > MAX_PLACE_TEXT:
        return None, [Fault("place_text", "too_long", {"max": MAX_PLACE_TEXT, "length": len(words)})]
    if _CONTROL.search(words):
        return None, [Fault("place_text", "unreadable")]
    return words or None, []


def _cause_faults(kind: Kind | None, causes: tuple[str, ...]) -> list[Fault]:
    """Name a cause that nobody knows, or one that belongs to the other kind: the sender decides which is right."""
    known = {cause for codes in CAUSES.values() for cause in codes}
    for cause in causes:
        if cause not in known:
            return [Fault("causes", "unknown", {"value": cause[:20]})]
    strays = [c for c in causes if kind is not None and c not in CAUSES[kind]]
    return [Fault("causes", "other_kind", {"cause": strays[0]})] if strays else []
