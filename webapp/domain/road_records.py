"""Roads and junctions of a place as an import gives them, in metres of the place's CRS."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class RoadRecord:
    """One street, or the part of it that is one simple path, with a measure from its first vertex.

    ``vertices`` are little-endian doubles e0 n0, e1 n1, ... in metres. ``parts`` say what holds along it: each
    has ``to_m`` (the measure where it ends), ``limit_kmh`` and ``limit_back_kmh`` (with and against the measure),
    ``oneway`` (1 with the measure, -1 against it, 0 both ways), ``tunnel``, ``bridge`` and ``highway``.
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
    parts: tuple[dict[str, Any], ...] = field(default_factory=tuple)


@dataclass(frozen=True)
class JunctionRecord:
    """A node where three or more road ends meet. ``roads`` are the source ids of the roads there."""

    easting: float
    northing: float
    name: str | None
    roads: tuple[str, ...]
