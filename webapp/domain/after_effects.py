"""What checks at a site showed, and what that suggests: a visit again, or the planner. It is never an effect.

Measured while police stand there: it tells who drove past them then, nothing of other hours, and not what a check
led to.
"""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from math import sqrt
from typing import NamedTuple

from webapp.domain.sites import SiteStatus
from webapp.domain.suitability import Suitability

Z_95 = 1.959964
MIN_COUNTED = 3
STILL_OVER = 0.2
"""The national goal is that 80 per cent keep the limit; above this share it is certainly missed."""


class Yield(NamedTuple):
    """Checks at a site that told how many passed and how many of them were over the limit, summed up."""

    checks: int
    vehicles: int
    over: int

    @property
    def share(self) -> float:
        """The share over the limit."""
        return self.over / self.vehicles

    @property
    def interval(self) -> tuple[float, float]:
        """What the share may be, 95 times of 100."""
        return wilson(self.over, self.vehicles)


class Visits(NamedTuple):
    """What was done at a site. ``summed`` and ``latest`` are None where nothing was measured."""

    counted: int = 0
    summed: Yield | None = None
    latest: Yield | None = None


class Standing(NamedTuple):
    """A site as the rules below look at it."""

    status: str
    suitability: str
    last_check_on: date | None
    with_planner: bool
    visits: Visits


def wilson(over: int, vehicles: int, z: float = Z_95) -> tuple[float, float]:
    """Return Wilson's interval of a share, in [0, 1].

    :raises ValueError: nothing was measured, or more were over than passed
    """
    if not 0 <= over <= vehicles or vehicles == 0:
        raise ValueError(f"{over} of {vehicles} is no share")
    share, grown = over / vehicles, 1 + z * z / vehicles
    middle = (share + z * z / (2 * vehicles)) / grown
    half = z * sqrt(share * (1 - share) / vehicles + z * z / (4 * vehicles * vehicles)) / grown
    return max(0.0, min(share, middle - half)), min(
        1.0, max(share, middle + half)
    )  # rounding never leaves the share out


def revisit_on(last_check_on: date, weeks: int) -> date:
    """Return the day from which a site waits for another visit."""
    return last_check_on + timedelta(weeks=weeks)


def _revisit(site: Standing, today: date, weeks: int) -> bool:
    return (
        site.status == SiteStatus.CHECKED
        and site.suitability != Suitability.UNSUITABLE
        and site.last_check_on is not None
        and revisit_on(site.last_check_on, weeks) <= today
    )


def _to_planner(site: Standing, _today: date, _weeks: int) -> bool:
    latest = site.visits.latest
    return (
        site.status in {SiteStatus.OPEN, SiteStatus.CHECKED}
        and not site.with_planner
        and site.visits.counted >= MIN_COUNTED
        and latest is not None
        and latest.interval[0] >= STILL_OVER
    )


SUGGESTED: Mapping[str, Callable[[Standing, date, int], bool]] = {"revisit": _revisit, "planner": _to_planner}
"""What is suggested of a site, and when. ``revisit``: checked, not answered, not unsuitable, and the last check lies
``revisit_weeks`` back. ``planner``: at least MIN_COUNTED counted checks, and at the latest measured one the share over
the limit is certainly STILL_OVER or more; a person decides."""


def suggested(site: Standing, today: date, weeks: int) -> tuple[str, ...]:
    """Return what is suggested of a site, in the order of SUGGESTED."""
    return tuple(name for name, holds in SUGGESTED.items() if holds(site, today, weeks))
