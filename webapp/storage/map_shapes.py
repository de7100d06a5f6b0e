"""What the base map is cut from: features of the place folder and of an import, streets, and names, in metres."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import groupby
from typing import Any

import numpy as np
import shapely
from shapely import Geometry
from shapely.geometry import shape
from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.analysis.lines import Float
from webapp.analysis.projection import to_degrees
from webapp.analysis.snapping import vertices_of
from webapp.domain.context import Context
from webapp.domain.map_squares import Frame, Label
from webapp.storage.map_cutting import Named
from webapp.storage.places import Area, BaseMapFeature
from webapp.storage.roads import Road

LAYER_OF_CLASS = {
    "motorway": "motorway", "motorway_link": "motorway", "trunk": "motorway", "trunk_link": "motorway",
    "primary": "road", "secondary": "road", "tertiary": "collector",
}  # fmt: skip
"""On which layer a class of OpenStreetMap is drawn; every other one is a street."""
RANK_OF_LAYER = {"motorway": 20, "road": 20, "collector": 30, "street": 40}
OUTSIDE_RANK = 10
SOME = 5_000
"""How many roads are read at a time."""
POLYGONS = frozenset({"boundary", "water", "green"})

Cuttable = tuple[dict[str, list[Geometry]], list[Named], list[Label]]


def shapes_to_cut(session: Session, ctx: Context, frame: Frame) -> Cuttable:
    """Return shapes by layer, streets to name, and names of places, in metres of the frame."""
    shapes: dict[str, list[Geometry]] = defaultdict(list)
    spots: list[Label] = []
    columns = (BaseMapFeature.layer, BaseMapFeature.name, BaseMapFeature.geometry)
    for layer, name, geometry in session.execute(select(*columns).order_by(BaseMapFeature.id)):
        placed = _in_frame(frame, shape(geometry))
        if name and layer in {"label", "neighbour"}:
            spots.extend(_spot(frame, ctx, layer, name, placed))
        if layer != "label" and placed.geom_type != "Point":
            shapes[layer].extend(_parts(layer, placed))
    if not shapes["boundary"]:
        shapes["boundary"].append(_in_frame(frame, shapely.box(*ctx.place.bbox)))
    if not any(spot.kind == "place" for spot in spots):
        spots += _districts(session, frame)
    imported = {layer for layer in RANK_OF_LAYER if shapes.get(layer)}
    named: list[Named] = []
    for name, highway, parts, line in _roads(session, ctx, frame):
        drawn = list(_by_layer(line, highway, parts))
        for layer, piece in drawn:
            if layer not in imported:
                shapes[layer].append(shapely.LineString(piece))
        if name:
            named.extend(Named(name, RANK_OF_LAYER[layer], shapely.LineString(piece)) for layer, piece in drawn)
    return dict(shapes), named, spots


def _in_frame(frame: Frame, drawn: Geometry) -> Geometry:
    return shapely.transform(drawn, lambda p: _frame_metres(frame, p[:, 0], p[:, 1]))


def _frame_metres(frame: Frame, lon: Any, lat: Any) -> Float:
    return np.column_stack(frame.to_metres(lon, lat))


def _parts(layer: str, drawn: Geometry) -> list[Geometry]:
    """Return the single polygons of a surface, or the single lines of anything else."""
    if layer in POLYGONS:
        drawn = drawn if drawn.is_valid else shapely.make_valid(drawn)
        wanted = "Polygon"
    else:
        drawn = drawn.boundary if "Polygon" in drawn.geom_type else drawn
        wanted = "LineString"
    parts = shapely.get_parts(drawn).tolist()
    return [single for part in parts for single in shapely.get_parts(part).tolist() if single.geom_type == wanted]


def _spot(frame: Frame, ctx: Context, layer: str, name: str, drawn: Geometry) -> Iterator[Label]:
    """Yield a name at its point, or in the middle of those vertices of its border that are near the place."""
    vertices = shapely.get_coordinates(drawn)
    west, south, east, north = ctx.place.bbox
    (x0, y0), (x1, y1) = frame.to_metres(west, north), frame.to_metres(east, south)
    inside = (vertices >= [x0, y0]).all(axis=1) & (vertices <= [x1, y1]).all(axis=1)
    if drawn.geom_type == "Point" or inside.any():
        x, y = (vertices if drawn.geom_type == "Point" else vertices[inside]).mean(axis=0).tolist()
        place = layer == "label"
        yield Label(name, "place" if place else "outside", 0 if place else OUTSIDE_RANK, round(x), round(y))


def _districts(session: Session, frame: Frame) -> Iterator[Label]:
    for name, lon, lat in session.execute(select(Area.name, Area.lon, Area.lat).order_by(Area.id)):
        x, y = frame.to_metres(lon, lat)
        yield Label(name, "place", 0, round(x), round(y))


def _roads(session: Session, ctx: Context, frame: Frame) -> Iterator[tuple[str | None, str | None, Any, Float]]:
    """Yield name, class, parts and vertices of each road that lies anywhere; one is nowhere while it is replaced."""
    columns = (Road.name, Road.highway, Road.parts, Road.geometry)
    wanted = select(*columns).where(Road.west <= Road.east).order_by(Road.source_id)
    for rows in session.execute(wanted.execution_options(yield_per=SOME)).partitions():
        lines = [vertices_of(row.geometry) for row in rows]
        metres = _frame_metres(frame, *to_degrees(ctx.place.crs, *np.concatenate(lines).T))
        ends = np.cumsum([len(line) for line in lines])[:-1]
        for row, line in zip(rows, np.split(metres, ends), strict=True):
            yield row.name, row.highway, row.parts, line


def _by_layer(line: Float, highway: str | None, parts: list[dict[str, Any]]) -> Iterator[tuple[str, Float]]:
    """Yield the stretches of a road that are drawn on one layer each; a tunnel is on none.

    The measures of the parts are those of the road itself, and the frame's metres differ from them by very little:
    each part ends at the vertex nearest to its end.
    """
    along = np.append(0.0, np.cumsum(np.hypot(*np.diff(line, axis=0).T)))
    stretches = parts or [{"to_m": along[-1], "highway": highway, "tunnel": False}]
    along *= stretches[-1]["to_m"] / max(along[-1], 1e-9)
    first = 0
    for layer, group in groupby(stretches, _layer_of):
        last = int(np.abs(along - list(group)[-1]["to_m"]).argmin())
        if layer and last > first:
            yield layer, line[first : last + 1]
        first = last


def _layer_of(part: dict[str, Any]) -> str:
    return "" if part["tunnel"] else LAYER_OF_CLASS.get(part["highway"] or "", "street")
