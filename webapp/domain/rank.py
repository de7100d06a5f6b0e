"""What a rank is worth: how many more residents would lift a site, and which neighbours are about equal. Pure."""

from collections.abc import Sequence
from typing import NamedTuple

from webapp.domain.score import FULL_DEMAND, WEIGHTS, Score, fullness

WEIGHT_DOUBT = 0.2
"""The weights are a choice. Two sites whose order a fifth more or less on each weight could turn are about equal."""


class Lift(NamedTuple):
    """So many more residents would lift a site to a rank."""

    residents: int
    rank: int


class Alike(NamedTuple):
    """The ranks, the site's own among them, that are about equal."""

    first: int
    last: int


def lift_of(rank: int, order: Sequence[Score]) -> Lift | None:
    """Return the fewest residents who would lift the site at ``rank``, and to which rank; None when none would.

    A resident here is a new one, today, who confirms the e-mail and names no risk that others have not named.

    :param order: the scores of all sites of the kind, rank 1 first
    """
    score = order[rank - 1]
    if rank == 1:
        return None
    share = score.demand / WEIGHTS["demand"]
    weight = (1 + FULL_DEMAND) ** share - 1  # fullness turned round
    rest = score.total - score.demand
    for more in range(1, int(FULL_DEMAND) + 1):
        total = rest + WEIGHTS["demand"] * fullness(weight + more)
        if total > order[rank - 2].total:
            return Lift(more, _rank_at(total, order[: rank - 1]))
    return None


def alike_to(rank: int, order: Sequence[Score]) -> Alike | None:
    """Return the neighbours in rank that the site at ``rank`` is about equal to; None when it stands alone.

    :param order: the scores of all sites of the kind, rank 1 first
    """
    mine, first, last = order[rank - 1], rank, rank
    while first > 1 and about_equal(order[first - 2], mine):
        first -= 1
    while last < len(order) and about_equal(order[last], mine):
        last += 1
    return Alike(first, last) if first < last else None


def about_equal(one: Score, other: Score) -> bool:
    """Whether WEIGHT_DOUBT on each weight, up or down, could turn the order of two sites."""
    apart = [one.parts[name] - other.parts[name] for name in WEIGHTS]
    return abs(sum(apart)) <= WEIGHT_DOUBT * sum(map(abs, apart)) + 1e-12


def _rank_at(total: float, better: Sequence[Score]) -> int:
    """Return the rank that a score takes: behind every one that is not below it. Bisection, O(log n)."""
    low, high = 0, len(better)
    while low < high:
        middle = (low + high) // 2
        if better[middle].total >= total:
            low = middle + 1
        else:
            high = middle
    return low + 1
