"""When a check is held: day of the week and three hours, drawn from when residents say that it is worst."""

import numpy as np

from webapp.analysis.coverage import Bool, Float, Int

WINDOWS = 56  # 7 days x 8 bins of three hours
SMOOTHING = 5.0
"""So many imagined voices of the whole municipality stand beside those of a site: few voices do not decide alone."""


def window_chances(counts: Float, allowed: Bool | None = None) -> Float:
    """Return how likely each window of the week is for each site.

    p(w|s) = (n[s, w] + k p(w)) / (n[s] + k), with k = ``SMOOTHING`` and p(w) the mix of all sites; every
    window weighs the same where nobody has named a time.

    Parameters
    ----------
    counts : (S, 56) array, voices
        How often each window was named at each site: Monday 00-03 first, Sunday 21-24 last.
    allowed : (56,) array, optional
        The windows that the shift can serve; the others get nothing. Where none of them was ever named
        they weigh the same.

    Returns
    -------
    (S, 56) array
        Probabilities; each row adds up to one.

    Raises
    ------
    ValueError
        If no window is allowed.

    Examples
    --------
    >>> counts = np.zeros((2, 56)); counts[0, 2] = 5
    >>> window_chances(counts)[:, 2].tolist()
    [1.0, 1.0]
    """
    open_to = np.ones(WINDOWS, bool) if allowed is None else allowed
    if not open_to.any():
        raise ValueError("at least one window must be allowed")
    named = counts.sum(axis=0)
    mix = named / named.sum() if named.sum() > 0 else np.full(WINDOWS, 1.0 / WINDOWS)
    chances = (counts + SMOOTHING * mix) / (counts.sum(axis=1, keepdims=True) + SMOOTHING)
    chances = np.where(open_to, chances, 0.0)
    empty = chances.sum(axis=1) <= 0
    chances[empty] = open_to
    return np.asarray(chances / chances.sum(axis=1, keepdims=True))


def draw_windows(chances: Float, rng: np.random.Generator) -> Int:
    """Draw a window for each site, one uniform each; a window of probability nought is never drawn.

    Parameters
    ----------
    chances : (S, 56) array
        Probabilities; each row adds up to one.
    rng : numpy.random.Generator
        Where the uniforms come from.

    Returns
    -------
    (S,) array of int
        Windows, 0 to 55.
    """
    ends = np.cumsum(chances, axis=1)
    marks = rng.random(len(chances)) * ends[:, -1]
    return np.asarray((ends <= marks[:, None]).sum(axis=1))
