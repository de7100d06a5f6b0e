"""Hotspots as files: GeoJSON, CSV, and a map in one HTML file that opens anywhere."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from markupsafe import Markup

from webapp.domain.hotspots import Hotspot, HotspotMap, Shade, columns_of
from webapp.domain.map_squares import Drawing, Frame
from webapp.domain.places import Place
from webapp.formats.field_lists import HOTSPOTS, field_list
from webapp.formats.geojson import feature, write_geojson
from webapp.formats.hotspot_style import SHADES, STYLES
from webapp.formats.hotspot_words import HotspotWords, words_in
from webapp.formats.layers import LICENCE, About, Layer
from webapp.formats.open_tables import layer_csv
from webapp.formats.svg_map import BaseMap, View, draw

Drawn = tuple[str, str | None, dict[str, Any]]

BASE_STYLES: dict[str, dict[str, Any]] = {
    "boundary": {"color": "#3d4a52", "weight": 2, "fillColor": "#fbfaf6", "fillOpacity": 1, "interactive": False},
    "neighbour": {"color": "#9aa5ab", "weight": 1, "fillOpacity": 0, "interactive": False},
    "water": {"stroke": False, "fillColor": "#bcd7e6", "fillOpacity": 1, "interactive": False},
    "green": {"stroke": False, "fillColor": "#dbe8d0", "fillOpacity": 1, "interactive": False},
    "railway": {"color": "#8d8d8d", "weight": 1.5, "dashArray": "6 4", "fill": False, "interactive": False},
    "road": {"color": "#ffffff", "weight": 2, "fill": False, "interactive": False},
}
SHADE_STYLES: dict[str, dict[str, Any]] = {
    f"{kind}-{step}": {"stroke": False, "fillColor": colour, "fillOpacity": 0.8, "interactive": False}
    for kind, colours in SHADES.items()
    for step, colour in enumerate(colours, start=1)
}
CSS = """
body { background: #f1efe8; color: #1d2529; font: 1rem/1.5 system-ui, sans-serif; height: auto; }
main { display: block; max-width: 75rem; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.6rem; line-height: 1.2; margin: 0 0 .5rem; }
h2 { font-size: 1.2rem; margin: 1.5rem 0 .5rem; }
p { margin: 0 0 .5rem; max-width: 45rem; }
a { color: #0b4f71; }
main .folium-map { box-sizing: border-box; max-height: 80vh; background: #e5e9ea; border: 1px solid #5b6770; }
.legend { display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; list-style: none; margin: .5rem 0; padding: 0; }
.key { display: inline-block; width: 1.1em; height: 1.1em; box-sizing: border-box;
  margin-right: .4em; vertical-align: -.15em; border: 1px solid #5b6770; }
.key-unusually_many { background: #d9480f; border: 2px solid #7a1f00; }
.key-many { background: #f2b233; border: 2px solid #8a5a00; }
.key-too_few { background: #dfe4e7; border: 2px dashed #5b6770; }
.table { overflow-x: auto; }
table { border-collapse: collapse; background: #fff; width: 100%; }
th, td { border: 1px solid #8b979d; padding: .3rem .6rem; text-align: left; }
td.number { text-align: right; font-variant-numeric: tabular-nums; }
.leaflet-tooltip.label { background: none; border: 0; box-shadow: none; color: #2b353a; font-weight: 600; }
.leaflet-tooltip.label::before { display: none; }
""" + "\n".join(f".key-{name} {{ background: {style['fillColor']}; }}" for name, style in SHADE_STYLES.items())


PICTURE_FONTS = (19.0,)
"""How large names are in a picture of 1000 units, at least."""


@dataclass(frozen=True)
class Framing:
    """What stands around the hotspots of a file: the place, its base map, the language, the hour."""

    place: Place
    base: Sequence[Drawn]
    language: str
    made_at: datetime
    picture: tuple[Drawing, View] | None = None  # the base map for PNG and PDF

    @property
    def drawn(self) -> tuple[BaseMap, View]:
        """The base map as a picture, and the view that it is drawn in; paper without one."""
        view = View.for_bbox(self.place.bbox)
        found, view = self.picture or (Drawing(Frame.around(self.place.bbox), 0), view)
        return draw(view, found, self.place.bbox, PICTURE_FONTS), view


def hotspots_geojson(found: HotspotMap, framing: Framing) -> bytes:
    """Return hotspots as GeoJSON: polygons of whole squares."""
    features = [feature(one.geometry, columns_of(one, found), one.rank) for one in found.hotspots]
    return write_geojson(
        features,
        name=words_in(framing.language).title.format(place=framing.place.name),
        period=found.period,
        method=found.method,
        made_at=framing.made_at,
        attribution=list(framing.place.attribution),
        licence=LICENCE,
        fields=field_list(HOTSPOTS, framing.language),
    )


def hotspots_layer(found: HotspotMap, framing: Framing, crs: str | None = None) -> Layer:
    """Return hotspots as a layer for GeoPackage, FlatGeobuf, KML and CSV.

    :param crs: the system of ``easting``, ``northing``; the place's own without it
    """
    words = words_in(framing.language)
    colours = {c: (str(s["fillColor"]), str(s["color"]), words.classes[c]) for c, s in STYLES.items()}
    rows = [columns_of(one, found) for one in _in_system(found, framing, crs)]
    shapes = [one.geometry for one in found.hotspots]
    return Layer("hotspots", about_hotspots(found, framing).title, HOTSPOTS, rows, shapes, "Polygon", "class", colours)


def about_hotspots(found: HotspotMap, framing: Framing) -> About:
    """Return what stands in every file of hotspots."""
    title = words_in(framing.language).title.format(place=framing.place.name)
    made_on = framing.made_at.astimezone(framing.place.tz).date()
    return About(title, found.period, found.method, made_on, framing.place.attribution, framing.language)


def _in_system(found: HotspotMap, framing: Framing, crs: str | None) -> Sequence[Hotspot]:
    """Return hotspots with their middles in metres of another system."""
    if crs in {None, framing.place.crs, "EPSG:4326"} or not found.hotspots:
        return found.hotspots
    from webapp.analysis.projection import to_metres

    easts, norths = to_metres(str(crs), [h.lon for h in found.hotspots], [h.lat for h in found.hotspots])
    middles = zip(found.hotspots, easts.tolist(), norths.tolist(), strict=True)
    return [replace(one, easting=round(e, 1), northing=round(n, 1)) for one, e, n in middles]


def hotspots_csv(layer: Layer, excel: bool = False) -> bytes:
    """Return hotspots as a table; ``lat``, ``lon`` and ``easting``, ``northing`` are their middles."""
    return layer_csv(layer, excel)


def hotspots_html(found: HotspotMap, framing: Framing) -> bytes:
    """Return hotspots as one HTML file with a map and the same facts as a table."""
    from webapp.formats.folium_map import add_labels, add_shapes, new_map, write_page

    words = words_in(framing.language)
    drawn = new_map(
        found.bbox or framing.place.bbox, {"map": words.map, "zoom_in": words.zoom_in, "zoom_out": words.zoom_out}
    )
    add_shapes(drawn, base_features(framing), BASE_STYLES, "layer")
    shades = [feature(s.geometry, {"shade": f"{s.kind}-{s.step}"}) for s in found.shades]
    add_shapes(drawn, shades, SHADE_STYLES, "shade")
    add_shapes(drawn, [_shape(one, words) for one in reversed(found.hotspots)], STYLES, "class")
    add_labels(drawn, labels_of(framing))
    title = words.title.format(place=framing.place.name)
    return write_page(drawn, framing.language, title, _above(found, framing, title, words), _table(found, words), CSS)


def base_features(framing: Framing) -> list[dict[str, Any]]:
    """Return the base map from the ground up; a place without a border shows its bounding box.

    A station is a point of the railway: Leaflet would draw it as its own marker, with a picture from elsewhere.
    """
    order = list(BASE_STYLES)
    layers = sorted(
        (d for d in framing.base if d[0] in BASE_STYLES and d[2]["type"] != "Point"), key=lambda d: order.index(d[0])
    )
    features = [feature(geometry, {"layer": layer}) for layer, _, geometry in layers]
    if not any(layer == "boundary" for layer, _, _ in layers):
        west, south, east, north = framing.place.bbox
        ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
        features.insert(0, feature({"type": "Polygon", "coordinates": [ring]}, {"layer": "boundary"}))
    return features


def labels_of(framing: Framing) -> list[tuple[str, float, float]]:
    """Return the names of the base map with their places, longitude first."""
    points = [(n, g["coordinates"]) for layer, n, g in framing.base if layer == "label" and g["type"] == "Point"]
    return [(name, at[0], at[1]) for name, at in points if name]


def _shape(one: Hotspot, words: HotspotWords) -> dict[str, Any]:
    lines = [
        f"{one.rank}. {one.name}",
        words.kinds[one.kind],
        words.classes[one.class_],
        f"{words.residents}: {one.residents}",
        f"{words.weight}: {one.weight}",
    ]
    return feature(one.geometry, {"class": one.class_, "lines": lines}, one.rank)


def _above(found: HotspotMap, framing: Framing, title: str, words: HotspotWords) -> Markup:
    period = words.all_time
    if found.first and found.last:
        period = words.period.format(first=found.first.isoformat(), last=found.last.isoformat())
    made = words.made.format(date=framing.made_at.astimezone(framing.place.tz).date().isoformat())
    legend = Markup("").join(
        Markup('<li><span class="key key-{}"></span>{}</li>').format(code, words.classes[code]) for code in STYLES
    ) + Markup("").join(_shade_key(shade, words) for shade in found.shades)
    return Markup(
        '<h1>{}</h1><p>{} {}</p><p>{}</p><p><a href="#list">{}</a></p><h2>{}</h2><ul class="legend">{}</ul>'
    ).format(title, period, made, words.meaning, words.to_list, words.legend, legend) + _sources(framing, words)


def _shade_key(shade: Shade, words: HotspotWords) -> Markup:
    text = words.shade.format(per_km2=f"{shade.per_km2:g}", kind=words.kinds[shade.kind])
    return Markup('<li><span class="key key-{}-{}"></span>{}</li>').format(shade.kind, shade.step, text)


def _sources(framing: Framing, words: HotspotWords) -> Markup:
    if not framing.place.attribution:
        return Markup("")
    return Markup("<p>{}</p>").format(words.sources.format(sources="; ".join(framing.place.attribution)))


def _table(found: HotspotMap, words: HotspotWords) -> Markup:
    heading = Markup('<h2 id="list">{}</h2>').format(words.list)
    method = Markup("<p>{}</p>").format(words.method.format(method=found.method))
    if not found.hotspots:
        return heading + Markup("<p>{}</p>").format(words.none) + method
    names = (words.rank, words.place, words.position, words.kind, words.class_, words.residents, words.weight, words.q)
    head = Markup("").join(Markup('<th scope="col">{}</th>').format(name) for name in names)
    rows = Markup("\n").join(_row(one, words) for one in found.hotspots)
    return (
        heading
        + Markup('<div class="table" tabindex="0" role="region" aria-labelledby="list"><table>')
        + Markup("<thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>").format(head, rows)
        + method
    )


def _row(one: Hotspot, words: HotspotWords) -> Markup:
    q = "" if one.q is None else f"{one.q:.3g}"
    return Markup(
        '<tr><td class="number">{}</td><th scope="row">{}</th><td>{}</td><td>{}</td><td>{}</td>'
        '<td class="number">{}</td><td class="number">{}</td><td class="number">{}</td></tr>'
    ).format(
        one.rank,
        one.name,
        f"{one.lat:.4f}, {one.lon:.4f}",
        words.kinds[one.kind],
        words.classes[one.class_],
        one.residents,
        one.weight,
        q,
    )
