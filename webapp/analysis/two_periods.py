"""Two periods side by side: did the share of suggestions that a district gets change more than chance explains."""

import numpy as np
from numpy.typing import NDArray

from webapp.analysis.hotspots import at_least, benjamini_hochberg

Float = NDArray[np.float64]


def change_q(before: Float, after: Float) -> Float:
    """Return the q-value of the change of each row's share of all events, by an exact conditional test.

    Parameters
    ----------
    before : (R,) array, events
        In each row during the one period.
    after : (R,) array, events
        In each row during the other.

    Returns
    -------
    (R,) array
        Two-sided: twice the smaller tail, at most 1. nan where neither period has an event.

    Notes
    -----
    Given a row's sum, the events of the second period are Binomial(sum, share of that period in all events) when
    nothing but the total changed [1]_. So periods of different length, or a campaign that doubled all suggestions,
    make no row differ by that alone. O(R).

    References
    ----------
    .. [1] Przyborowski & Wilenski (1940), Biometrika 31, 313-323.

    Examples
    --------
    >>> change_q(np.array([50.0, 10.0, 0.0]), np.array([50.0, 40.0, 0.0])).round(3)
    array([0.047, 0.003,   nan])
    """
    whole = before + after
    if whole.sum() <= 0:
        return np.full(len(whole), np.nan)
    share = np.full(len(whole), after.sum() / whole.sum())
    upper = at_least(after, whole, share)
    lower = at_least(before, whole, 1.0 - share)
    return benjamini_hochberg(np.where(whole > 0, np.minimum(2.0 * np.minimum(upper, lower), 1.0), np.nan))
