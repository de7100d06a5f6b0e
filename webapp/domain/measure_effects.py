"""Before and after a measure: equally long counts of suggestions, and measured speeds that may stand for each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from webapp.domain.calendar import start_of_day
from webapp.domain.hotspots import LEAST_RESIDENTS
from webapp.domain.measurements import HALO, MeasuredPlace, Measurement, Pair, apart, same_hours

LONGEST = timedelta(days=365)
SHORTEST = timedelta(days=28)
"""Each period is as long as the time since the building, at most a year; sooner nothing is compared."""

SETTLED = timedelta(days=7)
"""So long after the building drivers have met what is new."""


@dataclass(frozen=True)
class Periods:
    """Equally long before the building and after it, local days; ``last`` is included."""

    first: date
    built_on: date
    last: date

    @property
    def days(self) -> int:
        """How long each of them is."""
        return (self.last - self.built_on).days


@dataclass(frozen=True)
class Counted:
    """Distinct pairs of resident and place in each period; None where one or two residents are behind them."""

    before: int | None
    after: int | None


def periods_of(built_on: date, today: date) -> Periods | None:
    """Return the days to compare, None while it is too early. The day of the building itself is in neither.

    >>> periods_of(date(2026, 3, 1), date(2026, 5, 1))
    Periods(first=datetime.date(2025, 12, 30), built_on=datetime.date(2026, 3, 1), last=datetime.date(2026, 5, 1))
    """
    length = min(today - built_on, LONGEST)
    if length < SHORTEST:
        return None
    return Periods(built_on - length, built_on, built_on + length)


def told(events: int, residents: int) -> int | None:
    """Return a count, or None where one or two residents are behind it."""
    return events if events == 0 or residents >= LEAST_RESIDENTS else None


def speed_pair(place: MeasuredPlace, built_on: date, tz: ZoneInfo) -> Pair | str:
    """Return the last measurement before a measure was built and the last one after, or why there is none.

    What was measured during a check or the day after it is neither; nor is the first week after the building.
    """
    if not place.measurements:
        return "not_measured"
    usable = usable_of(place)
    if not usable:
        return "too_few_vehicles"
    built = start_of_day(built_on, tz)
    before = [m for m in usable if built - LONGEST <= m.started_at and m.ended_at <= built]
    after = [m for m in usable if built + SETTLED <= m.started_at and m.ended_at <= built + LONGEST]
    if not before or not after:
        return "no_after" if before else "no_before"
    return Pair(place.key, before[-1], after[-1], True, same_hours(before[-1], after[-1], tz))


def pair_elsewhere(place: MeasuredPlace, tz: ZoneInfo) -> Pair | None:
    """Return the first and the last measurement of a place without a measure, to compare with."""
    usable = usable_of(place)
    found = apart(usable) if usable else ""
    return None if isinstance(found, str) else Pair(place.key, *found, False, same_hours(*found, tz))


def usable_of(place: MeasuredPlace) -> Sequence[Measurement]:
    """Return the measurements of enough vehicles that no check touches, the oldest first."""

    def free(one: Measurement) -> bool:
        return not any(_touches(one, begin, end) for begin, end in place.checks)

    return sorted((m for m in place.measurements if m.enough and free(m)), key=lambda m: m.started_at)


def _touches(one: Measurement, begin: datetime, end: datetime) -> bool:
    return one.started_at < end + HALO and begin < one.ended_at
