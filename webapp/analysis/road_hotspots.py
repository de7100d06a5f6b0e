"""Where suggestions gather along roads: exact tails over stretches and their neighbours, districts, and all at once."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from webapp.analysis.hotspots import Q_LIMIT, at_least, benjamini_hochberg
from webapp.analysis.lixels import Lixels, spread
from webapp.analysis.surface import BACKGROUND, BANDWIDTHS_M, DEFAULT_BANDWIDTH_M

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Float = NDArray[np.float64]
Int = NDArray[np.intp]

NULL_MAPS = 499
WIDEST_LIXELS = 8  # a longer place is cut at its valleys: a patrol or a planner needs a place, not a road


@dataclass(frozen=True)
class RoadPlace:
    """Touching stretches of one place. ``q_district`` asks whether it is hot within its district."""

    rows: Int
    counts: Int
    weight: int
    residents: int
    significant: bool
    q: float
    q_district: float
    p_family: float
    density: float  # greatest, events a metre of road
    middle: int


def tail_on_units(counts: Float, exposure: Float, near: "csr_array") -> Float:
    """Return how likely at least so many events are in each unit and its neighbours by chance alone.

    The same as ``hotspots.tail_probabilities``, for units that touch in any way: (U,), (U,) and a (U, U) sparse array.
    """
    share = np.minimum(near @ exposure / exposure.sum(), 1.0)
    return np.where(exposure > 0, at_least(near @ counts, float(counts.sum()), share), np.nan)


def tail_in_districts(counts: Float, exposure: Float, near: "csr_array", district: Int) -> Float:
    """Return the same with each district's events spread over that district alone: hot for where it is.

    Parameters
    ----------
    counts : (U,) array, events
        In each unit.
    exposure : (U,) array, metres
        Of each unit.
    near : (U, U) sparse array
        Which units touch, each itself too.
    district : (U,) array of int
        The district of each unit. Neighbours of another district do not count.

    Notes
    -----
    O(U + neighbours). A district that is named more than others makes none of its units significant by that.
    """
    same = near.tocoo()
    keep = district[same.row] == district[same.col]
    within = near.tocoo().copy()
    within.data = within.data * keep
    within = within.tocsr()
    events = np.bincount(district, counts).astype(float)
    metres = np.bincount(district, exposure)
    share = np.minimum(within @ exposure / np.maximum(metres[district], 1e-9), 1.0)
    return np.where(exposure > 0, at_least(within @ counts, events[district], share), np.nan)


def family_p(
    counts: Float, exposure: Float, near: "csr_array", rng: np.random.Generator, maps: int = NULL_MAPS
) -> Float:
    """Return for each unit the share of maps of pure chance whose hottest unit is at least as hot.

    Notes
    -----
    The family-wise check beside the false discovery rate: heat is the likelihood ratio of a neighbourhood against
    chance [1]_. O(maps * (U + neighbours)).

    References
    ----------
    .. [1] Kulldorff (1997), Communications in Statistics 26, 1481-1496.
    """
    n = int(counts.sum())
    if n == 0:
        return np.ones(len(counts))
    expected = near @ exposure / exposure.sum() * n
    heat = _likelihood_ratio(near @ counts, expected, n)
    share = exposure / exposure.sum()
    hottest = np.array([_likelihood_ratio(near @ rng.multinomial(n, share), expected, n).max() for _ in range(maps)])
    above = maps - np.searchsorted(np.sort(hottest), heat, side="left")
    return np.asarray((1 + above) / (maps + 1))


def _likelihood_ratio(seen: Float, expected: Float, n: int) -> Float:
    """Return the ratio where more was seen than expected, and nothing elsewhere."""
    more = np.flatnonzero(seen > expected)
    inside, chance = seen[more], expected[more]
    outside = np.maximum(n - inside, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        apart = np.nan_to_num(inside * np.log(inside / chance)) + np.nan_to_num(
            outside * np.log(outside / (n - chance))
        )
    ratio = np.zeros(len(seen))
    ratio[more] = apart
    return ratio


def choose_road_bandwidth(lixels: Lixels, rows: Int, months: Int) -> float:
    """Return the bandwidth among 50, 100 and 200 m that best foretells each month from all the others.

    The smaller at a tie; 100 m with fewer than three months, which cannot tell. See ``surface.choose_bandwidth``.
    """
    names = np.unique(months)
    if len(names) < 3:
        return DEFAULT_BANDWIDTH_M
    held, where = np.unique(rows, return_inverse=True)
    even = 1.0 / lixels.length_m.sum()
    by_month = np.zeros((len(names), len(held)))
    np.add.at(by_month, (np.searchsorted(names, months), where), 1.0)
    scores = []
    for bandwidth_m in BANDWIDTHS_M:
        shares = spread(lixels, held, bandwidth_m)[:, held]
        rest = by_month.sum(axis=0) - by_month
        density = (rest @ shares) / np.maximum(rest.sum(axis=1, keepdims=True), 1.0) / lixels.length_m[held]
        scores.append(float((by_month * np.log((1 - BACKGROUND) * density + BACKGROUND * even)).sum()))
    return float(BANDWIDTHS_M[int(np.argmax(scores))])


def road_density(lixels: Lixels, rows: Int, bandwidth_m: float) -> Float:
    """Return the density of events along the roads, (U,) events a metre."""
    held, counts = np.unique(rows, return_counts=True)
    return np.asarray(counts @ spread(lixels, held, bandwidth_m) / lixels.length_m)


def find_road_hotspots(
    lixels: Lixels,
    rows: Int,
    residents: Int,
    district: Int,
    bandwidth_m: float,
    least_residents: int,
    rng: np.random.Generator,
) -> list[RoadPlace]:
    """Return the places along roads where suggestions gather, significant ones first, then by weight.

    Parameters
    ----------
    lixels : Lixels
        The roads, as stretches.
    rows : (N,) array of int
        The stretch of each event: one distinct pair of resident and site.
    residents : (N,) array of int
        Which resident each event belongs to.
    district : (U,) array of int
        The district of each stretch, from 0.
    bandwidth_m : float, metres
        Of the kernel along the roads.
    least_residents : int
        A place with fewer distinct residents than this is left out.
    rng : numpy.random.Generator
        Of the maps of pure chance.

    Notes
    -----
    Significant stretches that touch are one place, cut at its valleys when it is longer than ``WIDEST_LIXELS``; any
    other stretch is a place of its own. A place shows only those of its stretches that hold an event.
    """
    if not len(rows):
        return []
    counts = np.bincount(rows, minlength=len(lixels.road)).astype(float)
    q = benjamini_hochberg(tail_on_units(counts, lixels.length_m, lixels.near))
    q_district = benjamini_hochberg(tail_in_districts(counts, lixels.length_m, lixels.near, district))
    p_family = family_p(counts, lixels.length_m, lixels.near, rng)
    density = road_density(lixels, rows, bandwidth_m)
    hot = np.nan_to_num(q, nan=1.0) <= Q_LIMIT
    place = _places(hot, density, lixels.near)
    order = np.argsort(place[rows], kind="stable")
    found = []
    for members in np.split(order, np.nonzero(np.diff(place[rows][order]))[0] + 1):
        distinct = len(np.unique(residents[members]))
        if distinct >= least_residents:
            inside, number = np.unique(rows[members], return_counts=True)
            found.append(
                RoadPlace(
                    inside,
                    number,
                    len(members),
                    distinct,
                    bool(hot[inside].any()),
                    float(np.fmin.reduce(q[inside])),
                    float(np.fmin.reduce(q_district[inside])),
                    float(p_family[inside].min()),
                    float(density[inside].max()),
                    int(inside[np.lexsort((inside, -density[inside]))[0]]),
                )
            )
    return sorted(found, key=lambda p: (not p.significant, -p.weight, int(p.rows[0])))


def _places(hot: NDArray[np.bool_], density: Float, near: "csr_array") -> Int:
    """Return the number of each unit's place: touching hot units share one, any other has its own."""
    from scipy.sparse import diags_array
    from scipy.sparse.csgraph import connected_components

    keep = diags_array(hot.astype(float))
    touching = (keep @ near @ keep).tocsr()
    touching.eliminate_zeros()
    _, joined = connected_components(touching, directed=False)
    sizes = np.bincount(joined[hot], minlength=joined.max() + 1)
    summit = _summits(hot, density, near)
    place: Int = np.asarray(joined, dtype=np.intp)
    long = hot & (sizes[joined] > WIDEST_LIXELS)
    place[long] = len(hot) + summit[long]
    return place


def _summits(hot: NDArray[np.bool_], density: Float, near: "csr_array") -> Int:
    """Return for each hot unit the one that stepping to the densest hot neighbour, again and again, leads to."""
    rank = np.full(len(hot), -1.0)
    rank[np.lexsort((np.arange(len(hot)), density))] = np.arange(len(hot))
    rank[~hot] = -1.0
    pairs = near.tocoo()
    order = np.lexsort((rank[pairs.col], pairs.row))
    last = np.append(np.nonzero(np.diff(pairs.row[order]))[0], len(order) - 1)
    target: Int = np.arange(len(hot), dtype=np.intp)
    target[pairs.row[order][last]] = pairs.col[order][last]
    target[~hot] = np.flatnonzero(~hot)
    while not np.array_equal(target[target], target):
        target = target[target]
    return target
