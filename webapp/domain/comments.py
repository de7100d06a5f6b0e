"""Comments that people wrote elsewhere: where they come from, what becomes of each, and when two are one."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

LOCKED_FOR = timedelta(minutes=5)
"""How long a comment that somebody reads is kept from others; each step begins it anew."""
MOST_COMMENTS = 20_000  # in one batch
MAX_URL = 500
SOURCES = ("facebook", "instagram", "x", "threads", "local_paper", "other")
"""Where a post stood."""


class CommentState(StrEnum):
    """What became of a comment."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    WHOLE_STREET = "whole_street"  # a street and no point on it: makes no site until a person points
    REJECTED = "rejected"
    ASIDE = "aside"  # set aside on the way in; a person can take it up
    UNDONE = "undone"  # with its whole batch


class Aside(StrEnum):
    """Why a comment is set aside on its way in."""

    NO_PLACE = "no_place"
    OTHER_TOWN = "other_town"
    OTHER_TOPIC = "other_topic"
    EXPIRED = "expired"  # kept long enough: its words are gone


REJECTIONS = ("no_place", "other_town", "other_topic", "accusation", "joke", "other")
"""Why a person makes no suggestion of a comment."""

DECIDED = (CommentState.ACCEPTED, CommentState.WHOLE_STREET, CommentState.REJECTED)


@dataclass(frozen=True)
class Raw:
    """A comment as a file or a paste has it. ``author`` is looked at to join doubles, and never kept."""

    line: int
    text: str
    id: str = ""
    posted_at: datetime | None = None
    author: str = ""
    day_only: bool = False  # no hour was told: ``posted_at`` is the end of the day


@dataclass(frozen=True)
class Post:
    """What is known of the post that was answered; ``url`` makes the time of its comments evidence."""

    source: str
    url: str = ""
    asked_on: str = ""
    campaign: str = ""


def own_key(raw: Raw) -> str | None:
    """Return what the same comment of a file with ids has on every run; None without an id."""
    return _hash(f"{raw.id}\0{same_words(raw.text)}") if raw.id else None


def words_key(text: str) -> str:
    """Return what two comments with the same words share."""
    return _hash(same_words(text))


def same_words(text: str) -> str:
    """Return a text so that spaces and capitals make no difference."""
    return " ".join(text.casefold().split())


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def seconds_spent(opened_at: datetime | None, now: datetime) -> int:
    """Return how long a person looked at a comment; who left it lying counts as the time that a lock holds."""
    if opened_at is None or now <= opened_at:
        return 0
    return round(min(now - opened_at, LOCKED_FOR).total_seconds())


def set_aside(places: int, elsewhere: bool, category: str) -> Aside | None:
    """Return why a comment need not wait for a person; None for one that may speak of a place here.

    :param places: how many places it may speak of
    :param elsewhere: whether it names another town
    """
    if places:
        return None
    if elsewhere:
        return Aside.OTHER_TOWN
    return Aside.OTHER_TOPIC if category in {"off_topic", "follow_up"} else Aside.NO_PLACE
