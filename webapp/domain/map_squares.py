"""The base map cut into squares, a set for each level of detail: the arithmetic of cutting and of finding them again.

Positions are whole grains from the north-west corner of a frame, x eastward and y southward. A grain of the finest
level is half a metre, of each next level twice as long. A level is meant for maps where two grains are about a pixel.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from math import ceil, cos, log2, radians

METRES_A_DEGREE = 111_320.0
FINEST_GRAIN_M = 0.5
SMALLEST_SIDE_M = 512
MOST_SQUARES = 48
"""More squares than this are never read for one view: a coarser level is."""

COARSEST_PIXEL_M: dict[str, float] = {
    "boundary": float("inf"),
    "neighbour": float("inf"),
    "water": float("inf"),
    "green": float("inf"),
    "motorway": float("inf"),
    "railway": 128.0,
    "road": 64.0,
    "collector": 16.0,
    "street": 4.0,
}
"""Each layer from the ground up, and on how coarse a map it is still drawn."""

Bbox = tuple[float, float, float, float]


@dataclass(frozen=True)
class Frame:
    """Where the squares of a place lie: the corner in degrees, its sides in metres, and metres a degree eastward."""

    west: float
    north: float
    width_m: float
    height_m: float
    lon_m: float

    @classmethod
    def around(cls, bbox: Bbox) -> "Frame":
        """Return the frame of a place: its box with as much room on each side."""
        west, south, east, north = bbox
        width, height = east - west, north - south
        lon_m = METRES_A_DEGREE * max(cos(radians((south + north) / 2)), 0.01)
        return cls(west - width, north + height, 3 * width * lon_m, 3 * height * METRES_A_DEGREE, lon_m)

    @property
    def levels(self) -> int:
        """How many levels there are: the last one holds the whole frame in one square."""
        return 1 + max(1, ceil(log2(max(self.width_m, self.height_m) / SMALLEST_SIDE_M)) + 1)

    def to_metres(self, lon: float, lat: float) -> tuple[float, float]:
        """Return the metres east and south of the corner."""
        return (lon - self.west) * self.lon_m, (self.north - lat) * METRES_A_DEGREE

    def step(self, level: int) -> tuple[float, float]:
        """Return how many degrees a grain is eastward and southward."""
        return grain_m(level) / self.lon_m, grain_m(level) / METRES_A_DEGREE


def grain_m(level: int) -> float:
    """Return the length of a grain."""
    return FINEST_GRAIN_M * (1 << level)


def side_m(level: int) -> int:
    """Return the side of a square: the two finest levels share theirs."""
    return SMALLEST_SIDE_M << max(level - 1, 0)


def is_drawn(layer: str, level: int) -> bool:
    """Whether a layer belongs to a level."""
    return 2 * grain_m(level) <= COARSEST_PIXEL_M[layer]


def level_for(pixel_m: float, levels: int) -> int:
    """Return the level whose two grains are nearest to a pixel."""
    return min(max(round(log2(max(pixel_m, 1e-9) / (2 * FINEST_GRAIN_M))), 0), levels - 1)


def pixel_at(zoom: int, bbox: Bbox) -> float:
    """Return metres a pixel at a zoom as web maps count it, in the middle of a box."""
    return 360 / (256 << zoom) * METRES_A_DEGREE * max(cos(radians((bbox[1] + bbox[3]) / 2)), 0.01)


@dataclass(frozen=True)
class Range:
    """The squares of one level that a view touches: columns and rows, both ends included."""

    level: int
    west: int
    north: int
    east: int
    south: int

    @property
    def squares(self) -> int:
        """How many there are."""
        return max(self.east - self.west + 1, 0) * max(self.south - self.north + 1, 0)


def ranges(frame: Frame, bbox: Bbox, pixel_m: float) -> Iterator[Range]:
    """Yield what to read for a view: the level it wants, then each coarser one, should that hold too much."""
    west, north = frame.to_metres(bbox[0], bbox[3])
    east, south = frame.to_metres(bbox[2], bbox[1])
    last = frame.levels - 1
    for level in range(level_for(pixel_m, frame.levels), frame.levels):
        side = side_m(level)
        cols, rows = ceil(frame.width_m / side), ceil(frame.height_m / side)
        found = Range(
            level,
            max(int(west // side), 0),
            max(int(north // side), 0),
            min(int(east // side), cols - 1),
            min(int(south // side), rows - 1),
        )
        if found.squares <= MOST_SQUARES or level == last:
            yield found


@dataclass(frozen=True)
class Label:
    """A name at x, y in grains, turned by ``angle`` degrees. ``room`` is how many grains it has along its street.

    ``kind`` is ``place``, ``outside`` (a neighbour) or ``street``; the lower the rank, the sooner it is written.
    """

    text: str
    kind: str
    rank: int
    x: int
    y: int
    angle: int = 0
    room: int = 0


@dataclass(frozen=True)
class Drawing:
    """What a view shows: paths by layer and names, in grains of a level from the frame's corner."""

    frame: Frame
    level: int
    layers: dict[str, str] = field(default_factory=dict)
    labels: tuple[Label, ...] = ()
