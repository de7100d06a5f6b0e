"""Coordinate reference systems as OGC names them: by address, each in the order of axes that its authority gave it."""

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pyproj import Transformer

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
"""Longitude, latitude: what GeoJSON has."""
_EPSG = "http://www.opengis.net/def/crs/EPSG/0/"
DEGREE_DECIMALS, METRE_DECIMALS = 6, 2

Bounds = tuple[float, float, float, float]


def epsg(code: int) -> str:
    """Return the address of a system of the EPSG registry."""
    return f"{_EPSG}{code}"


def offered(place_crs: str) -> tuple[str, ...]:
    """Return the addresses of the systems that a place offers: CRS84 first, degrees, SWEREF 99 TM, its own.

    >>> offered("EPSG:3006")[1:]
    ('http://www.opengis.net/def/crs/EPSG/0/4326', 'http://www.opengis.net/def/crs/EPSG/0/3006')
    """
    codes = dict.fromkeys((4326, 3006, int(place_crs.partition(":")[2])))
    return (CRS84, *(epsg(code) for code in codes))


def positions_in(uri: str, geometry: dict[str, Any] | None) -> dict[str, Any] | None:
    """Return a GeoJSON geometry in another system, its axes in that system's own order: EPSG:3006 is northing, easting.

    :param uri: one of ``offered``
    :param geometry: in longitude, latitude; None stays None
    """
    if geometry is None or uri == CRS84:
        return geometry
    decimals = DEGREE_DECIMALS if uri == epsg(4326) else METRE_DECIMALS
    return {**geometry, "coordinates": _moved(_transformer(uri), geometry["coordinates"], decimals)}


def bounds_in_degrees(uri: str, bounds: Bounds) -> Bounds:
    """Return west, south, east, north of a box that is given in another system, by its first and second axis.

    :raises ValueError: the box lies where the system is not defined
    """
    if uri == CRS84:
        return bounds
    west, south, east, north = _transformer(uri).transform_bounds(*bounds, direction="INVERSE")
    if not all(value == value and abs(value) != float("inf") for value in (west, south, east, north)):
        raise ValueError(f"{bounds} is not in {uri}")
    return west, south, east, north


def _moved(transformer: "Transformer", coordinates: Sequence[Any], decimals: int) -> list[Any]:
    if coordinates and not isinstance(coordinates[0], int | float):
        return [_moved(transformer, part, decimals) for part in coordinates]
    one, other = transformer.transform(coordinates[0], coordinates[1])
    return [round(float(one), decimals), round(float(other), decimals)]


@lru_cache(maxsize=8)
def _transformer(uri: str) -> "Transformer":
    from pyproj import Transformer

    return Transformer.from_crs("OGC:CRS84", f"EPSG:{uri.removeprefix(_EPSG)}")
