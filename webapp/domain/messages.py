"""Messages to residents: what they are about, when one may leave, when to try again, and what names a person."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo


class Topic(StrEnum):
    """What a message is about."""

    CONFIRM = "confirm"  # is this address yours? for news of a place
    RECEIPTS = "receipts"  # the links that were lost
    CHECKED = "checked"
    CHECK_TAKEN_BACK = "check_taken_back"
    ANSWERED = "answered"  # an unsafe place, by an activity
    CLOSED = "closed"
    DECLINED = "declined"
    HANDED_OVER = "handed_over"  # to those who build roads
    MEASURE = "measure"  # the municipality decides on it, or has built it
    REOPENED = "reopened"
    TEXT_REJECTED = "text_rejected"  # the sender's own words are not shown to others
    QUESTION = "question"  # four weeks after a check
    CONFIRM_ALERT = "confirm_alert"
    ALERT = "alert"
    REPORT_DUE = "report_due"  # to communicators: a third of the year is near its end without a follow-up


ASKED_FOR = frozenset({Topic.CONFIRM, Topic.RECEIPTS, Topic.CONFIRM_ALERT})
"""What somebody waits for at this moment: sent at once, by night too, and without a way to stop the next."""


class Opinion(StrEnum):
    """What a resident says of a place four weeks after a check."""

    CALMER = "calmer"
    SAME = "same"
    WORSE = "worse"
    UNKNOWN = "unknown"


ASKED_AFTER = timedelta(days=28)
ASKED_UNTIL = timedelta(days=42)
"""Between four and six weeks after a check its question goes out by e-mail; later nobody is asked about old times."""


class MessageState(StrEnum):
    """The life of a message. ``failed`` is for good; ``cancelled`` ones were never sent."""

    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Link(StrEnum):
    """What the link of a message leads to."""

    CONFIRM = "confirm"
    STOP = "stop"
    RECEIPT = "receipt"
    QUESTION = "question"
    CONFIRM_ALERT = "confirm_alert"
    ALERT = "alert"


CONFIRM_WITHIN = timedelta(days=7)
"""How long a link that confirms works; an address that nobody confirmed is forgotten then."""

QUESTION_WITHIN = timedelta(days=60)

LIFETIME: dict[Link, timedelta | None] = {
    Link.CONFIRM: CONFIRM_WITHIN,
    Link.CONFIRM_ALERT: CONFIRM_WITHIN,
    Link.QUESTION: QUESTION_WITHIN,
    Link.STOP: None,  # a wish to be left alone is heard for ever
    Link.RECEIPT: None,
    Link.ALERT: None,
}

MOST_ASKED_FOR_A_DAY = 5
"""How many messages that anybody can ask for go to one address a day, so that nobody floods a stranger."""

FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=6)
GIVE_UP_AFTER = timedelta(days=5)  # as mail servers do
LEASE = timedelta(minutes=30)
"""How long a worker that is not heard of holds a message before another one may send it: longer than the slowest
mail server may take for one letter, so that nobody sends it a second time meanwhile."""


def wait_before(attempts: int) -> timedelta:
    """Return how long to wait after so many vain attempts: a minute, two, four … six hours."""
    doubled = 1 << min(max(attempts - 1, 0), 20)
    return min(FIRST_WAIT * doubled, LONGEST_WAIT)


@dataclass(frozen=True)
class QuietHours:
    """The hours of the night, on the place's clock, in which nobody is written to; equal ends mean none."""

    start: int = 21
    end: int = 7

    def __post_init__(self) -> None:
        """Refuse hours that no clock shows.

        :raises ValueError: they lie outside 0 to 23
        """
        if not (0 <= self.start <= 23 and 0 <= self.end <= 23):
            raise ValueError(f"quiet hours are two whole hours from 0 to 23, not {self.start} and {self.end}")

    def cover(self, hour: int) -> bool:
        """Whether an hour of the clock is quiet."""
        if self.start <= self.end:
            return self.start <= hour < self.end
        return hour >= self.start or hour < self.end


def is_quiet(at: datetime, tz: ZoneInfo, quiet: QuietHours) -> bool:
    """Whether nobody is written to at an instant."""
    return quiet.cover(at.astimezone(tz).hour)


def plain_address(address: str) -> str:
    """Return an address as the same person would type it again: without spaces and capitals."""
    return address.strip().lower()


def masked(address: str | None) -> str:
    """Return an address that its owner knows again and nobody else can write to: ``a…@example.se``."""
    if not address:
        return "–"
    name, _, host = address.partition("@")
    return f"{name[:1]}…@{host}"


def address_key(secret_key: str, address: str) -> str:
    """Return what tells one address from another and cannot be turned back without the site's secret."""
    return _keyed(secret_key, "address", plain_address(address))


def once_key(secret_key: str, event: str, address: str) -> str:
    """Return what one person may get once; keys of two events do not tell that they are one person's."""
    return _keyed(secret_key, "once", event, plain_address(address))


def opinion_key(secret_key: str, check_id: str, reporter_key: str) -> str:
    """Return what tells that one person answered twice about a check, and not who that is."""
    return _keyed(secret_key, "opinion", check_id, reporter_key)


def link_token(secret_key: str, nonce: str) -> str:
    """Return the secret part of a link: it can be made again at each attempt, and not from the database alone."""
    return _keyed(secret_key, "link", nonce)[:32]


def new_nonce() -> str:
    """Return the random value that a link is made from."""
    return secrets.token_hex(16)


def new_message_id(base_url: str) -> str:
    """Return the Message-ID that a message keeps through all attempts."""
    host = base_url.partition("://")[2].partition("/")[0].partition(":")[0]
    return f"<{secrets.token_hex(16)}@{host or 'localhost'}>"


def _keyed(secret_key: str, *parts: str) -> str:
    message = "\0".join(("messages", *parts)).encode("utf-8", "surrogatepass")
    return hmac.new(secret_key.encode(), message, hashlib.sha256).hexdigest()
