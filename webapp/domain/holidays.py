"""Public holidays, computed for any year, of the countries that have a table here; another country has none."""

from collections.abc import Callable
from datetime import date, timedelta

FRIDAY, SATURDAY = 4, 5

SWEDEN: tuple[tuple[str, Callable[[int], date]], ...] = (
    ("new_year", lambda year: date(year, 1, 1)),
    ("epiphany", lambda year: date(year, 1, 6)),
    ("good_friday", lambda year: easter(year) - timedelta(days=2)),
    ("easter_day", lambda year: easter(year)),
    ("easter_monday", lambda year: easter(year) + timedelta(days=1)),
    ("may_day", lambda year: date(year, 5, 1)),
    ("ascension", lambda year: easter(year) + timedelta(days=39)),
    ("whit_sunday", lambda year: easter(year) + timedelta(days=49)),
    ("national_day", lambda year: date(year, 6, 6)),
    ("midsummer_eve", lambda year: _weekday_from(date(year, 6, 19), FRIDAY)),
    ("midsummer_day", lambda year: _weekday_from(date(year, 6, 20), SATURDAY)),
    ("all_saints", lambda year: _weekday_from(date(year, 10, 31), SATURDAY)),
    ("christmas_eve", lambda year: date(year, 12, 24)),
    ("christmas_day", lambda year: date(year, 12, 25)),
    ("boxing_day", lambda year: date(year, 12, 26)),
    ("new_years_eve", lambda year: date(year, 12, 31)),
)
"""The holidays by law (1989:253), and the three eves that are days off in practice."""

TABLES = {"SE": SWEDEN}


def holidays(country: str, year: int) -> dict[date, str]:
    """Return the code of each holiday of a year by its date; empty for a country without a table.

    Two on one day, as Ascension on the first of May in 2008, are named by the one that stands first in the table.
    """
    found: dict[date, str] = {}
    for code, on in TABLES.get(country.upper(), ()):
        found.setdefault(on(year), code)
    return found


def easter(year: int) -> date:
    """Return Easter Day of the Gregorian calendar (Meeus, Jones and Butcher).

    >>> easter(2026)
    datetime.date(2026, 4, 5)
    """
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    moved = (b - (b + 8) // 25 + 1) // 3
    h = (19 * a + b - d - moved + 15) % 30
    i, k = divmod(c, 4)
    to_sunday = (32 + 2 * e + 2 * i - h - k) % 7
    late = (a + 11 * h + 22 * to_sunday) // 451
    month, day = divmod(h + to_sunday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def _weekday_from(first: date, weekday: int) -> date:
    """Return the first such weekday from a date on."""
    return first + timedelta(days=(weekday - first.weekday()) % 7)
