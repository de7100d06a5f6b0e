"""A letter: everything that one message may say, read from what is true and public at the moment of sending."""

from dataclasses import dataclass, field
from datetime import date

from webapp.domain.messages import Topic


@dataclass(frozen=True)
class Piece:
    """One piece of public news in an alert."""

    what: str  # "published", "checked", "closed", "declined", "open", "report"
    site_name: str
    area: str | None
    path: str
    held_on: date | None = None
    counts: bool | None = None
    number: int | None = None
    reason: str | None = None
    kind: str = "speed"
    words: str = ""  # of a follow-up or an evaluation: its own short text


@dataclass(frozen=True)
class Letter:
    """What is said to one person. Paths are of this site; what is None is not said."""

    topic: Topic
    language: str
    site_name: str = ""
    kind: str = "speed"
    activity: str | None = None  # code of what answered an unsafe place, on ``held_on``
    measure: str | None = None  # code of a speed-reducing measure that became ``reason`` on ``held_on``
    sent_on: date | None = None  # the day of the person's own suggestion
    held_on: date | None = None
    counts: bool | None = None
    number: int | None = None
    target: int | None = None
    why_not: str | None = None  # code of the rule's reason
    reason: str | None = None  # code of an answer
    reply: str | None = None
    act_path: str | None = None  # the page with the button
    site_path: str | None = None
    receipt_path: str | None = None
    stop_path: str | None = None
    manage_path: str | None = None
    receipts: tuple[tuple[str, date, str], ...] = ()  # place, day, path
    pieces: tuple[Piece, ...] = ()
    more: int = 0


@dataclass(frozen=True)
class Mail:
    """A letter in words, ready for a mail server."""

    to: str
    subject: str
    body: str
    language: str
    message_id: str
    stop_url: str | None = None
    headers: dict[str, str] = field(default_factory=dict)
