"""How long a login lasts, and how many guesses anyone gets: tables, and the sums on them."""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from webapp.domain.errors import LofteError

IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=10)
HALF_LOGIN = timedelta(minutes=10)  # between the password and the code
TOUCH_EVERY = timedelta(minutes=1)  # how exactly we remember when a login was last seen
INVITATION = timedelta(days=2)
KNOWN_ADDRESS = timedelta(days=90)  # an address that an account logged in from keeps its own allowance
KEEP_FAILURES = timedelta(days=1)


@dataclass(frozen=True)
class Limit:
    """At most ``tries`` within ``window``."""

    tries: int
    window: timedelta


PASSWORD_LIMITS = (Limit(10, timedelta(minutes=5)),)
CODE_LIMITS = (Limit(5, timedelta(minutes=5)), Limit(20, timedelta(hours=1)), Limit(50, timedelta(days=1)))
NAMES_OF_ADDRESS = Limit(50, timedelta(minutes=15))
"""Different accounts that one address may fail on: high, for a whole office shares an address."""


class CodeAnswer(StrEnum):
    """What a typed code turned out to be."""

    RIGHT = "right"
    RECOVERY = "recovery"  # one of the recovery codes, used up now
    USED = "used"  # right, but it has opened a login before
    CLOCK = "clock"  # right at another time: one of the two clocks is off
    WRONG = "wrong"


class TooManyTries(LofteError):
    """Too many guesses; the next one is heard in ``retry_after_s`` seconds."""

    code = "too_many_tries"

    def __init__(self, retry_after_s: int) -> None:
        super().__init__(f"too many tries; again in {retry_after_s} s")
        self.retry_after_s = retry_after_s


class WrongLogin(LofteError):
    """The password or the code is not right; ``left`` more guesses are heard, and ``about`` says more of a code."""

    code = "wrong_login"

    def __init__(self, left: int, about: CodeAnswer = CodeAnswer.WRONG, off_s: int = 0) -> None:
        super().__init__(f"wrong login; {left} tries left")
        self.left, self.about, self.off_s = left, about, off_s


def tries_left(failed_at: Sequence[datetime], now: datetime, limits: Sequence[Limit]) -> int:
    """Return how many more guesses are heard after those that failed at these times."""
    return min(limit.tries - sum(at > now - limit.window for at in failed_at) for limit in limits)


def wait_s(failed_at: Sequence[datetime], now: datetime, limits: Sequence[Limit]) -> int:
    """Return the seconds until the next guess is heard; 0 when it is heard now."""
    return max(_wait_of(failed_at, now, limit) for limit in limits)


def _wait_of(failed_at: Sequence[datetime], now: datetime, limit: Limit) -> int:
    recent = sorted(at for at in failed_at if at > now - limit.window)
    if len(recent) < limit.tries:
        return 0
    free_at = recent[-limit.tries] + limit.window
    return max(1, int((free_at - now).total_seconds()) + 1)


def lives(created_at: datetime, seen_at: datetime, now: datetime, *, complete: bool) -> bool:
    """Whether a login still holds; a half one, without its code, holds for minutes only.

    A clock that was set back must not make a login eternal, so a time ahead of now ends it too.
    """
    age, idle = now - created_at, now - seen_at
    longest = ABSOLUTE if complete else HALF_LOGIN
    return -TOUCH_EVERY <= age < longest and -TOUCH_EVERY <= idle < IDLE


def new_token() -> str:
    """Return a random token of 256 bits for an address or a cookie."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """Return what is kept of a random token: nobody can go back from it."""
    return hashlib.sha256(token.encode()).hexdigest()


def keyed_hash(secret_key: str, purpose: str, text: str) -> str:
    """Return what is kept of a text that could be guessed, such as an address on the net."""
    return hmac.new(secret_key.encode(), f"{purpose}:{text}".encode(), hashlib.sha256).hexdigest()


RECOVERY_CODES = 10


def recovery_codes(secret_key: str, totp_secret: str) -> tuple[str, ...]:
    """Return the ten recovery codes that belong to a TOTP secret, in the form ``abcde-fghij``.

    They follow from both secrets, so that the enrolment page can show them again without anyone storing them.
    """
    key = secret_key.encode()
    digests = [
        hmac.new(key, f"recovery:{number}:{totp_secret}".encode(), hashlib.sha256).digest()
        for number in range(RECOVERY_CODES)
    ]
    return tuple(_written(digest) for digest in digests)


def new_recovery_codes() -> tuple[str, ...]:
    """Return ten recovery codes that follow from nothing."""
    return tuple(_written(secrets.token_bytes(10)) for _ in range(RECOVERY_CODES))


def _written(random_bytes: bytes) -> str:
    letters = base64.b32encode(random_bytes)[:10].decode().lower()
    return f"{letters[:5]}-{letters[5:]}"


def recovery_hash(secret_key: str, code: str) -> str:
    """Return what is kept of a recovery code, however it was typed."""
    return keyed_hash(secret_key, "recovery", plain_code(code))


def plain_code(typed: str) -> str:
    """Return a typed code without the spaces and dashes that people and apps put in."""
    return "".join(c for c in typed.casefold() if c.isalnum())
