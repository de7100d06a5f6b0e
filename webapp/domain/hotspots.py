"""A hotspot as planners get it: a place of a few squares, what it may be called, and nothing about one person."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

LEAST_RESIDENTS = 3  # a place of one or two is in no export
LEAST_TO_SAY = 10  # fewer suggestions than this are too few to say anything of

SQUARE_M = 50.0

MANY, UNUSUALLY_MANY, TOO_FEW = "many", "unusually_many", "too_few"


def class_of(weight: int, significant: bool) -> str:
    """Return what a place may be called: with too few suggestions nothing is said, whatever the test says."""
    if weight < LEAST_TO_SAY:
        return TOO_FEW
    return UNUSUALLY_MANY if significant else MANY


@dataclass(frozen=True)
class Hotspot:
    """Touching squares where residents point. ``residents`` is a band and ``geometry`` is squares, never a pin."""

    rank: int
    kind: str
    name: str
    area: str | None
    class_: str
    significant: bool
    q: float | None
    q_district: float | None  # within its district alone
    p_family: float | None  # of everywhere at once
    weight: int
    residents: str
    per_km2: float
    lat: float
    lon: float
    easting: float
    northing: float
    geometry: dict[str, Any]


@dataclass(frozen=True)
class Shade:
    """Squares where the smoothed density of one kind is at least this, each with three residents about it."""

    kind: str
    step: int  # 1 is the faintest
    per_km2: float
    geometry: dict[str, Any]


@dataclass(frozen=True)
class HotspotMap:
    """The hotspots of one kind and period, and how they were found."""

    kinds: tuple[str, ...]
    period: str  # ISO 8601 interval of local dates, both included
    first: date | None
    last: date | None
    method: str
    hotspots: tuple[Hotspot, ...]
    shades: tuple[Shade, ...] = ()

    @property
    def bbox(self) -> tuple[float, float, float, float] | None:
        """West, south, east, north in degrees of everything that was found; None when nothing was."""
        shapes = [shade.geometry for shade in self.shades] + [one.geometry for one in self.hotspots]
        points = [at for shape in shapes for at in _positions(shape["coordinates"])]
        if not points:
            return None
        lons, lats = [lon for lon, _ in points], [lat for _, lat in points]
        return min(lons), min(lats), max(lons), max(lats)


def _positions(coordinates: Sequence[Any]) -> Iterator[tuple[float, float]]:
    if coordinates and isinstance(coordinates[0], int | float):
        yield coordinates[0], coordinates[1]
        return
    for part in coordinates:
        yield from _positions(part)


COLUMNS = (
    "rank",
    "kind",
    "name",
    "area",
    "class",
    "significant",
    "q",
    "q_district",
    "p_family",
    "weight",
    "residents",
    "per_km2",
    "lat",
    "lon",
    "easting",
    "northing",
    "period",
    "method",
)
"""The one list of what a hotspot export may hold."""


def columns_of(one: Hotspot, whole: HotspotMap) -> dict[str, Any]:
    """Return a hotspot's values by ``COLUMNS``."""
    values = {**vars(one), "class": one.class_, "period": whole.period, "method": whole.method}
    return {name: values[name] for name in COLUMNS}


def identity_of(one: Hotspot) -> str:
    """Return what a hotspot is called by programs: its kind and the 50 m square of its middle."""
    return f"{one.kind}-{int(one.easting // SQUARE_M)}-{int(one.northing // SQUARE_M)}"
