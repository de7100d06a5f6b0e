"""Cutting a map into squares: shapes in metres in, relative SVG paths and street names in grains out."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import atan2, ceil, degrees, floor, hypot

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Geometry

from webapp.domain.map_squares import Frame, Label, grain_m, is_drawn, side_m

Shapes = NDArray[np.object_]
Line = list[tuple[int, int]]
Key = tuple[int, int]

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


@dataclass(frozen=True)
class _Piece:
    """One line or polygon of a square, in grains; ``size`` says how much it matters beside the others of its layer."""

    size: float
    rings: tuple[Line, ...]
    closed: bool


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
    O(V L) for V vertices and L levels, since each level has fewer. Nothing is left out of a square until it holds
    ``MOST_SQUARE_BYTES``; then the least of the last layer of ``FIRST_KEPT`` goes first.
    """
    kept = {layer: np.array(list(geometries), object) for layer, geometries in shapes.items() if len(geometries)}
    for level in range(frame.levels):
        found: dict[Key, dict[str, list[_Piece]]] = defaultdict(lambda: defaultdict(list))
        for layer in [name for name in kept if is_drawn(name, level)]:
            kept[layer] = _simplified(kept[layer], level, layer in FILLED)
            for key, piece in _pieces(frame, kept[layer], level, layer):
                found[key][layer].append(piece)
        names = _names(frame, level, named, spots)
        for key in sorted({*found, *names}):
            yield from _squares(level, key, found.get(key, {}), names.get(key, []))


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


def _pieces(frame: Frame, shapes: Shapes, level: int, layer: str) -> Iterator[tuple[Key, _Piece]]:
    """Yield what of each shape lies in which square."""
    side, filled = side_m(level), layer in FILLED
    room = ROOM_AROUND_M.get(layer, 2 * grain_m(level) if filled else 0.0)
    sizes = shapely.area(shapes) if filled else shapely.length(shapes)
    for (col, row), rows in sorted(_touched(frame, shapes, side, room).items()):
        west, north = col * side, row * side
        box = (west - room, north - room, west + side + room, north + side + room)
        clipped = shapely.clip_by_rect(shapes[rows], *box)
        parts, of = shapely.get_parts(clipped, return_index=True)
        for part, number in zip(parts.tolist(), of.tolist(), strict=True):
            piece = _piece(part, (west, north), grain_m(level), filled, float(sizes[rows[number]]))
            if piece is not None:
                yield (col, row), piece


def _touched(frame: Frame, shapes: Shapes, side: int, room: float) -> dict[Key, list[int]]:
    """Return for each square the rows of the shapes whose box reaches it; nothing outside the frame."""
    last = ceil(frame.width_m / side) - 1, ceil(frame.height_m / side) - 1
    found: dict[Key, list[int]] = defaultdict(list)
    for number, (west, north, east, south) in enumerate(shapely.bounds(shapes).tolist()):
        cols = range(max(floor((west - room) / side), 0), min(floor((east + room) / side), last[0]) + 1)
        rows = range(max(floor((north - room) / side), 0), min(floor((south + room) / side), last[1]) + 1)
        for col in cols:
            for row in rows:
                found[col, row].append(number)
    return found


def _piece(part: Geometry, corner: tuple[float, float], grain: float, filled: bool, size: float) -> _Piece | None:
    """Return a part of a shape in grains from the square's corner, or None when nothing is left of it."""
    if part.is_empty or part.geom_type != ("Polygon" if filled else "LineString"):
        return None
    lines = [part]
    if filled:
        # Paths are filled by winding: a hole runs the other way, and shapes may overlap.
        part = shapely.orient_polygons(part)
        lines = [part.exterior, *part.interiors]
    rings = [_in_grains(line, corner, grain) for line in lines]
    fewest = 4 if filled else 2
    if len(rings[0]) < fewest:
        return None
    return _Piece(size, tuple(ring for ring in rings if len(ring) >= fewest), filled)


def _in_grains(line: Geometry, corner: tuple[float, float], grain: float) -> Line:
    """Return the vertices in whole grains, each once."""
    spots = np.rint((shapely.get_coordinates(line) - corner) / grain).astype(int)
    moved = np.any(spots[1:] != spots[:-1], axis=1)
    kept = spots[np.append(True, moved)]
    return [(x, y) for x, y in kept.tolist()]


def _squares(level: int, key: Key, layers: Mapping[str, list[_Piece]], names: list[Label]) -> Iterator[Square]:
    """Yield the layers of one square, as much as it may hold."""
    left = MOST_SQUARE_BYTES
    grains = round(side_m(level) / grain_m(level))
    for layer in FIRST_KEPT:
        body = _written(names, left) if layer == "names" else _path(layers.get(layer, []), key, grains, left)
        if body:
            left -= len(body.encode())
            yield Square(level, *key, layer, body)


def _path(pieces: list[_Piece], key: Key, grains: int, most: int) -> str:
    """Return one relative path of the pieces, the largest first, in at most so many characters."""
    start = f"M{key[0] * grains} {key[1] * grains}"
    text, room = [], most - len(start)
    here = (0, 0)
    for piece in sorted(pieces, key=lambda p: (-p.size, p.rings)):
        words, end = _relative(piece, here)
        if len(words) > room:
            break
        text.append(words)
        here, room = end, room - len(words)
    return start + "".join(text) if text else ""


def _relative(piece: _Piece, here: tuple[int, int]) -> tuple[str, tuple[int, int]]:
    """Return a piece drawn from the pen's position, and where the pen is then."""
    text = ""
    for ring in piece.rings:
        line = ring[:-1] if piece.closed else ring
        steps = [(line[0][0] - here[0], line[0][1] - here[1])]
        steps += [(x - x0, y - y0) for (x0, y0), (x, y) in pairwise(line)]
        numbers = [number for step in steps for number in step]
        text += "m" + str(numbers[0]) + "".join(f"{n}" if n < 0 else f" {n}" for n in numbers[1:])
        text += "z" if piece.closed else ""
        here = line[0] if piece.closed else line[-1]
    return text, here


def _names(frame: Frame, level: int, named: Sequence[Named], spots: Sequence[Label]) -> dict[Key, list[Label]]:
    """Return the names in each square, places first."""
    side, grain = side_m(level), grain_m(level)
    found: dict[Key, list[Label]] = defaultdict(list)
    for spot in spots:
        if 0 <= spot.x < frame.width_m and 0 <= spot.y < frame.height_m:
            key = (spot.x // side, spot.y // side)
            found[key].append(replace(spot, x=round(spot.x / grain), y=round(spot.y / grain)))
    best: dict[tuple[Key, str], Label] = {}
    lowest = max((rank for rank, pixel_m in NAMED_PIXEL_M if 2 * grain <= pixel_m), default=0)
    wanted = [street for street in named if street.rank <= lowest]
    lines = shapely.simplify(np.array([street.line for street in wanted], object), 4 * grain)
    for (col, row), numbers in _touched(frame, lines, side, 0.0).items():
        box = (col * side, row * side, (col + 1) * side, (row + 1) * side)
        clipped, of = shapely.get_parts(shapely.clip_by_rect(lines[numbers], *box), return_index=True)
        for part, number in zip(clipped.tolist(), of.tolist(), strict=True):
            label = _along(wanted[numbers[number]], part, grain)
            if label is not None and _has_room(label, level):
                place = (col, row), label.text
                if place not in best or best[place].room < label.room:
                    best[place] = label
    for (key, _), label in sorted(best.items()):
        found[key].append(label)
    return found


def _along(street: Named, part: Geometry, grain: float) -> Label | None:
    """Return the name in the middle of the longest straight stretch, turned so that it can be read."""
    if part.is_empty or part.geom_type != "LineString":
        return None
    (x0, y0), (x1, y1) = max(pairwise(part.coords), key=lambda pair: hypot(*np.subtract(*pair)))
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
