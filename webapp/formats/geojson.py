"""GeoJSON as RFC 7946 has it: degrees, longitude first, and times in UTC."""

from collections.abc import Iterable, Mapping
from typing import Any

import orjson

DECIMALS = 6  # a tenth of a metre


def point(lon: float, lat: float) -> dict[str, Any]:
    """Return a point."""
    return {"type": "Point", "coordinates": [round(lon, DECIMALS), round(lat, DECIMALS)]}


def feature(
    geometry: Mapping[str, Any] | None, properties: Mapping[str, Any], feature_id: str | int | None = None
) -> dict[str, Any]:
    """Return a feature; ``feature_id`` is left out when there is none."""
    one = {"type": "Feature", "geometry": geometry, "properties": dict(properties)}
    return one if feature_id is None else {**one, "id": feature_id}


def write_geojson(features: Iterable[Mapping[str, Any]], **about: Any) -> bytes:
    """Return a collection of features; ``about`` says beside them what they are."""
    return orjson.dumps(
        {"type": "FeatureCollection", **about, "features": list(features)},
        option=orjson.OPT_UTC_Z | orjson.OPT_APPEND_NEWLINE,
    )
