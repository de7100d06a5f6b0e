"""KML 2.2 for Google Earth and navigators. Texts are data of their own; nothing is put where HTML would be run."""

import re
from collections.abc import Mapping, Sequence
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

from webapp.formats.layers import DATE, INTEGER, NUMBER, YES_NO, About, Layer, Value

NAMESPACE = "http://www.opengis.net/kml/2.2"
TYPES = {INTEGER: "int", NUMBER: "double", YES_NO: "bool", DATE: "string"}
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 has no way to write."""


def write_kml(layers: Sequence[Layer], about: About, name_by: str = "name") -> bytes:
    """Return layers as folders of placemarks, each with its fields as typed data.

    :param name_by: the field that a placemark is called by
    """
    root = Element("kml", xmlns=NAMESPACE)
    document = SubElement(root, "Document")
    SubElement(document, "name").text = xml_text(about.title)
    for layer in layers:
        for value, (fill, line, _) in layer.colours.items():
            _style(document, f"{layer.name}-{value}", fill, line)
    _data(document, about.lines())
    for layer in layers:
        _schema(document, layer)
    for layer in layers:
        folder = SubElement(document, "Folder")
        SubElement(folder, "name").text = xml_text(layer.title)
        for row, geometry in zip(layer.rows, layer.geometries, strict=True):
            _placemark(folder, layer, row, geometry, name_by)
    data: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return data


def xml_text(value: Value) -> str:
    """Return a value as text that XML can write."""
    if isinstance(value, bool):
        return "1" if value else "0"
    return _NOT_XML.sub("", str(value))


def _schema(document: Element, layer: Layer) -> None:
    schema = SubElement(document, "Schema", name=layer.name, id=layer.name)
    for field in layer.fields:
        simple = SubElement(schema, "SimpleField", type=TYPES.get(field.type, "string"), name=field.name)
        SubElement(simple, "displayName").text = field.name


def _style(document: Element, name: str, fill: str, line: str) -> None:
    style = SubElement(document, "Style", id=name)
    icon = SubElement(style, "IconStyle")
    SubElement(icon, "color").text = _abgr(fill, "ff")
    drawn = SubElement(style, "LineStyle")
    SubElement(drawn, "color").text = _abgr(line, "ff")
    SubElement(drawn, "width").text = "2"
    SubElement(SubElement(style, "PolyStyle"), "color").text = _abgr(fill, "b0")


def _placemark(
    folder: Element, layer: Layer, row: Mapping[str, Value], geometry: Mapping[str, Any] | None, name_by: str
) -> None:
    mark = SubElement(folder, "Placemark")
    SubElement(mark, "name").text = xml_text(row.get(name_by) or "")
    if layer.style_by and row[layer.style_by] in layer.colours:
        SubElement(mark, "styleUrl").text = f"#{layer.name}-{row[layer.style_by]}"
    data = SubElement(SubElement(mark, "ExtendedData"), "SchemaData", schemaUrl=f"#{layer.name}")
    for field in layer.fields:
        if row[field.name] is not None:
            SubElement(data, "SimpleData", name=field.name).text = xml_text(row[field.name])
    if geometry is not None:
        _geometry(mark, geometry)


def _geometry(parent: Element, geometry: Mapping[str, Any]) -> None:
    parts = geometry["coordinates"]
    if geometry["type"] == "Point":
        SubElement(SubElement(parent, "Point"), "coordinates").text = _positions([parts])
    elif geometry["type"] == "LineString":
        SubElement(SubElement(parent, "LineString"), "coordinates").text = _positions(parts)
    elif geometry["type"] == "MultiPolygon":
        several = SubElement(parent, "MultiGeometry")
        for one in parts:
            _polygon(several, one)
    else:
        _polygon(parent, parts)


def _polygon(parent: Element, rings: Sequence[Any]) -> None:
    polygon = SubElement(parent, "Polygon")
    for number, ring in enumerate(rings):
        side = SubElement(polygon, "innerBoundaryIs" if number else "outerBoundaryIs")
        SubElement(SubElement(side, "LinearRing"), "coordinates").text = _positions(ring)


def _positions(positions: Sequence[Sequence[float]]) -> str:
    return " ".join(f"{at[0]:.6f},{at[1]:.6f}" for at in positions)


def _data(parent: Element, said: Mapping[str, str]) -> None:
    extended = SubElement(parent, "ExtendedData")
    for name, text in said.items():
        one = SubElement(extended, "Data", name=name)
        SubElement(one, "value").text = xml_text(text)


def _abgr(colour: str, alpha: str) -> str:
    return alpha + colour[5:7] + colour[3:5] + colour[1:3]
