"""Spans of time as RFC 3339 writes them, read into the local days that they touch."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

OPEN = frozenset({"", ".."})


class NoInterval(ValueError):
    """The text is neither an instant nor an interval."""


@dataclass(frozen=True)
class Days:
    """Local days from ``first`` to ``last``, both included; None is open."""

    first: date | None = None
    last: date | None = None

    def hold(self, day: date) -> bool:
        """Whether a day is one of them."""
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


def read_days(text: str, tz: ZoneInfo) -> Days:
    """Return the local days that an instant, a day or an interval of them touches.

    >>> read_days("2026-05-01T23:30:00Z/..", ZoneInfo("Europe/Stockholm"))
    Days(first=datetime.date(2026, 5, 2), last=None)

    :raises NoInterval: it is none, both ends are open, or it ends before it begins
    """
    parts = text.strip().split("/")
    if len(parts) > 2:
        raise NoInterval(text)
    if len(parts) == 1:
        day = _day(parts[0], tz)
        if day is None:
            raise NoInterval(text)
        return Days(day, day)
    first, last = (_day(part, tz) for part in parts)
    if (first is None and last is None) or (first and last and last < first):
        raise NoInterval(text)
    return Days(first, last)


def _day(text: str, tz: ZoneInfo) -> date | None:
    if text in OPEN:
        return None
    try:
        if len(text) == len("2026-05-01"):
            return date.fromisoformat(text)
        at = datetime.fromisoformat(text)
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(tz).date()
    except (ValueError, OverflowError):
        raise NoInterval(text) from None
