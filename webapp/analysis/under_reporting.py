"""How soon people tell of a place that has been told of once: loudness, not danger, and never need.

Once a place has been heard of, later independent reports arrive at a rate that needs no knowledge of the places that
were never heard of (Liu, Bhandaram & Garg, 2022). A public map breaks the independence: who is shown a place adds a
voice. So what was sent by somebody who had been shown it does not count, and the rest is held against the time
before the place was public: where it rose all the same, the filter leaks, and only the time before is used.
"""

from dataclasses import dataclass
from enum import StrEnum
from math import exp

import numpy as np
from numpy.typing import NDArray

Float = NDArray[np.float64]

LEAST_SITES = 10
"""A district with fewer heard sites shows no rate."""

LONGEST_WEEKS = 26.0
"""Reports later than this after the first one are of another season."""

MOST_LEAK = 0.05
"""From here on the bias is above a tenth: only the time before publication is used."""

LEAST_HERD = 1.15
"""Less than this is no herd that a leak could be told by."""


class Basis(StrEnum):
    """Which time a rate rests on."""

    FILTERED = "filtered"  # all of it, without those who had been shown the place
    BEFORE_PUBLIC = "before_public"


@dataclass(frozen=True)
class Heard:
    """Sites as columns: each is one that was told of. Weeks and later reports before and since it was public.

    ``all_since`` counts everybody, ``unshown_since`` those who had not been shown the place.
    """

    weeks_before: Float
    reports_before: Float
    weeks_since: Float
    all_since: Float
    unshown_since: Float


@dataclass(frozen=True)
class Rate:
    """Later reports a site and week, with a 95 % interval."""

    rate: float
    low: float
    high: float
    sites: int
    reports: int
    weeks: float

    @property
    def weeks_to_hear(self) -> float | None:
        """How long one waits for a report on average; None where none came."""
        return 1 / self.rate if self.reports else None

    def unheard(self, weeks: float) -> tuple[float, float]:
        """Return between which shares of places nobody tells of within so many weeks."""
        return exp(-self.high * weeks), exp(-self.low * weeks)


@dataclass(frozen=True)
class Failure:
    """The panel's own failure: how much faster reports came once places were public.

    ``herd`` counts everybody, ``filtered`` those who had not been shown the place; both against the time before.
    ``leak`` is which share of the herd passes the filter. None: not known, as too little happened.
    """

    herd: float | None
    filtered: float | None
    leak: float | None

    @property
    def basis(self) -> Basis:
        """Which time may be used."""
        if self.leak is not None and self.leak < MOST_LEAK:
            return Basis.FILTERED
        return Basis.BEFORE_PUBLIC


def rate(reports: Float, weeks: Float) -> Rate | None:
    """Return the rate of later reports at sites, or None without any time.

    Parameters
    ----------
    reports, weeks : (n,) arrays
        For each site: reports after the first one, and the weeks in which they could come.

    Notes
    -----
    O(n). A gamma interval with half a report added (Jeffreys). The estimate is consistent also where a site's time
    ends with a report, as the publication of a site does (Wald).

    Examples
    --------
    >>> found = rate(np.array([3.0, 1.0, 0.0, 2.0]), np.array([10.0, 10.0, 10.0, 10.0]))
    >>> round(found.rate, 2), round(found.low, 3), round(found.high, 3)
    (0.15, 0.063, 0.309)
    """
    from scipy.stats import gamma

    counted, time = float(reports.sum()), float(weeks.sum())
    if time <= 0:
        return None
    low = float(gamma.ppf(0.025, counted + 0.5)) / time if counted else 0.0
    high = float(gamma.ppf(0.975, counted + 0.5)) / time
    return Rate(counted / time, low, high, len(reports), int(counted), time)


def failure(heard: Heard) -> Failure:
    """Return how far the filter fails, over all districts together: one of them alone has too few reports.

    Examples
    --------
    >>> ten = np.full(50, 10.0)
    >>> told = failure(Heard(ten, np.full(50, 2.0), ten, np.full(50, 6.0), np.full(50, 2.4)))
    >>> round(told.herd, 2), round(told.leak, 2), str(told.basis)
    (3.0, 0.1, 'before_public')
    """
    before, since = float(heard.weeks_before.sum()), float(heard.weeks_since.sum())
    told = float(heard.reports_before.sum())
    if before <= 0 or since <= 0 or told == 0:
        return Failure(None, None, None)
    base = told / before
    herd = float(heard.all_since.sum()) / since / base
    filtered = float(heard.unshown_since.sum()) / since / base
    if herd < LEAST_HERD:
        return Failure(herd, filtered, 0.0 if filtered < LEAST_HERD else None)
    return Failure(herd, filtered, max(0.0, filtered - 1) / (herd - 1))


def loudness(heard: Heard, basis: Basis) -> Rate | None:
    """Return the rate of a district's sites on a basis; None with fewer than ``LEAST_SITES`` of them."""
    if len(heard.weeks_before) < LEAST_SITES:
        return None
    if basis is Basis.BEFORE_PUBLIC:
        return rate(heard.reports_before, heard.weeks_before)
    return rate(heard.reports_before + heard.unshown_since, heard.weeks_before + heard.weeks_since)


def apart(one: Rate, other: Rate) -> bool:
    """Whether two rates may be ranked: only where their intervals do not meet."""
    return one.high < other.low or other.high < one.low


def select(heard: Heard, rows: NDArray[np.bool_]) -> Heard:
    """Return the sites of some rows, such as those of a district."""
    return Heard(*(getattr(heard, name)[rows] for name in heard.__dataclass_fields__))
