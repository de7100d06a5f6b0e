"""Which road or junction each of many pins belongs to: ``snapping.snap`` for all of them at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from webapp.analysis.sites import FREE, JUNCTION, ROAD
from webapp.analysis.snapping import JUNCTION_REACH_M, ROAD_REACH_M, TIE_M, Bool, Float, JunctionPoint, RoadShape

if TYPE_CHECKING:
    from shapely import STRtree

Int = NDArray[np.int64]

SOME = 2_000
"""How many pins are measured at a time: each against every step of every road whose box is near."""
_SLACK_M = 0.01  # the search trees round otherwise than we do; what is too far is dropped by our own distance


@dataclass(frozen=True)
class Snaps:
    """What each pin belongs to when nobody has said anything of it; the measure is NaN where there is none.

    ``unsure`` marks those that ``snap`` must be asked about: a junction there may be under the ground.
    ``open_to_words`` marks those that a stated name might bring elsewhere: ties, and what is on no road.
    """

    unit: Int
    place: Int
    measure_m: Float
    unsure: Bool
    open_to_words: Bool


class StreetNet:
    """Every road and junction of a place with search trees; O((R + J) log(R + J)) to make."""

    def __init__(self, roads: Sequence[RoadShape], junctions: Sequence[JunctionPoint]) -> None:
        self.roads, self.junctions = roads, junctions

    @cached_property
    def _road_tree(self) -> "STRtree":
        import shapely

        low = np.array([road.vertices.min(axis=0) for road in self.roads]).reshape(-1, 2)
        high = np.array([road.vertices.max(axis=0) for road in self.roads]).reshape(-1, 2)
        return shapely.STRtree(shapely.box(low[:, 0], low[:, 1], high[:, 0], high[:, 1]))

    @cached_property
    def _junction_tree(self) -> "STRtree":
        import shapely

        spots = [(junction.easting, junction.northing) for junction in self.junctions]
        return shapely.STRtree(shapely.points(np.array(spots, float).reshape(-1, 2)))

    def roads_near(self, easting: float, northing: float, reach_m: float) -> list[RoadShape]:
        """Return the roads whose bounding box comes within reach of a position in metres."""
        return [self.roads[row] for row in sorted(self._road_tree.query(_square(easting, northing, reach_m)).tolist())]

    def junctions_near(self, easting: float, northing: float, reach_m: float) -> list[JunctionPoint]:
        """Return the junctions in the square that reaches ``reach_m`` around a position in metres."""
        rows = self._junction_tree.query(_square(easting, northing, reach_m)).tolist()
        return [self.junctions[row] for row in sorted(rows)]

    def snap_many(self, easting: Float, northing: Float) -> Snaps:
        """Return what each pin belongs to, in metres as the roads are."""
        found = Snaps(
            np.full(len(easting), FREE, np.int64),
            np.zeros(len(easting), np.int64),
            np.full(len(easting), np.nan),
            np.zeros(len(easting), bool),
            np.ones(len(easting), bool),
        )
        if self.roads:
            for first in range(0, len(easting), SOME):
                some = slice(first, first + SOME)
                self._to_roads(easting[some], northing[some], first, found)
        if self.junctions:
            self._to_junctions(easting, northing, found)
        return found

    def _to_roads(self, easting: Float, northing: Float, first: int, found: Snaps) -> None:
        pins, rows = self._road_tree.query(_square(easting, northing, ROAD_REACH_M + _SLACK_M))
        if not len(pins):
            return
        ids = np.array([road.road_id for road in self.roads])[rows]
        distance, at, share = self._nearest_steps(pins, rows, easting, northing)
        order = np.lexsort((ids, distance, pins))
        order = order[distance[order] <= ROAD_REACH_M]
        pins, rows, ids, at = pins[order], rows[order], ids[order], at[order]
        distance, share = distance[order], share[order]
        best = np.flatnonzero(np.diff(pins, prepend=-1))
        nearest = np.repeat(distance[best], np.diff(best, append=len(pins)))
        tied = np.bincount(pins[distance - nearest <= TIE_M], minlength=len(easting))
        own = first + pins[best]
        found.unit[own], found.place[own] = ROAD, ids[best]
        found.open_to_words[own] = tied[pins[best]] > 1
        where = zip(own.tolist(), rows[best].tolist(), at[best].tolist(), share[best], strict=True)
        for pin, row, step, part in where:
            lengths = self._steps[row][2]
            found.measure_m[pin] = float(lengths[:step].sum() + part * lengths[step])

    @cached_property
    def _steps(self) -> "_Steps":
        return _Steps(self.roads)

    def _nearest_steps(self, pins: Int, rows: Int, easting: Float, northing: Float) -> tuple[Float, Int, Float]:
        """Return distance, step and share of the step of the nearest point of each pair's road; see ``project``."""
        steps = [self._steps[row] for row in rows.tolist()]
        counts = np.array([len(lengths) for _, _, lengths, _ in steps])
        start = np.concatenate([one[0] for one in steps])
        step = np.concatenate([one[1] for one in steps])
        spot = np.repeat(np.column_stack([easting, northing])[pins], counts, axis=0)
        squared = np.maximum((step**2).sum(axis=1), 1e-12)
        share = np.clip(((spot - start) * step).sum(axis=1) / squared, 0.0, 1.0)
        off = start + share[:, None] * step - spot
        distance = np.hypot(off[:, 0], off[:, 1])
        distance[np.concatenate([one[3] for one in steps])] = np.inf
        begins = np.cumsum(counts) - counts
        least = np.minimum.reduceat(distance, begins)
        pair = np.repeat(np.arange(len(counts)), counts)
        lowest = np.flatnonzero(distance == least[pair])
        at = lowest[np.unique(pair[lowest], return_index=True)[1]]
        return least, at - begins, share[at]

    def _to_junctions(self, easting: Float, northing: Float, found: Snaps) -> None:
        pins, rows = self._junction_tree.query(_square(easting, northing, JUNCTION_REACH_M + _SLACK_M))
        spots = np.array([(one.easting, one.northing) for one in self.junctions])[rows]
        ids = np.array([one.junction_id for one in self.junctions])[rows]
        off = spots - np.column_stack([easting, northing])[pins]
        distance = np.hypot(off[:, 0], off[:, 1])
        near = distance <= JUNCTION_REACH_M
        hidden = {road.road_id for road in self.roads if road.hidden is not None}
        below = np.array([not hidden.isdisjoint(one.road_ids) for one in self.junctions])[rows]
        order = np.lexsort((ids, distance, pins))
        order = order[near[order]]
        best = order[np.flatnonzero(np.diff(pins[order], prepend=-1))]
        own = pins[best]
        found.unit[own], found.place[own], found.measure_m[own] = JUNCTION, ids[best], np.nan
        found.open_to_words[own] = False
        found.unsure[pins[near & below]] = True


class _Steps:
    """Start, step, length and whether in a tunnel, of every step of a road; made when first asked for."""

    def __init__(self, roads: Sequence[RoadShape]) -> None:
        self._roads = roads
        self._made: dict[int, tuple[Float, Float, Float, Bool]] = {}

    def __getitem__(self, row: int) -> tuple[Float, Float, Float, Bool]:
        if row not in self._made:
            road = self._roads[row]
            step = np.diff(road.vertices, axis=0)
            hidden = np.zeros(len(step), bool) if road.hidden is None else road.hidden
            self._made[row] = road.vertices[:-1], step, np.hypot(step[:, 0], step[:, 1]), hidden
        return self._made[row]


def _square(easting: Any, northing: Any, reach_m: float) -> Any:
    import shapely

    return shapely.box(easting - reach_m, northing - reach_m, easting + reach_m, northing + reach_m)
