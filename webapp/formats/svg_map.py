"""A map as SVG: degrees to and from the 1000 x 800 units of the picture, and the base map's paths."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from math import cos, radians
from typing import Any

WIDTH, HEIGHT = 1000.0, 800.0
METRES_A_DEGREE = 111_320.0
PAD = 0.04
MIN_STEP = 0.6
"""Vertices closer than this many units to the one before are left out: nobody sees them, everybody loads them."""

Bbox = tuple[float, float, float, float]


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

    def zoomed(self, lon: float, lat: float, factor: float) -> "View":
        """Return a view with a point in the middle, enlarged ``factor`` times."""
        return View.centred(lon, lat, self.ky * factor)

    def square(self, lon: float, lat: float, size_m: float) -> str:
        """Return the path of an upright square around a point."""
        x, y = self.to_xy(lon, lat)
        side = self.units(size_m)
        return f"M{x - side / 2:.1f} {y - side / 2:.1f}h{side:.1f}v{side:.1f}h{-side:.1f}Z"

    def path(self, geometry: dict[str, Any]) -> str:
        """Return the ``d`` of a GeoJSON polygon or line, without what is far outside or too fine to see."""
        return "".join(self._ring(ring, closed) for ring, closed in _rings(geometry) if self._touches(ring))

    def _ring(self, ring: list[list[float]], closed: bool) -> str:
        points: list[tuple[float, float]] = []
        for position in ring:
            x, y = self.to_xy(position[0], position[1])
            if not points or abs(x - points[-1][0]) + abs(y - points[-1][1]) >= MIN_STEP:
                points.append((x, y))
        if len(points) < (3 if closed else 2):
            return ""
        return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) + ("Z" if closed else "")

    def _touches(self, ring: list[list[float]]) -> bool:
        """Whether any part can lie in the picture, with one picture's room around it for panning."""
        west, south, east, north = self.bbox
        room_x, room_y = east - west, north - south
        lons, lats = [p[0] for p in ring], [p[1] for p in ring]
        return (
            bool(ring)
            and min(lons) <= east + room_x
            and max(lons) >= west - room_x
            and min(lats) <= north + room_y
            and max(lats) >= south - room_y
        )


def _rings(geometry: dict[str, Any]) -> Iterator[tuple[list[list[float]], bool]]:
    """Yield each line or ring of a geometry, and whether it is closed."""
    kind, parts = geometry.get("type"), geometry.get("coordinates", [])
    if kind == "Polygon":
        yield from ((ring, True) for ring in parts)
    elif kind == "MultiPolygon":
        yield from ((ring, True) for polygon in parts for ring in polygon)
    elif kind == "LineString":
        yield parts, False
    elif kind == "MultiLineString":
        yield from ((line, False) for line in parts)


@dataclass(frozen=True)
class Feature:
    """One thing of the base map: its layer, its name if it has one, its GeoJSON geometry in degrees."""

    layer: str
    name: str | None
    geometry: dict[str, Any]


@dataclass(frozen=True)
class Name:
    """A name on the map at x, y; ``outside`` names a neighbour."""

    text: str
    x: float
    y: float
    outside: bool


@dataclass(frozen=True)
class Scale:
    """The scale bar: its length on the ground and in the picture."""

    metres: int
    units: float


@dataclass(frozen=True)
class BaseMap:
    """Everything under the markers, as paths of one view."""

    land: str
    border: str = ""
    water: str = ""
    green: str = ""
    railway: str = ""
    road: str = ""
    names: tuple[Name, ...] = ()
    scale: Scale = field(default_factory=lambda: Scale(1000, 100.0))


def draw(view: View, features: Iterable[Feature], bbox: Bbox) -> BaseMap:
    """Return the base map of a view; without a boundary the place's box of degrees is the land."""
    paths: dict[str, list[str]] = {}
    names: list[Name] = []
    for feature in features:
        if feature.layer in {"label", "neighbour"} and feature.name:
            names.extend(_name(view, feature))
        path = view.path(feature.geometry)
        if path:
            paths.setdefault(feature.layer, []).append(path)
    joined = {layer: "".join(parts) for layer, parts in paths.items()}
    return BaseMap(
        land=joined.get("boundary") or _box(view, bbox),
        border=joined.get("neighbour", ""),
        water=joined.get("water", ""),
        green=joined.get("green", ""),
        railway=joined.get("railway", ""),
        road=joined.get("road", ""),
        names=tuple(names),
        scale=_scale(view),
    )


def _name(view: View, feature: Feature) -> Iterator[Name]:
    """Yield the name at its point; a border's name in the middle of those of its vertices that are in the picture."""
    if feature.geometry.get("type") == "Point":
        spots = [view.to_xy(*feature.geometry["coordinates"][:2])]
    else:
        spots = [view.to_xy(position[0], position[1]) for ring, _ in _rings(feature.geometry) for position in ring]
    inside = [(x, y) for x, y in spots if 0 < x < WIDTH and 0 < y < HEIGHT]
    if inside:
        x, y = (sum(values) / len(inside) for values in zip(*inside, strict=True))
        yield Name(feature.name or "", round(x, 1), round(y, 1), feature.layer == "neighbour")


def _box(view: View, bbox: Bbox) -> str:
    west, south, east, north = bbox
    ring = [[west, south], [west, north], [east, north], [east, south]]
    return view._ring(ring, closed=True)


def _scale(view: View) -> Scale:
    """Return the longest round length that takes at most 150 units."""
    metres = 50
    for step in (100, 200, 500, 1000, 2000, 5000, 10_000, 20_000):
        if view.units(step) <= 150:
            metres = step
    return Scale(metres, round(view.units(metres), 1))
