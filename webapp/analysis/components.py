"""Free points grouped by distance, without ever storing a pair of neighbours, in whole millimetres."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from webapp.analysis.lines import cut_line

Int = NDArray[np.int64]
Bool = NDArray[np.bool_]

_HALF = 32  # a column above a row in one integer
_CHUNK = 1 << 20  # most distances looked at in one go
# The neighbours of a cell that may hold a point within reach, each pair once. A cell is reach / sqrt(2) wide.
_NEIGHBOURS = ((0, 1), (0, 2), (1, -2), (1, -1), (1, 0), (1, 1), (1, 2), (2, -1), (2, 0), (2, 1))


def wide_components(east: Int, north: Int, gap: int, extent: int) -> Int:
    """Return a label for each of N points: components at distance at most ``gap``, cut until none is too wide.

    A component is cut while the longer side of its bounding box (ties: the eastward one) is longer than
    ``extent``, at the largest gap along that side (ties: the lowest position); its parts are cut likewise.

    Notes
    -----
    Coincident points are one. Cells are small enough that all points in one are connected, so only pairs of
    cells are compared: O(n log n) to sort, and nothing grows with the number of suggestions at one spot. A
    component that is wide both ways is cut once at a time, each cut linear in what is left of it.
    """
    if len(east) == 0:
        return np.empty(0, np.int64)
    e, n, inverse = _distinct(east, north)
    label = _components(e, n, gap)
    order = np.argsort(label, kind="stable")
    starts = np.flatnonzero(np.diff(label[order], prepend=-1))
    ends = np.append(starts[1:], len(order))
    width = np.maximum(_spread(e[order], starts), _spread(n[order], starts))
    fresh = int(label.max()) + 1
    for which in np.flatnonzero(width > extent).tolist():
        for part in _parts(e, n, order[starts[which] : ends[which]], extent):
            label[part] = fresh
            fresh += 1
    return label[inverse]


def component_labels(east: Int, north: Int, gap: int) -> Int:
    """Return a label for each of N > 0 points: the same for points linked by steps of at most ``gap``."""
    e, n, inverse = _distinct(east, north)
    return _components(e, n, gap)[inverse]


def _distinct(east: Int, north: Int) -> tuple[Int, Int, Int]:
    """Return the distinct points, and which of them each point is."""
    keys, inverse = np.unique((east << _HALF) + north, return_inverse=True)
    n = (keys + (1 << _HALF - 1)) % (1 << _HALF) - (1 << _HALF - 1)
    return keys - n >> _HALF, n, inverse


def _spread(values: Int, starts: Int) -> Int:
    return np.maximum.reduceat(values, starts) - np.minimum.reduceat(values, starts)


def _parts(e: Int, n: Int, rows: Int, extent: int) -> Iterator[Int]:
    """Yield the parts of a component that is too wide."""
    waiting = [(rows[np.argsort(e[rows], kind="stable")], rows[np.argsort(n[rows], kind="stable")])]
    while waiting:
        by_e, by_n = waiting.pop()
        width, height = e[by_e[-1]] - e[by_e[0]], n[by_n[-1]] - n[by_n[0]]
        if max(width, height) <= extent:
            yield by_e
            continue
        along, across, axis = (by_e, by_n, e) if width >= height else (by_n, by_e, n)
        positions = axis[along]
        if min(width, height) <= extent:  # a street: every further cut runs across it
            yield from np.split(along, np.flatnonzero(cut_line(positions, extent, extent)) + 1)
            continue
        at = int(np.argmax(np.diff(positions)))
        lower = axis[across] <= positions[at]
        halves = (along[: at + 1], across[lower]), (along[at + 1 :], across[~lower])
        waiting += halves if width >= height else (half[::-1] for half in halves)


def _components(e: Int, n: Int, gap: int) -> Int:
    """Return a component number for each distinct point."""
    side = int(gap / 2**0.5)
    cell_keys, cell = np.unique((e // side << _HALF) + n // side, return_inverse=True)
    order = np.argsort(cell, kind="stable")
    e, n = e[order], n[order]
    starts = np.searchsorted(cell[order], np.arange(len(cell_keys)))
    ends = np.append(starts[1:], len(order))
    a, b = _neighbouring(cell_keys, _boxes(e, n, starts), gap)
    joined = (e[starts[a]] - e[starts[b]]) ** 2 + (n[starts[a]] - n[starts[b]]) ** 2 <= gap * gap
    parent = _join(np.arange(len(cell_keys)), a[joined], b[joined])
    a, b = a[~joined], b[~joined]
    more = (ends[a] - starts[a] > 1) | (ends[b] - starts[b] > 1)  # else the one distance was all there is
    undecided = more & (parent[a] != parent[b])
    for one, other in zip(a[undecided].tolist(), b[undecided].tolist(), strict=True):
        root, other_root = _root(parent, one), _root(parent, other)
        if root != other_root and _touch(e, n, (starts[one], ends[one]), (starts[other], ends[other]), gap):
            parent[max(root, other_root)] = min(root, other_root)
    return _flat(parent)[cell]


def _boxes(e: Int, n: Int, starts: Int) -> tuple[Int, Int, Int, Int]:
    """Return west, south, east, north of each cell's points."""
    low, high = np.minimum.reduceat, np.maximum.reduceat
    return low(e, starts), low(n, starts), high(e, starts), high(n, starts)


def _neighbouring(cell_keys: Int, boxes: tuple[Int, Int, Int, Int], gap: int) -> tuple[Int, Int]:
    """Return the pairs of cells whose points may lie within reach of each other."""
    west, south, east, north = boxes
    pairs: list[tuple[Int, Int]] = []
    for columns, rows in _NEIGHBOURS:
        wanted = cell_keys + (columns << _HALF) + rows
        at = np.minimum(np.searchsorted(cell_keys, wanted), len(cell_keys) - 1)
        a = np.flatnonzero(cell_keys[at] == wanted)
        b = at[a]
        apart_e = np.maximum(np.maximum(west[b] - east[a], west[a] - east[b]), 0)
        apart_n = np.maximum(np.maximum(south[b] - north[a], south[a] - north[b]), 0)
        near = apart_e**2 + apart_n**2 <= gap * gap
        pairs.append((a[near], b[near]))
    return np.concatenate([a for a, _ in pairs]), np.concatenate([b for _, b in pairs])


def _join(parent: Int, a: Int, b: Int) -> Int:
    """Return the root of each cell once the cells ``a`` and ``b`` are pairwise joined."""
    while len(a):
        low, high = np.minimum(parent[a], parent[b]), np.maximum(parent[a], parent[b])
        np.minimum.at(parent, high, low)
        parent = _flat(parent)
        apart = parent[a] != parent[b]
        a, b = a[apart], b[apart]
    return parent


def _flat(parent: Int) -> Int:
    while True:
        above = parent[parent]
        if np.array_equal(above, parent):
            return parent
        parent = above


def _root(parent: Int, cell: int) -> int:
    while parent[cell] != cell:
        parent[cell] = parent[parent[cell]]
        cell = int(parent[cell])
    return cell


def _touch(e: Int, n: Int, one: tuple[int, int], other: tuple[int, int], gap: int) -> bool:
    """Whether two cells hold points at distance at most ``gap``; it stops at the first such pair."""
    ae, an, be, bn = e[slice(*one)], n[slice(*one)], e[slice(*other)], n[slice(*other)]
    near_b = _near_box(ae, an, be, bn, gap)
    near_a = _near_box(be, bn, ae, an, gap)
    ae, an, be, bn = ae[near_b], an[near_b], be[near_a], bn[near_a]
    if len(ae) * len(be) > _CHUNK:
        return _touch_many(ae, an, be, bn, gap)
    return bool(((ae[:, None] - be) ** 2 + (an[:, None] - bn) ** 2 <= gap * gap).any())


def _near_box(e: Int, n: Int, box_e: Int, box_n: Int, gap: int) -> Bool:
    """Return which points lie within ``gap`` of the bounding box of other points."""
    apart_e = np.maximum(np.maximum(box_e.min() - e, e - box_e.max()), 0)
    apart_n = np.maximum(np.maximum(box_n.min() - n, n - box_n.max()), 0)
    near: Bool = apart_e**2 + apart_n**2 <= gap * gap
    return near


def _touch_many(ae: Int, an: Int, be: Int, bn: Int, gap: int) -> bool:
    """Answer for two crowds by a search tree, which does not multiply their sizes."""
    from scipy.spatial import cKDTree

    tree = cKDTree(np.column_stack([ae, an]))
    nearest = tree.query(np.column_stack([be, bn]), k=1, distance_upper_bound=gap + 1)[1]
    found = np.flatnonzero(nearest < len(ae))
    squared = (ae[nearest[found]] - be[found]) ** 2 + (an[nearest[found]] - bn[found]) ** 2
    return bool((squared <= gap * gap).any())
