"""The shapes of a place looked at: how large, how well covered, what is odd; and its system of coordinates."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from shapely import Geometry

GeoJson = dict[str, Any]
Bbox = tuple[float, float, float, float]


@dataclass(frozen=True)
class System:
    """A system of coordinates: what it is called, why it cannot be used, and what is odd about it; None: nothing."""

    name: str | None
    fault: str | None = None
    odd: str | None = None


def system_of(crs: str, lon: float, lat: float) -> System:
    """Return what is known of a system, for a place at a position in degrees."""
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    try:
        found = CRS.from_user_input(crs)
    except CRSError:
        return System(None, f"crs {crs} is not known")
    units = {axis.unit_name for axis in found.axis_info[:2]}
    if units != {"metre"}:
        return System(found.name, f"crs {crs} ({found.name}) counts in {' and '.join(sorted(units))}s, not in metres")
    use = found.area_of_use
    if use is not None and not (use.west <= lon <= use.east and use.south <= lat <= use.north):
        return System(found.name, odd=f"it is made for {use.name.rstrip('.')}, where this place does not lie")
    return System(found.name)


def union(shapes: Iterable[GeoJson]) -> "Geometry":
    """Return GeoJSON geometries as one, each made valid first."""
    import shapely
    from shapely.geometry import shape

    return shapely.union_all([shapely.make_valid(shape(one)) for one in shapes])


def size_km2(border: "Geometry", crs: str) -> float:
    """Return how many square kilometres a surface in degrees has in a system in metres."""
    import numpy as np
    import shapely

    from webapp.analysis.projection import to_metres

    metres = shapely.transform(border, lambda p: np.column_stack(to_metres(crs, p[:, 0], p[:, 1])))
    return float(metres.area) / 1e6


def share_covered(border: "Geometry", districts: "Geometry") -> float | None:
    """Return which share of a border its districts cover; None when there is one of them only."""
    if border.is_empty or districts.is_empty:
        return None
    return float(districts.intersection(border).area / border.area)


def odd_shapes(shapes: Sequence[tuple[str, GeoJson]], bbox: Bbox) -> list[str]:
    """Return a sentence for each of the shapes that is broken, or lies outside the box; each comes with its name."""
    import shapely
    from shapely.geometry import shape

    frame, notes = shapely.box(*bbox), []
    for where, geometry in shapes:
        drawn = shape(geometry)
        if not drawn.is_valid:
            notes.append(f"{where}: {shapely.is_valid_reason(drawn)}.")
        if not drawn.intersects(frame):
            notes.append(f"{where}: lies wholly outside the bbox of place.toml.")
    return notes
