"""Which road or junction a pin belongs to, and positions along a road."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from webapp.analysis.sites import FREE, JUNCTION, ROAD

Float = NDArray[np.float64]
Bool = NDArray[np.bool_]

ROAD_REACH_M = 35.0
JUNCTION_REACH_M = 25.0
TIE_M = 10.0
MEETS_M = 15.0  # from the end of one line to another: they meet, also where no node joins them
LEAVES_M = 50.0  # from that end, one sees whether a line leaves the other or runs beside it
LEAVES_SHARE = 0.25  # of those metres that a line which leaves, leaves by at least: some 15 degrees


@dataclass(frozen=True)
class RoadShape:
    """A road as a line of V vertices, (V, 2) easting and northing in metres.

    ``hidden`` says of each of its V-1 steps whether it lies in a tunnel; None: no step does.
    """

    road_id: int
    vertices: Float
    hidden: Bool | None = None


@dataclass(frozen=True)
class JunctionPoint:
    """A node where three or more road ends meet, and which roads they belong to, where that is asked."""

    junction_id: int
    easting: float
    northing: float
    road_ids: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Snap:
    """What a pin belongs to. ``tied`` are the roads that are as good an answer, nearest first; empty: no doubt."""

    unit: int
    place: int = 0
    measure_m: float | None = None
    tied: tuple[int, ...] = ()


def vertices_of(geometry: bytes) -> Float:
    """Return the (V, 2) vertices in metres of a road's stored geometry: little-endian doubles e0 n0, e1 n1."""
    return np.frombuffer(geometry, dtype="<f8").reshape(-1, 2)


def steps_in_tunnels(vertices: Float, parts: Sequence[Mapping[str, Any]]) -> Bool | None:
    """Return which steps of a line lie in a tunnel, by the parts of its road; None when none does."""
    if not any(part.get("tunnel") for part in parts):
        return None
    step = np.diff(vertices, axis=0)
    ends = np.cumsum(np.hypot(step[:, 0], step[:, 1]))
    middles = ends - np.diff(ends, prepend=0.0) / 2
    at = np.searchsorted([part["to_m"] for part in parts], middles)
    tunnels: Bool = np.array([bool(part.get("tunnel")) for part in parts])
    return tunnels[np.minimum(at, len(parts) - 1)]


def project(vertices: Float, easting: float, northing: float, hidden: Bool | None = None) -> tuple[float, float]:
    """Return (distance, measure) in metres of the point of a line nearest to a position; ties: the lowest measure.

    :param hidden: steps that nothing is near to; of a line with no other step, the distance is infinite

    Examples
    --------
    >>> project(np.array([[0.0, 0.0], [100.0, 0.0], [100.0, 50.0]]), 110.0, 20.0)
    (10.0, 120.0)
    """
    start, step = vertices[:-1], np.diff(vertices, axis=0)
    squared = np.maximum((step**2).sum(axis=1), 1e-12)
    share = np.clip(((np.array([easting, northing]) - start) * step).sum(axis=1) / squared, 0.0, 1.0)
    off = start + share[:, None] * step - (easting, northing)
    distance = np.hypot(off[:, 0], off[:, 1])
    if hidden is not None:
        distance[hidden] = np.inf
    at = int(distance.argmin())
    lengths = np.hypot(step[:, 0], step[:, 1])
    return float(distance[at]), float(lengths[:at].sum() + share[at] * lengths[at])


def measures_along(vertices: Float, spots: Float) -> Float:
    """Return the measure of the point of a line nearest to each of S positions, (S, 2); ties: the lowest measure."""
    start, step = vertices[:-1], np.diff(vertices, axis=0)
    squared = np.maximum((step**2).sum(axis=1), 1e-12)
    share = np.clip(((spots[:, None, :] - start) * step).sum(axis=2) / squared, 0.0, 1.0)
    off = start + share[:, :, None] * step - spots[:, None, :]
    at = (off**2).sum(axis=2).argmin(axis=1)
    lengths = np.hypot(step[:, 0], step[:, 1])
    before = np.concatenate([[0.0], np.cumsum(lengths)])
    measures: Float = before[at] + share[np.arange(len(spots)), at] * lengths[at]
    return measures


def point_at(vertices: Float, measure_m: float) -> tuple[float, float]:
    """Return easting and northing at a measure along a line; beyond an end, the end.

    Examples
    --------
    >>> point_at(np.array([[0.0, 0.0], [100.0, 0.0], [100.0, 50.0]]), 120.0)
    (100.0, 20.0)
    """
    step = np.diff(vertices, axis=0)
    along = np.concatenate([[0.0], np.cumsum(np.hypot(step[:, 0], step[:, 1]))])
    return float(np.interp(measure_m, along, vertices[:, 0])), float(np.interp(measure_m, along, vertices[:, 1]))


def ends_at(line: Float, other: Float) -> list[tuple[float, float]]:
    """Return where a line ends at another, at its end or its side; nothing where the two run beside each other.

    Examples
    --------
    >>> ends_at(np.array([[0.0, 0.0], [90.0, 0.0]]), np.array([[100.0, -50.0], [100.0, 50.0]]))
    [(90.0, 0.0)]
    >>> ends_at(np.array([[0.0, 0.0], [90.0, 0.0]]), np.array([[0.0, 10.0], [100.0, 10.0]]))
    []
    """
    found = []
    for way in (line, line[::-1]):
        end = (float(way[0, 0]), float(way[0, 1]))
        length_m = float(np.hypot(*np.diff(way, axis=0).T).sum())
        step_m = min(LEAVES_M, length_m)
        off_m, inward_m = project(other, *end)[0], project(other, *point_at(way, step_m))[0]
        if off_m <= MEETS_M and inward_m - off_m >= LEAVES_SHARE * step_m > 0:
            found.append(end)
    return found


def snap(
    roads: Sequence[RoadShape],
    junctions: Sequence[JunctionPoint],
    easting: float,
    northing: float,
    wanted: frozenset[int] = frozenset(),
) -> Snap:
    """Return the unit of a pin: a junction within 25 m, else the nearest road within 35 m, else free.

    Roads at most 10 m further away than the nearest are a tie, which a person may answer; without an answer
    the nearest road wins, then the lowest id. What lies in a tunnel is under the ground that a pin points at:
    it takes only pins whose sender stated its name.

    :param wanted: ids of the roads that bear the name that a person stated; one within reach wins
    """
    beside = [(float(np.hypot(j.easting - easting, j.northing - northing)), j) for j in junctions]
    reached = sorted((d, j.junction_id) for d, j in beside if d <= JUNCTION_REACH_M and not _under_ground(j, roads))
    if reached:
        return Snap(JUNCTION, reached[0][1])
    along = {
        road.road_id: project(road.vertices, easting, northing, None if road.road_id in wanted else road.hidden)
        for road in roads
    }
    near = sorted((distance, road_id) for road_id, (distance, _) in along.items() if distance <= ROAD_REACH_M)
    if not near:
        return Snap(FREE)
    stated = [road_id for _, road_id in near if road_id in wanted]
    road_id = stated[0] if stated else near[0][1]
    tied = tuple(r for distance, r in near if distance - near[0][0] <= TIE_M)
    return Snap(ROAD, road_id, along[road_id][1], () if stated or len(tied) == 1 else tied)


def _under_ground(junction: JunctionPoint, roads: Sequence[RoadShape]) -> bool:
    """Whether every road that meets there, of those that are known, is in a tunnel there."""
    met = [road for road in roads if road.road_id in junction.road_ids]
    return bool(met) and all(
        road.hidden is not None
        and project(road.vertices, junction.easting, junction.northing, road.hidden)[0] > JUNCTION_REACH_M
        for road in met
    )
