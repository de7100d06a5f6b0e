"""What an extract gives the base map: water, green, railways and main roads, simplified to what a map shows."""

from collections.abc import Iterable, Iterator, Sequence
from math import cos, radians
from typing import TYPE_CHECKING, Any

from webapp.domain.place_records import MapRecord
from webapp.formats import osm_tags as tagged
from webapp.formats.osm import OsmFile, OsmSurface, OsmWay, Positions

if TYPE_CHECKING:
    from shapely import Geometry

METRES_A_DEGREE = 111_320.0
FINE_M = 1.0
"""A vertex nearer than this to the line without it is left out; levels of detail are made when the map is cut."""
SMALLEST_M2 = 2_500.0
MAIN_ROADS = {
    "motorway": ("motorway", "motorway_link", "trunk", "trunk_link"),
    "road": ("primary", "secondary"),
    "collector": ("tertiary",),
}
"""Classes of roads by the layer that they are drawn on; the smaller ones are drawn from the streets themselves."""
Bbox = tuple[float, float, float, float]


def base_map_of(found: OsmFile, bbox: Bbox | None) -> list[MapRecord]:
    """Return what to draw, in a steady order, cut to a box of degrees if there is one."""
    surfaces = [s for s in found.surfaces if tagged.layer_of(s.tags)]
    records = [r for layer in ("water", "green") for r in _surfaces(layer, surfaces, found.positions, bbox)]
    records += _lines("railway", found.railways, found.positions, bbox)
    for layer, classes in MAIN_ROADS.items():
        ways = [way for way in found.streets if way.tags["highway"] in classes and _is_above(way)]
        records += _lines(layer, ways, found.positions, bbox)
    return records


def _is_above(way: OsmWay) -> bool:
    return not tagged.is_set(way.tags, "tunnel")


def _surfaces(
    layer: str, surfaces: Sequence[OsmSurface], positions: Positions, bbox: Bbox | None
) -> Iterator[MapRecord]:
    for surface in surfaces:
        if tagged.layer_of(surface.tags) == layer:
            shape = _cut(_polygon(surface, positions), bbox)
            if shape is not None and _area_m2(shape) >= SMALLEST_M2:
                yield from _records(layer, tagged.road_name(surface.tags), shape, ("Polygon", "MultiPolygon"))


def _polygon(surface: OsmSurface, positions: Positions) -> "Geometry":
    """Return a surface made of its lines; one that is not closed is none."""
    import shapely

    outer = shapely.union_all(_rings(surface.outer, positions))
    inner = shapely.union_all(_rings(surface.inner, positions))
    return shapely.difference(outer, inner)


def _rings(lines: Iterable[Any], positions: Positions) -> "list[Geometry]":
    import shapely

    shapes = [line for refs in lines if (line := _line(refs, positions)) is not None]
    made = shapely.get_parts(shapely.polygonize(shapes)).tolist() if shapes else []
    return [shapely.make_valid(shape) for shape in made]


def _line(refs: Any, positions: Positions) -> "Geometry | None":
    import numpy as np
    import shapely

    _, lon, lat = positions.located(refs)
    return shapely.LineString(np.column_stack([lon, lat])) if len(lon) >= 2 else None


def _lines(layer: str, ways: Sequence[OsmWay], positions: Positions, bbox: Bbox | None) -> Iterator[MapRecord]:
    """Yield lines joined where they meet: a map of one layer needs no names and no single ways."""
    import shapely

    shapes = [line for way in ways if (line := _line(way.refs, positions)) is not None]
    if shapes:
        joined = _cut(shapely.line_merge(shapely.union_all(shapes)), bbox)
        parts = [] if joined is None else shapely.get_parts(joined).tolist()
        for part in sorted(parts, key=lambda line: list(line.coords)):
            yield from _records(layer, None, part, ("LineString",))


def _cut(shape: "Geometry", bbox: Bbox | None) -> "Geometry | None":
    import shapely

    if bbox is not None:
        shape = shapely.clip_by_rect(shape, *bbox)
    shape = shapely.simplify(shape, FINE_M / METRES_A_DEGREE)
    return None if shape.is_empty else shape


def _area_m2(shape: "Geometry") -> float:
    return float(shape.area) * METRES_A_DEGREE**2 * cos(radians(shape.centroid.y))


def _records(layer: str, name: str | None, shape: "Geometry", types: tuple[str, ...]) -> Iterator[MapRecord]:
    from shapely.geometry import mapping

    if shape.geom_type in types:
        drawn = mapping(shape)
        yield MapRecord(layer, name, {"type": drawn["type"], "coordinates": _rounded(drawn["coordinates"])})


def _rounded(positions: Any) -> Any:
    """Return positions as lists with six decimals: about a tenth of a metre."""
    if isinstance(positions[0], int | float):
        return [round(positions[0], 6), round(positions[1], 6)]
    return [_rounded(part) for part in positions]
