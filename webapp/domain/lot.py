"""One sealed secret a year, from which every lot of the year is drawn: so that outsiders can check a draw afterwards.

The seal of a year stands in public from its first day, planned or not, and the secret is opened when the year is
over. See docs/decisions/0012-the-seal-of-the-year.md.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import date

OPENED_ON = (3, 1)
"""Month and day of the next year on which the secret of a year is opened: its last lists are no longer driven."""
SEED_HEX = 32


@dataclass(frozen=True)
class YearSeal:
    """What everyone may know of a year's lot; ``secret`` is None until it is opened."""

    year: int
    seal: str
    opens_on: date
    secret: str | None


def year_secret(secret_key: str, year: int) -> str:
    """Return the secret of a year. It tells nothing of the site's key, nor of any other year."""
    return hmac.new(secret_key.encode(), f"lot:{year}".encode(), hashlib.sha256).hexdigest()


def seal_of(secret: str) -> str:
    """Return the seal of a year's secret: SHA-256 of its letters."""
    return hashlib.sha256(secret.encode()).hexdigest()


def seed_of(secret: str, number: int) -> str:
    """Return the seed of the year's list with this number, 1 for the first.

    >>> seed_of("00", 1) == hmac.new(b"00", b"1", "sha256").hexdigest()[:32]
    True
    """
    return hmac.new(secret.encode(), str(number).encode(), hashlib.sha256).hexdigest()[:SEED_HEX]


def seals(secret_key: str, today: date) -> tuple[YearSeal, YearSeal]:
    """Return the seals of this year and of the year before, which is open from OPENED_ON on."""
    found = []
    for year in (today.year, today.year - 1):
        secret, opens_on = year_secret(secret_key, year), date(year + 1, *OPENED_ON)
        found.append(YearSeal(year, seal_of(secret), opens_on, secret if today >= opens_on else None))
    return found[0], found[1]
