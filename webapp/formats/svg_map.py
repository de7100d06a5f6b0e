"""A map as SVG: degrees to and from the 1000 x 800 units of the picture, the base map's paths and its names."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from math import cos, radians, sin

from webapp.domain.map_squares import METRES_A_DEGREE, Bbox, Drawing, Label, grain_m

WIDTH, HEIGHT = 1000.0, 800.0
PAD = 0.04
SOFT_EDGE_M = 250.0
"""How far the land is drawn beyond its border, which may be generalised."""
ROADS = {"motorway": (14.0, 2.6), "road": (11.0, 2.0), "collector": (9.0, 1.4), "street": (7.0, 0.9)}
"""How wide each is on the ground in metres, and how many pixels at least on a map."""
FONT_UNITS = (31.0, 21.0, 17.0)
"""How large names are drawn on a narrow, a wider and a wide map, in units of the picture: as the style sheet says."""
STREET_FONT = 0.8
"""The size of a street's name beside that of a place."""
LETTER, LINE = 0.62, 1.25
"""About how wide a letter and how high a line is, in sizes of the font, with some room around."""
MOST_BESIDE = 1.5
"""How much longer than the straight stretch it stands on a street's name may be."""
BESIDE = (0, 0.9, -0.9, 1.8, -1.8)
"""How many lines the name of a place, which stands for more than a point, may move out of the way of a mark."""
SAME_APART = 350.0
"""How many units apart a street is named again."""


@dataclass(frozen=True)
class View:
    """What part of the world the picture shows. x = (lon - lon0) * kx, y = (lat1 - lat) * ky."""

    lon0: float
    lat1: float
    kx: float
    ky: float

    @classmethod
    def for_bbox(cls, bbox: Bbox, pad: float = PAD) -> "View":
        """Return the view that shows a box of degrees (west, south, east, north), centred, with room around it.

        :param pad: free room on each side, as a share of the picture
        :raises ValueError: the box has no size
        """
        west, south, east, north = bbox
        if not (west < east and south < north):
            raise ValueError(f"{bbox} is not west, south, east, north")
        lat, lon = (south + north) / 2, (west + east) / 2
        shrink = max(cos(radians(lat)), 0.01)
        free = 1 - 2 * pad
        ky = min(HEIGHT * free / (north - south), WIDTH * free / ((east - west) * shrink))
        return cls.centred(lon, lat, ky)

    @classmethod
    def centred(cls, lon: float, lat: float, ky: float) -> "View":
        """Return the view with a point in the middle and ``ky`` units a degree of latitude."""
        kx = ky * max(cos(radians(lat)), 0.01)
        return cls(lon0=lon - WIDTH / 2 / kx, lat1=lat + HEIGHT / 2 / ky, kx=kx, ky=ky)

    def to_xy(self, lon: float, lat: float) -> tuple[float, float]:
        """Return the picture's x and y of a point in degrees."""
        return (lon - self.lon0) * self.kx, (self.lat1 - lat) * self.ky

    def to_lonlat(self, x: float, y: float) -> tuple[float, float]:
        """Return longitude and latitude of a point of the picture."""
        return self.lon0 + x / self.kx, self.lat1 - y / self.ky

    def units(self, metres: float) -> float:
        """Return how many units of the picture a length on the ground takes."""
        return metres * self.ky / METRES_A_DEGREE

    @property
    def bbox(self) -> Bbox:
        """What the picture covers: west, south, east, north."""
        west, north = self.to_lonlat(0, 0)
        east, south = self.to_lonlat(WIDTH, HEIGHT)
        return west, south, east, north

    def strip(self, top: float, bottom: float) -> Bbox:
        """Return what the part of the picture between two heights covers."""
        west, north = self.to_lonlat(0, top)
        east, south = self.to_lonlat(WIDTH, bottom)
        return west, south, east, north

    def square(self, lon: float, lat: float, size_m: float) -> str:
        """Return the path of an upright square around a point."""
        x, y = self.to_xy(lon, lat)
        side = self.units(size_m)
        return f"M{x - side / 2:.1f} {y - side / 2:.1f}h{side:.1f}v{side:.1f}h{-side:.1f}Z"


@dataclass(frozen=True)
class Name:
    """A name on the map at x, y, turned by ``angle`` degrees; ``outside`` names a neighbour.

    ``tier`` says how small the letters must be for it to touch no other name: see FONT_UNITS.
    """

    text: str
    x: float
    y: float
    outside: bool
    street: bool = False
    angle: int = 0
    tier: int = 0

    @property
    def turned(self) -> str:
        """The first four numbers of the matrix that turns it."""
        turn = radians(self.angle)
        return f"{cos(turn):.3f} {sin(turn):.3f} {-sin(turn):.3f} {cos(turn):.3f}"


MARK, MARK_SIZE = Name("", WIDTH / 2, HEIGHT / 2, outside=False), 40.0
"""What stands in the middle of a picture of one place, and half its width."""


@dataclass(frozen=True)
class Scale:
    """The scale bar: its length on the ground and in the picture."""

    metres: int
    units: float


@dataclass(frozen=True)
class Matrix:
    """How the paths are placed in the picture: x = a * grains + e, y = d * grains + f."""

    a: float = 1.0
    d: float = 1.0
    e: float = 0.0
    f: float = 0.0

    @property
    def text(self) -> str:
        """The value of a ``transform``."""
        return f"matrix({self.a:.6f} 0 0 {self.d:.6f} {self.e:.1f} {self.f:.1f})"


@dataclass(frozen=True)
class BaseMap:
    """Everything under the markers: paths by layer in grains, how they are placed, and names in the picture.

    ``soft`` is the width of the land's soft edge in grains, ``widths`` those of the roads in units of the picture.
    """

    layers: dict[str, str]
    matrix: Matrix = field(default_factory=Matrix)
    soft: float = 0.0
    widths: dict[str, float] = field(default_factory=dict)
    names: tuple[Name, ...] = ()
    scale: Scale = field(default_factory=lambda: Scale(1000, 100.0))

    @property
    def grain(self) -> float:
        """How many units of the picture a grain is."""
        return self.matrix.d


def draw(view: View, found: Drawing, bbox: Bbox, fonts: Sequence[float] = FONT_UNITS, marked: bool = False) -> BaseMap:
    """Return the base map of a view; without anything drawn yet the place's box of degrees is the land.

    :param fonts: how large letters may be drawn, the largest first
    :param marked: a mark will stand in the middle, and no name may touch it
    """
    lon_step, lat_step = found.frame.step(found.level)
    x, y = view.to_xy(found.frame.west, found.frame.north)
    matrix = Matrix(lon_step * view.kx, lat_step * view.ky, x, y)
    layers = dict(found.layers) or {"boundary": _box(matrix, view, bbox)}
    return BaseMap(
        layers=layers,
        matrix=matrix,
        soft=2 * SOFT_EDGE_M / grain_m(found.level),
        widths={layer: road_width(layer, 1 / view.units(1)) for layer in ROADS},
        names=place_names(matrix, found.labels, fonts, marked),
        scale=_scale(view),
    )


def road_width(layer: str, pixel_m: float) -> float:
    """Return how many pixels wide a road is drawn: as wide as it is, and never too thin to see."""
    wide_m, least = ROADS[layer]
    return round(max(wide_m / pixel_m, least), 2)


def place_names(
    matrix: Matrix, labels: Iterable[Label], fonts: Sequence[float], marked: bool = False
) -> tuple[Name, ...]:
    """Return the names that touch no other one, the first ones first; smaller letters leave room for more."""
    placed: list[tuple[Name, float, float]] = []  # with half the width and height a unit of font
    if marked:
        placed.append((MARK, MARK_SIZE / fonts[-1], MARK_SIZE / fonts[-1]))
    for label in labels:
        name = _name(matrix, label)
        wide, high = _half_size(label.text, label.angle, label.kind == "street")
        if not (0 < name.x < WIDTH and 0 < name.y < HEIGHT):
            continue
        for tier, font in enumerate(fonts):
            if _fits(name, wide, high, label.room * matrix.d, font, placed):
                placed.append((replace(name, tier=tier), wide, high))
                break
    return tuple(name for name, _, _ in placed if name is not MARK)


def names_beside(
    names: Iterable[Name], marks: Sequence[tuple[float, float]], mark_size: float, font: float
) -> list[Name]:
    """Return the names that no mark covers; one of a place moves a little up or down if that sets it free.

    :param mark_size: half the width of a mark, in units of the picture
    """
    placed = [(x, y, mark_size, mark_size) for x, y in marks]
    beside = []
    for name in names:
        wide, high = (half * font for half in _half_size(name.text, name.angle, name.street))
        for line in (0,) if name.street else BESIDE:
            y = round(name.y + line * 2 * high, 1)
            if all(abs(name.x - px) >= wide + pw or abs(y - py) >= high + ph for px, py, pw, ph in placed):
                placed.append((name.x, y, wide, high))
                beside.append(replace(name, y=y))
                break
    return beside


def _name(matrix: Matrix, label: Label) -> Name:
    x, y = round(matrix.a * label.x + matrix.e, 1), round(matrix.d * label.y + matrix.f, 1)
    return Name(label.text, x, y, label.kind == "outside", label.kind == "street", label.angle)


def _half_size(text: str, angle: float, street: bool) -> tuple[float, float]:
    """Return half the width and height of the upright box around a name, in sizes of its font."""
    long, turn = len(text) * LETTER, radians(angle)
    size = STREET_FONT if street else 1.0
    wide = long * abs(cos(turn)) + LINE * abs(sin(turn))
    high = long * abs(sin(turn)) + LINE * abs(cos(turn))
    return wide * size / 2, high * size / 2


def _fits(
    name: Name, wide: float, high: float, room: float, font: float, placed: list[tuple[Name, float, float]]
) -> bool:
    """Whether a name in letters of this size lies in the picture, along its street, and free of the names before."""
    half_x, half_y = wide * font, high * font
    if name.street and len(name.text) * LETTER * STREET_FONT * font > room * MOST_BESIDE:
        return False
    if not (half_x < name.x < WIDTH - half_x and half_y < name.y < HEIGHT - half_y):
        return False
    for other, other_wide, other_high in placed:
        apart_x, apart_y = abs(name.x - other.x), abs(name.y - other.y)
        if apart_x < half_x + other_wide * font and apart_y < half_y + other_high * font:
            return False
        if name.street and other.text == name.text and apart_x + apart_y < SAME_APART:
            return False
    return True


def _box(matrix: Matrix, view: View, bbox: Bbox) -> str:
    west, south, east, north = bbox
    corners = [view.to_xy(lon, lat) for lon, lat in ((west, south), (west, north), (east, north), (east, south))]
    spots = [(round((x - matrix.e) / matrix.a), round((y - matrix.f) / matrix.d)) for x, y in corners]
    return "M" + "L".join(f"{x} {y}" for x, y in spots) + "Z"


def _scale(view: View) -> Scale:
    """Return the longest round length that takes at most 150 units."""
    metres = 20
    for step in (50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000):
        if view.units(step) <= 150:
            metres = step
    return Scale(metres, round(view.units(metres), 1))
