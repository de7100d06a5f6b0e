"""What a moderator can decide about a text, why, and what anyone can report; and which version it is about."""

import hashlib
import secrets
from dataclasses import dataclass
from enum import StrEnum


class TextState(StrEnum):
    """Where a sender's own words are: waiting for a person, shown to everyone, or not shown."""

    WAITING = "waiting"
    SHOWN = "shown"
    HIDDEN = "hidden"


class Step(StrEnum):
    """What a moderator does with a text."""

    AS_WRITTEN = "as_written"
    EDITED = "edited"  # the moderator's version of it, what points at a person masked
    REJECTED = "rejected"
    SPAM = "spam"  # the suggestion counts no more from then on


REASONS = ("person", "accusation", "hateful", "off_topic", "advertising", "other")
"""Why a text is not shown; the sender reads it on the receipt."""

REPORT_REASONS = ("person", "accusation", "hateful", "false", "other")
"""What is wrong with a public text, as anyone can report it."""

MAX_REPORT = 500


class Reported(StrEnum):
    """The kinds of public text."""

    TEXT = "text"  # a resident's
    REPLY = "reply"  # of the police, to those who suggested a place
    NOTE = "note"  # of the police, to a check
    EVENT = "event"  # of a party, to an event of a pledge
    MEASURE = "measure"  # of the municipality, to a speed-reducing measure


class ReportState(StrEnum):
    """What became of a report. Undone, it is open again."""

    OPEN = "open"
    HIDDEN = "hidden"  # the text is shown to nobody while the report says so
    KEPT = "kept"


@dataclass(frozen=True)
class Decision:
    """A step with what belongs to it: the words to show when edited, the reason when rejected."""

    step: Step
    words: str = ""
    reason: str = ""


def version_of(revision: int, text: str | None, state: str) -> str:
    """Return what changes whenever the words or what was decided about them change: whoever decides names it."""
    return hashlib.sha256(f"{revision}\0{state}\0{text or ''}".encode("utf-8", "surrogatepass")).hexdigest()[:16]


def new_text_id() -> str:
    """Return the random id of a public text; it tells neither who wrote it nor when."""
    return secrets.token_urlsafe(9)
