"""Every district's floor: how many of the next checks it must have, however loudly others ask."""

from collections.abc import Mapping
from dataclasses import dataclass

from webapp.domain.progress import floor_of

POPULATION, EQUAL = "population", "equal"


@dataclass(frozen=True)
class District:
    """What a floor looks at: inhabitants where they are known, places that may be recommended, checks counted."""

    population: int | None
    eligible: int
    counted: int = 0


@dataclass(frozen=True)
class FloorRule:
    """The floor of each district by name, and whether inhabitants decided it or every district weighs the same."""

    needed: Mapping[str, int]
    basis: str


def floors(count: int, districts: Mapping[str, District]) -> FloorRule:
    """Return how many of ``count`` picks each district must have: half its share of the inhabitants, and at least one.

    What a district was given already (``counted``) is taken off, and no floor is above what may be
    recommended there. Floors that together exceed ``count`` are cut by largest remainders. One unknown
    population makes all of them equal: a guess for one would move every other.
    """
    basis = POPULATION if all(one.population is not None for one in districts.values()) else EQUAL
    total = sum(one.population or 0 for one in districts.values()) if basis == POPULATION else None
    wanted = {name: floor_of(count, one.population, total, len(districts)) for name, one in districts.items()}
    lacking = {name: min(one.eligible, max(0, wanted[name] - one.counted)) for name, one in districts.items()}
    return FloorRule(_cut(lacking, count), basis)


def _cut(lacking: Mapping[str, int], count: int) -> dict[str, int]:
    """Give out no more than ``count``: whole shares first, then the largest remainders, ties by name."""
    total = sum(lacking.values())
    if total <= count:
        return dict(lacking)
    given = {name: count * need // total for name, need in lacking.items()}
    by_remainder = sorted(lacking, key=lambda name: (-(count * lacking[name] % total), name))
    for name in by_remainder[: count - sum(given.values())]:
        given[name] += 1
    return given
