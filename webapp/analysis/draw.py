"""Drawing by lot with known probabilities, so that nobody can foresee a check and anybody can check the draw."""

import hashlib

import numpy as np

from webapp.analysis.coverage import Float, Int


def generator(seed: str) -> np.random.Generator:
    """Return the random numbers that a seed stands for: the same for the same seed, on every machine."""
    return np.random.default_rng(int.from_bytes(hashlib.sha256(seed.encode()).digest(), "big"))


def inclusion_probabilities(sizes: Float, count: int) -> Float:
    """Return how likely each candidate is drawn when ``count`` are drawn in proportion to their sizes.

    Parameters
    ----------
    sizes : (S,) array
        The size of each candidate; none below zero.
    count : int
        How many are drawn; no more than have a size above zero.

    Returns
    -------
    (S,) array
        Probabilities in [0, 1] that add up to ``count``: those that would exceed one are set to one, and
        the rest is shared again, until none does.

    Raises
    ------
    ValueError
        If a size is negative, or fewer than ``count`` have one.

    Notes
    -----
    O(S log S) in all but odd cases: each round settles at least one candidate.

    Examples
    --------
    >>> inclusion_probabilities(np.array([6.0, 1.0, 1.0, 0.0]), 2)
    array([1. , 0.5, 0.5, 0. ])
    """
    if (sizes < 0).any() or (sizes > 0).sum() < count:
        raise ValueError("sizes must not be negative, and enough of them above zero")
    chances = np.zeros(len(sizes))
    open_rows = sizes > 0
    left = float(count)
    while left > 1e-12 and open_rows.any():
        share = left * (np.where(open_rows, sizes, 0.0) / sizes[open_rows].sum())
        over = open_rows & (share >= 1.0)
        if not over.any():
            chances[open_rows] = share[open_rows]
            break
        chances[over] = 1.0
        open_rows &= ~over
        left -= float(over.sum())
    return chances


def systematic_draw(chances: Float, rng: np.random.Generator) -> Int:
    """Draw candidates so that each is drawn with exactly its own probability.

    The candidates are laid out in a random order, each as long as its probability, and cut at ``u``, ``u + 1``,
    ``u + 2``… with one uniform ``u`` in [0, 1).

    Parameters
    ----------
    chances : (S,) array
        Probabilities in [0, 1]; their sum, a whole number, is how many are drawn.
    rng : numpy.random.Generator
        Where the order and ``u`` come from.

    Returns
    -------
    (K,) array of int
        Rows, each once, in the random order.

    Notes
    -----
    O(S). Madow's method [1]_ with a random order. Not Gumbel top-k, whose true probabilities are others
    than the designed ones; the logged probabilities must be the true ones to judge effects by later.

    References
    ----------
    .. [1] Madow (1949), Annals of Mathematical Statistics 20, 333-354.

    Examples
    --------
    >>> systematic_draw(np.array([1.0, 0.0, 1.0]), generator("a seed")).tolist()
    [2, 0]
    """
    order = rng.permutation(len(chances))
    ends = np.cumsum(chances[order])
    count = round(float(ends[-1])) if len(ends) else 0
    if not count:
        return np.zeros(0, np.int64)
    ends *= count / ends[-1]  # the sum is a whole number but for rounding
    marks = rng.random() + np.arange(count)
    return order[np.searchsorted(ends, marks, side="right")]


def explored(plan_gains: Float, removable: Int, served: float, greatest: int, least_share: float) -> Int:
    """Return which picks of a plan make room for a draw: those that add the least, while the rest serves enough.

    Parameters
    ----------
    plan_gains : (K,) array
        What each pick adds to those before it.
    removable : (R,) array of int
        Positions in the plan, those that may go first first.
    served : float
        What the whole plan serves.
    greatest : int
        How many may go.
    least_share : float
        The share of ``served`` that the picks that stay must still serve by themselves.

    Notes
    -----
    What a pick adds to those before it is the most that is lost when it goes: what it served together with
    an earlier one is still served by that one. So the rest serves at least the sum of the gains that stay.

    Examples
    --------
    >>> explored(np.array([60.0, 30.0, 6.0, 4.0]), np.array([3, 2, 1]), 100.0, 2, 0.95)
    array([3])
    """
    rows = removable[:greatest]
    lost = np.cumsum(plan_gains[rows])
    return rows[: int((served - lost >= least_share * served - 1e-9).sum())]
