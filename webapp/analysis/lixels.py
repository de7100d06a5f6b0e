"""Roads cut into stretches of about 50 m (lixels), which of them meet, and how far apart they are along the roads."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Float = NDArray[np.float64]
Int = NDArray[np.intp]

LIXEL_M = 50.0
NEAREST_M = 100.0  # an event further from every road than this is on none of them
_MANY = 400  # sources of one pass of the shortest ways


@dataclass(frozen=True)
class Lixels:
    """U stretches of road in the order of the roads; ``parts`` are their lines, (V, 2) metres each.

    ``near`` (U, U) says for each which stretches touch it, itself too; ``apart_m`` (U, U) holds the distance along
    the roads between the middles of those that touch.
    """

    road: Int
    place: Int
    length_m: Float
    middle: Float  # (U, 2) metres
    parts: tuple[Float, ...]
    first_of: dict[int, int]
    count_of: dict[int, int]
    near: "csr_array"
    apart_m: "csr_array"

    def at(self, road_ids: Int, measures_m: Float) -> Int:
        """Return the row of the stretch at each measure along a road; -1 where there is no such road."""
        rows = np.full(len(road_ids), -1, dtype=np.intp)
        for row, (road_id, measure_m) in enumerate(zip(road_ids.tolist(), measures_m.tolist(), strict=True)):
            first = self.first_of.get(road_id)
            if first is not None:
                step = min(int(measure_m / self.length_m[first]), self.count_of[road_id] - 1)
                rows[row] = first + max(step, 0)
        return rows

    def nearest(self, spots: Float) -> Int:
        """Return the row of the stretch nearest to each of (S, 2) positions; -1 beyond ``NEAREST_M``."""
        import shapely

        if not len(spots):
            return np.zeros(0, dtype=np.intp)
        tree = shapely.STRtree([shapely.LineString(part) for part in self.parts])
        rows = np.full(len(spots), -1, dtype=np.intp)
        spot, found = tree.query_nearest(shapely.points(spots), max_distance=NEAREST_M, all_matches=False)
        rows[spot] = found
        return rows


def cut_roads(roads: Mapping[int, Float], meetings: Sequence[tuple[float, float, Sequence[int]]]) -> Lixels:
    """Return the roads cut into equal stretches of about 50 m each, joined where roads meet.

    Parameters
    ----------
    roads : mapping of int to (V, 2) array, metres
        Easting and northing of each road's points, by its id.
    meetings : sequence of (easting, northing, road ids)
        Where roads meet; stretches of the roads at that point touch each other.

    Notes
    -----
    O(V + U + meetings). A road shorter than a stretch is one. Equal stretches keep the exposure of each exact.

    Examples
    --------
    >>> cut = cut_roads({7: np.array([[0.0, 0.0], [150.0, 0.0]])}, [])
    >>> cut.length_m.tolist(), cut.near.toarray().astype(int).tolist()
    ([50.0, 50.0, 50.0], [[1, 1, 0], [1, 1, 1], [0, 1, 1]])
    """
    road: list[int] = []
    place: list[int] = []
    length: list[float] = []
    middle: list[tuple[float, float]] = []
    parts: list[Float] = []
    first_of: dict[int, int] = {}
    count_of: dict[int, int] = {}
    ends: list[tuple[int, int]] = []
    ways: list[float] = []
    for road_id, points in roads.items():
        along = _along(points)
        if along[-1] <= 0:
            continue
        count = max(1, round(along[-1] / LIXEL_M))
        step = along[-1] / count
        first_of[road_id], count_of[road_id] = len(road), count
        for number in range(count):
            if number:
                ends.append((len(road) - 1, len(road)))
                ways.append(step)
            road.append(road_id)
            place.append(number)
            length.append(step)
            middle.append(_spot(points, along, (number + 0.5) * step))
            parts.append(_part(points, along, number * step, (number + 1) * step))
    for easting, northing, ids in meetings:
        met = [_met(roads[i], first_of[i], count_of[i], length, easting, northing) for i in ids if i in first_of]
        for one, (row, off) in enumerate(met):
            for other, other_off in met[one + 1 :]:
                if row != other:
                    ends.append((row, other))
                    ways.append(max(off + other_off, 1e-3))
    near, apart = _graph(len(road), ends, ways)
    return Lixels(
        np.array(road, dtype=np.intp),
        np.array(place, dtype=np.intp),
        np.array(length, float),
        np.array(middle, float).reshape(-1, 2),
        tuple(parts),
        first_of,
        count_of,
        near,
        apart,
    )


def spread(lixels: Lixels, rows: Int, bandwidth_m: float) -> "csr_array":
    """Return how the weight of an event on each stretch is spread along the roads by an Epanechnikov kernel.

    Parameters
    ----------
    lixels : Lixels
        The roads.
    rows : (S,) array of int
        The stretches that hold events.
    bandwidth_m : float, metres
        Where the kernel ends, along the roads.

    Returns
    -------
    (S, U) sparse array
        Shares; each row sums to one, so that nothing is lost at a dead end and nothing is doubled at a crossing.

    Notes
    -----
    O(S * stretches within the bandwidth), by Dijkstra's shortest ways [1]_. A share is the kernel's integral over
    the stretch, not its value in the middle: at a bandwidth of one stretch the value would be all or nothing.

    References
    ----------
    .. [1] Okabe, Satoh & Sugihara (2009), International Journal of Geographical Information Science 23, 7-32.
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import dijkstra

    taken, to, share = [], [], []
    half = lixels.length_m / 2
    for start in range(0, len(rows), _MANY):
        some = rows[start : start + _MANY]
        apart = dijkstra(lixels.apart_m, directed=False, indices=some, limit=bandwidth_m + LIXEL_M)
        source, target = np.nonzero(np.isfinite(apart))
        off = apart[source, target]
        mass = _epanechnikov((off + half[target]) / bandwidth_m) - _epanechnikov((off - half[target]) / bandwidth_m)
        taken.append(source + start)
        to.append(target)
        share.append(mass)
    shape = (len(rows), len(lixels.road))
    if not taken:
        return coo_array(shape).tocsr()
    source, target, mass = np.concatenate(taken), np.concatenate(to), np.concatenate(share)
    whole = np.bincount(source, weights=mass, minlength=len(rows))
    return coo_array((mass / whole[source], (source, target)), shape=shape).tocsr()


def _epanechnikov(u: Float) -> Float:
    """Return the share of the kernel below u bandwidths."""
    v = np.clip(u, -1.0, 1.0)
    return np.asarray(0.5 + 0.75 * v - 0.25 * v**3)


def _along(points: Float) -> Float:
    legs = np.diff(points, axis=0)
    return np.concatenate([[0.0], np.cumsum(np.hypot(legs[:, 0], legs[:, 1]))])


def _spot(points: Float, along: Float, at: float) -> tuple[float, float]:
    return float(np.interp(at, along, points[:, 0])), float(np.interp(at, along, points[:, 1]))


def _part(points: Float, along: Float, start: float, end: float) -> Float:
    inside = (along > start) & (along < end)
    return np.vstack([_spot(points, along, start), points[inside], _spot(points, along, end)])


def _met(
    points: Float, first: int, count: int, length: list[float], easting: float, northing: float
) -> tuple[int, float]:
    """Return the stretch of a road at a meeting, and how far its middle is from there along the road."""
    from webapp.analysis.snapping import project

    measure = project(points, easting, northing)[1]
    step = length[first]
    number = min(int(measure / step), count - 1)
    return first + number, abs(measure - (number + 0.5) * step)


def _graph(count: int, ends: list[tuple[int, int]], ways: list[float]) -> "tuple[csr_array, csr_array]":
    from scipy.sparse import coo_array, eye_array

    pairs: Any = np.array(sorted({(min(e), max(e)) for e in ends}), dtype=np.intp).reshape(-1, 2)
    least: dict[tuple[int, int], float] = {}
    for end, way in zip(ends, ways, strict=True):
        key = (min(end), max(end))
        least[key] = min(way, least.get(key, np.inf))
    metres = np.array([least[(int(a), int(b))] for a, b in pairs], float)
    one, other = pairs[:, 0], pairs[:, 1]
    shape = (count, count)
    apart = coo_array((metres, (one, other)), shape=shape).tocsr()
    touch = coo_array((np.ones(len(one)), (one, other)), shape=shape).tocsr()
    return (touch + touch.T + eye_array(count, format="csr")).tocsr(), (apart + apart.T).tocsr()
