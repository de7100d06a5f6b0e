"""Which candidates serve which demand, as one sparse matrix that choosing, bounding and auditing share."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from webapp.analysis.road_ways import within_reach

Float = NDArray[np.float64]
Int = NDArray[np.int64]
Bool = NDArray[np.bool_]


@dataclass(frozen=True)
class Coverage:
    """What each candidate serves.

    Attributes
    ----------
    candidates : int
        S, how many candidates there are.
    weights : (G,) array
        The demand of each group of points that the same candidates serve; none below zero.
    starts, groups : (S + 1,) and (Z,) arrays
        Candidate ``s`` serves ``groups[starts[s]:starts[s + 1]]``.
    total : float
        All demand, also what no candidate serves.
    """

    candidates: int
    weights: Float
    starts: Int
    groups: Int
    total: float

    @cached_property
    def matrix(self) -> Any:
        """(S, G) scipy CSR matrix of ones."""
        from scipy.sparse import csr_matrix

        ones = np.ones(len(self.groups))
        return csr_matrix((ones, self.groups, self.starts), shape=(self.candidates, len(self.weights)))

    @cached_property
    def turned(self) -> Any:
        """(G, S) scipy CSR matrix of ones: the candidates that serve each group."""
        return self.matrix.T.tocsr()

    def served(self, picks: Int) -> float:
        """Return the weight that at least one of the picks serves, each group once."""
        hit = np.zeros(len(self.weights), bool)
        for pick in picks:
            hit[self.groups[self.starts[pick] : self.starts[pick + 1]]] = True
        return float(self.weights[hit].sum())


def coverage_within(candidates: Float, demand: Float, weights: Float, radius_m: float) -> Coverage:
    """Find what each candidate serves: the demand within a straight-line distance.

    Points that exactly the same candidates serve become one group, which makes all later work smaller.

    Parameters
    ----------
    candidates : (S, 2) array, metres
        Easting and northing in a metric system.
    demand : (P, 2) array, metres
        Where the demand is, in the same system.
    weights : (P,) array
        How much demand each point stands for; none below zero.
    radius_m : float, metres
        Service distance, above zero; a point at exactly this distance is served.

    Raises
    ------
    ValueError
        If ``radius_m`` is not above zero or a weight is negative.

    Notes
    -----
    O((S + P + Z) log Z) time and O(Z) memory for Z pairs within reach. Groups are found by adding a random
    64-bit number for each serving candidate: two different sets agree with probability 2**-64.

    Examples
    --------
    >>> sites = np.array([[0.0, 0.0], [50.0, 0.0]])
    >>> points = np.array([[10.0, 0.0], [12.0, 0.0], [130.0, 0.0], [999.0, 0.0]])
    >>> found = coverage_within(sites, points, np.ones(4), radius_m=100.0)
    >>> found.weights, found.served(np.array([0])), found.total
    (array([2., 1.]), 2.0, 4.0)
    """
    if radius_m <= 0:
        raise ValueError(f"radius_m must be above zero, got {radius_m}")
    if (weights < 0).any():
        raise ValueError("weights must not be negative")
    total = float(weights.sum())
    if not len(candidates) or not len(demand):
        return Coverage(len(candidates), np.zeros(0), np.zeros(len(candidates) + 1, np.int64), np.zeros(0, int), total)
    from scipy.spatial import cKDTree

    near = cKDTree(candidates).sparse_distance_matrix(cKDTree(demand), radius_m, output_type="ndarray")
    rows, points = near["i"].astype(np.int64), near["j"].astype(np.int64)
    return _grouped(len(candidates), rows, points, weights, total)


def coverage_along(roads: Sequence[Float], places: Float, weights: Float, reach_m: float) -> Coverage:
    """Find what each place serves of all places: those within a distance along the roads.

    Parameters
    ----------
    roads : sequence of (V, 2) arrays, metres
        Easting and northing of the points of each road; none: straight lines, as ``coverage_within``.
    places : (S, 2) array, metres
        Candidates and demand alike.
    weights : (S,) array
        How much demand each place stands for; none below zero.
    reach_m : float, metres
        Service distance, above zero; see ``road_ways.within_reach`` for what lies on no road.

    Raises
    ------
    ValueError
        If ``reach_m`` is not above zero or a weight is negative.
    """
    if not len(roads) or not len(places):
        return coverage_within(places, places, weights, reach_m)
    if reach_m <= 0:
        raise ValueError(f"reach_m must be above zero, got {reach_m}")
    if (weights < 0).any():
        raise ValueError("weights must not be negative")
    rows, points = within_reach(roads, places, reach_m)
    return _grouped(len(places), rows.astype(np.int64), points.astype(np.int64), weights, float(weights.sum()))


def _grouped(candidates: int, rows: Int, points: Int, weights: Float, total: float) -> Coverage:
    """Join the points that the same candidates serve; groups stand in the order of their first point."""
    marks = np.random.default_rng(0).integers(0, 2**64, candidates, dtype=np.uint64)
    marked = np.zeros(len(weights), np.uint64)
    np.add.at(marked, points, marks[rows])
    served = np.zeros(len(weights), bool)
    served[points] = True
    reached = np.flatnonzero(served)
    _, first, group = np.unique(marked[reached], return_index=True, return_inverse=True)
    order = np.argsort(first, kind="stable")
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    group_of = np.full(len(weights), -1, np.int64)
    group_of[reached] = place[group]
    stands_for = np.zeros(len(weights), bool)
    stands_for[reached[first]] = True
    kept = stands_for[points]
    rows, groups = rows[kept], group_of[points[kept]]
    by_row = np.lexsort((groups, rows))
    starts = np.zeros(candidates + 1, np.int64)
    np.cumsum(np.bincount(rows, minlength=candidates), out=starts[1:])
    summed = np.asarray(np.bincount(group_of[reached], weights[reached], len(first)), float)
    return Coverage(candidates, summed, starts, groups[by_row], total)
