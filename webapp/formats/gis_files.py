"""GeoPackage and FlatGeobuf, written by GDAL's own drivers through pyogrio's raw interface."""

import json
import logging
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from webapp.formats.layers import DATE, INTEGER, NUMBER, YES_NO, About, Field, Layer, Value

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely import Geometry

DEGREES = "EPSG:4326"
GEOMETRIES = {"Point": "Point", "Line": "LineString", "Polygon": "MultiPolygon", "Any": "Unknown"}
"""What GDAL calls the shapes of a layer."""
GEOPACKAGE_VERSION = "1.3"  # QGIS and GDAL 3.6 warn on 1.4


def write_geopackage(layers: Sequence[Layer], about: About, crs: str) -> bytes:
    """Return layers as one GeoPackage that QGIS draws in our colours, with the fields and the licence in tables.

    :param crs: the system that the coordinates are written in
    """
    from webapp.formats.geopackage_tables import add_about, add_styles

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "file.gpkg"
        for layer in layers:
            _write(file, layer, "GPKG", crs, about, dataset_options={"VERSION": GEOPACKAGE_VERSION})
        add_styles(file, layers)
        add_about(file, layers, about)
        return file.read_bytes()


def write_flatgeobuf(layer: Layer, about: About, crs: str = DEGREES) -> bytes:
    """Return a layer as FlatGeobuf."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"{layer.name}.fgb"
        _write(file, layer, "FlatGeobuf", crs, about)
        return file.read_bytes()


def shapes_in(layer: Layer, crs: str) -> "NDArray[Any]":
    """Return the layer's geometries in a system; of polygons each is a MultiPolygon, of a missing one None."""
    import numpy as np
    import shapely

    from webapp.analysis.projection import to_metres

    shapes = shapely.from_geojson([None if g is None else json.dumps(g) for g in layer.geometries])
    if crs != DEGREES:
        shapes = shapely.transform(shapes, lambda p: np.column_stack(to_metres(crs, p[:, 0], p[:, 1])))
    if layer.shape == "Polygon":
        shapes = np.array([_many(one) for one in shapes], dtype=object)
    return np.asarray(shapes, dtype=object)


def _many(shape: "Geometry | None") -> "Geometry | None":
    import shapely

    return shape if shape is None or shape.geom_type != "Polygon" else shapely.multipolygons([shape])


def _write(file: Path, layer: Layer, driver: str, crs: str, about: About, **more: Any) -> None:
    import pyogrio
    import shapely

    logging.getLogger("pyogrio").setLevel(logging.WARNING)  # how many rows were written is no news
    columns = [_column(layer, field) for field in layer.fields]
    pyogrio.raw.write(
        str(file),
        shapely.to_wkb(shapes_in(layer, crs)),
        [values for values, _ in columns],
        [field.name for field in layer.fields],
        field_mask=[missing for _, missing in columns],
        layer=layer.name,
        driver=driver,
        geometry_type=GEOMETRIES[layer.shape],
        crs=crs,
        append=file.exists(),
        layer_metadata={name.upper(): text for name, text in about.lines().items()} if driver == "GPKG" else None,
        layer_options=_options(layer, driver, about),
        **more,
    )


def _options(layer: Layer, driver: str, about: About) -> dict[str, str]:
    said = " | ".join(about.lines().values())
    if driver == "GPKG":
        return {"IDENTIFIER": layer.title, "DESCRIPTION": said}
    return {"TITLE": layer.title, "DESCRIPTION": said}


def _column(layer: Layer, field: Field) -> "tuple[NDArray[Any], NDArray[Any]]":
    """Return a field's values as an array of its type, and which are missing."""
    import numpy as np

    values = layer.column(field.name)
    missing = np.array([value is None for value in values], dtype=bool)
    if field.type in EMPTY:
        kind, nothing = EMPTY[field.type]
        return np.array([nothing if value is None else value for value in values], dtype=kind), missing
    texts = [None if value is None else str(value).replace("\0", "") for value in values]
    return np.array(texts, dtype=object), missing


EMPTY: dict[str, tuple[str, Value]] = {
    INTEGER: ("int64", 0),
    NUMBER: ("float64", 0.0),
    YES_NO: ("bool", False),
    DATE: ("datetime64[D]", "1970-01-01"),
}
"""What numpy calls each type that is no text, and what stands where nothing is known: the mask hides it."""
