"""How a count changed, with an interval that holds: exact, given both counts together."""

from dataclasses import dataclass


@dataclass(frozen=True)
class CountRatio:
    """After against before, for equally long: 1 is no change. ``high`` is None where nothing bounds it."""

    ratio: float | None
    low: float
    high: float | None

    @property
    def shown(self) -> bool:
        """Whether the interval leaves out "no change"."""
        return self.low > 1 or (self.high is not None and self.high < 1)


def exact_ratio(
    before: int, after: int, exposure_before: float = 1.0, exposure_after: float = 1.0
) -> CountRatio | None:
    """Return the ratio of two rates of counts with its exact conditional 95 % interval.

    Parameters
    ----------
    before, after : int
        What was counted; none below zero.
    exposure_before, exposure_after : float
        How long, or over how much, above zero.

    Returns
    -------
    CountRatio or None
        None where nothing was counted at all.

    Raises
    ------
    ValueError
        If a count is below zero or an exposure is not above it.

    Notes
    -----
    O(1). Given their sum, ``after`` is binomial; Clopper and Pearson's interval [1]_ of its share p becomes one of the
    ratio by p / (1 - p). It holds the truth in at least 95 % whatever the means, also where they are small. A count of
    suggestions tells who wrote: fewer is not fewer speeders.

    References
    ----------
    .. [1] Clopper & Pearson (1934), Biometrika 26, 404-413.

    Examples
    --------
    >>> found = exact_ratio(20, 8)
    >>> round(found.ratio, 2), round(found.low, 2), round(found.high, 2), found.shown
    (0.4, 0.15, 0.95, True)
    """
    from scipy.stats import beta

    if before < 0 or after < 0:
        raise ValueError(f"counts must not be negative, got {before} and {after}")
    if exposure_before <= 0 or exposure_after <= 0:
        raise ValueError("an exposure must be above zero")
    total = before + after
    if not total:
        return None
    low = float(beta.ppf(0.025, after, before + 1)) if after else 0.0
    high = float(beta.ppf(0.975, after + 1, before)) if before else 1.0
    scale = exposure_before / exposure_after
    return CountRatio(
        after / before * scale if before else None,
        low / (1 - low) * scale,
        high / (1 - high) * scale if high < 1 else None,
    )
