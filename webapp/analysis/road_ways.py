"""How far places are from each other along the roads."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from webapp.analysis.driving import straight_distances

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Float = NDArray[np.float64]
Int = NDArray[np.intp]
Bool = NDArray[np.bool_]

REACH_M = 500.0
"""A place further than this from every road lies on none of them."""
AT_ONCE = 64
"""From how many places the shortest ways are held in memory together."""
NO_WAY_M = 1e-6
"""Two nodes at one spot are so far apart: a piece of no length would be none."""


def road_distances(roads: Sequence[Float], places: Float) -> Float:
    """Return how far it is between every two places along the roads.

    Roads meet where they share a point; a bridge that only crosses over another road shares none. From a place to
    the nearest point of a road the line is straight. One-way streets are taken both ways: the order of a shift does
    not hang on them, and the navigator knows them.

    Parameters
    ----------
    roads : sequence of (V, 2) arrays, metres
        Easting and northing of the points of each road, of which there are at least two.
    places : (N, 2) array, metres
        Easting and northing.

    Returns
    -------
    (N, N) array, metres
        Symmetric, zero on the diagonal; infinite where no road leads from one place to the other, or a place lies
        further than ``REACH_M`` from every road.

    Notes
    -----
    Roads are cut only where they meet and at the places. Then the shortest ways by Dijkstra [1]_:
    O(V log V + N (M log M)) for V points and M pieces.

    References
    ----------
    .. [1] Dijkstra (1959), Numerische Mathematik 1, 269-271.

    Examples
    --------
    >>> bank = [np.array([[0.0, 0.0], [900.0, 0.0]]), np.array([[900.0, 0.0], [900.0, 50.0], [0.0, 50.0]])]
    >>> road_distances(bank, np.array([[0.0, 0.0], [100.0, 50.0]])).tolist()
    [[0.0, 1750.0], [1750.0, 0.0]]
    """
    places = np.asarray(places, dtype=float).reshape(-1, 2)
    apart = np.full((len(places), len(places)), np.inf)
    np.fill_diagonal(apart, 0.0)
    if not len(roads) or len(places) < 2:
        return apart
    from scipy.sparse.csgraph import dijkstra

    graph, rows, of_places, off_m = _with_places(roads, places)
    along = dijkstra(graph, directed=False, indices=of_places)[:, of_places]
    apart[np.ix_(rows, rows)] = np.round(along + off_m[:, None] + off_m[None, :], 3)
    np.fill_diagonal(apart, 0.0)
    return apart


def within_reach(roads: Sequence[Float], places: Float, reach_m: float) -> tuple[Int, Int]:
    """Return the pairs of places within reach of each other along the roads, both ways about and each with itself.

    Where one of the two lies on no road the straight line counts; where both do and no road leads from one to the
    other, as over a river without a bridge, they are not within reach.

    Parameters
    ----------
    roads : sequence of (V, 2) arrays, metres
        As ``road_distances``; none: all lines are straight.
    places : (N, 2) array, metres
        Easting and northing.
    reach_m : float, metres
        Above zero; a place at exactly this distance is within reach.

    Returns
    -------
    first, second : (Z,) arrays of int
        Rows of ``places``, by the first and then by the second.

    Notes
    -----
    Dijkstra stops at the reach, so that N places cost N neighbourhoods; memory is O(AT_ONCE V).

    Examples
    --------
    >>> bank = [np.array([[0.0, 0.0], [900.0, 0.0]]), np.array([[900.0, 0.0], [900.0, 50.0], [0.0, 50.0]])]
    >>> within_reach(bank, np.array([[0.0, 0.0], [100.0, 50.0], [600.0, 0.0]]), 600.0)
    (array([0, 0, 1, 2, 2]), array([0, 2, 1, 0, 2]))
    """
    from scipy.spatial import cKDTree

    places = np.asarray(places, dtype=float).reshape(-1, 2)
    tree = cKDTree(places)
    straight = tree.sparse_distance_matrix(tree, reach_m, output_type="ndarray")
    first, second = straight["i"].astype(np.intp), straight["j"].astype(np.intp)
    if len(roads) and len(places):
        from scipy.sparse.csgraph import dijkstra

        graph, rows, of_places, off_m = _with_places(roads, places)
        on_road = np.zeros(len(places), dtype=np.bool_)
        on_road[rows] = True
        beside = (first == second) | ~(on_road[first] & on_road[second])
        firsts, seconds = [first[beside]], [second[beside]]
        for start in range(0, len(rows), AT_ONCE):
            some = slice(start, start + AT_ONCE)
            along = dijkstra(graph, directed=False, indices=of_places[some], limit=reach_m)[:, of_places]
            i, j = np.nonzero(np.round(along + off_m[some][:, None] + off_m[None, :], 3) <= reach_m)
            firsts.append(rows[some][i])
            seconds.append(rows[j])
        first, second = np.concatenate(firsts), np.concatenate(seconds)
        pairs = np.unique(first * len(places) + second)
        first, second = np.divmod(pairs, len(places))
    order = np.lexsort((second, first))
    return first[order], second[order]


def driving_distances(roads: Sequence[Float], stops: Float, start: Float | None) -> tuple[Float, Bool]:
    """Return how far to drive between all nodes, as ``driving.order_by`` asks for it, and which ways follow roads.

    Where no road leads from one to the other the straight line counts.

    Parameters
    ----------
    roads : sequence of (V, 2) arrays, metres
        As ``road_distances``; none: all lines are straight.
    stops : (N, 2) array, metres
        Easting and northing.
    start : (2,) array, metres, or None
        Where one sets out from.

    Returns
    -------
    apart : (N + 1, N + 1) array, metres
        Node 0 is the start, next door to everything if there is none.
    by_road : (N + 1, N + 1) array of bool
    """
    apart = straight_distances(stops, start)
    own = slice(1, None) if start is None else slice(None)
    nodes = stops if start is None else np.vstack([start, stops])
    along = np.full_like(apart, np.inf)
    along[own, own] = road_distances(roads, nodes)
    by_road = np.isfinite(along)
    return np.where(by_road, along, apart), by_road


def _with_places(roads: Sequence[Float], places: Float) -> tuple["csr_array", Int, Int, Float]:
    """Return the graph of roads and places, the rows of the places on it, their nodes, and how far off they lie."""
    points, of = np.concatenate(roads), np.repeat(np.arange(len(roads)), [len(road) for road in roads])
    measure_m = _along(points, of)
    road, place_m, off_m = _nearest(points, of, places)
    rows = np.flatnonzero(road >= 0)
    point = _numbers(points)
    kept = _is_end(of) | (np.bincount(point)[point] > 1)
    node = np.concatenate([point[kept], point.max() + 1 + rows])
    graph = _graph(node, np.concatenate([of[kept], road[rows]]), np.concatenate([measure_m[kept], place_m[rows]]))
    return graph, rows, node[len(node) - len(rows) :], off_m[rows]


def _along(points: Float, of: Int) -> Float:
    """Return how far along its road each point is."""
    legs = np.hypot(*np.diff(points, axis=0).T)
    legs[of[1:] != of[:-1]] = 0.0
    run = np.concatenate([[0.0], np.cumsum(legs)])
    starts = np.flatnonzero(np.concatenate([[True], of[1:] != of[:-1]]))
    return np.asarray(run - run[starts][of])


def _nearest(points: Float, of: Int, places: Float) -> tuple[Int, Float, Float]:
    """Return for each place the nearest road, -1 for none; how far along it the nearest point is; and how far off."""
    import shapely

    lines, spots = shapely.linestrings(points, indices=of), shapely.points(places)
    road, off_m = np.full(len(places), -1, dtype=np.intp), np.zeros(len(places))
    (row, found), metres = shapely.STRtree(lines).query_nearest(
        spots, max_distance=REACH_M, return_distance=True, all_matches=False
    )
    road[row], off_m[row] = found, metres
    return road, np.where(road >= 0, shapely.line_locate_point(lines[road], spots), 0.0), off_m


def _numbers(points: Float) -> Int:
    """Return a number for each point: the same for points of the same millimetre."""
    number: Int = np.unique(np.round(points * 1000).astype(np.int64), axis=0, return_inverse=True)[1].ravel()
    return number


def _is_end(of: Int) -> Bool:
    """Return which points are the first or the last of their road."""
    change = np.concatenate([[True], of[1:] != of[:-1], [True]])
    return np.asarray(change[1:] | change[:-1])


def _graph(node: Int, road: Int, at_m: Float) -> "csr_array":
    """Return the pieces of road between nodes that follow each other on a road; of two pieces the shorter."""
    from scipy.sparse import coo_array

    order = np.lexsort((at_m, road))
    node, road, at_m = node[order], road[order], at_m[order]
    onward = (road[1:] == road[:-1]) & (node[1:] != node[:-1])
    ends = np.sort(np.column_stack([node[:-1], node[1:]])[onward], axis=1)
    metres = np.maximum(np.diff(at_m)[onward], NO_WAY_M)
    order = np.lexsort((metres, ends[:, 1], ends[:, 0]))
    ends, metres = ends[order], metres[order]
    first = np.concatenate([[True], (ends[1:] != ends[:-1]).any(axis=1)])[: len(ends)]
    count = int(node.max()) + 1
    return coo_array((metres[first], (ends[first, 0], ends[first, 1])), shape=(count, count)).tocsr()
