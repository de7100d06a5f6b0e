"""Hotspots as a picture: the base map, the places and their numbers, scale, north, and all that must be said."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from markupsafe import Markup

from webapp.domain.hotspots import Hotspot, HotspotMap, Shade
from webapp.formats.hotspot_style import SHADES, STYLES
from webapp.formats.hotspot_words import HotspotWords
from webapp.formats.layers import LICENCE, About
from webapp.formats.svg_map import HEIGHT, WIDTH, BaseMap, View
from webapp.formats.svg_text import wrap

NUMBERED = 20  # the first ones carry their number; more would cover each other
SIDE, TOP, FOOT = 380.0, 100.0, 90.0
INK, QUIET = "#18282b", "#4b5b5e"
GROUND = {"green": "#dbe6d3", "water": "#c9dbe0"}


def map_svg(found: HotspotMap, base: BaseMap, view: View) -> str:
    """Return the map alone, 1000 x 800, as SVG."""
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1000 800" width="1000" height="800">{}</svg>'
    ).format(_drawn(found, base, view))


def picture_svg(found: HotspotMap, base: BaseMap, view: View, about: About, words: HotspotWords) -> str:
    """Return the map with its title, legend, period, method, sources and date around it."""
    wide, high = WIDTH + SIDE, TOP + HEIGHT + FOOT
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {w} {h}" width="{w}" height="{h}" '
        'font-family="Source Sans Pro"><rect width="{w}" height="{h}" fill="#f6f3ec"/>{head}'
        '<svg x="0" y="{top}" width="1000" height="800" viewBox="0 0 1000 800">{drawn}</svg>{side}{foot}</svg>'
    ).format(
        w=f"{wide:g}",
        h=f"{high:g}",
        top=f"{TOP:g}",
        head=_text(24, 46, about.title, 32, bold=True) + _text(24, 80, period_text(found, words), 20, QUIET),
        drawn=_drawn(found, base, view),
        side=_side(found, words),
        foot=_foot(about, words),
    )


def period_text(found: HotspotMap, words: HotspotWords) -> str:
    """Return which days the suggestions are of, in words."""
    if found.first is None or found.last is None:
        return words.all_time
    return words.period.format(first=found.first.isoformat(), last=found.last.isoformat())


def made_text(made_on: date, words: HotspotWords) -> str:
    """Return when the file was made, in words."""
    return words.made.format(date=made_on.isoformat())


def legend_of(found: HotspotMap, words: HotspotWords) -> list[tuple[str, str, str]]:
    """Return fill, line and words of every colour that the map has."""
    rows = [(str(style["fillColor"]), str(style["color"]), words.classes[code]) for code, style in STYLES.items()]
    return rows + [(colour_of(one), "none", shade_text(one, words)) for one in found.shades]


def shade_text(shade: Shade, words: HotspotWords) -> str:
    """Return what a step of the surface means."""
    return words.shade.format(per_km2=f"{shade.per_km2:g}", kind=words.kinds[shade.kind])


def colour_of(shade: Shade) -> str:
    """Return the colour of a step of the surface."""
    return SHADES[shade.kind][shade.step - 1]


def path_of(view: View, geometry: dict[str, Any]) -> str:
    """Return a polygon or several as the path of a picture."""
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    rings = [ring for polygon in polygons for ring in polygon]
    return "".join(
        "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in (view.to_xy(lon, lat) for lon, lat in ring[:-1])) + "Z"
        for ring in rings
    )


def _drawn(found: HotspotMap, base: BaseMap, view: View) -> Markup:
    parts = [_ground(base)]
    parts += [
        Markup('<path fill="{}" fill-opacity=".8" d="{}"/>').format(colour_of(s), path_of(view, s.geometry))
        for s in found.shades
    ]
    parts += [_place(one, view) for one in reversed(found.hotspots)]
    parts += [_name(name.text, name.x, name.y, name.turned) for name in base.names]
    parts += [_number(one, view) for one in found.hotspots[:NUMBERED] if one.significant]
    return Markup("").join([*parts, _scale(base)])


def _ground(base: BaseMap) -> Markup:
    layers, grain = base.layers, base.grain
    paths = [
        Markup('<path fill="#fbfaf4" stroke="#fbfaf4" stroke-width="{}" d="{}"/>').format(base.soft, layers["boundary"])
    ]
    paths += [Markup('<path fill="{}" d="{}"/>').format(c, layers[n]) for n, c in GROUND.items() if layers.get(n)]
    paths += [_line(layers["railway"], "#8f9a93", 1.5 / grain)] if layers.get("railway") else []
    paths += [_line(layers[n], "#b9b3a4", (w + 1) / grain) for n, w in base.widths.items() if layers.get(n)]
    return Markup(
        '<rect width="1000" height="800" fill="#dfece8"/><g transform="{}" stroke-linejoin="round">{}</g>'
    ).format(base.matrix.text, Markup("").join(paths))


def _line(path: str, colour: str, width: float) -> Markup:
    return Markup('<path fill="none" stroke="{}" stroke-width="{}" d="{}"/>').format(colour, f"{width:.2f}", path)


def _place(one: Hotspot, view: View) -> Markup:
    style = STYLES[one.class_]
    return Markup('<path fill="{}" fill-opacity="{}" stroke="{}" stroke-width="{}"{} d="{}"/>').format(
        style["fillColor"],
        style["fillOpacity"],
        style["color"],
        style["weight"],
        Markup(' stroke-dasharray="3 3"') if "dashArray" in style else "",
        path_of(view, one.geometry),
    )


def _number(one: Hotspot, view: View) -> Markup:
    x, y = view.to_xy(one.lon, one.lat)
    return Markup(
        '<circle cx="{x:.1f}" cy="{y:.1f}" r="13" fill="#fbfaf4" stroke="{ink}" stroke-width="1.5"/>'
        '<text x="{x:.1f}" y="{t:.1f}" font-size="16" font-weight="700" text-anchor="middle" fill="{ink}">{n}</text>'
    ).format(x=x, y=y, t=y + 5.5, ink=INK, n=one.rank)


def _name(text: str, x: float, y: float, turned: str) -> Markup:
    return Markup(
        '<text transform="matrix({} {} {})" font-size="17" text-anchor="middle" fill="#2b353a" stroke="#fbfaf4" '
        'stroke-width="3" paint-order="stroke">{}</text>'
    ).format(turned, x, y, text)


def _scale(base: BaseMap) -> Markup:
    metres = base.scale.metres
    length = f"{metres / 1000:g} km" if metres >= 1000 else f"{metres} m"
    return Markup(
        '<rect x="28" y="676" width="{w}" height="116" fill="#fbfaf4" fill-opacity=".85"/>'
        '<path fill="none" stroke="{ink}" stroke-width="2" d="M40 752v12h{units}v-12"/><text x="40" y="784" '
        'font-size="17" fill="{ink}">{length}</text><path fill="{ink}" d="M62 690l9 24-9-6-9 6z"/>'
        '<text x="62" y="735" font-size="17" text-anchor="middle" fill="{ink}">N</text>'
    ).format(w=base.scale.units + 24, ink=INK, units=base.scale.units, length=length)


def _side(found: HotspotMap, words: HotspotWords) -> Markup:
    x, y = WIDTH + 24, TOP + 24
    parts = [_text(x, y, words.legend, 22, bold=True)]
    for fill, line, text in legend_of(found, words):
        y += 12
        parts.append(
            Markup('<rect x="{}" y="{}" width="20" height="20" fill="{}" stroke="{}"/>').format(x, y, fill, line)
        )
        for part in wrap(text, SIDE - 84, 17):
            y += 20
            parts.append(_text(x + 32, y - 4, part, 17))
    y += 40
    parts.append(_text(x, y, words.list, 22, bold=True))
    for one in found.hotspots[:NUMBERED]:
        for number, part in enumerate(wrap(f"{one.rank}. {one.name}", SIDE - 48, 17)[:2]):
            y += 20
            if y > TOP + HEIGHT - 10:
                return Markup("").join(parts)
            parts.append(_text(x + (20 if number else 0), y, part, 17))
    if not found.hotspots:
        parts += [_text(x, y + 24 + 20 * n, part, 17) for n, part in enumerate(wrap(words.none, SIDE - 48, 17))]
    return Markup("").join(parts)


def _foot(about: About, words: HotspotWords) -> Markup:
    said = (
        words.meaning,
        " ".join((words.method.format(method=about.method), made_text(about.made_on, words))),
        " ".join((words.sources.format(sources="; ".join(about.sources)) if about.sources else "", LICENCE)),
    )
    lines = [line for text in said for line in wrap(text, WIDTH + SIDE - 48, 15)]
    return _lines(24, TOP + HEIGHT + 22, lines[:4])


def _lines(x: float, y: float, lines: Iterable[str]) -> Markup:
    return Markup("").join(_text(x, y + 18 * n, line, 15, QUIET) for n, line in enumerate(lines))


def _text(x: float, y: float, text: str, size: int, colour: str = INK, bold: bool = False) -> Markup:
    return Markup('<text x="{:g}" y="{:g}" font-size="{}"{} fill="{}">{}</text>').format(
        x, y, size, Markup(' font-weight="700"') if bold else "", colour, text
    )
