"""What the planner's further maps show: squares, periods, districts, and never a place of one or two residents."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from webapp.domain.hotspots import LEAST_RESIDENTS
from webapp.domain.privacy import band, band_level

MOST_SLICES = 24
MONTHS, QUARTERS, YEARS = 1, 3, 12


class View(StrEnum):
    """The maps in one HTML file."""

    HOTSPOTS = "hotspots"
    HEAT = "heat"
    CLUSTERS = "clusters"
    TIME = "time"
    DISTRICTS = "districts"


@dataclass(frozen=True)
class Square:
    """A square that at least three residents named. How many is a band, and ``level`` 1 to 4 is what is drawn."""

    kind: str
    area: str | None
    residents: str
    lat: float
    lon: float
    geometry: dict[str, Any]

    @property
    def level(self) -> int:
        """From the fewest that are shown to the most."""
        return max(1, min(4, band_level(self.residents) - 1))


@dataclass(frozen=True)
class Slice:
    """The squares of one period by itself, ``name`` such as 2026-03, 2026-Q1 or 2026."""

    name: str
    squares: tuple[Square, ...]
    suggestions: int | None  # of the whole place; None of one or two residents


@dataclass(frozen=True)
class DistrictShare:
    """A district's suggestions; None where one or two residents are behind them."""

    name: str
    geometry: dict[str, Any] | None
    suggestions: int | None
    residents: str | None
    population: int | None

    @property
    def per_thousand(self) -> float | None:
        """Suggestions for a thousand inhabitants; None where either number is not known."""
        if self.suggestions is None or not self.population:
            return None
        return 1000 * self.suggestions / self.population


def months_a_slice(first_month: int, last_month: int) -> int:
    """Return how many months a slice holds, so that there are never too many: months count from year 0.

    >>> months_a_slice(2026 * 12 + 1, 2026 * 12 + 12), months_a_slice(2000 * 12, 2026 * 12)
    (1, 12)
    """
    months = last_month - first_month + 1
    return next((step for step in (MONTHS, QUARTERS, YEARS) if months / step <= MOST_SLICES), YEARS)


def slice_of(month: int, step: int) -> str:
    """Return the name of the slice that a month is in. ``month`` is year x 12 + 1 to 12.

    >>> slice_of(2026 * 12 + 3, MONTHS), slice_of(2026 * 12 + 12, QUARTERS), slice_of(2026 * 12 + 12, YEARS)
    ('2026-03', '2026-Q4', '2026')
    """
    year, index = divmod(month - 1, 12)
    if step == YEARS:
        return f"{year}"
    return f"{year}-Q{index // 3 + 1}" if step == QUARTERS else f"{year}-{index + 1:02}"


def names_between(first: int, last: int, step: int) -> tuple[str, ...]:
    """Return the names of all slices from one month to another, those without a suggestion too."""
    return tuple(dict.fromkeys(slice_of(month, step) for month in range(first, last + 1)))


def told(residents: int) -> str | None:
    """Return how many residents as a band; None of one or two: it is not told."""
    return band(residents) if residents >= LEAST_RESIDENTS or residents == 0 else None


def steps_of(values: Sequence[float]) -> tuple[float, ...]:
    """Return where the five colours of a map of districts begin: equal parts of the span, from the least.

    >>> steps_of([1.0, 3.5, 6.0])
    (1.0, 2.0, 3.0, 4.0, 5.0)
    """
    if not values:
        return ()
    least, most = min(values), max(values)
    return tuple(least + n * (most - least) / 5 for n in range(5))


def step_of(value: float, steps: Sequence[float]) -> int:
    """Return which colour a value has, 1 to 5."""
    return max(1, sum(value >= step for step in steps))


@dataclass(frozen=True)
class ViewData:
    """Everything that one of the maps is drawn from."""

    view: View
    kinds: tuple[str, ...]
    first: date | None
    last: date | None
    squares: tuple[Square, ...] = ()
    slices: tuple[Slice, ...] = ()
    districts: tuple[DistrictShare, ...] = ()
    sites: tuple[Any, ...] = ()  # PublicSite
