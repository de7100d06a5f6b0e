"""Which units - squares or stretches of road - the next suggestions will be about; and how well that was foretold."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Float = NDArray[np.float64]
Int = NDArray[np.intp]
Density = Callable[[Int, float], Float]
"""Gives the density on every unit of some events, by their row numbers, at a bandwidth in metres."""

COUNT_M = 0.0  # stands for the plain count; between equal counts the kernel of 100 m decides
BANDWIDTHS_M = (COUNT_M, 35.0, 50.0, 100.0, 200.0, 500.0)
KERNELS_M = BANDWIDTHS_M[1:]
DEFAULT_M = 100.0
FOLDS = ((0.40, 0.55), (0.55, 0.70), (0.70, 0.85), (0.85, 1.00))
SHARES = (0.005, 0.01, 0.02, 0.05)  # of the units or metres, at which foretelling is judged
LEAST_EVENTS = 40  # fewer cannot tell which bandwidth foretells better


def hit_rate(density: Float, events: Float, exposure: Float, share: float) -> float:
    """Return the prediction accuracy index: the share of events in the densest units, over the share of the ground.

    Parameters
    ----------
    density : (U,) array
        By which the units are ranked; equal ones in their order.
    events : (U,) array
        How many events came afterwards.
    exposure : (U,) array, square metres or metres
        Of each unit.
    share : float
        How much of the exposure is picked; the last unit that fits whole is the last one picked.

    Notes
    -----
    PAI [1]_ is 1 for a random choice. 0 when nothing came afterwards or nothing can be picked.

    References
    ----------
    .. [1] Chainey, Tompson & Uhlig (2008), Security Journal 21, 4-28.

    Examples
    --------
    >>> hit_rate(np.array([3.0, 1.0, 0.0, 0.0]), np.array([6.0, 2.0, 1.0, 1.0]), np.ones(4), 0.25)
    2.4
    """
    order = np.argsort(-density, kind="stable")
    ground = np.cumsum(exposure[order]) / exposure.sum()
    picked = order[: int(np.searchsorted(ground, share + 1e-12, side="right"))]
    if not len(picked) or events.sum() <= 0:
        return 0.0
    return float((events[picked].sum() / events.sum()) / (exposure[picked].sum() / exposure.sum()))


def efficiency(density: Float, events: Float, exposure: Float, share: float) -> float:
    """Return PEI: the hit rate beside the best that the same ground could give, which only hindsight knows."""
    best = hit_rate(events / np.maximum(exposure, 1e-9), events, exposure, share)
    return hit_rate(density, events, exposure, share) / best if best else 0.0


def choose_by_foretelling(
    density: Density, rows: Int, order: Int, exposure: Float, candidates: Sequence[float] = BANDWIDTHS_M
) -> float:
    """Return the bandwidth that best foretold each later part of the events from those before it.

    Parameters
    ----------
    density : callable
        See ``Density``.
    rows : (N,) array of int
        The unit of each event.
    order : (N,) array of int
        Row numbers of the events, the oldest first.
    exposure : (U,) array
        Of each unit.
    candidates : sequence of float, metres
        The bandwidths to choose among.

    Returns
    -------
    float, metres
        The smaller at a tie; 100 m with too few events to tell.

    Notes
    -----
    Rolling origin: four later parts, each foretold from what came before it, judged by the hit rate at 0.5 to 5 per
    cent. A likelihood would ask how the whole map fits; a planner asks whether the few first places are right.
    """
    if len(order) < LEAST_EVENTS:
        return DEFAULT_M
    parts = later_parts(rows, order, len(exposure))
    scores = [
        sum(foretold(density(part.before, bandwidth_m), part.events, exposure) for part in parts)
        for bandwidth_m in candidates
    ]
    return float(candidates[int(np.argmax(scores))])


@dataclass(frozen=True)
class Part:
    """A later part of the events: how many came in each unit, and the row numbers of those before, oldest first."""

    before: Int
    events: Float


def later_parts(rows: Int, order: Int, units: int) -> list[Part]:
    """Return the parts of the events that are foretold in turn, see ``choose_by_foretelling``."""
    cuts = [(int(start * len(order)), int(end * len(order))) for start, end in FOLDS]
    return [
        Part(order[:start], np.bincount(rows[order[start:end]], minlength=units).astype(float)) for start, end in cuts
    ]


def foretold(density: Float, events: Float, exposure: Float) -> float:
    """Return the sum of the hit rates at ``SHARES``."""
    return sum(hit_rate(density, events, exposure, share) for share in SHARES)


def density_with_count(kernel: Density, rows: Int, exposure: Float) -> Density:
    """Return a density that knows ``COUNT_M`` too: events in each unit itself, ties decided by the kernel of 100 m."""

    def density(some: Int, bandwidth_m: float) -> Float:
        if bandwidth_m != COUNT_M:
            return kernel(some, bandwidth_m)
        around = kernel(some, DEFAULT_M)
        counts = np.bincount(rows[some], minlength=len(exposure)).astype(float)
        return counts + around / max(float(around.max(initial=0.0)), 1e-12) / 1000.0

    return density


def residents_about(rows: Int, residents: Int, near: "csr_array") -> Int:
    """Return how many distinct residents named each unit or one that touches it, (U,)."""
    from scipy.sparse import coo_array

    pairs = np.unique(np.column_stack([rows, residents]), axis=0)
    shape = (near.shape[0], int(residents.max(initial=0)) + 1)
    named = coo_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=shape).tocsr()
    return np.asarray((near @ named > 0).sum(axis=1), dtype=np.intp).ravel()


def paired_difference(
    ours: Float, theirs: Float, rng: np.random.Generator, times: int = 2000
) -> tuple[float, float, float]:
    """Return the mean difference of two paired rows of hits, and its 95 % interval by resampling the events.

    Parameters
    ----------
    ours, theirs : (N,) array
        Whether each later event was hit, 0 or 1, by the one ranking and by the other.
    rng : numpy.random.Generator
        Of the resampling.
    times : int
        How often.
    """
    gap = ours - theirs
    drawn = gap[rng.integers(0, len(gap), (times, len(gap)))].mean(axis=1)
    low, high = np.quantile(drawn, [0.025, 0.975])
    return float(gap.mean()), float(low), float(high)


def spread_density(shares: Mapping[float, "csr_array"], held: Int, rows: Int, length_m: Float) -> Density:
    """Return ``Density`` along roads, from what ``lixels.spread`` gives for the stretches that hold events."""
    where = np.searchsorted(held, rows)

    def density(some: Int, bandwidth_m: float) -> Float:
        counts = np.bincount(where[some], minlength=len(held)).astype(float)
        return np.asarray(counts @ shares[bandwidth_m] / length_m)

    return density
