"""Cutting points along a line into short stretches, in whole millimetres."""

import numpy as np
from numpy.typing import NDArray

Float = NDArray[np.float64]
Int = NDArray[np.int64]
Bool = NDArray[np.bool_]


def millimetres(metres: Float) -> Int:
    """Return metres as whole millimetres, in which equal is equal."""
    return np.rint(np.asarray(metres, float) * 1000.0).astype(np.int64)


def cut_line(positions: Int, gap: int, extent: int) -> Bool:
    """Return which of the N-1 gaps between sorted positions part two groups.

    A gap wider than ``gap`` always does. A chain longer than ``extent`` is cut at its largest gap (ties:
    the lowest), and so are its parts.

    Notes
    -----
    Cutting recursively at the largest gap is the same as cutting every gap that is the largest within a
    stretch longer than ``extent``: a stretch reaches from one larger gap to the next. One pass with a
    stack finds these for all gaps, so the cost is O(N) whatever the gaps are.

    Examples
    --------
    >>> cut_line(np.array([0, 50, 90, 140, 200, 250]), gap=60, extent=200)
    array([False, False, False,  True, False])
    """
    gaps = np.diff(positions)
    cuts = gaps > gap
    if len(gaps) == 0:
        return cuts
    edges = np.flatnonzero(cuts)
    first, last = np.append(0, edges + 1), np.append(edges, len(positions) - 1)
    long = positions[last] - positions[first] > extent
    if not long.any():
        return cuts
    # What is not in a long chain needs no look, and points at one spot have no gap to cut.
    inside = np.repeat(long, last - first + 1)
    rows = np.flatnonzero(cuts | (inside[1:] & inside[:-1] & (gaps > 0)))
    before, after = _larger_beside(gaps[rows].tolist())
    start = np.where(before < 0, 0, rows[before] + 1)
    end = np.where(after == len(rows), len(positions) - 1, rows[np.minimum(after, len(rows) - 1)])
    cuts[rows] |= positions[end] - positions[start] > extent
    return cuts


def _larger_beside(gaps: list[int]) -> tuple[Int, Int]:
    """Return for each gap the row of the nearest one before it that is at least as large, and after it that is larger.

    Missing ones are -1 and ``len(gaps)``.
    """
    before, after = [-1] * len(gaps), [len(gaps)] * len(gaps)
    waiting: list[int] = []
    for row, size in enumerate(gaps):
        while waiting and gaps[waiting[-1]] < size:
            after[waiting.pop()] = row
        if waiting:
            before[row] = waiting[-1]
        waiting.append(row)
    return np.array(before, np.int64), np.array(after, np.int64)
