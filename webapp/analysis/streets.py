"""Ways joined into streets: simple paths that go as straight as they can, the same whatever the order of the ways."""

from array import array
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import atan2, pi
from typing import Protocol

Spot = tuple[float, float]
Segment = tuple[int, int]

STRAIGHT = pi / 3
"""Where a street branches, two arms that bend less than this are one path; the other arm begins a new one."""
BESIDE_M = 25.0
"""A branch no further than this from a longer path of its street is the other carriageway, or a stub: part of it."""


class Spots(Protocol):
    """Easting and northing in metres of every node."""

    def __getitem__(self, node: int, /) -> Spot:
        """Return where a node is."""


@dataclass(frozen=True)
class Path:
    """Nodes in order, and the way and direction (1 or -1) that each step between two of them follows."""

    nodes: tuple[int, ...]
    steps: tuple[tuple[int, int], ...]


def join_ways(
    ways: Iterable[tuple[int, Sequence[int]]], spots: Spots, breaks: Collection[int] = frozenset()
) -> list[Path]:
    """Join ways that meet into simple paths; a path that closes is a ring.

    :param ways: (way id, node ids); every node has a spot, easting and northing in metres
    :param breaks: nodes that no path goes through

    Notes
    -----
    At a node where two steps meet, they are joined whatever the bend. Where more meet, pairs are joined in the
    order of how little they bend, up to 60 degrees. Each path starts at its end with the lower node id, a ring
    at its lowest. O(S + A^2) for S steps and A arms at one node.
    """
    segments = _segments(ways)
    at_node: dict[int, list[Segment]] = defaultdict(list)
    for segment in sorted(segments):
        for node in segment:
            at_node[node].append(segment)
    partner: dict[tuple[int, Segment], Segment] = {}
    for node, arms in at_node.items():
        if node not in breaks:
            for one, other in _pairs(node, arms, spots):
                partner[node, one], partner[node, other] = other, one
    ends = sorted((node, s) for node, arms in at_node.items() for s in arms if (node, s) not in partner)
    ends += sorted((min(s), s) for s in segments)  # what is left after the ends are walked from are rings
    used: set[Segment] = set()
    paths: list[Path] = []
    for node, segment in ends:
        if segment not in used:
            paths += _simple(_walk(node, segment, partner, used), segments)
    return sorted(paths, key=lambda path: (path.nodes, path.steps))


def crossings(nodes: "array[int]", starts: "array[int]") -> set[int]:
    """Return the nodes where three or more ends of ways meet; one that a way passes through counts two.

    :param nodes: those of every way, one way after the other, from 0
    :param starts: where each way starts, and where the last one ends

    Examples
    --------
    >>> from array import array
    >>> crossings(array("i", [0, 1, 2, 1, 5, 2, 3]), array("q", [0, 3, 5, 7]))
    {1}
    """
    import numpy as np

    flat, bounds = np.frombuffer(nodes, np.int32), np.frombuffer(starts, np.int64)
    if not len(flat):
        return set()
    ends = 2 * np.bincount(flat)
    for outer in (flat[bounds[:-1]], flat[bounds[1:] - 1]):
        ends -= np.bincount(outer, minlength=len(ends))
    found: list[int] = np.flatnonzero(ends >= 3).tolist()
    return set(found)


def absorbed(lines: Sequence[Sequence[Spot]]) -> list[int]:
    """Return for each line of one street the row of the line that it is part of: its own, or that of a longer one.

    Examples
    --------
    >>> absorbed([[(0, 0), (900, 0)], [(0, 0), (450, 20), (900, 0)], [(0, 0), (0, 300)]])
    [1, 1, 2]
    """
    import shapely

    shapes = [shapely.LineString(line) for line in lines]
    order = sorted(range(len(lines)), key=lambda row: (-shapes[row].length, list(lines[row])))
    rank = {row: place for place, row in enumerate(order)}
    tree = shapely.STRtree(shapes)
    home = list(range(len(lines)))
    wide: dict[int, shapely.Geometry] = {}
    for row in order:
        near = sorted(rank[other] for other in tree.query(shapes[row], "dwithin", BESIDE_M).tolist())
        for longer in (order[place] for place in near if place < rank[row]):
            if home[longer] != longer:
                continue
            if longer not in wide:
                wide[longer] = shapes[longer].buffer(BESIDE_M)
                shapely.prepare(wide[longer])
            if wide[longer].covers(shapes[row]):
                home[row] = longer
                break
    return home


def _segments(ways: Iterable[tuple[int, Sequence[int]]]) -> dict[Segment, tuple[int, int]]:
    """Return (node, node) -> (way, direction): 1 when the way goes from the lower node to the higher.

    Steps that two ways share are there once: those of the lower way.
    """
    found: dict[Segment, tuple[int, int]] = {}
    for way_id, nodes in sorted(ways, key=lambda way: way[0]):
        for one, other in pairwise(nodes):
            if one != other:
                found.setdefault((min(one, other), max(one, other)), (way_id, 1 if one < other else -1))
    return found


def _pairs(node: int, arms: list[Segment], spots: Spots) -> Iterable[tuple[Segment, Segment]]:
    if len(arms) == 2:
        return [(arms[0], arms[1])]
    bearing = {arm: _bearing(spots[node], spots[arm[0] if arm[1] == node else arm[1]]) for arm in arms}
    bends = sorted(
        (round(_bend(bearing[one], bearing[other]), 6), one, other)
        for place, one in enumerate(arms)
        for other in arms[place + 1 :]
    )
    taken: set[Segment] = set()
    found: list[tuple[Segment, Segment]] = []
    for bend, one, other in bends:
        if bend <= STRAIGHT and not {one, other} & taken:
            taken |= {one, other}
            found.append((one, other))
    return found


def _bearing(start: Spot, end: Spot) -> float:
    return atan2(end[1] - start[1], end[0] - start[0])


def _bend(one: float, other: float) -> float:
    """Return how far two arms, as bearings away from their node, are from being one straight line."""
    return pi - abs((one - other + pi) % (2 * pi) - pi)


def _walk(
    node: int, segment: Segment, partner: Mapping[tuple[int, Segment], Segment], used: set[Segment]
) -> list[tuple[int, Segment]]:
    """Return (node, step that leaves it) along a stroke; the last has the node where it ends, and the last step."""
    found: list[tuple[int, Segment]] = []
    while segment not in used:
        used.add(segment)
        found.append((node, segment))
        node = segment[1] if segment[0] == node else segment[0]
        segment = partner.get((node, segment), segment)
    return [*found, (node, found[-1][1])]


def _simple(stroke: list[tuple[int, Segment]], segments: Mapping[Segment, tuple[int, int]]) -> list[Path]:
    """Cut a stroke where it comes back to itself, so that each part is a path or a ring."""
    paths: list[Path] = []
    nodes: list[int] = [stroke[0][0]]
    steps: list[tuple[int, int]] = []
    place = {nodes[0]: 0}
    for (here, segment), (there, _) in pairwise(stroke):
        way_id, direction = segments[segment]
        steps.append((way_id, direction if here < there else -direction))
        if there in place:
            at = place[there]
            if at:
                paths.append(_turned(nodes[: at + 1], steps[:at]))
            paths.append(_ring(nodes[at:], steps[at:]))
            nodes, steps, place = [there], [], {there: 0}
        else:
            place[there] = len(nodes)
            nodes.append(there)
    if steps:
        paths.append(_turned(nodes, steps))
    return paths


def _turned(nodes: list[int], steps: list[tuple[int, int]]) -> Path:
    """Return a path that starts at its end with the lower id."""
    if nodes[0] < nodes[-1]:
        return Path(tuple(nodes), tuple(steps))
    return Path(tuple(reversed(nodes)), tuple((way_id, -direction) for way_id, direction in reversed(steps)))


def _ring(nodes: list[int], steps: list[tuple[int, int]]) -> Path:
    """Return a ring that starts at its lowest node and goes toward the lower of its neighbours."""
    at = nodes.index(min(nodes))
    nodes, steps = nodes[at:] + nodes[:at], steps[at:] + steps[:at]
    if nodes[1] > nodes[-1]:
        nodes = [nodes[0], *reversed(nodes[1:])]
        steps = [(way_id, -direction) for way_id, direction in reversed(steps)]
    return Path((*nodes, nodes[0]), tuple(steps))
