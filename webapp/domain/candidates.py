"""Places that a measure in the road may fit better than checks: why each is proposed, and what a plan weighs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from webapp.domain.after_effects import MIN_COUNTED, STILL_OVER, Visits, wilson
from webapp.domain.privacy import PublicSite
from webapp.domain.suitability import Suitability

HANDED_OVER, UNSUITABLE, STILL_FAST = "handed_over", "unsuitable", "still_fast"
SCHOOL_M = 300.0

YES, NO = "yes", "no"
SAID = "said"
"""Residents say so; nobody has measured or looked. What is not known is None, never no."""


@dataclass(frozen=True)
class Speeds:
    """What the newest measurement at a place showed. ``over`` is how many vehicles were above the limit."""

    on: date
    during_check: bool
    vehicles: int | None
    mean_kmh: float | None
    v85_kmh: float | None
    limit_kmh: int | None
    over: int | None

    @property
    def share_over(self) -> float | None:
        """The share over the limit."""
        return None if self.over is None or not self.vehicles else self.over / self.vehicles

    @property
    def share_span(self) -> tuple[float, float] | None:
        """What that share may be, 95 times of 100."""
        return None if self.over is None or not self.vehicles else wilson(self.over, self.vehicles)


@dataclass(frozen=True)
class Candidate:
    """A published place with the criteria of a plan as it stands; None is not known."""

    site: PublicSite
    why: tuple[str, ...]
    handed_on: date | None
    speeds: Speeds | None
    limit_kmh: int | None  # as measured, else as the map of roads says
    road_owner: str | None
    no_pavement: str | None  # SAID, or None
    through_traffic: str | None
    school: str | None  # YES or NO where the place knows its schools
    measure: tuple[str, str] | None  # id and status of the latest measure there


def reasons_of(*, handed: bool, verdict: str, visits: Visits) -> tuple[str, ...]:
    """Return why a place is a candidate: the police said so, or checks that were counted left many too fast.

    >>> reasons_of(handed=True, verdict="unsuitable", visits=Visits())
    ('handed_over', 'unsuitable')
    """
    latest = visits.latest
    fast = visits.counted >= MIN_COUNTED and latest is not None and latest.interval[0] >= STILL_OVER
    found = {HANDED_OVER: handed, UNSUITABLE: verdict == Suitability.UNSUITABLE, STILL_FAST: fast}
    return tuple(name for name, holds in found.items() if holds)


def order_of(one: Candidate, level: Mapping[str, int]) -> tuple[int, float, int, str]:
    """Return where a candidate stands: most reasons first, then the fastest over the limit, then most residents."""
    speeds = one.speeds
    over = None if speeds is None or speeds.v85_kmh is None or not one.limit_kmh else speeds.v85_kmh - one.limit_kmh
    return (-len(one.why), -(over if over is not None else -1000.0), -level.get(one.site.residents, 0), one.site.id)
