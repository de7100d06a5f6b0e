"""Which suggestions belong together: a pure function of the suggestions and of the pins, never of their order.

All comparisons are made on whole millimetres, so that a gap of exactly 60 m, or two equal gaps, are
decided the same way by a rebuild and by one more suggestion.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from webapp.analysis.components import wide_components
from webapp.analysis.lines import cut_line, millimetres

Float = NDArray[np.float64]
Int = NDArray[np.int64]

GAP_M = 60.0
EXTENT_M = 200.0
PIN_REACH_M = 100.0
ROAD, JUNCTION, FREE = 0, 1, 2
UNITS = ("road", "junction", "free")

_ROAD_BITS = 32  # a road's number above its measure in millimetres: one integer orders both
_GAP_MM, _EXTENT_MM, _REACH_MM = 60_000, 200_000, 100_000


@dataclass(frozen=True)
class Points:
    """Suggestions of one kind, N of each.

    ``unit`` is ROAD, JUNCTION or FREE; ``place`` the road's or junction's id (0 when free); ``measure_m``
    counts on roads only; ``rank`` is 0..N-1, each once, in the order in which they were received.
    """

    unit: Int
    place: Int
    measure_m: Float
    easting: Float
    northing: Float
    rank: Int


@dataclass(frozen=True)
class Pins:
    """Frozen anchors, P of each, sorted by their id: of two equally near the lower row wins."""

    unit: Int
    place: Int
    measure_m: Float
    easting: Float
    northing: Float


@dataclass(frozen=True)
class Grouping:
    """N points in K groups or attached to pins; the numbers of groups mean nothing.

    ``pin`` is the row of the pin a point is attached to, else -1; ``label`` its group, else -1. For each
    group: the row of its founder, its unit and place, the midpoint of its extent (``measure_m`` on a road,
    NaN elsewhere; ``easting`` and ``northing`` when free, NaN elsewhere) and the extent's length.
    """

    pin: Int
    label: Int
    founder: Int
    unit: Int
    place: Int
    measure_m: Float
    easting: Float
    northing: Float
    length_m: Float


def no_pins() -> Pins:
    """Return an empty set of pins."""
    whole, real = np.empty(0, np.int64), np.empty(0)
    return Pins(whole, whole, real, real, real)


def group(points: Points, pins: Pins) -> Grouping:
    """Attach points to pins, then group the others.

    Pins come first: a point belongs to the nearest pin within 100 m (along the same road; at the same
    junction; in a straight line between free points). The rest: on a road a chain while gaps are at most
    60 m, cut at its largest gap while longer than 200 m (ties: lowest measure); a junction is one group;
    free points form components at distance at most 60 m, cut at the largest gap along their longer axis
    (ties: easting, then the lowest position) while wider than 200 m.

    Notes
    -----
    O(n log n) for N points and P pins; no pair of neighbours is ever stored.
    """
    pin = _attach(points, pins)
    left = pin < 0
    parts = [_along_roads(points, left), _at_junctions(points, left), _in_the_open(points, left)]
    order = np.concatenate([rows for rows, _ in parts])
    sizes = np.concatenate([counts for _, counts in parts])
    return _described(points, pin, order, sizes)


def as_one(points: Points) -> Grouping:
    """Take all points, of one unit and place, for one group, whatever lies between them: a person drew it."""
    rows = np.arange(len(points.unit), dtype=np.int64)
    return _described(points, np.full(len(rows), -1, np.int64), rows, np.array([len(rows)], np.int64))


def _attach(points: Points, pins: Pins) -> Int:
    pin = np.full(len(points.unit), -1, np.int64)
    if len(pins.unit) == 0:
        return pin
    for unit, nearest in ((ROAD, _pin_on_road), (JUNCTION, _pin_at_junction), (FREE, _pin_in_the_open)):
        rows, those = np.flatnonzero(points.unit == unit), np.flatnonzero(pins.unit == unit)
        if len(rows) and len(those):
            found = nearest(points, rows, pins, those)
            pin[rows] = np.where(found >= 0, those[found], -1)
    return pin


def _pin_on_road(points: Points, rows: Int, pins: Pins, those: Int) -> Int:
    """Return for each row the nearest of ``those`` pins on its road within reach, as a position in it, or -1."""
    keys, first = np.unique(_road_keys(pins.place[those], pins.measure_m[those]), return_index=True)
    wanted = _road_keys(points.place[rows], points.measure_m[rows])
    after = np.searchsorted(keys, wanted, side="right")
    below, above = np.maximum(after - 1, 0), np.minimum(after, len(keys) - 1)
    far = _REACH_MM + 1
    to_below = np.where(after > 0, wanted - keys[below], far)
    to_above = np.where(after < len(keys), keys[above] - wanted, far)
    lower_wins = (to_below < to_above) | ((to_below == to_above) & (first[below] < first[above]))
    best = np.where(lower_wins, first[below], first[above])
    return np.where(np.minimum(to_below, to_above) <= _REACH_MM, best, -1)


def _pin_at_junction(points: Points, rows: Int, pins: Pins, those: Int) -> Int:
    places, first = np.unique(pins.place[those], return_index=True)
    at = np.minimum(np.searchsorted(places, points.place[rows]), len(places) - 1)
    return np.where(places[at] == points.place[rows], first[at], -1)


def _pin_in_the_open(points: Points, rows: Int, pins: Pins, those: Int) -> Int:
    """Look through the nine squares of 100 m around each point."""
    pin_e, pin_n = millimetres(pins.easting[those]), millimetres(pins.northing[those])
    keys = (pin_e // _REACH_MM << _ROAD_BITS) + pin_n // _REACH_MM
    by_key = np.argsort(keys, kind="stable")
    keys = keys[by_key]
    e, n = millimetres(points.easting[rows]), millimetres(points.northing[rows])
    best = np.full(len(rows), -1, np.int64)
    nearest = np.full(len(rows), _REACH_MM**2 + 1, np.int64)
    for east in (-1, 0, 1):
        # The three squares of one column follow each other in the order of the keys.
        column = (e // _REACH_MM + east << _ROAD_BITS) + n // _REACH_MM
        start, end = np.searchsorted(keys, column - 1), np.searchsorted(keys, column + 1, side="right")
        near = np.flatnonzero(end > start)
        while len(near):
            candidate = by_key[start[near]]
            squared = (e[near] - pin_e[candidate]) ** 2 + (n[near] - pin_n[candidate]) ** 2
            nearer = (squared < nearest[near]) | ((squared == nearest[near]) & (candidate < best[near]))
            best[near[nearer]], nearest[near[nearer]] = candidate[nearer], squared[nearer]
            start[near] += 1
            near = near[start[near] < end[near]]
    return best


def _along_roads(points: Points, left: NDArray[np.bool_]) -> tuple[Int, Int]:
    """Return the rows, group after group, and how many each group has."""
    rows = np.flatnonzero(left & (points.unit == ROAD))
    keys = _road_keys(points.place[rows], points.measure_m[rows])
    order = np.argsort(keys, kind="stable")
    return rows[order], _sizes(cut_line(keys[order], _GAP_MM, _EXTENT_MM), len(rows))


def _at_junctions(points: Points, left: NDArray[np.bool_]) -> tuple[Int, Int]:
    rows = np.flatnonzero(left & (points.unit == JUNCTION))
    rows = rows[np.argsort(points.place[rows], kind="stable")]
    return rows, _sizes(np.diff(points.place[rows]) != 0, len(rows))


def _in_the_open(points: Points, left: NDArray[np.bool_]) -> tuple[Int, Int]:
    rows = np.flatnonzero(left & (points.unit == FREE))
    e, n = millimetres(points.easting[rows]), millimetres(points.northing[rows])
    label = wide_components(e, n, _GAP_MM, _EXTENT_MM)
    order = np.argsort(label, kind="stable")
    return rows[order], _sizes(np.diff(label[order]) != 0, len(rows))


def _described(points: Points, pin: Int, order: Int, sizes: Int) -> Grouping:
    label = np.full(len(points.unit), -1, np.int64)
    label[order] = np.repeat(np.arange(len(sizes)), sizes)
    if len(sizes) == 0:
        none, real = np.empty(0, np.int64), np.empty(0)
        return Grouping(pin, label, none, none, none, real, real, real, real)
    starts = np.cumsum(sizes) - sizes
    row_of_rank = np.empty(len(points.rank), np.int64)
    row_of_rank[points.rank] = np.arange(len(points.rank))
    founder = row_of_rank[np.minimum.reduceat(points.rank[order], starts)]
    unit = points.unit[founder]
    measure, along = _extent(points.measure_m[order], starts)
    easting, wide = _extent(points.easting[order], starts)
    northing, high = _extent(points.northing[order], starts)
    road, free = unit == ROAD, unit == FREE
    return Grouping(
        pin=pin,
        label=label,
        founder=founder,
        unit=unit,
        place=points.place[founder],
        measure_m=np.where(road, measure, np.nan),
        easting=np.where(free, easting, np.nan),
        northing=np.where(free, northing, np.nan),
        length_m=np.where(road, along, np.where(free, np.maximum(wide, high), 0.0)),
    )


def _extent(values: Float, starts: Int) -> tuple[Float, Float]:
    """Return the midpoint and the length of each group's extent, exact to half a millimetre."""
    whole = millimetres(np.nan_to_num(values))
    low, high = np.minimum.reduceat(whole, starts), np.maximum.reduceat(whole, starts)
    return (low + high) / 2000.0, (high - low) / 1000.0


def _sizes(cuts: NDArray[np.bool_], total: int) -> Int:
    """Return how many lie between the cuts, of ``total`` in a row."""
    if total == 0:
        return np.empty(0, np.int64)
    return np.diff(np.flatnonzero(cuts) + 1, prepend=0, append=total)


def _road_keys(place: Int, measure_m: Float) -> Int:
    return (place << _ROAD_BITS) + millimetres(measure_m)
