"""Marks on a map that would cover each other, brought together until every two stand apart."""

from collections.abc import Sequence
from itertools import combinations
from math import hypot

Point = tuple[float, float]
Gathered = tuple[float, float, list[int]]
"""Where a mark stands, and the row numbers of the points that it is for, in their order."""


def gather(points: Sequence[Point], apart: float) -> list[Gathered]:
    """Return marks of which no two are nearer than ``apart``, in the order of the first point of each.

    The two nearest marks are joined where their points are on average, again and again: so it is for the few points
    that one map shows, O(n³). A mark for one point stands on it.
    """
    rows = [[n] for n in range(len(points))]
    while True:
        places = [_middle([points[n] for n in group]) for group in rows]
        near = min(
            ((hypot(a[0] - b[0], a[1] - b[1]), i, j) for (i, a), (j, b) in combinations(enumerate(places), 2)),
            default=None,
        )
        if near is None or near[0] >= apart:
            return [(x, y, group) for (x, y), group in zip(places, rows, strict=True)]
        _, i, j = near
        rows[i] = sorted(rows[i] + rows.pop(j))


def _middle(points: Sequence[Point]) -> Point:
    return sum(x for x, _ in points) / len(points), sum(y for _, y in points) / len(points)
