"""The order in which to drive to some places: nearest neighbour first, then improved by turning stretches round."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Float = NDArray[np.float64]
Int = NDArray[np.intp]

LONGEST_BLOCK = 3  # so many stops in a row are tried elsewhere in one piece
TRIED = 6  # so many of the first ways, the shortest of them, are improved
MANY = 60
NOTHING_M = 1e-9  # a gain below this is rounding


def driving_order(stops: Float, start: Float | None = None) -> Int:
    """Return an order for driving to every stop once, by straight lines: see ``order_by``.

    Parameters
    ----------
    stops : (N, 2) array, metres
        Easting and northing of the stops.
    start : (2,) array, metres, optional
        Where one sets out from. Without it the way begins at whichever stop makes it shortest.

    Returns
    -------
    (N,) array of int
        Row numbers of ``stops`` in the order driven.

    Examples
    --------
    >>> driving_order(np.array([[0.0, 0.0], [900.0, 0.0], [500.0, 0.0]]))
    array([0, 2, 1])
    >>> driving_order(np.array([[0.0, 0.0], [900.0, 0.0], [500.0, 0.0]]), np.array([1000.0, 0.0]))
    array([1, 2, 0])
    """
    return order_by(straight_distances(stops, start), free_start=start is None)


def order_by(apart: Float, *, free_start: bool) -> Int:
    """Return an order for driving to every stop once: short, never longer than as given, not always the shortest.

    The way is open: it ends at the last stop.

    Parameters
    ----------
    apart : (N + 1, N + 1) array, metres
        How far it is between every two nodes, the same both ways and finite; node 0 is where one sets out from.
    free_start : bool
        The way begins at whichever stop makes it shortest; node 0 is then next door to everything.

    Returns
    -------
    (N,) array of int
        The stops in the order driven, node 1 being stop 0. The same distances give the same order.

    Notes
    -----
    From each possible first stop the nearest stop left is taken in turn. Then a stretch is turned round (2-opt
    [1]_), or up to three stops in a row are moved (Or-opt [2]_), as long as that shortens the way. O(N^2) memory;
    each round costs O(N^2) numbers, and a shift has a few dozen stops at most.

    References
    ----------
    .. [1] Croes (1958), Operations Research 6, 791-812.
    .. [2] Or (1976), Traveling salesman-type combinatorial problems, Northwestern University.
    """
    if len(apart) <= 1:
        return np.zeros(0, dtype=np.intp)
    firsts = range(1, len(apart)) if free_start else (_nearest(apart, 0, range(1, len(apart))),)

    def rank(way: list[int]) -> tuple[float, list[int]]:
        return round(_length(apart, way), 6), way

    ways = sorted((_greedy(apart, first) for first in firsts), key=rank)[: TRIED if len(apart) - 1 <= MANY else 1]
    best = min((_improved(apart, way) for way in (*ways, list(range(len(apart))))), key=rank)
    return np.array(best[1:], dtype=np.intp) - 1


def steps(apart: NDArray[Any], order: Int) -> NDArray[Any]:
    """Return what a matrix of nodes holds for each stop and the one before, in the order driven; the first: the start.

    Examples
    --------
    >>> stops = np.array([[0.0, 0.0], [300.0, 400.0]])
    >>> steps(straight_distances(stops, None), np.array([0, 1]))
    array([  0., 500.])
    """
    nodes = np.concatenate([[0], np.asarray(order, dtype=np.intp) + 1])
    return np.asarray(apart[nodes[:-1], nodes[1:]])


def straight_distances(stops: Float, start: Float | None = None) -> Float:
    """Return the straight lines between all nodes: node 0 is the start, next door to everything if there is none.

    Examples
    --------
    >>> straight_distances(np.array([[0.0, 0.0], [30.0, 40.0]]), np.array([0.0, 10.0]))[0]
    array([ 0.        , 10.        , 42.42640687])
    """
    stops = np.asarray(stops, dtype=float).reshape(-1, 2)
    nodes = np.vstack([np.zeros((1, 2)) if start is None else np.asarray(start, dtype=float).reshape(1, 2), stops])
    apart: Float = np.hypot(*(nodes[:, None, :] - nodes[None, :, :]).transpose(2, 0, 1))
    if start is None:
        apart[0, :] = apart[:, 0] = 0.0
    return apart


def _nearest(apart: Float, here: int, left: "range | set[int]") -> int:
    return min(left, key=lambda node: (apart[here, node], node))


def _greedy(apart: Float, first: int) -> list[int]:
    way, left = [0, first], set(range(1, len(apart))) - {first}
    while left:
        way.append(_nearest(apart, way[-1], left))
        left.remove(way[-1])
    return way


def _length(apart: Float, way: list[int]) -> float:
    return float(apart[way[:-1], way[1:]].sum())


def _improved(apart: Float, way: list[int]) -> list[int]:
    """Return the way after every step that shortens it; each does, so it ends."""
    while True:
        better = _turned(apart, way) or _moved(apart, way)
        if better is None:
            return way
        way = better


def _turned(apart: Float, way: list[int]) -> list[int] | None:
    """Return the way with the stretch turned round that gains most, or None when none gains."""
    node = np.array(way)
    before, stop = node[:-1], node[1:]  # each stop and what is driven to before it
    after = apart[stop[:-1], stop[1:]]  # how far on from each but the last
    saved = apart[before, stop][:, None] - apart[np.ix_(before, stop)]
    saved[:, :-1] += after[None, :] - apart[np.ix_(stop, stop[1:])]
    saved[np.tril_indices(len(stop))] = 0.0
    i, j = np.unravel_index(int(saved.argmax()), saved.shape)
    if saved[i, j] <= NOTHING_M:
        return None
    return way[: i + 1] + way[i + 1 : j + 2][::-1] + way[j + 2 :]


def _moved(apart: Float, way: list[int]) -> list[int] | None:
    """Return the way with the first block of stops moved, either way round, that gains; or None."""
    for size in range(1, min(LONGEST_BLOCK, len(way) - 2) + 1):
        for i in range(1, len(way) - size + 1):
            block, rest = way[i : i + size], way[:i] + way[i + size :]
            off = _length(apart, way) - _length(apart, rest) - _length(apart, block)
            node = np.array(rest)
            for piece in (block, block[::-1]):
                cost = apart[node, piece[0]]  # driving on from each node to the piece, then to the next node
                cost[:-1] += apart[piece[-1], node[1:]] - apart[node[:-1], node[1:]]
                j = int(cost.argmin())
                if off - cost[j] > NOTHING_M:
                    return rest[: j + 1] + piece + rest[j + 1 :]
    return None
