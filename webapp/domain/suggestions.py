"""What a suggestion may say: kinds, causes, times, channels, and the life of one."""

import hashlib
import hmac
import secrets
from enum import StrEnum


class Kind(StrEnum):
    """What a suggestion is about."""

    SPEED = "speed"
    UNSAFE_PLACE = "unsafe_place"


class Channel(StrEnum):
    """How a suggestion came in."""

    FORM = "form"
    SUPPORT = "support"
    IMPORT = "import"
    DESK = "desk"
    OPEN311 = "open311"
    COMMENT = "comment"


class State(StrEnum):
    """The life of a suggestion; an erased one is a stub without words, pin or address."""

    LIVE = "live"
    WITHDRAWN = "withdrawn"
    ERASED = "erased"
    SPAM = "spam"


CAUSES: dict[Kind, tuple[str, ...]] = {
    Kind.SPEED: (
        "school",
        "straight",
        "night_racing",
        "heavy",
        "crossing",
        "sight",
        "no_pavement",
        "through",
        "bus_stop",
    ),
    Kind.UNSAFE_PLACE: ("dark", "hidden", "deserted", "broken", "tunnel", "groups", "disorder"),
}

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
HOURS = ("00", "03", "06", "09", "12", "15", "18", "21")
WHEN = tuple(f"{day}-{hour}" for day in DAYS for hour in HOURS)
"""The 56 cells of the week: ``mon-06`` is Monday 06-09; index = day * 8 + hour / 3."""

_WEEKDAYS, _WEEKEND = DAYS[:5], DAYS[5:]
WHEN_QUICK: dict[str, tuple[str, ...]] = {
    "weekday-mornings": tuple(f"{d}-06" for d in _WEEKDAYS),
    "weekday-afternoons": tuple(f"{d}-{h}" for d in _WEEKDAYS for h in ("12", "15")),
    "evenings": tuple(f"{d}-{h}" for d in DAYS for h in ("18", "21")),
    "nights": tuple(f"{d}-{h}" for d in DAYS for h in ("00", "03")),
    "weekends": tuple(f"{d}-{h}" for d in _WEEKEND for h in HOURS[2:]),
    "unknown": (),
}

MAX_TEXT = 1000


def expand_when(quick: list[str], cells: list[str]) -> tuple[str, ...]:
    """Join quick choices and single cells into cells of the week, in the week's order.

    :raises ValueError: a choice or a cell is unknown
    """
    chosen = set(cells)
    for name in quick:
        if name not in WHEN_QUICK:
            raise ValueError(name)
        chosen.update(WHEN_QUICK[name])
    unknown = chosen.difference(WHEN)
    if unknown:
        raise ValueError(min(unknown))
    return tuple(cell for cell in WHEN if cell in chosen)


_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no letter that is read as a digit."""


def new_public_number() -> str:
    """Return a random number for a receipt, ``7K2M9-QXA4C``: 50 bits, reveals no count."""
    number = secrets.randbits(50)
    letters = "".join(_LETTERS[number >> shift & 31] for shift in range(0, 50, 5))
    return f"{letters[:5]}-{letters[5:]}"


def new_salt() -> str:
    """Return the salt of a suggestion's line in the ledger."""
    return secrets.token_hex(16)


def receipt_token(secret_key: str, submission_key: str) -> str:
    """Return the receipt's address for one submission key: every repeat of a post gets the same."""
    digest = hmac.new(secret_key.encode(), b"receipt:" + _bytes(submission_key), hashlib.sha256).hexdigest()
    return digest[:32]


def post_token(secret_key: str, receipt: str) -> str:
    """Return the token of a suggestion that a program sent: it tells the site once public, and opens no receipt."""
    return hmac.new(secret_key.encode(), b"open311:" + _bytes(receipt), hashlib.sha256).hexdigest()[:32]


def fingerprint(secret: str) -> str:
    """Return what the database keeps of a token or a submission key: it finds, but does not open."""
    return hashlib.sha256(_bytes(secret)).hexdigest()


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
