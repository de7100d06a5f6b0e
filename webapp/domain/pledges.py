"""Agreements and their pledges as data: what was promised, by whom, for which dates, counted how."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Any


class PledgeType(StrEnum):
    """How a pledge is counted. ``checks`` by the counting rule; all but it and ``ongoing`` from reported events."""

    CHECKS = "checks"
    COUNT = "count"
    WEEKENDS = "weekends"  # a weekend counts when both its Friday and its Saturday have an event
    FRIDAYS = "fridays"  # distinct Fridays
    WEEKS_IN_AREAS = "weeks_in_areas"  # weeks in which each of rule.areas had an event
    ONGOING = "ongoing"  # counted, nothing promised in number


@dataclass(frozen=True)
class Words:
    """A text in both languages; a missing one is the other's."""

    sv: str
    en: str

    def in_language(self, language: str) -> str:
        """Return the text in ``language``; any other than Swedish gets the English one."""
        return self.sv if language == "sv" else self.en


NO_WORDS = Words("", "")


@dataclass(frozen=True)
class Party:
    """Somebody who signed an agreement."""

    slug: str
    name: str


@dataclass(frozen=True)
class Pledge:
    """One promise. ``rule`` holds the settings of its type, such as ``min_minutes`` of ``checks``."""

    slug: str
    type: PledgeType
    parties: tuple[str, ...]  # slugs; several when they promised together
    target: int | None
    title: Words
    section: Words = NO_WORDS  # the agreement's heading above it
    text: Words = NO_WORDS  # the agreement's own words
    rule: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Agreement:
    """Pledges made together for the local dates ``starts_on`` to ``ends_on``, both included."""

    slug: str
    title: Words
    starts_on: date
    ends_on: date
    continues: bool  # runs on, calendar year by calendar year, until a newer one starts
    pledges: tuple[Pledge, ...]

    def pledge_of_type(self, wanted: PledgeType) -> Pledge | None:
        """Return the first pledge of this type."""
        return next((p for p in self.pledges if p.type == wanted), None)


@dataclass(frozen=True)
class Agreements:
    """Every agreement of a place, oldest first, and the parties by slug."""

    parties: tuple[Party, ...]
    agreements: tuple[Agreement, ...]

    def in_force(self, on: date) -> Agreement | None:
        """Return the newest agreement that covers the date, if any does."""
        return next((a for a in reversed(self.agreements) if a.starts_on <= on <= self.last_day(a, on)), None)

    def of_year(self, year: int) -> Agreement | None:
        """Return the newest agreement that covers any day of the calendar year."""
        first, last = date(year, 1, 1), date(year, 12, 31)
        return next(
            (a for a in reversed(self.agreements) if a.starts_on <= last and first <= self.last_day(a, last)), None
        )

    def last_day(self, agreement: Agreement, until: date) -> date:
        """Return the last day up to ``until`` that the agreement covers, were it alone or continued."""
        newer = _day_before_next(agreement, self.agreements)
        if not agreement.continues or until <= agreement.ends_on:
            return agreement.ends_on
        return max(agreement.ends_on, min(until, newer)) if newer else until

    def days_of_year(self, agreement: Agreement, year: int) -> tuple[date, date]:
        """Return the first and the last day of the year on which this agreement is the one in force."""
        newer = _day_before_next(agreement, self.agreements)
        last = self.last_day(agreement, date(year, 12, 31))
        ends = [date(year, 12, 31), last] + ([newer] if newer else [])
        return max(date(year, 1, 1), agreement.starts_on), min(ends)

    def pledge_named(self, slug: str, on: date | None) -> Pledge | None:
        """Return the pledge of this slug that holds on a day, else the newest of that slug in any agreement."""
        covering = self.in_force(on) if on else None
        order = [covering] if covering else []
        order += reversed(self.agreements)
        return next((p for a in order for p in a.pledges if p.slug == slug), None)

    def party_names(self, pledge: Pledge) -> tuple[str, ...]:
        """Return the names of those who made the pledge."""
        names = {p.slug: p.name for p in self.parties}
        return tuple(names.get(slug, slug) for slug in pledge.parties)


def _day_before_next(agreement: Agreement, others: Sequence[Agreement]) -> date | None:
    later = [a.starts_on for a in others if a.starts_on > agreement.starts_on]
    return min(later) - timedelta(days=1) if later else None
