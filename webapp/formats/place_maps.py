"""Borders and base map of a place, read from GeoJSON; a fault names the file and the feature."""

import json
from pathlib import Path
from typing import Any

from webapp.domain.place_records import AreaRecord, Geometry, MapRecord

POLYGONS = ("Polygon", "MultiPolygon")
DRAWN = (*POLYGONS, "LineString", "MultiLineString", "Point")
LAYERS = ("neighbour", "water", "green", "railway", "motorway", "road", "collector", "label")
"""What ``basemap.geojson`` may hold, in its property ``layer``."""

_DEPTH = {"Point": 0, "LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3}


def read_boundary(path: Path, faults: list[str]) -> tuple[MapRecord, ...]:
    """Read the border of the place: every polygon in the file; an absent file gives none."""
    records = []
    for where, properties, raw in _features(path, faults):
        geometry = _geometry(raw, POLYGONS, where, faults)
        if geometry is not None:
            records.append(MapRecord("boundary", _text(properties.get("name")), geometry))
    return tuple(records)


def read_areas(path: Path, faults: list[str]) -> tuple[AreaRecord, ...]:
    """Read the districts: ``name``, ``population`` or null, ``source``; a name may stand once."""
    records: dict[str, AreaRecord] = {}
    for where, properties, raw in _features(path, faults):
        geometry = _geometry(raw, POLYGONS, where, faults)
        name = _text(properties.get("name"))
        population = properties.get("population")
        if name is None:
            faults.append(f"{where}: the district has no name.")
        elif name in records:
            faults.append(f"{where}: the district {name} stands twice.")
        elif not _is_count(population):
            faults.append(f"{where}: population {population!r} is not a whole number or null.")
        elif geometry is not None:
            records[name] = AreaRecord(name, population, _text(properties.get("source")) or "", geometry)
    return tuple(records.values())


def read_base_map(path: Path, faults: list[str]) -> tuple[MapRecord, ...]:
    """Read what is drawn beside the border: features with a property ``layer`` of LAYERS."""
    records = []
    for where, properties, raw in _features(path, faults):
        layer = properties.get("layer")
        if layer not in LAYERS:
            faults.append(f"{where}: layer {layer!r} is not one of {', '.join(LAYERS)}.")
            continue
        geometry = _geometry(raw, DRAWN, where, faults)
        if geometry is not None:
            records.append(MapRecord(layer, _text(properties.get("name")), geometry))
    return tuple(records)


def _features(path: Path, faults: list[str]) -> list[tuple[str, dict[str, Any], Any]]:
    """Return (where, properties, geometry) of each feature; ``where`` counts from 1."""
    try:
        raw = json.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return []
    except (OSError, ValueError) as error:
        faults.append(f"{path.name} cannot be read: {error}.")
        return []
    kind = raw.get("type") if isinstance(raw, dict) else None
    if kind == "FeatureCollection" and isinstance(raw.get("features"), list):
        features = raw["features"]
    elif kind == "Feature":
        features = [raw]
    else:
        faults.append(f"{path.name}: not a GeoJSON FeatureCollection.")
        return []
    return [
        (f"{path.name}, feature {number}", f.get("properties") or {}, f.get("geometry"))
        for number, f in enumerate((f if isinstance(f, dict) else {} for f in features), start=1)
    ]


def _geometry(raw: Any, allowed: tuple[str, ...], where: str, faults: list[str]) -> Geometry | None:
    """Return a geometry of plain [lon, lat] positions, or None with a fault."""
    kind = raw.get("type") if isinstance(raw, dict) else None
    if kind not in allowed:
        faults.append(f"{where}: geometry {kind!r} is not one of {', '.join(allowed)}.")
        return None
    try:
        coordinates = _positions(raw["coordinates"], _DEPTH[kind])
    except (KeyError, TypeError, ValueError, IndexError) as error:
        faults.append(f"{where}: {error if isinstance(error, ValueError) else 'its coordinates cannot be read'}.")
        return None
    if kind in POLYGONS and not _closed(coordinates if kind == "MultiPolygon" else [coordinates]):
        faults.append(f"{where}: a ring of a polygon is not closed.")
        return None
    return {"type": kind, "coordinates": coordinates}


def _closed(polygons: Any) -> bool:
    rings = [ring for polygon in polygons for ring in polygon]
    return bool(rings) and all(len(ring) >= 4 and ring[0] == ring[-1] for ring in rings)


def _positions(raw: Any, depth: int) -> Any:
    """Return nested lists of [lon, lat] in degrees.

    :raises ValueError: a position is not in degrees, as when a file is in metres
    """
    if depth:
        return [_positions(part, depth - 1) for part in raw]
    lon, lat = float(raw[0]), float(raw[1])
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise ValueError(f"position {lon}, {lat} is not longitude, latitude in degrees")
    return [lon, lat]


def _text(value: Any) -> str | None:
    return str(value).strip() or None if value is not None else None


def _is_count(value: Any) -> bool:
    return value is None or (isinstance(value, int) and not isinstance(value, bool) and value >= 0)
