"""Roads and junctions of a place as an import gives them, in metres of the place's CRS."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RoadPart:
    """What holds along a road up to the measure ``to_m``.

    Limits are with and against the measure, in km/h; ``oneway`` is 1 with it, -1 against it, 0 both ways.
    """

    to_m: float
    limit_kmh: int | None
    limit_back_kmh: int | None
    oneway: int
    tunnel: bool
    bridge: bool
    highway: str


@dataclass(frozen=True, slots=True)
class RoadRecord:
    """One street, or the part of it that is one simple path, with a measure from its first vertex.

    ``vertices`` are little-endian doubles e0 n0, e1 n1, ... in metres. ``parts`` say what holds along it.
    """

    source_id: str
    name: str | None
    alt_names: tuple[str, ...]
    speed_limit_kmh: int | None
    oneway: bool
    highway: str
    owner: str | None
    length_m: float
    vertices: bytes
    box: tuple[float, float, float, float]
    parts: tuple[RoadPart, ...] = ()


@dataclass(frozen=True, slots=True)
class JunctionRecord:
    """A node where three or more road ends meet. ``roads`` are the source ids of the roads there."""

    easting: float
    northing: float
    name: str | None
    roads: tuple[str, ...]
