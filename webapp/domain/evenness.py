"""How evenly something is shared out between districts: three figures that say it in different ways."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Evenness:
    """Three figures of one sharing out.

    ``gini``: 0 all alike, towards 1 one has all. ``jain``: 1 all alike, 1/n one has all. ``least``: the worst
    share over the mean.
    """

    gini: float
    jain: float
    least: float


def evenness(shares: Sequence[float]) -> Evenness | None:
    """Measure how evenly shares are given out; None when there is nothing to share, or nobody to share it between.

    >>> evenness([2.0, 2.0])
    Evenness(gini=0.0, jain=1.0, least=1.0)
    >>> evenness([4.0, 0.0])
    Evenness(gini=0.5, jain=0.5, least=0.0)
    """
    total, n = sum(shares), len(shares)
    if total <= 0:
        return None
    ranked = sorted(shares)
    gini = sum((2 * place - n - 1) * share for place, share in enumerate(ranked, start=1)) / (n * total)
    jain = total * total / (n * sum(share * share for share in shares))
    return Evenness(gini, jain, ranked[0] * n / total)
