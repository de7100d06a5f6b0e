"""What each district asks for and what it got this year, side by side."""

from collections.abc import Sequence
from dataclasses import dataclass

from webapp.domain.evenness import Evenness, evenness


@dataclass(frozen=True)
class DistrictShare:
    """One district: its inhabitants, those who asked about speeding there, and the checks of the year that count."""

    name: str
    population: int | None
    residents: int
    suggestions: int
    sites: int
    checks: int
    floor: int

    @property
    def missing(self) -> int:
        """How many checks are left to the floor of the year."""
        return max(0, self.floor - self.checks)

    @property
    def forgotten(self) -> bool:
        """Whether somebody asked and no check came."""
        return self.residents > 0 and self.checks == 0

    @property
    def per_thousand(self) -> float | None:
        """Checks for every 1,000 inhabitants; None where they are not known."""
        return 1000 * self.checks / self.population if self.population else None


@dataclass(frozen=True)
class Fairness:
    """All districts of a year, and how evenly its checks are shared out."""

    year: int
    districts: tuple[DistrictShare, ...]

    @property
    def forgotten(self) -> tuple[str, ...]:
        """The districts where somebody asked and no check came."""
        return tuple(one.name for one in self.districts if one.forgotten)

    @property
    def by_people(self) -> bool:
        """Whether evenness is measured by checks for every 1,000 inhabitants, and not by checks alone."""
        return all(one.per_thousand is not None for one in self.districts)

    @property
    def even(self) -> Evenness | None:
        """How evenly checks are shared out; None before the first one."""
        return evenness(_shares(self.districts, self.by_people))


def _shares(districts: Sequence[DistrictShare], by_people: bool) -> list[float]:
    return [(one.per_thousand or 0.0) if by_people else float(one.checks) for one in districts]
