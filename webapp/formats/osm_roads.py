"""Streets and junctions out of an extract: ways of one name that meet become one road with a measure in metres.

A node is known by its row among the positions of the file, a way by its row among the ways: both rise with the ids.
"""

import sys
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby, pairwise
from math import floor, hypot
from typing import TYPE_CHECKING, Any

from webapp.analysis.streets import Path, Spot, absorbed, crossings, join_ways
from webapp.domain.road_records import JunctionRecord, RoadPart, RoadRecord
from webapp.formats import osm_tags as tagged
from webapp.formats.osm import OsmFile, OsmWay, Positions
from webapp.formats.osm_passes import batches

if TYPE_CHECKING:
    from shapely import Geometry

ONE_CROSSING_M = 40.0
"""Nodes of one crossing, as where a street has two carriageways, are at most this far apart."""


@dataclass(frozen=True)
class Network:
    """The roads of a place, sorted by source id, and where they meet."""

    roads: tuple[RoadRecord, ...]
    junctions: tuple[JunctionRecord, ...]


class Spots:
    """Where nodes are: easting and northing in metres, to the millimetre."""

    def __init__(self, positions: Positions, crs: str) -> None:
        from webapp.analysis.projection import to_metres

        self.east, self.north = (axis.round(3) for axis in to_metres(crs, *positions.degrees()))
        self._both = array("d", self.east.tobytes()), array("d", self.north.tobytes())

    def __getitem__(self, node: int) -> Spot:
        return self._both[0][node], self._both[1][node]


class Lines:
    """The nodes of many ways in one row of numbers: an eighth of what a list for each would take."""

    def __init__(self) -> None:
        self.nodes, self.starts = array("i"), array("q", [0])

    def append(self, nodes: Iterable[int]) -> None:
        """Add the nodes of one more way."""
        self.nodes.extend(nodes)
        self.starts.append(len(self.nodes))

    def __getitem__(self, row: int) -> "array[int]":
        return self.nodes[self.starts[row] : self.starts[row + 1]]


def build_network(found: OsmFile, crs: str, region: "Geometry | None" = None) -> Network:
    """Return the roads of an extract that reach into a region, and where they meet; a road is never cut.

    :param region: in metres of ``crs``
    """
    spots = Spots(found.positions, crs)
    ways, lines = _reaching(found, spots, region)
    nodes = crossings(lines.nodes, lines.starts)
    roads: list[RoadRecord] = []
    met = array("q"), array("q")  # a node, and a road that is there
    for name, rows in _streets(ways, lines, nodes):
        own = [(row, lines[row]) for row in rows]
        for record, members in _roads(name, join_ways(own, spots, frozenset() if name else nodes), ways, spots):
            for node in sorted({n for path in members for n in path.nodes if n in nodes}):
                met[0].append(node)
                met[1].append(len(roads))
            roads.append(record)
    junctions = tuple(_junctions(_meetings(*met), roads, spots))
    roads.sort(key=lambda road: road.source_id)
    return Network(tuple(roads), junctions)


def _reaching(found: OsmFile, spots: Spots, region: "Geometry | None") -> tuple[list[OsmWay], Lines]:
    """Return the ways that cars use and that reach into the region, with those of their nodes that have a spot."""
    import numpy as np
    import shapely

    ways, lines = [], Lines()
    for batch in batches(way for way in found.streets if tagged.is_road(way.tags)):
        those = [(way, rows) for way in batch if len(rows := found.positions.rows(way.refs)) >= 2]
        if those and region is not None:
            owner = np.repeat(np.arange(len(those)), [len(rows) for _, rows in those])
            flat = np.concatenate([rows for _, rows in those])
            drawn = shapely.linestrings(spots.east[flat], spots.north[flat], indices=owner)
            those = [one for one, here in zip(those, shapely.intersects(region, drawn), strict=True) if here]
        for way, rows in those:
            ways.append(way)
            lines.append(rows.tolist())
    return ways, lines


def _streets(ways: Sequence[OsmWay], lines: Lines, crossing: set[int]) -> Iterator[tuple[str | None, list[int]]]:
    """Yield each name with its ways; those without a name by as many as meet where nothing else does."""
    streets: dict[str, list[int]] = defaultdict(list)
    for row, way in enumerate(ways):
        streets[tagged.road_name(way.tags) or ""].append(row)
    yield from ((None, strand) for strand in _strands(streets.pop("", []), lines, crossing))
    yield from sorted(streets.items())


def _strands(rows: Iterable[int], lines: Lines, crossing: set[int]) -> Iterator[list[int]]:
    """Yield the ways in groups that are linked end to end, without passing a crossing."""
    rows = list(rows)
    at_end: dict[int, list[int]] = defaultdict(list)
    for row in rows:
        for node in {lines[row][0], lines[row][-1]} - crossing:
            at_end[node].append(row)
    seen: set[int] = set()
    for start in rows:
        strand, reached = [], [start]
        while reached:
            row = reached.pop()
            if row not in seen:
                seen.add(row)
                strand.append(row)
                reached += [other for node in (lines[row][0], lines[row][-1]) for other in at_end.get(node, ())]
        if strand:
            yield sorted(strand)


def _roads(
    name: str | None, paths: list[Path], ways: Sequence[OsmWay], spots: Spots
) -> Iterator[tuple[RoadRecord, list[Path]]]:
    """Yield each road of a street with the paths that are part of it; its own comes first."""
    home = list(range(len(paths)))
    if name and len(paths) > 1:
        home = absorbed([[spots[node] for node in path.nodes] for path in paths])
    beside: dict[int, list[Path]] = defaultdict(list)
    for row, path in enumerate(paths):
        if home[row] != row:
            beside[home[row]].append(path)
    seen: dict[int, int] = defaultdict(int)
    for row, path in enumerate(paths):
        if home[row] != row:
            continue
        lowest = ways[min(way for way, _ in path.steps)].id
        seen[lowest] += 1
        source_id = f"osm:w{lowest}" + (f".{seen[lowest]}" if seen[lowest] > 1 else "")
        members = [path, *beside[row]]
        yield _road(source_id, name, members, ways, spots), members


def _road(source_id: str, name: str | None, members: list[Path], ways: Sequence[OsmWay], spots: Spots) -> RoadRecord:
    path = members[0]
    line = [spots[node] for node in path.nodes]
    lengths = [hypot(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(line)]
    ends = list(accumulate(lengths))
    own = [ways[row].tags for row in dict.fromkeys(row for path in members for row, _ in path.steps)]
    others = {other for tags in own for other in tagged.other_names(tags) if other != name}
    metres: dict[str, dict[Any, float]] = {"limit": {}, "highway": {}, "owner": {}}
    runs = list(_runs(path, ends))
    for row, direction, length, _ in runs:
        tags = ways[row].tags
        values = {"limit": _limits(tags, direction)[0], "highway": tags["highway"], "owner": tagged.owner(tags)}
        for what, value in values.items():
            metres[what][value] = metres[what].get(value, 0.0) + length
    parts = tuple(_parts(runs, ways))
    beside = sum(_length(other, spots) for other in members[1:])
    east, north = zip(*line, strict=True)
    return RoadRecord(
        source_id=source_id,
        name=name,
        alt_names=tuple(sorted(others)),
        speed_limit_kmh=_most(metres["limit"]),
        oneway=all(part.oneway for part in parts) and beside < ends[-1] / 2,
        highway=_most(metres["highway"]),
        owner=_most(metres["owner"]),
        length_m=round(ends[-1], 3),
        vertices=_vertices(line),
        box=(min(east), min(north), max(east), max(north)),
        parts=parts,
    )


def _vertices(line: Sequence[Spot]) -> bytes:
    """Return a line as little-endian doubles."""
    flat = array("d", (value for spot in line for value in spot))
    if sys.byteorder == "big":
        flat.byteswap()
    return flat.tobytes()


def _runs(path: Path, ends: Sequence[float]) -> Iterator[tuple[int, int, float, float]]:
    """Yield way, direction, length and end in metres of each run of steps that follow one way."""
    place, start_m = 0, 0.0
    for (row, direction), steps in groupby(path.steps):
        place += sum(1 for _ in steps)
        yield row, direction, ends[place - 1] - start_m, ends[place - 1]
        start_m = ends[place - 1]


def _parts(runs: Iterable[tuple[int, int, float, float]], ways: Sequence[OsmWay]) -> Iterator[RoadPart]:
    """Yield what holds along a path; neighbours that agree are one part."""
    held: tuple[Any, ...] | None = None
    end_m = 0.0
    for row, direction, _, to_m in runs:
        tags = ways[row].tags
        one = (
            *_limits(tags, direction),
            tagged.oneway(tags) * direction,
            tagged.in_tunnel(tags),
            tagged.is_set(tags, "bridge"),
            tags["highway"],
        )
        if held is not None and held != one:
            yield RoadPart(round(end_m, 1), *held)
        held, end_m = one, to_m
    if held is not None:
        yield RoadPart(round(end_m, 1), *held)


def _limits(tags: tagged.Tags, direction: int) -> tuple[int | None, int | None]:
    forward, back = tagged.limits_kmh(tags)
    return (forward, back) if direction == 1 else (back, forward)


def _most(metres: dict[Any, float]) -> Any:
    """Return what holds along the greatest length of what is known; of equals the lowest."""
    known = [(-length, value) for value, length in metres.items() if value is not None]
    return min(known)[1] if known else None


def _length(path: Path, spots: Spots) -> float:
    return sum(_apart(spots[a], spots[b]) for a, b in pairwise(path.nodes))


def _meetings(nodes: "array[int]", roads: "array[int]") -> Iterator[tuple[int, list[int]]]:
    """Yield each node where two roads or more meet, in order, with them."""
    import numpy as np

    if not len(nodes):
        return
    order: list[int] = np.argsort(np.frombuffer(nodes, np.int64), kind="stable").tolist()
    for node, rows in groupby(order, key=lambda row: nodes[row]):
        met = [roads[row] for row in rows]
        if len(met) > 1:
            yield node, met


def _junctions(
    meetings: Iterable[tuple[int, list[int]]], roads: Sequence[RoadRecord], spots: Spots
) -> Iterator[JunctionRecord]:
    """Yield where roads meet; the nodes of one crossing of streets are one junction, in their middle."""
    groups: list[tuple[list[int], set[int]]] = []
    near: dict[tuple[str, int, int], list[int]] = defaultdict(list)  # a crossing, and the square of its first node
    for node, met in meetings:
        called = _called(roads, met)
        if len(called) > 1:
            crossing, (col, row) = " / ".join(called), (floor(axis / ONE_CROSSING_M) for axis in spots[node])
            around = ((crossing, c, r) for c in (col - 1, col, col + 1) for r in (row - 1, row, row + 1))
            known = [g for square in around for g in near.get(square, ())]
            beside = [g for g in known if _apart(spots[groups[g][0][0]], spots[node]) <= ONE_CROSSING_M]
            if beside:
                nodes, those = groups[min(beside)]
                nodes.append(node)
                those.update(met)
                continue
            near[crossing, col, row].append(len(groups))
        groups.append(([node], set(met)))
    for nodes, those in groups:
        east, north = (sum(spots[n][axis] for n in nodes) / len(nodes) for axis in (0, 1))
        ids = tuple(sorted(roads[road].source_id for road in those))
        yield JunctionRecord(round(east, 3), round(north, 3), " / ".join(_called(roads, those)) or None, ids)


def _called(roads: Sequence[RoadRecord], met: Iterable[int]) -> list[str]:
    return sorted({name for name in (roads[road].name for road in met) if name})


def _apart(one: Spot, other: Spot) -> float:
    return hypot(one[0] - other[0], one[1] - other[1])
