"""A year as a calendar: which days had checks, which are planned, which are holidays, week by week."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from webapp.domain.calendar import iso_week, months_of

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class HeldOn:
    """A held check as the calendar names it. ``reason`` is why it does not count."""

    on: date
    public_id: str
    name: str | None
    counts: bool
    reason: str | None


@dataclass(frozen=True)
class PlannedOn:
    """A choice with a day. Private."""

    on: date
    site_id: str
    name: str


@dataclass(frozen=True)
class Day:
    """One day of a calendar."""

    on: date
    counted: int
    not_counted: int
    planned: int
    holiday: str | None


@dataclass(frozen=True)
class Week:
    """A row of a month: its ISO number, Monday to Sunday, None where a day belongs to another month."""

    number: int
    days: tuple[Day | None, ...]


@dataclass(frozen=True)
class Month:
    """A month with what happened in it, in the order of the days."""

    starts_on: date
    weeks: tuple[Week, ...]
    held: tuple[HeldOn, ...]
    planned: tuple[PlannedOn, ...]
    holidays: tuple[tuple[date, str], ...]


def year_plan(
    year: int, held: Iterable[HeldOn], planned: Iterable[PlannedOn], holidays: Mapping[date, str]
) -> tuple[Month, ...]:
    """Return the twelve months of a year with what lies in each."""
    held = sorted(held, key=lambda check: check.on)
    planned = sorted(planned, key=lambda choice: choice.on)
    return tuple(_month(first, held, planned, holidays) for first in months_of(date(year, 1, 1), date(year, 12, 31)))


def _month(first: date, held: list[HeldOn], planned: list[PlannedOn], holidays: Mapping[date, str]) -> Month:
    checks = tuple(check for check in held if _same_month(check.on, first))
    choices = tuple(choice for choice in planned if _same_month(choice.on, first))
    monday, weeks = first - timedelta(days=first.weekday()), []
    while monday < first or _same_month(monday, first):
        week = [monday + timedelta(days=n) for n in range(7)]
        days = tuple(_day(on, checks, choices, holidays) if _same_month(on, first) else None for on in week)
        weeks.append(Week(iso_week(monday)[1], days))
        monday += WEEK
    free = tuple((on, code) for on, code in sorted(holidays.items()) if _same_month(on, first))
    return Month(first, tuple(weeks), checks, choices, free)


def _day(on: date, held: Iterable[HeldOn], planned: Iterable[PlannedOn], holidays: Mapping[date, str]) -> Day:
    here = [check for check in held if check.on == on]
    counted = sum(check.counts for check in here)
    return Day(on, counted, len(here) - counted, sum(c.on == on for c in planned), holidays.get(on))


def _same_month(on: date, first: date) -> bool:
    return (on.year, on.month) == (first.year, first.month)
