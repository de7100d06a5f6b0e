"""Cutting a map into squares: shapes in metres in, relative SVG paths and street names in grains out."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import atan2, ceil, degrees, dist, hypot
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Geometry

from webapp.domain.map_squares import Frame, Label, grain_m, is_drawn, side_m

Shapes = NDArray[np.object_]
Float = NDArray[np.float64]
Int = NDArray[np.int64]
Key = tuple[int, int]

BAND = 8
"""How many columns of squares are held in memory at a time."""

MOST_SQUARE_BYTES = 24_000
"""What a square may hold: at the coarsest level one square is the whole place, so that any view can be bounded."""
FILLED = frozenset({"boundary", "water", "green"})
ROOM_AROUND_M = {"boundary": 260.0}
"""A square's land reaches into its neighbours as far as the soft edge of the land is drawn."""
SMALLEST_AREA_GRAINS2 = 36.0
SHORTEST_GRAINS = 3.0
FIRST_KEPT = (
    "boundary", "motorway", "road", "water", "railway", "collector", "street", "names", "neighbour", "green",
)  # fmt: skip
"""What stays when a square holds too much; of one layer the largest."""

NAMED_PIXEL_M = ((20, 16.0), (30, 8.0), (40, 2.0))
"""Up to which rank streets are named on how coarse a map."""
LETTER_GRAINS = 6.2
LETTER_FINEST_GRAINS = 0.0
"""How long a straight stretch of street must be for each letter of its name; any will do at the finest level."""


@dataclass(frozen=True)
class Named:
    """A street with a name to write along it, in metres of the frame."""

    text: str
    rank: int
    line: Geometry


@dataclass(frozen=True)
class Square:
    """What one layer shows in one square of a level: a path, or names as JSON."""

    level: int
    col: int
    row: int
    layer: str
    body: str


class _Ring(NamedTuple):
    """One line in grains from the square's corner: where it begins and ends, and the steps between as text."""

    first: tuple[int, int]
    steps: str
    last: tuple[int, int]


class _Piece(NamedTuple):
    """One line or polygon of a square; ``size`` says how much it matters beside the others of its layer."""

    size: float
    rings: list[_Ring]


@dataclass(frozen=True)
class _Layer:
    """The shapes of a layer with the detail of a level, their boxes (west, north, east, south) and sizes."""

    name: str
    shapes: Shapes
    boxes: Float
    sizes: Float

    @property
    def filled(self) -> bool:
        return self.name in FILLED

    def room(self, level: int) -> float:
        """How far beyond its square the layer is drawn: surfaces a little, so that no seam is seen."""
        return ROOM_AROUND_M.get(self.name, 2 * grain_m(level) if self.filled else 0.0)


def cut(
    frame: Frame, shapes: Mapping[str, Sequence[Geometry]], named: Sequence[Named], spots: Sequence[Label]
) -> Iterator[Square]:
    """Yield the squares of every level, coarser levels simplified (Douglas and Peucker) from finer ones.

    Parameters
    ----------
    frame : Frame
        Where the squares lie.
    shapes : layer to geometries, metres
        East and south of the frame's corner; a layer without a shape needs no entry.
    named : streets to name
        A street is named once in each square that it has room in.
    spots : names of places
        At x, y in whole metres; they stand at every level.

    Notes
    -----
    O(V L) for V vertices and L levels, since each level has fewer; one band of squares is held at a time. Nothing is
    left out of a square until it holds ``MOST_SQUARE_BYTES``; then the least of the last of ``FIRST_KEPT`` goes first.
    """
    kept = {layer: np.array(list(geometries), object) for layer, geometries in shapes.items() if len(geometries)}
    for level in range(frame.levels):
        kept = {layer: _simplified(kept[layer], level, layer in FILLED) for layer in kept if is_drawn(layer, level)}
        layers = [_measured(name, geometries) for name, geometries in kept.items()]
        streets = _measured("names", _named_lines(named, level))
        wanted = [street for street in named if _is_named(street, level)]
        for cols in _bands(frame, level):
            found: dict[Key, dict[str, list[_Piece]]] = defaultdict(dict)
            for layer in layers:
                for key, piece in _pieces(frame, layer, level, cols):
                    found[key].setdefault(layer.name, []).append(piece)
            names = _street_names(frame, streets, wanted, level, cols)
            for key, label in _spots_in(frame, spots, level, cols):
                names[key].append(label)
            for key in sorted({*found, *names}):
                yield from _squares(level, key, found.get(key, {}), names.get(key, []))


def _bands(frame: Frame, level: int) -> Iterator[range]:
    """Yield the columns of a level, a few at a time."""
    columns = ceil(frame.width_m / side_m(level))
    for first in range(0, columns, BAND):
        yield range(first, min(first + BAND, columns))


def _measured(name: str, shapes: Shapes) -> _Layer:
    sizes = shapely.area(shapes) if name in FILLED else shapely.length(shapes)
    return _Layer(name, shapes, shapely.bounds(shapes), sizes)


def _simplified(shapes: Shapes, level: int, filled: bool) -> Shapes:
    """Return shapes with the detail of a level, without those too small to see."""
    grain = grain_m(level)
    simple: Shapes = shapely.simplify(shapes, grain, preserve_topology=filled)
    if filled:
        large = shapely.area(simple) >= SMALLEST_AREA_GRAINS2 * grain**2
    else:
        large = shapely.length(simple) >= SHORTEST_GRAINS * grain
    kept: Shapes = simple[large]
    return kept


def _touched(frame: Frame, layer: _Layer, level: int, cols: range) -> tuple[Int, Int]:
    """Return which shape reaches into which square (column, row) of a band; nothing outside the frame."""
    side, room = side_m(level), layer.room(level)
    west, north, east, south = np.nan_to_num(layer.boxes.T, nan=-1e12)
    lowest, highest = np.array([cols[0], 0]), np.array([cols[-1], ceil(frame.height_m / side) - 1])
    first = np.maximum(np.floor(np.column_stack([west, north]) - room) // side, lowest).astype(int)
    last = np.minimum(np.floor(np.column_stack([east, south]) + room) // side, highest).astype(int)
    wide, high = np.maximum(last - first + 1, 0).T
    numbers = np.repeat(np.arange(len(layer.shapes)), wide * high)
    nth = np.arange(len(numbers)) - np.repeat(np.cumsum(wide * high) - wide * high, wide * high)
    high = np.maximum(high, 1)[numbers]
    return numbers, np.column_stack([first[numbers, 0] + nth // high, first[numbers, 1] + nth % high])


def _clipped(layer: _Layer, numbers: Int, squares: Int, level: int) -> Shapes:
    """Return what of each shape lies in its square."""
    side, room = side_m(level), layer.room(level)
    low, high = squares * side - room, (squares + 1) * side + room
    boxes, found = layer.boxes[numbers], layer.shapes[numbers]
    crossing = np.flatnonzero((boxes[:, :2] < low).any(axis=1) | (boxes[:, 2:] > high).any(axis=1))
    order = crossing[np.lexsort(squares[crossing].T)]
    edges = np.flatnonzero(np.any(np.diff(squares[order], axis=0) != 0, axis=1)) + 1
    rects = np.column_stack([low, high]).tolist()
    for rows in np.split(order, edges):
        if len(rows):
            found[rows] = shapely.clip_by_rect(found[rows], *rects[rows[0]])
    return found


def _pieces(frame: Frame, layer: _Layer, level: int, cols: range) -> Iterator[tuple[Key, _Piece]]:
    """Yield what of each shape lies in which square of a band."""
    numbers, squares = _touched(frame, layer, level, cols)
    parts, of = shapely.get_parts(_clipped(layer, numbers, squares, level), return_index=True)
    kind = shapely.GeometryType.POLYGON if layer.filled else shapely.GeometryType.LINESTRING
    right = (shapely.get_type_id(parts) == kind) & ~shapely.is_empty(parts)
    parts, of = parts[right], of[right]
    lines, part_of = parts, np.arange(len(parts))
    if layer.filled:
        # Paths are filled by winding: a hole runs the other way, and shapes may overlap.
        lines, part_of = shapely.get_rings(shapely.orient_polygons(parts), return_index=True)
    corners = squares[of[part_of]] * side_m(level)
    part_numbers, keys, sizes = part_of.tolist(), squares[of].tolist(), layer.sizes[numbers[of]].tolist()
    pieces: dict[int, _Piece] = {}
    for number, ring in _in_grains(lines, corners, grain_m(level), layer.filled):
        part = part_numbers[number]
        if part not in pieces:
            pieces[part] = _Piece(sizes[part], [])
        pieces[part].rings.append(ring)
    for part, piece in pieces.items():
        yield (keys[part][0], keys[part][1]), piece


def _in_grains(lines: Shapes, corners: Int, grain: float, closed: bool) -> Iterator[tuple[int, _Ring]]:
    """Yield each line that is still one in whole grains from its corner, with its number; each vertex once."""
    spots, of = shapely.get_coordinates(lines, return_index=True)
    spots = np.rint((spots - corners[of]) / grain).astype(int)
    moved = np.append(True, np.any(spots[1:] != spots[:-1], axis=1) | (of[1:] != of[:-1]))
    spots, of = spots[moved[: len(spots)]], of[moved[: len(of)]]
    steps = np.diff(spots, axis=0, prepend=spots[:1]).tolist()
    ends = np.searchsorted(of, np.arange(len(lines)), side="right").tolist()
    vertices = spots.tolist()
    start = 0
    for number, end in enumerate(ends):
        last = end - 1 if closed else end  # the path closes itself
        if last - start >= (3 if closed else 2):
            text = "".join(f"{n}" if n < 0 else f" {n}" for step in steps[start + 1 : last] for n in step)
            first, final = tuple(vertices[start]), tuple(vertices[last - 1])
            yield number, _Ring(first, text, first if closed else final)
        start = end


def _squares(level: int, key: Key, layers: Mapping[str, list[_Piece]], names: list[Label]) -> Iterator[Square]:
    """Yield the layers of one square, as much as it may hold."""
    left = MOST_SQUARE_BYTES
    grains = round(side_m(level) / grain_m(level))
    for layer in FIRST_KEPT:
        closing = "z" if layer in FILLED else ""
        body = _written(names, left) if layer == "names" else _path(layers.get(layer, []), key, grains, closing, left)
        if body:
            left -= len(body.encode())
            yield Square(level, *key, layer, body)


def _path(pieces: list[_Piece], key: Key, grains: int, closing: str, most: int) -> str:
    """Return one relative path of the pieces, the largest first, in at most so many characters."""
    start = f"M{key[0] * grains} {key[1] * grains}"
    text, room, here = [], most - len(start), (0, 0)
    for piece in sorted(pieces, key=lambda one: (-one.size, one.rings)):
        words = ""
        for first, steps, last in piece.rings:
            x, y = first[0] - here[0], first[1] - here[1]
            words += f"m{x}{y}{steps}{closing}" if y < 0 else f"m{x} {y}{steps}{closing}"
            here = last
        if len(words) > room:
            break
        text.append(words)
        room -= len(words)
    return start + "".join(text) if text else ""


def _is_named(street: Named, level: int) -> bool:
    return any(street.rank <= rank and 2 * grain_m(level) <= pixel_m for rank, pixel_m in NAMED_PIXEL_M)


def _named_lines(named: Sequence[Named], level: int) -> Shapes:
    """Return the streets that are named at a level, with few bends, so that names stand on long stretches."""
    lines = np.array([street.line for street in named if _is_named(street, level)], object)
    simple: Shapes = shapely.simplify(lines, 4 * grain_m(level))
    return simple


def _spots_in(frame: Frame, spots: Sequence[Label], level: int, cols: range) -> Iterator[tuple[Key, Label]]:
    """Yield the names of places in a band."""
    side, grain = side_m(level), grain_m(level)
    for spot in spots:
        if spot.x // side in cols and 0 <= spot.y < frame.height_m:
            yield (spot.x // side, spot.y // side), replace(spot, x=round(spot.x / grain), y=round(spot.y / grain))


def _street_names(
    frame: Frame, layer: _Layer, named: Sequence[Named], level: int, cols: range
) -> dict[Key, list[Label]]:
    """Return where streets are named in each square of a band: each once, where it is straight the longest."""
    numbers, squares = _touched(frame, layer, level, cols)
    parts, of = shapely.get_parts(_clipped(layer, numbers, squares, level), return_index=True)
    best: dict[tuple[Key, str], Label] = {}
    streets = numbers[of].tolist()
    for part, street, (col, row) in zip(parts.tolist(), streets, squares[of].tolist(), strict=True):
        label = _along(named[street], part, grain_m(level))
        if label is not None and _has_room(label, level):
            place = (col, row), label.text
            if place not in best or best[place].room < label.room:
                best[place] = label
    found: dict[Key, list[Label]] = defaultdict(list)
    for (key, _), label in sorted(best.items()):
        found[key].append(label)
    return found


def _along(street: Named, part: Geometry, grain: float) -> Label | None:
    """Return the name in the middle of the longest straight stretch, turned so that it can be read."""
    if part.is_empty or part.geom_type != "LineString":
        return None
    (x0, y0), (x1, y1) = max(pairwise(part.coords), key=lambda pair: dist(*pair))
    angle = round(degrees(atan2(y1 - y0, x1 - x0)))
    angle += 180 if angle <= -90 else -180 if angle > 90 else 0
    x, y = round((x0 + x1) / 2 / grain), round((y0 + y1) / 2 / grain)
    return Label(street.text, "street", street.rank, x, y, angle, round(hypot(x1 - x0, y1 - y0) / grain))


def _has_room(label: Label, level: int) -> bool:
    return label.room >= len(label.text) * (LETTER_GRAINS if level else LETTER_FINEST_GRAINS)


def _written(labels: list[Label], most: int) -> str:
    """Return names as the inside of a JSON list, the first ones first, in at most so many bytes."""
    text: list[str] = []
    for label in sorted(labels, key=lambda one: (one.rank, -one.room, one.text)):
        row = [label.text, label.kind, label.rank, label.x, label.y, label.angle, label.room]
        words = json.dumps(row, ensure_ascii=False, separators=(",", ":"))
        most -= len(words.encode()) + 1
        if most < 0:
            break
        text.append(words)
    return ",".join(text)
