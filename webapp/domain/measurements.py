"""Measured speeds: which measurements at a place can stand for before and after its checks, and which cannot."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from webapp.domain.calendar import start_of_day

MAX_VEHICLES = 10_000_000
MAX_KMH = 300
ENOUGH_VEHICLES = 100
LONG = timedelta(hours=24)
"""So long a measurement needs no number of vehicles."""

HALO = timedelta(hours=24)
"""What was measured during a check, or the day after it, is not what the road is like without one."""

BEFORE_YEAR, AFTER_YEAR = timedelta(days=92), timedelta(days=42)
"""How far outside its year a measurement may lie that the evaluation of the year uses."""

APART = timedelta(days=7)
CLOCK = timedelta(minutes=60)


@dataclass(frozen=True)
class Measurement:
    """Speeds of the vehicles that passed a place. Times are aware UTC."""

    started_at: datetime
    ended_at: datetime
    vehicles: int
    mean_kmh: float
    v85_kmh: float | None = None
    limit_kmh: int | None = None
    over_limit: int | None = None
    source: str = ""

    @property
    def enough(self) -> bool:
        """Whether so many vehicles passed, or for so long, that its mean says something."""
        return self.vehicles >= ENOUGH_VEHICLES or self.ended_at - self.started_at >= LONG


@dataclass(frozen=True)
class MeasuredPlace:
    """A place with measurements, and when checks were held there: counted or not, they were seen."""

    key: str  # the site's id, or the position of a place that is none
    measurements: tuple[Measurement, ...]
    checks: tuple[tuple[datetime, datetime], ...] = ()


@dataclass(frozen=True)
class Pair:
    """One measurement before and one after at a place; a place without a check is there to compare with."""

    place: str
    before: Measurement
    after: Measurement
    checked: bool
    same_hours: bool

    @property
    def change_kmh(self) -> float:
        """How the mean changed: negative is slower."""
        return self.after.mean_kmh - self.before.mean_kmh


@dataclass(frozen=True)
class Compared:
    """The pairs of a year, and why places with measurements are in none of them."""

    pairs: tuple[Pair, ...]
    left_out: Mapping[str, int]  # too_few_vehicles, no_before, no_after, only_during_checks, outside_the_year

    @property
    def checked(self) -> tuple[Pair, ...]:
        """The pairs of places with a check between them."""
        return tuple(p for p in self.pairs if p.checked)

    @property
    def waiting(self) -> tuple[Pair, ...]:
        """The pairs of places without one."""
        return tuple(p for p in self.pairs if not p.checked)


def compare(places: Sequence[MeasuredPlace], year: int, tz: ZoneInfo) -> Compared:
    """Return for each measured place its measurement before and after the checks of a year.

    At a checked place: the last one that ended before the first check, and the last one that began at least
    ``HALO`` after a check and does not meet another. Elsewhere: the first and the last one, ``APART`` from each other.
    """
    first = start_of_day(date(year, 1, 1), tz)
    last = start_of_day(date(year + 1, 1, 1), tz)
    pairs, left_out = list[Pair](), Counter[str]()
    for place in places:
        found = _pair(place, first, last, tz)
        if isinstance(found, Pair):
            pairs.append(found)
        else:
            left_out[found] += 1
    return Compared(tuple(sorted(pairs, key=lambda p: (not p.checked, p.place))), dict(sorted(left_out.items())))


def _pair(place: MeasuredPlace, first: datetime, last: datetime, tz: ZoneInfo) -> Pair | str:
    within = [m for m in place.measurements if m.started_at >= first - BEFORE_YEAR and m.ended_at <= last + AFTER_YEAR]
    if not within:
        return "outside_the_year"
    usable = sorted((m for m in within if m.enough), key=lambda m: m.started_at)
    if not usable:
        return "too_few_vehicles"
    checks = sorted(c for c in place.checks if first <= c[0] < last)
    found = _around(usable, checks) if checks else apart(usable)
    if isinstance(found, str):
        return found
    return Pair(place.key, *found, bool(checks), same_hours(*found, tz))


def _around(
    usable: Sequence[Measurement], checks: Sequence[tuple[datetime, datetime]]
) -> tuple[Measurement, Measurement] | str:
    before = [m for m in usable if m.ended_at <= checks[0][0]]
    if not before:
        return "no_before"
    later = [m for m in usable if m.ended_at > checks[0][0]]
    after = [m for m in later if not any(m.started_at < end + HALO and begin < m.ended_at for begin, end in checks)]
    if not after:
        return "only_during_checks" if later else "no_after"
    return before[-1], after[-1]


def apart(usable: Sequence[Measurement]) -> tuple[Measurement, Measurement] | str:
    """Return the first and the last measurement if they lie ``APART``, else why there is no pair."""
    if usable[-1].started_at - usable[0].ended_at < APART:
        return "no_after"
    return usable[0], usable[-1]


def same_hours(before: Measurement, after: Measurement, tz: ZoneInfo) -> bool:
    """Whether two measurements tell of the same hours and of the same half of the week, or both of whole days."""
    if all(m.ended_at - m.started_at >= LONG for m in (before, after)):
        return True
    one, other = (m.started_at.astimezone(tz) for m in (before, after))
    minutes = abs((one.hour * 60 + one.minute) - (other.hour * 60 + other.minute))
    near = min(minutes, 24 * 60 - minutes) <= CLOCK.total_seconds() / 60
    return near and (one.weekday() >= 5) == (other.weekday() >= 5)
