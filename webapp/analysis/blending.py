"""Several surfaces as one: few suggestions of a kind lean on where suggestions of any kind come."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from webapp.analysis.ranking import LEAST_EVENTS, Density, choose_by_foretelling, foretold, later_parts

Float = NDArray[np.float64]
Int = NDArray[np.intp]

OWN_M = (200.0, 500.0)  # kernels over the events of the kind that is asked for
EVERY_M = 50.0  # and over those of every kind: the corners that people name at all
FLOOR = 0.5  # of the mean, added before the logarithm: an empty unit is unlikely, not impossible
RIDGE = 5.0
STEPS = 25
LEAST_OTHERS = LEAST_EVENTS


def poisson_weights(features: Sequence[Float], events: Sequence[Float], exposure: Float) -> Float:
    """Return the weights with which the logarithms of surfaces best foretell counts.

    Parameters
    ----------
    features : sequence of (U, F) arrays
        For each part, the logarithms of the surfaces made from what came before it.
    events : sequence of (U,) arrays
        How many events came in each unit in that part.
    exposure : (U,) array
        Of each unit; units without any are left out.

    Returns
    -------
    (F,) array

    Notes
    -----
    Poisson regression with a logarithmic link and a ridge, by Newton's steps; O(steps * U * F^2). A weighted mean of
    surfaces would let one sharp summit of a weak surface lead the ranking; their weighted product does not.

    Examples
    --------
    >>> x = np.log(np.array([[1.0], [2.0], [4.0], [8.0]]))
    >>> poisson_weights([x], [np.array([100.0, 200.0, 400.0, 800.0])], np.ones(4)).round(2)
    array([0.99])
    """
    some = exposure > 0
    x = np.vstack([np.column_stack([np.ones(some.sum()), part[some]]) for part in features])
    y = np.concatenate([part[some] for part in events])
    ground = np.tile(exposure[some] / exposure[some].mean(), len(events))
    weights = np.zeros(x.shape[1])
    weights[0] = np.log(max(float(y.mean()), 1e-12))
    ridge = np.eye(len(weights)) * RIDGE
    ridge[0, 0] = 0.0
    for _ in range(STEPS):
        expected = ground * np.exp(np.clip(x @ weights, -30.0, 12.0))
        step = np.linalg.solve((x * expected[:, None]).T @ x + ridge, x.T @ (y - expected) - ridge @ weights)
        weights += step * min(1.0, 2.0 / max(float(np.abs(step).max()), 1e-12))
        if np.abs(step).max() < 1e-6:
            break
    return weights[1:]


def best_density(density: Density, rows: Int, own: Int, every: Int, exposure: Float) -> tuple[Float, str]:
    """Return the density of one kind's events by whatever foretold them best, and which that was.

    Parameters
    ----------
    density : callable
        See ``ranking.Density``; its row numbers are those of ``rows``.
    rows : (N,) array of int
        The unit of each event of any kind, the oldest event first.
    own, every : arrays of int
        Row numbers of the events that are on a unit: of the kind asked for, and of every kind; both ascending.
    exposure : (U,) array
        Of each unit.

    Returns
    -------
    (U,) array and str
        The density is relative; the other is ``count``, ``kernel of … m`` or ``blend``.

    Notes
    -----
    One bandwidth alone, or the blend, when it foretold the later parts as well as that: see ``choose_by_foretelling``.
    With few events of other kinds there is nothing to lean on, and no blend.
    """
    bandwidth_m = choose_by_foretelling(density, rows, own, exposure)
    alone = density(own, bandwidth_m), f"kernel of {bandwidth_m:g} m" if bandwidth_m else "count"
    if len(own) < LEAST_EVENTS or len(every) - len(own) < LEAST_OTHERS:
        return alone
    parts = later_parts(rows, own, len(exposure))
    features = [_logarithms(density, part.before, every[every <= part.before[-1]]) for part in parts]
    weights = poisson_weights(features, [part.events for part in parts], exposure)
    blended = sum(foretold(x @ weights, part.events, exposure) for x, part in zip(features, parts, strict=True))
    if blended < sum(foretold(density(part.before, bandwidth_m), part.events, exposure) for part in parts):
        return alone
    return np.exp(_logarithms(density, own, every) @ weights), "blend"


def _logarithms(density: Density, own: Int, every: Int) -> Float:
    """Return the logarithms of the three surfaces, (U, 3)."""
    surfaces = [*(density(own, bandwidth_m) for bandwidth_m in OWN_M), density(every, EVERY_M)]
    return np.column_stack([np.log(s / max(float(s.mean()), 1e-300) + FLOOR) for s in surfaces])
