"""How far a pledge has come, as the public may know it: counted, not counted and why, where, and the pace."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from webapp.domain.calendar import months_of, weeks_between
from webapp.domain.pace import Pace, forecast
from webapp.domain.pledges import Agreement, Pledge
from webapp.domain.privacy import PublicCheck


class PledgeState(StrEnum):
    """How a pledge stands. Kept and not kept are facts; the others are a forecast."""

    KEPT = "kept"
    NOT_KEPT = "not_kept"
    AHEAD = "ahead"
    ON_TRACK = "on_track"
    BEHIND = "behind"
    ONGOING = "ongoing"


AHEAD_CHANCE, ON_TRACK_CHANCE = 0.95, 0.5


@dataclass(frozen=True)
class CheckLine:
    """A public check in a list, and what the list says beside it.

    ``unpublished``: held at a site that too few residents have named to be shown. ``verified``: at least the
    place's threshold of residents had asked before it started.
    """

    check: PublicCheck
    unpublished: bool
    verified: bool
    corrected: bool


@dataclass(frozen=True)
class AreaProgress:
    """A district: counted checks, and the floor below which it has had less than half its share.

    A ``former`` one is no more since the borders moved: the checks that were counted in it stay counted in it.
    """

    name: str
    population: int | None
    sites: int  # published speed sites
    counted: int
    floor: int
    former: bool = False

    @property
    def missing(self) -> int:
        """How many counted checks are left to the floor."""
        return max(0, self.floor - self.counted)


@dataclass(frozen=True)
class Month:
    """New and accumulated counted checks of one calendar month."""

    starts_on: date
    new: int
    total: int


@dataclass(frozen=True)
class Progress:
    """One year of the pledge of speed checks. ``pledge`` is None where no agreement promises checks that year."""

    year: int
    through: date  # what was held up to this local date is in the figures
    first_on: date  # the days of the year on which the agreement is in force
    last_on: date
    agreement: Agreement | None
    pledge: Pledge | None
    party_names: tuple[str, ...]
    checks: tuple[CheckLine, ...]  # counted, in the order held
    not_counted: tuple[CheckLine, ...]  # the latest first
    sites: int
    areas: int
    verified: int  # counted where at least ``threshold`` residents had asked before
    threshold: int
    districts: tuple[AreaProgress, ...]
    pace: Pace | None
    state: PledgeState | None

    @property
    def counted(self) -> int:
        """How many checks count."""
        return len(self.checks)

    @property
    def target(self) -> int | None:
        """How many were promised."""
        return self.pledge.target if self.pledge else None

    @property
    def continued(self) -> bool:
        """Whether the agreement runs on past the dates that it was made for."""
        return self.agreement is not None and self.agreement.ends_on < date(self.year, 1, 1)

    @property
    def gone(self) -> float:
        """How much of the days on which the agreement is in force has gone, from 0 to 1."""
        share = weeks_between(self.first_on, self.through) / weeks_between(self.first_on, self.last_on)
        return min(1.0, max(0.0, share))

    @property
    def months(self) -> tuple[Month, ...]:
        """New and accumulated counted checks of each month up to ``through``."""
        new = Counter(line.check.held_on.replace(day=1) for line in self.checks)
        total, months = 0, []
        for month in months_of(self.first_on, self.through) if self.through >= self.first_on else []:
            total += new[month]
            months.append(Month(month, new[month], total))
        return tuple(months)


def split_by_verdict(lines: Iterable[CheckLine]) -> tuple[tuple[CheckLine, ...], tuple[CheckLine, ...]]:
    """Return the counted checks, numbered in the order held, and the others, the latest first."""
    everything = list(lines)
    counted = [line for line in everything if line.check.counts]
    others = [line for line in everything if not line.check.counts]
    numbered = tuple(replace(line, check=replace(line.check, number=n)) for n, line in enumerate(counted, 1))
    return numbered, tuple(sorted(others, key=lambda line: line.check.held_on, reverse=True))


def weekly_counts(days: Iterable[date], first_on: date, through: date) -> list[int]:
    """Return how many of the days lie in each whole week from ``first_on`` up to ``through``."""
    weeks = max(0, (through - first_on).days + 1) // 7
    per_week = Counter((day - first_on).days // 7 for day in days)
    return [per_week[week] for week in range(weeks)]


def pace_of(days: Iterable[date], first_on: date, through: date, last_on: date, target: int | None) -> Pace | None:
    """Return where counted checks held on these days are heading by ``last_on``."""
    if target is None or not first_on <= through < last_on:
        return None
    held = list(days)
    left = weeks_between(through + timedelta(days=1), last_on)
    return forecast(weekly_counts(held, first_on, through), len(held), left, target)


def state_of(
    done: int, target: int | None, first_on: date, through: date, last_on: date, pace: Pace | None
) -> PledgeState:
    """Return how a pledge stands. Before there is a forecast, done is held against the share of time gone."""
    if target is None:
        return PledgeState.ONGOING
    if done >= target:
        return PledgeState.KEPT
    if through >= last_on:
        return PledgeState.NOT_KEPT
    if pace is None:
        gone = max(0.0, weeks_between(first_on, through) / weeks_between(first_on, last_on))
        return PledgeState.ON_TRACK if done >= target * gone else PledgeState.BEHIND
    if pace.chance >= AHEAD_CHANCE:
        return PledgeState.AHEAD
    return PledgeState.ON_TRACK if pace.chance >= ON_TRACK_CHANCE else PledgeState.BEHIND


def floor_of(target: int | None, population: int | None, total: int | None, districts: int) -> int:
    """Return half of a district's share of the target, rounded down, at least one; equal shares if one is unknown."""
    if target is None or districts == 0:
        return 0
    if population is None or not total:
        return max(1, target // (2 * districts))
    return max(1, target * population // (2 * total))
