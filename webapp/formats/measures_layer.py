"""The municipality's measures as a layer: points and lines together, apart in a format that needs it so."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from webapp.domain.measures import KIND_TERMS, MeasureKind
from webapp.domain.privacy import PublicMeasure
from webapp.formats.field_lists import MEASURES
from webapp.formats.layers import Layer

COLOURS = {
    "planned": ("#ffffff", "#0b5a5a", "planned"),
    "decided": ("#9fd0cc", "#0b5a5a", "decided"),
    "built": ("#0b5a5a", "#052f2f", "built"),
    "removed": ("#b8c2c8", "#39484a", "removed"),
}
SHAPES = {"Point": "Point", "LineString": "Line"}


def measures_layer(measures: Sequence[PublicMeasure], title: str, language: str) -> Layer:
    """Return measures as they stand, each a point or a line."""
    rows = [{**{f.name: getattr(m, f.name, None) for f in MEASURES}, "name": _name(m, language)} for m in measures]
    shapes = [dict(m.geometry) for m in measures]
    lines = any(SHAPES[shape["type"]] == "Line" for shape in shapes)
    return Layer("measures", title, MEASURES, rows, shapes, "Any" if lines else "Point", "status", COLOURS)


def by_shape(layer: Layer) -> list[Layer]:
    """Return a layer of points and lines as two, as a table of a GeoPackage holds one of them; any other as it is."""
    if layer.shape != "Any":
        return [layer]
    return [
        part
        for part in (_part(layer, "Point", layer.name), _part(layer, "Line", f"{layer.name}_lines"))
        if part.rows or part.name == layer.name
    ]


def _part(layer: Layer, shape: str, name: str) -> Layer:
    pairs = zip(layer.rows, layer.geometries, strict=True)
    kept: list[tuple[Mapping[str, Any], Mapping[str, Any]]] = [
        (row, geometry) for row, geometry in pairs if geometry is not None and SHAPES[geometry["type"]] == shape
    ]
    title = layer.title if name == layer.name else f"{layer.title} ({name})"  # a GeoPackage wants them apart
    return replace(
        layer, name=name, title=title, shape=shape, rows=[row for row, _ in kept], geometries=[g for _, g in kept]
    )


def _name(measure: PublicMeasure, language: str) -> str:
    if measure.street:
        return measure.street
    return KIND_TERMS[MeasureKind(measure.kind)][0] if language == "sv" else measure.kind.replace("_", " ")
