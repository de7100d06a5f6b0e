"""What a GeoPackage holds beside its layers: QGIS's styles, and the fields and licence as tables to read."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement, tostring

from webapp.formats.layers import About, Layer

STYLES = """CREATE TABLE layer_styles (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT(256),
f_table_schema TEXT(256), f_table_name TEXT(256), f_geometry_column TEXT(256), styleName TEXT(30), styleQML TEXT,
styleSLD TEXT, useAsDefault BOOLEAN, description TEXT, owner TEXT(30), ui TEXT(30),
update_time DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')))"""
ABOUT = "CREATE TABLE about (id INTEGER PRIMARY KEY NOT NULL, name TEXT, text TEXT)"
FIELDS = "CREATE TABLE fields (id INTEGER PRIMARY KEY NOT NULL, layer TEXT, field TEXT, type TEXT, sv TEXT, en TEXT)"
REGISTER = "INSERT INTO gpkg_contents (table_name, data_type, identifier) VALUES (?, 'attributes', ?)"

SYMBOLS = {"Point": "marker", "Line": "line", "Polygon": "fill"}
SYMBOLIZERS = {"Point": "PointSymbolizer", "Line": "LineSymbolizer", "Polygon": "PolygonSymbolizer"}
OPTIONS = {
    "marker": {"name": "circle", "size": "3.2"},
    "line": {"line_width": "1.2", "line_style": "solid"},
    "fill": {"style": "solid"},
}
"""How QGIS calls what is drawn for each shape, and how it is drawn."""


def add_styles(file: Path, layers: Sequence[Layer]) -> None:
    """Add the table from which QGIS takes the style of each layer when it is opened."""
    with closing(sqlite3.connect(file)) as gpkg, gpkg:
        gpkg.execute(STYLES)
        gpkg.execute(REGISTER, ("layer_styles", "layer_styles"))
        gpkg.executemany(
            "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleName,"
            " styleQML, styleSLD, useAsDefault, description, owner) VALUES ('', '', ?, 'geom', ?, ?, ?, 1, ?, '')",
            [(one.name, one.name, style_qml(one), style_sld(one), one.title) for one in layers if one.colours],
        )


def add_about(file: Path, layers: Sequence[Layer], about: About) -> None:
    """Add what the file is, and what each field means, as two tables."""
    with closing(sqlite3.connect(file)) as gpkg, gpkg:
        gpkg.execute(ABOUT)
        gpkg.execute(FIELDS)
        gpkg.executemany(REGISTER, [("about", "about"), ("fields", "fields")])
        gpkg.executemany("INSERT INTO about (name, text) VALUES (?, ?)", list(about.lines().items()))
        gpkg.executemany(
            "INSERT INTO fields (layer, field, type, sv, en) VALUES (?, ?, ?, ?, ?)",
            [(layer.name, f.name, f.type, f.sv, f.en) for layer in layers for f in layer.fields],
        )


def style_qml(layer: Layer) -> str:
    """Return the style as QGIS writes it: a colour for each value of one field."""
    root = Element("qgis", version="3.28.0", styleCategories="Symbology")
    renderer = SubElement(root, "renderer-v2", type="categorizedSymbol", attr=layer.style_by, enableorderby="0")
    categories, symbols = SubElement(renderer, "categories"), SubElement(renderer, "symbols")
    for number, (value, (fill, line, word)) in enumerate(layer.colours.items()):
        SubElement(categories, "category", value=value, symbol=str(number), label=word, render="true")
        kind = SYMBOLS[layer.shape]
        symbol = SubElement(symbols, "symbol", type=kind, name=str(number), alpha="1")
        drawn = SubElement(symbol, "layer", {"class": f"Simple{kind.title()}", "enabled": "1", "pass": "0"})
        options = {"color": _rgba(fill), "outline_color": _rgba(line), "outline_width": "0.4", **OPTIONS[kind]}
        if kind == "line":
            options = {"line_color": _rgba(line), **OPTIONS[kind]}
        written = SubElement(drawn, "Option", type="Map")
        for name, text in options.items():
            SubElement(written, "Option", type="QString", name=name, value=text)
    return "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n" + tostring(root, encoding="unicode")


def style_sld(layer: Layer) -> str:
    """Return the same style as OGC's SLD 1.0, for programs that do not read QGIS's."""
    ogc, sld = "http://www.opengis.net/ogc", "http://www.opengis.net/sld"
    root = Element("StyledLayerDescriptor", {"xmlns": sld, "xmlns:ogc": ogc, "version": "1.0.0"})
    named = SubElement(root, "NamedLayer")
    SubElement(named, "Name").text = layer.name
    rules = SubElement(SubElement(named, "UserStyle"), "FeatureTypeStyle")
    for value, (fill, line, word) in layer.colours.items():
        rule = SubElement(rules, "Rule")
        SubElement(rule, "Name").text = word
        same = SubElement(SubElement(rule, "ogc:Filter"), "ogc:PropertyIsEqualTo")
        SubElement(same, "ogc:PropertyName").text = layer.style_by
        SubElement(same, "ogc:Literal").text = value
        drawn = SubElement(rule, SYMBOLIZERS[layer.shape])
        if layer.shape == "Point":
            drawn = SubElement(SubElement(drawn, "Graphic"), "Mark")
            SubElement(drawn, "WellKnownName").text = "circle"
        if layer.shape != "Line":
            SubElement(SubElement(drawn, "Fill"), "CssParameter", name="fill").text = fill
        SubElement(SubElement(drawn, "Stroke"), "CssParameter", name="stroke").text = line
    return tostring(root, encoding="unicode")


def _rgba(colour: str) -> str:
    return ",".join(str(int(colour[at : at + 2], 16)) for at in (1, 3, 5)) + ",255"
