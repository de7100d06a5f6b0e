"""Districts from a municipality's own file: GeoJSON or GeoPackage, in whatever system of coordinates it says."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from webapp.domain.errors import Refused
from webapp.domain.place_records import AreaRecord

if TYPE_CHECKING:
    from shapely import Geometry

LIKELY = ("EPSG:3006", "EPSG:3011")
"""What a file in metres that does not say its system is most often in; the place's own comes first."""
_LAT_LON = "EPSG:4326"
Bbox = tuple[float, float, float, float]


def read_area_file(
    path: Path,
    name_field: str,
    population_field: str | None,
    crs: str,
    bbox: Bbox,
    only: tuple[str, str] | None = None,
) -> tuple[AreaRecord, ...]:
    """Read the districts of a file; parts of one name are one district.

    :param crs: the place's own system, tried first when a file in metres does not say which it is in
    :param bbox: west, south, east, north of the place, which tells whether a guess is right
    :param only: a field and its value, where the file is of a whole country
    :raises Refused: the file, a field or a value cannot be used; the message names it
    """
    if not path.is_file():
        raise Refused(f"{path.name} is no file that can be read; nothing was stored.")
    names, populations, shapes, stated = _read(path, name_field, population_field, only)
    shapes = _in_degrees(path, shapes, stated, crs, bbox)
    _refuse_elsewhere(path, shapes, bbox)
    parts: dict[str, list[Geometry]] = {}
    people: dict[str, int | None] = {}
    for number, (name, population, shape) in enumerate(zip(names, populations, shapes, strict=True), start=1):
        where = f"{path.name}, feature {number}"
        called = "" if name is None or name != name else str(name).strip()
        if not called:
            raise Refused(f"{where}: {name_field} is empty; nothing was stored.")
        parts.setdefault(called, []).append(_polygons(shape, where))
        counted = _count(population, where, population_field)
        if people.get(called) is not None and counted not in (None, people[called]):
            raise Refused(f"{where}: {called} stands twice with different populations; nothing was stored.")
        people[called] = people.get(called) if counted is None else counted
    if not parts:
        where = f" whose {only[0]} is {only[1]}" if only else ""
        raise Refused(f"{path.name} holds no district{where}; nothing was stored.")
    return tuple(AreaRecord(name, people[name], path.name, _as_geojson(those)) for name, those in parts.items())


def _read(
    path: Path, name_field: str, population_field: str | None, only: tuple[str, str] | None
) -> "tuple[Sequence[Any], Sequence[Any], list[Geometry], str | None]":
    """Return names, populations and shapes, and the system that the file says it is in."""
    import pyogrio
    import shapely
    from pyogrio.errors import DataLayerError, DataSourceError, FieldError, GeometryError

    wanted = list(dict.fromkeys(f for f in (name_field, population_field, only[0] if only else None) if f))
    try:
        layer = _layer(pyogrio, path, wanted)
        meta, _, wkb, columns = pyogrio.raw.read(path, layer=layer, columns=wanted, force_2d=True)
        shapes = shapely.from_wkb(wkb)
    except (DataSourceError, DataLayerError, FieldError, GeometryError, shapely.GEOSException, ValueError) as error:
        why = re.split(r"[.;] ", str(error))[0].rstrip(".")  # what follows is advice on drivers
        raise Refused(f"{path.name} cannot be read as districts ({why}); nothing was stored.") from None
    found = dict(zip(meta["fields"], columns, strict=True))
    names = found[name_field].tolist()
    populations = found[population_field].tolist() if population_field else [None] * len(names)
    rows = [row for row in range(len(names)) if only is None or str(found[only[0]][row]) == only[1]]
    return [names[row] for row in rows], [populations[row] for row in rows], [shapes[row] for row in rows], meta["crs"]


def _layer(pyogrio: Any, path: Path, wanted: list[str]) -> str:
    """Return the first layer of surfaces that has the wanted fields.

    :raises Refused: none has
    """
    layers = [str(name) for name, kind in pyogrio.list_layers(path) if kind is not None]
    known: list[str] = []
    for layer in layers:
        fields = pyogrio.read_info(path, layer=layer)["fields"].tolist()
        if set(wanted) <= set(fields):
            return layer
        known += fields
    missing = ", ".join(field for field in wanted if field not in known) or ", ".join(wanted)
    raise Refused(f"{path.name} has no field {missing}; it has {', '.join(known) or 'none'}. Nothing was stored.")


def _in_degrees(path: Path, shapes: "list[Geometry]", stated: str | None, crs: str, bbox: Bbox) -> "list[Geometry]":
    """Return the shapes in longitude and latitude.

    A file that says degrees, or nothing, but plainly is in metres is taken for the system that puts it in the place.
    """
    import numpy as np
    import shapely

    from webapp.analysis.projection import to_degrees

    def turned(source: str) -> "list[Geometry]":
        def columns(positions: Any) -> Any:
            return np.column_stack(to_degrees(source, positions[:, 0], positions[:, 1]))

        return [shapely.transform(shape, columns) for shape in shapes]

    if not shapes:
        return []
    plainly_metres = any(abs(value) > 360 for value in shapely.total_bounds(shapes).tolist() if value == value)
    if stated is not None and not (plainly_metres and stated == _LAT_LON):
        try:
            return shapes if stated == _LAT_LON else turned(stated)
        except Exception as error:
            raise Refused(f"{path.name}: coordinates in {stated} cannot be read ({error}).") from None
    if not plainly_metres:
        return shapes
    for source in dict.fromkeys((crs, *LIKELY)):
        found = turned(source)
        if shapely.box(*bbox).intersects(shapely.box(*shapely.total_bounds(found))):
            return found
    raise Refused(f"{path.name} does not say which system its coordinates are in; nothing was stored.")


def _refuse_elsewhere(path: Path, shapes: "list[Geometry]", bbox: Bbox) -> None:
    """Refuse districts of another place, and those whose longitude and latitude changed places."""
    import shapely

    if shapes and not shapely.intersects(shapely.make_valid(shapes), shapely.box(*bbox)).any():
        raise Refused(
            f"{path.name}: no district lies in the place. Is it the right file, are its coordinates in the system "
            "that it says, and is longitude before latitude? Nothing was stored."
        )


def _polygons(shape: "Geometry | None", where: str) -> "Geometry":
    import shapely

    if shape is None or shape.is_empty or shape.geom_type not in {"Polygon", "MultiPolygon"}:
        raise Refused(f"{where}: a district must be a surface; nothing was stored.")
    return shape if shape.is_valid else shapely.make_valid(shape)


def _count(value: Any, where: str, field: str | None) -> int | None:
    """Return a population; empty and not-a-number are unknown.

    :raises Refused: it is no whole number, or below zero
    """
    if value is None or value != value or value == "":
        return None
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = -1.0
    if number < 0 or number != int(number):
        raise Refused(f"{where}: {field} {value!r} is not a whole number; nothing was stored.")
    return int(number)


def _as_geojson(parts: "list[Geometry]") -> dict[str, Any]:
    import shapely
    from shapely.geometry import mapping

    joined = parts[0] if len(parts) == 1 else shapely.union_all(parts)
    surfaces = [part for part in shapely.get_parts(joined) if part.geom_type == "Polygon"]
    whole = mapping(surfaces[0] if len(surfaces) == 1 else shapely.MultiPolygon(surfaces))
    return {"type": whole["type"], "coordinates": _rounded(whole["coordinates"])}


def _rounded(positions: Any) -> Any:
    """Return positions as lists with seven decimals: about a centimetre."""
    if isinstance(positions[0], int | float):
        return [round(positions[0], 7), round(positions[1], 7)]
    return [_rounded(part) for part in positions]
