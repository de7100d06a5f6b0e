"""Between degrees and the metres of a place, by pyproj; no formula of our own."""

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from pyproj import Transformer

Float = NDArray[np.float64]


@lru_cache(maxsize=8)
def _transformer(source: str, target: str) -> "Transformer":
    from pyproj import Transformer

    return Transformer.from_crs(source, target, always_xy=True)


def to_metres(crs: str, lon: Any, lat: Any) -> tuple[Float, Float]:
    """Return easting and northing in metres of ``crs`` for longitudes and latitudes in degrees.

    Shapes follow the input; a scalar gives 0-d arrays.
    """
    easting, northing = _transformer("EPSG:4326", crs).transform(np.asarray(lon, float), np.asarray(lat, float))
    return np.asarray(easting, float), np.asarray(northing, float)


def to_degrees(crs: str, easting: Any, northing: Any) -> tuple[Float, Float]:
    """Return longitude and latitude in degrees for metres of ``crs``."""
    lon, lat = _transformer(crs, "EPSG:4326").transform(np.asarray(easting, float), np.asarray(northing, float))
    return np.asarray(lon, float), np.asarray(lat, float)
