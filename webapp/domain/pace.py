"""Where the count is heading: an 80 % band for the end of the year, and the chance that the pledge is kept.

The rate of counted checks has a gamma posterior, so what is still to come is negative binomial. Real weeks
come in bursts, so its variance is inflated by ``phi``, the variance of the weekly counts over their mean.

Of weekends, Fridays and weeks each week holds one at most: the share of weeks that had it has a beta posterior,
and what is still to come is beta-binomial, which never promises more weeks than there are.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import exp, lgamma, log
from statistics import mean, variance

MIN_WEEKS = 6
"""No forecast before this many whole weeks."""

BAND = (0.1, 0.9)


@dataclass(frozen=True)
class Pace:
    """A forecast. ``low`` to ``high`` is the 80 % band of the whole year's count."""

    low: int
    high: int
    chance: float  # that the target is reached
    needed_per_week: float  # to reach it exactly


def forecast(weekly: Sequence[int], done: int, weeks_left: float, target: int) -> Pace | None:
    """Return the forecast after whole weeks with these counts; None before ``MIN_WEEKS`` of them, and at the end.

    :param weekly: counted checks of each whole week of the period so far
    :param done: counted checks so far, those of the week that has begun included
    """
    if len(weekly) < MIN_WEEKS or weeks_left <= 0:
        return None
    needed = max(0, target - done)
    shares = _negative_binomial(*_spread(weekly, weeks_left), at_least=needed)
    low, high = (done + bisect_left(shares, q) for q in BAND)
    chance = 1.0 if needed == 0 else max(0.0, 1.0 - shares[needed - 1])
    return Pace(low, high, chance, needed / weeks_left)


def forecast_once(weeks: Sequence[bool], done: int, chances_left: int, target: int) -> Pace | None:
    """Return the forecast of what a week can hold once; None before ``MIN_WEEKS`` weeks, and when none is left.

    :param weeks: whether each week that is over had it
    :param done: how many have it, one that is not over included
    :param chances_left: how many weeks may still get it
    """
    if len(weeks) < MIN_WEEKS or chances_left <= 0:
        return None
    needed = max(0, target - done)
    shares = _beta_binomial(sum(weeks) + 0.5, len(weeks) - sum(weeks) + 0.5, chances_left)
    low, high = (done + bisect_left(shares, q) for q in BAND)
    chance = 1.0 if needed == 0 else 0.0 if needed > chances_left else max(0.0, 1.0 - shares[needed - 1])
    return Pace(low, high, chance, needed / chances_left)


def _beta_binomial(a: float, b: float, n: int) -> list[float]:
    """Return P(X <= k) for k = 0 to n."""

    def log_beta(x: float, y: float) -> float:
        return lgamma(x) + lgamma(y) - lgamma(x + y)

    def term(k: int) -> float:
        choices = lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)
        return exp(choices + log_beta(k + a, n - k + b) - log_beta(a, b))

    return [*accumulate(term(k) for k in range(n)), 1.0]


def _spread(weekly: Sequence[int], weeks_left: float) -> tuple[float, float]:
    """Return the mean and the variance of the count of the weeks that are left."""
    shape = sum(weekly) + 0.5
    expected = shape / len(weekly) * weeks_left
    weeks = len(weekly)
    unsure = (weeks + 1) / (weeks - 1)  # phi is itself a guess from few weeks; without this, week 8 covers 73-75 %
    phi = max(1.0, variance(weekly) / mean(weekly) * unsure) if sum(weekly) else 1.0
    return expected, phi * (expected + expected**2 / shape)


def _negative_binomial(expected: float, spread: float, at_least: int) -> list[float]:
    """Return P(X <= k) for k = 0, 1, … past the 90th percentile and past ``at_least``."""
    size = expected**2 / (spread - expected)
    success = log(size) - log(size + expected)
    failure = log(expected) - log(size + expected)
    end = max(at_least, int(expected + 12 * spread**0.5)) + 2
    terms = (exp(lgamma(k + size) - lgamma(k + 1) - lgamma(size) + size * success + k * failure) for k in range(end))
    return list(accumulate(terms))
