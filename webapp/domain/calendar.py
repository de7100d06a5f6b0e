"""The place's own calendar: its dates, years and weeks, and its wall clock turned into UTC."""

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from webapp.domain.errors import Fault, Invalid

_WALL_CLOCK = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,6})?)?", re.ASCII)
_OFFSET = re.compile(r"(Z|[+-]\d\d:?\d\d)$", re.ASCII | re.IGNORECASE)


def local_date(at: datetime, tz: ZoneInfo) -> date:
    """Return the date on the place's wall calendar at an instant."""
    return at.astimezone(tz).date()


def local_year(at: datetime, tz: ZoneInfo) -> int:
    """Return the place's calendar year at an instant: 23:50 on 31 December is still the old one."""
    return local_date(at, tz).year


def start_of_day(on: date, tz: ZoneInfo) -> datetime:
    """Return the instant, in UTC, at which a local date begins."""
    return datetime.combine(on, time(), tz).astimezone(UTC)


def iso_week(on: date) -> tuple[int, int]:
    """Return the ISO year and week of a date; the first days of January may belong to the old year's last week."""
    year, week, _ = on.isocalendar()
    return year, week


def weeks_between(first: date, last: date) -> float:
    """Return the weeks from the first to the last date, both included."""
    return ((last - first).days + 1) / 7


def from_local(text: str, tz: ZoneInfo, field: str = "at") -> datetime:
    """Return the instant, in UTC, of a wall clock time such as ``2026-05-12T14:30``.

    A time that the clock shows twice, when summer time ends, is the first of the two.

    :param field: the name of the field, for the fault
    :raises Invalid: ``not_a_time``, or ``skipped_time`` for one that the clock never shows
    """
    text = text.strip()
    if not _WALL_CLOCK.fullmatch(text):
        raise Invalid([Fault(field, "not_a_time", {"text": text})])
    try:
        wall = datetime.fromisoformat(text)
        at = wall.replace(tzinfo=tz, fold=0).astimezone(UTC)
        shown = at.astimezone(tz).replace(tzinfo=None)
    except (ValueError, OverflowError):
        raise Invalid([Fault(field, "not_a_time", {"text": text})]) from None
    if shown != wall:
        raise Invalid([Fault(field, "skipped_time", {"text": text})])
    return at


def from_text(text: str, tz: ZoneInfo, field: str = "at") -> datetime:
    """Return the instant, in UTC, of an RFC 3339 time with an offset, or of a wall clock time without one.

    :raises Invalid: ``not_a_time`` or ``skipped_time``
    """
    text = text.strip()
    offset = _OFFSET.search(text)
    if offset is None or not _WALL_CLOCK.fullmatch(text[: offset.start()]):
        return from_local(text, tz, field)
    try:
        return datetime.fromisoformat(text.upper()).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Invalid([Fault(field, "not_a_time", {"text": text})]) from None


def months_of(first: date, last: date) -> list[date]:
    """Return the first day of each month from the month of ``first`` to that of ``last``."""
    months = []
    month = first.replace(day=1)
    while month <= last:
        months.append(month)
        month = (month + timedelta(days=31)).replace(day=1)
    return months
