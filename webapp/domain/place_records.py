"""What a place folder holds, read: districts, things to draw, names."""

from dataclasses import dataclass
from typing import Any

Geometry = dict[str, Any]
"""GeoJSON with plain [lon, lat] positions in degrees."""


@dataclass(frozen=True, slots=True)
class AreaRecord:
    """A district with its border."""

    name: str
    population: int | None
    source: str
    geometry: Geometry


@dataclass(frozen=True, slots=True)
class MapRecord:
    """Something drawn under everything else."""

    layer: str
    name: str | None
    geometry: Geometry


@dataclass(frozen=True, slots=True)
class NameRecord:
    """A name that people use. ``lat`` and ``lon`` in degrees, or None when only the name is known."""

    name: str
    kind: str
    lat: float | None
    lon: float | None
    area: str | None
    aliases: tuple[str, ...]
    source: str
