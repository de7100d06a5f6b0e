"""Did speeds change? Site means against site means; never vehicle against vehicle, and never without a comparison."""

from dataclasses import dataclass
from itertools import combinations
from math import comb, log

import numpy as np
from numpy.typing import NDArray

Float = NDArray[np.float64]
Bool = NDArray[np.bool_]

LEAST_A_SIDE = 8
"""Fewer measured sites on a side are a table and no estimate."""

MOST_LOTS = 200_000
"""So many draws are gone through one by one; above that a seeded sample of them stands for all."""


@dataclass(frozen=True)
class Effect:
    """A difference in differences in km/h: negative is slower at the checked sites than at the compared ones."""

    kmh: float
    low: float  # of the 95 % interval
    high: float
    p: float
    checked: int  # sites
    compared: int

    @property
    def shown(self) -> bool:
        """Whether the interval leaves out "no difference"."""
        return self.low > 0 or self.high < 0


def difference_in_differences(checked: Float, compared: Float) -> Effect | None:
    """Compare how site means changed at checked sites with how they changed elsewhere, by Welch's t.

    Parameters
    ----------
    checked : (n,) array, km/h
        Mean speed after minus before, one figure for each checked site.
    compared : (m,) array, km/h
        The same for sites without a check.

    Returns
    -------
    Effect or None
        None with fewer than ``LEAST_A_SIDE`` sites on a side, or where nothing varies.

    Notes
    -----
    O(n + m). A site is one observation however many vehicles passed it. In worlds without effect Welch rejects in
    about 5 % from 5 sites a side on, where a percentile bootstrap over sites rejects in 14 % [1]_.

    References
    ----------
    .. [1] Cameron, Gelbach & Miller (2008), Review of Economics and Statistics 90, 414-427.

    Examples
    --------
    >>> slower = np.array([-3.0, -2.0, -2.5, -1.5, -2.0, -3.5, -1.0, -2.5])
    >>> effect = difference_in_differences(slower, np.array([0.5, -0.5, 0.0, 1.0, -1.0, 0.5, 0.0, -0.5]))
    >>> round(effect.kmh, 2), effect.shown
    (-2.25, True)
    """
    from scipy.stats import t

    n, m = len(checked), len(compared)
    if min(n, m) < LEAST_A_SIDE:
        return None
    vn, vm = checked.var(ddof=1) / n, compared.var(ddof=1) / m
    error = float(np.sqrt(vn + vm))
    if error == 0:
        return None
    freedom = (vn + vm) ** 2 / (vn**2 / (n - 1) + vm**2 / (m - 1))
    kmh = float(checked.mean() - compared.mean())
    half = float(t.ppf(0.975, freedom)) * error
    p = 2 * float(t.sf(abs(kmh) / error, freedom))
    return Effect(kmh, kmh - half, kmh + half, p, n, m)


@dataclass(frozen=True)
class Lottery:
    """What a comparison within one draw says: the difference in km/h, and how often chance alone gives as much."""

    kmh: float
    p: float
    drawn: int
    waiting: int
    exact: bool  # every possible draw was gone through


def randomisation_test(change: Float, drawn: Bool, chance: Float, rng: np.random.Generator) -> Lottery | None:
    """Compare sites that a lot drew with those it left waiting, against every other draw that it could have made.

    Parameters
    ----------
    change : (n,) array, km/h
        Mean speed after minus before at each site in the lottery.
    drawn : (n,) array of bool
        Whether the lot drew the site.
    chance : (n,) array in (0, 1)
        The logged probability that it would be drawn.
    rng : Generator
        Used above ``MOST_LOTS`` possible draws only.

    Returns
    -------
    Lottery or None
        None where nothing or everything was drawn. The difference weighs each site by one over its probability.

    Notes
    -----
    O(C(n, k)). A draw of k sites weighs as the product of its sites' odds (conditional Poisson sampling), which is
    every draw alike where the probabilities are equal. The smallest p is one over the number of draws.

    Examples
    --------
    >>> change, drawn = np.array([-3.0, -2.5, 0.5, 0.0]), np.array([True, True, False, False])
    >>> lottery = randomisation_test(change, drawn, np.full(4, 0.5), np.random.default_rng(1))
    >>> round(lottery.kmh, 2), round(lottery.p, 3), lottery.exact
    (-3.0, 0.333, True)
    """
    n, k = len(change), int(drawn.sum())
    if not 0 < k < n:
        return None
    observed = _weighted_difference(change, drawn[None, :], chance)[0]
    exact = comb(n, k) <= MOST_LOTS
    lots = _every_draw(n, k) if exact else _some_draws(n, k, rng)
    weight = np.exp((lots * np.log(chance / (1 - chance))).sum(axis=1))
    extreme = np.abs(_weighted_difference(change, lots, chance)) >= abs(observed) - 1e-9
    share = float(weight[extreme].sum() / weight.sum())
    p = share if exact else (share * len(lots) + 1) / (len(lots) + 1)
    return Lottery(float(observed), p, k, n - k, exact)


def _weighted_difference(change: Float, lots: Bool, chance: Float) -> Float:
    inside, outside = lots / chance, ~lots / (1 - chance)
    return np.asarray((inside @ change) / inside.sum(axis=1) - (outside @ change) / outside.sum(axis=1))


def _every_draw(n: int, k: int) -> Bool:
    lots = np.zeros((comb(n, k), n), bool)
    rows = np.array(list(combinations(range(n), k)), np.intp)
    np.put_along_axis(lots, rows, True, axis=1)
    return lots


def _some_draws(n: int, k: int, rng: np.random.Generator, count: int = 20_000) -> Bool:
    lots = np.zeros((count, n), bool)
    np.put_along_axis(lots, rng.random((count, n)).argpartition(k - 1, axis=1)[:, :k], True, axis=1)
    return lots


@dataclass(frozen=True)
class Corrected:
    """After against what would have been expected without any effect: 1 is no change. The interval is approximate."""

    ratio: float
    low: float
    high: float
    naive: float  # after against before, which those who pick the worst sites must not use
    sites: int


def empirical_bayes(before: Float, after: Float, reference: Float) -> Corrected | None:
    """Estimate a ratio of counts at sites that were picked because they were bad, after correcting for just that.

    Parameters
    ----------
    before, after : (n,) arrays of counts
        At the picked sites, for equal exposure.
    reference : (m,) array of counts
        Before, at every site that could have been picked, the picked ones among them.

    Returns
    -------
    Corrected or None
        None with fewer than ``LEAST_A_SIDE`` picked sites or twice as many to refer to, or without any count.

    Notes
    -----
    O(n + m). Hauer's estimator [1]_: what is expected is ``w mean + (1 - w) before`` with ``w = phi / (phi + mean)``.
    The uncertainty of ``phi`` and of the mean is not in the interval, so it holds the truth in about 91 % and not
    in 95 % [2]_: print it as approximate, and never call the ratio an effect.

    References
    ----------
    .. [1] Hauer (1997), Observational Before-After Studies in Road Safety, chapter 11.
    .. [2] ``tests/analysis/test_evaluation.py`` measures it.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> rate = rng.gamma(2.0, 2.5, 400)
    >>> before, after = rng.poisson(rate).astype(float), rng.poisson(rate).astype(float)
    >>> worst = np.argsort(-before)[:60]
    >>> corrected = empirical_bayes(before[worst], after[worst], before)
    >>> print(corrected.naive < 0.9 < corrected.ratio)
    True
    """
    if len(before) < LEAST_A_SIDE or len(reference) < 2 * LEAST_A_SIDE or before.sum() == 0 or after.sum() == 0:
        return None
    mean, spread = float(reference.mean()), float(reference.var(ddof=1))
    phi = mean**2 / (spread - mean) if spread > mean else np.inf
    weight = phi / (phi + mean) if np.isfinite(phi) else 1.0
    expected = weight * mean + (1 - weight) * before
    total, doubt = float(expected.sum()), float((1 - weight) * expected.sum())
    counted = float(after.sum())
    ratio = counted / total / (1 + doubt / total**2)
    error = ratio * float(np.sqrt(1 / counted + doubt / total**2)) / (1 + doubt / total**2)
    return Corrected(ratio, max(0.0, ratio - 1.96 * error), ratio + 1.96 * error, counted / before.sum(), len(before))


def power(kmh: float, sites_a_side: int, spread_kmh: float) -> float:
    """Return the chance that a true difference is found by Welch's t at 5 %.

    Parameters
    ----------
    kmh : float
        The true difference.
    sites_a_side : int
        Measured sites, as many with checks as without.
    spread_kmh : float
        Standard deviation of a site's change, what vehicles vary included.

    Examples
    --------
    >>> [round(power(-2.0, n, 1.9), 2) for n in (8, 20)]
    [0.5, 0.9]
    """
    from scipy.stats import nct, t

    freedom = 2 * sites_a_side - 2
    shift = abs(kmh) / (spread_kmh * (2 / sites_a_side) ** 0.5)
    bound = float(t.ppf(0.975, freedom))
    return float(nct.sf(bound, freedom, shift) + nct.cdf(-bound, freedom, shift))


def accidents_needed(reduction: float) -> int:
    """Return how many accidents before show a reduction with 80 % power at 5 %, before and after equally long.

    Examples
    --------
    >>> accidents_needed(0.2)
    354
    """
    left = 1 - reduction
    return round(7.84 * (1 + 1 / left) / log(left) ** 2)
