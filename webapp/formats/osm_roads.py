"""Streets and junctions out of an extract: ways of one name that meet become one road with a measure in metres."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import hypot
from typing import Any

from webapp.analysis.streets import Path, absorbed, crossings, join_ways
from webapp.domain.road_records import JunctionRecord, RoadRecord
from webapp.formats import osm_tags as tagged
from webapp.formats.osm import OsmWay

Spot = tuple[float, float]
ONE_CROSSING_M = 40.0
"""Nodes of one crossing, as where a street has two carriageways, are at most this far apart."""


@dataclass(frozen=True)
class Network:
    """The roads of a place, sorted by source id, and where they meet."""

    roads: tuple[RoadRecord, ...]
    junctions: tuple[JunctionRecord, ...]


def build_network(ways: Sequence[tuple[OsmWay, Sequence[int]]], spots: dict[int, Spot]) -> Network:
    """Return roads and junctions.

    :param ways: each road with those of its nodes that have a spot, easting and northing in metres
    """
    nodes_of = {way.id: nodes for way, nodes in ways}
    by_id = {way.id: way for way, _ in ways}
    nodes = crossings(nodes_of.values())
    streets: dict[str, list[int]] = defaultdict(list)
    for way, _ in ways:
        streets[tagged.road_name(way.tags) or ""].append(way.id)
    roads: list[RoadRecord] = []
    at_node: dict[int, set[str]] = defaultdict(set)
    for name, way_ids in sorted(streets.items()):
        own = [(i, nodes_of[i]) for i in way_ids]
        paths = join_ways(own, spots, breaks=frozenset() if name else frozenset(nodes))
        for record, members in _roads(name or None, paths, by_id, spots):
            roads.append(record)
            for node in {n for path in members for n in path.nodes} & nodes:
                at_node[node].add(record.source_id)
    roads.sort(key=lambda road: road.source_id)
    return Network(tuple(roads), tuple(_junctions(at_node, roads, spots)))


def _roads(
    name: str | None, paths: list[Path], by_id: dict[int, OsmWay], spots: dict[int, Spot]
) -> Iterable[tuple[RoadRecord, list[Path]]]:
    """Yield each road of a street with the paths that are part of it; its own comes first."""
    lines = [[spots[node] for node in path.nodes] for path in paths]
    home = absorbed(lines) if name else list(range(len(paths)))
    seen: dict[int, int] = defaultdict(int)
    for row, path in enumerate(paths):
        if home[row] != row:
            continue
        members = [path, *(paths[other] for other in range(len(paths)) if other != row and home[other] == row)]
        lowest = min(way_id for way_id, _ in path.steps)
        seen[lowest] += 1
        source_id = f"osm:w{lowest}" + (f".{seen[lowest]}" if seen[lowest] > 1 else "")
        yield _road(source_id, name, members, by_id, spots), members


def _road(
    source_id: str, name: str | None, members: list[Path], by_id: dict[int, OsmWay], spots: dict[int, Spot]
) -> RoadRecord:
    import numpy as np

    path = members[0]
    line = np.array([spots[node] for node in path.nodes], "<f8")
    lengths = np.hypot(*np.diff(line, axis=0).T)
    ends = np.cumsum(lengths)
    ways = [by_id[i] for i in dict.fromkeys(way_id for path in members for way_id, _ in path.steps)]
    others = {other: None for way in ways for other in tagged.other_names(way.tags) if other != name}
    metres: dict[str, dict[Any, float]] = {"limit": {}, "highway": {}, "owner": {}}
    for (way_id, direction), length in zip(path.steps, lengths.tolist(), strict=True):
        tags = by_id[way_id].tags
        values = {"limit": _limits(tags, direction)[0], "highway": tags["highway"], "owner": tagged.owner(tags)}
        for what, value in values.items():
            metres[what][value] = metres[what].get(value, 0.0) + length
    parts = _parts(path, ends.tolist(), by_id)
    beside = sum(_length(other, spots) for other in members[1:])
    return RoadRecord(
        source_id=source_id,
        name=name,
        alt_names=tuple(sorted(others)),
        speed_limit_kmh=_most(metres["limit"]),
        oneway=all(part["oneway"] for part in parts) and beside < float(ends[-1]) / 2,
        highway=_most(metres["highway"]),
        owner=_most(metres["owner"]),
        length_m=round(float(ends[-1]), 3),
        vertices=line.tobytes(),
        box=(*line.min(axis=0).tolist(), *line.max(axis=0).tolist()),
        parts=tuple(parts),
    )


def _parts(path: Path, ends: list[float], by_id: dict[int, OsmWay]) -> list[dict[str, Any]]:
    """Return what holds along a path; neighbours that agree are one part."""
    parts: list[dict[str, Any]] = []
    for (way_id, direction), end_m in zip(path.steps, ends, strict=True):
        tags = by_id[way_id].tags
        limit_kmh, back_kmh = _limits(tags, direction)
        one = {
            "limit_kmh": limit_kmh,
            "limit_back_kmh": back_kmh,
            "oneway": tagged.oneway(tags) * direction,
            "tunnel": tagged.in_tunnel(tags),
            "bridge": tagged.is_set(tags, "bridge"),
            "highway": tags["highway"],
        }
        if parts and {**parts[-1], "to_m": 0} == {**one, "to_m": 0}:
            parts.pop()
        parts.append({"to_m": round(end_m, 1), **one})
    return parts


def _limits(tags: tagged.Tags, direction: int) -> tuple[int | None, int | None]:
    forward, back = tagged.limits_kmh(tags)
    return (forward, back) if direction == 1 else (back, forward)


def _most(metres: dict[Any, float]) -> Any:
    """Return what holds along the greatest length of what is known; of equals the lowest."""
    known = [(-length, value) for value, length in metres.items() if value is not None]
    return min(known)[1] if known else None


def _length(path: Path, spots: dict[int, Spot]) -> float:
    pairs = pairwise(path.nodes)
    return sum(hypot(spots[a][0] - spots[b][0], spots[a][1] - spots[b][1]) for a, b in pairs)


def _junctions(
    at_node: dict[int, set[str]], roads: list[RoadRecord], spots: dict[int, Spot]
) -> Iterable[JunctionRecord]:
    """Yield where roads meet; the nodes of one crossing of streets are one junction, in their middle."""
    names = {road.source_id: road.name for road in roads}
    groups: dict[str | int, list[list[int]]] = defaultdict(list)
    for node, met in sorted(at_node.items()):
        called = sorted({name for name in (names[i] for i in met) if name})
        if len(met) < 2:
            continue
        crossing = groups[" / ".join(called) if len(called) > 1 else node]
        beside = next((g for g in crossing if _apart(spots[g[0]], spots[node]) <= ONE_CROSSING_M), None)
        if beside is None:
            crossing.append([node])
        else:
            beside.append(node)
    for nodes in sorted(nodes for crossing in groups.values() for nodes in crossing):
        met = {i for node in nodes for i in at_node[node]}
        called = sorted({name for name in (names[i] for i in met) if name})
        east, north = (sum(spots[n][axis] for n in nodes) / len(nodes) for axis in (0, 1))
        yield JunctionRecord(round(east, 3), round(north, 3), " / ".join(called) or None, tuple(sorted(met)))


def _apart(one: Spot, other: Spot) -> float:
    return hypot(one[0] - other[0], one[1] - other[1])
