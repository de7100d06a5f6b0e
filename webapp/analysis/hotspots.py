"""Where suggestions gather more than chance explains: exact binomial tails, and places of touching cells.

A suggestion map is not a map of danger: it says where people speak, and the exports repeat that.
"""

import numpy as np
from numpy.typing import NDArray

Float = NDArray[np.float64]
Int = NDArray[np.intp]
Bool = NDArray[np.bool_]

Q_LIMIT = 0.05  # false discovery rate
WIDEST_CELLS = 5  # a wider place is cut at its valleys: a patrol or a planner needs a place, not a district


def neighbourhood_sums(values: Float) -> Float:
    """Return each cell's own value and those of its eight neighbours, summed; outside counts nothing."""
    padded = np.pad(values, 1)
    tall = padded[:-2] + padded[1:-1] + padded[2:]
    return np.asarray(tall[:, :-2] + tall[:, 1:-1] + tall[:, 2:])


def tail_probabilities(counts: Float, exposure: Float) -> Float:
    """Return how likely at least so many events are in each cell's neighbourhood by chance alone.

    By chance, each of the N events falls into a cell with a probability that is the cell's share of
    the exposure, so that the sum over a neighbourhood of 3 x 3 cells is Binomial(N, share).

    Parameters
    ----------
    counts : (R, C) array, events
        Distinct resident-and-site pairs in each cell; none below zero.
    exposure : (R, C) array, square metres or metres
        Area of the place or length of its roads in each cell; none below zero.

    Returns
    -------
    (R, C) array
        One-sided exact tail P(X >= observed); nan where the cell has no exposure and was not tested.

    Raises
    ------
    ValueError
        If an exposure is negative or all are zero.

    Notes
    -----
    O(R C). The tail is the regularised incomplete beta function [1]_, not a normal approximation, and
    no permutations: over thousands of cells Benjamini-Hochberg needs p below 1e-5, which 999
    permutations cannot give. Neighbouring cells share events; Benjamini-Hochberg holds under this
    positive dependence.

    References
    ----------
    .. [1] Abramowitz & Stegun (1964), Handbook of Mathematical Functions, 26.5.24.

    Examples
    --------
    >>> counts = np.zeros((3, 9)); counts[1, 1] = 8; counts[1, 7] = 1
    >>> tail_probabilities(counts, np.ones((3, 9)))[1, 1].round(4)
    np.float64(0.001)
    """
    total = exposure.sum()
    if (exposure < 0).any() or total <= 0:
        raise ValueError("exposure must not be negative, and not zero everywhere")
    observed = neighbourhood_sums(counts)
    share = np.minimum(neighbourhood_sums(exposure) / total, 1.0)
    return np.where(exposure > 0, at_least(observed, float(counts.sum()), share), np.nan)


def at_least(observed: Float, n: "float | Float", share: Float) -> Float:
    """Return P(X >= observed) of X ~ Binomial(n, share), exact; one where nothing was observed.

    Examples
    --------
    >>> at_least(np.array([0.0, 1.0, 2.0]), 2, np.array([0.5, 0.5, 0.5]))
    array([1.  , 0.75, 0.25])
    """
    from scipy.special import betainc  # scipy.stats would take seconds to load

    seen = np.maximum(observed, 1.0)
    tail = betainc(seen, np.maximum(n - seen + 1.0, 1e-9), share)
    return np.where(observed > 0, np.where(observed > n, 0.0, tail), 1.0)


def benjamini_hochberg(p: Float) -> Float:
    """Return the q-value of each p-value: the least false discovery rate at which it is a discovery.

    nan stays nan and does not count as a test. O(n log n).

    Examples
    --------
    >>> benjamini_hochberg(np.array([0.01, 0.04, np.nan, 0.03]))
    array([0.03, 0.04,  nan, 0.04])
    """
    q = np.full(p.shape, np.nan)
    tested = np.isfinite(p)
    values = p[tested]
    if not len(values):
        return q
    order = np.argsort(values, kind="stable")
    raw = values[order] * len(values) / np.arange(1, len(values) + 1)
    stepped = np.minimum(np.minimum.accumulate(raw[::-1])[::-1], 1.0)
    back = np.empty_like(stepped)
    back[order] = stepped
    q[tested] = back
    return q


def hot_places(significant: Bool, surface: Float, widest_cells: int = WIDEST_CELLS) -> Int:
    """Join touching significant cells into places, and cut a place that is too wide at its valleys.

    Parameters
    ----------
    significant : (R, C) array of bool
        The discoveries.
    surface : (R, C) array
        Density of events. In a place wider or taller than ``widest_cells`` each cell belongs to the
        summit that it reaches by always stepping to the highest of its eight neighbours.
    widest_cells : int
        Side of the widest place that stays whole, in cells.

    Returns
    -------
    (R, C) array of int
        0 where nothing is significant, else the number of the place, 1, 2, … from the south-west.

    Notes
    -----
    O(R C). Equal heights are ordered by row and column, so the result does not depend on chance.

    Examples
    --------
    >>> hot_places(np.array([[True, True, False, True]]), np.ones((1, 4)))
    array([[1, 1, 0, 2]])
    """
    from scipy.ndimage import find_objects, label

    joined, _ = label(significant, structure=np.ones((3, 3)))
    parts: Int = joined.astype(np.intp)
    summit = _summits(significant, surface)
    for number, window in enumerate(find_objects(joined), start=1):
        if max(s.stop - s.start for s in window) > widest_cells:
            here = joined[window] == number
            parts[window][here] = parts.size + 1 + summit[window][here]
    numbers, first = np.unique(parts[parts > 0], return_index=True)
    rank = np.empty(len(numbers), dtype=np.intp)
    rank[np.argsort(first)] = np.arange(1, len(numbers) + 1)
    places: Int = np.zeros_like(parts)
    places[parts > 0] = rank[np.searchsorted(numbers, parts[parts > 0])]
    return places


def _summits(significant: Bool, surface: Float) -> Int:
    """Return, for each cell, the flat index of the summit that steepest ascent over significant cells reaches."""
    rows, cols = significant.shape
    height = np.full((rows + 2, cols + 2), -1, dtype=np.intp)
    order = np.argsort(surface, axis=None, kind="stable")
    rank = np.empty(surface.size, dtype=np.intp)
    rank[order] = np.arange(surface.size)
    height[1:-1, 1:-1] = np.where(significant, rank.reshape(rows, cols), -1)
    own = np.arange(surface.size).reshape(rows, cols)
    best: Int = height[1:-1, 1:-1]
    target: Int = own
    for down in (-1, 0, 1):
        for right in (-1, 0, 1):
            there: Int = height[1 + down : 1 + down + rows, 1 + right : 1 + right + cols]
            higher = there > best
            best = np.where(higher, there, best)
            target = np.where(higher, own + down * cols + right, target)
    flat = np.asarray(target.ravel(), dtype=np.intp)
    while not np.array_equal(flat[flat], flat):
        flat = flat[flat]
    return flat.reshape(rows, cols)
