"""Planners' maps by folium: one file that needs no network and runs nothing that somebody typed.

Stock folium puts texts into the page as HTML, runs them as Jinja templates, and fetches eleven files from elsewhere.
Here every text on the map passes ``texts_of_features`` and ``guarded``, Leaflet is inlined from static/vendor, and a
policy in the file forbids the rest.
"""

import base64
import hashlib
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape

if TYPE_CHECKING:
    import folium

VENDOR = Path(__file__).resolve().parent.parent.parent / "static" / "vendor"
LEAFLET = "leaflet-1.9.4"
GREATEST_ZOOM = 19
HEIGHT_PX = 560

BRACE = "\ue07b"  # stands for { until folium has run its scripts as templates, a second time

Style = Mapping[str, Any]


def new_map(bbox: tuple[float, float, float, float], words: Mapping[str, str]) -> "folium.Map":
    """Return an empty map of the ground between west, south, east, north, with no tiles and nothing from elsewhere.

    :param words: ``map``, ``zoom_in`` and ``zoom_out``
    """
    import folium

    west, south, east, north = bbox
    middle = [(south + north) / 2, (west + east) / 2]
    drawn = folium.Map(location=middle, tiles=None, height=HEIGHT_PX, control_scale=True, zoom_control=False)
    drawn.default_js, drawn.default_css = [], []  # on this map only: the class's lists are shared
    drawn.options["max_zoom"] = GREATEST_ZOOM  # folium drops it when there are no tiles
    drawn.options["zoom_snap"] = 0.25
    drawn.fit_bounds([[south, west], [north, east]])
    _add_controls(drawn, words)
    return drawn


def add_shapes(
    drawn: "folium.Map", features: Sequence[Mapping[str, Any]], styles: Mapping[str, Style], by: str, **more: Any
) -> None:
    """Draw features, each with the style that its property ``by`` names; ``lines`` is what a click shows."""
    if features:
        shapes_of(features, styles, by, **more).add_to(drawn)


def shapes_of(
    features: Sequence[Mapping[str, Any]], styles: Mapping[str, Style], by: str, **more: Any
) -> "folium.GeoJson":
    """Return features as one layer, to be put on a map."""
    import folium

    return folium.GeoJson(
        {"type": "FeatureCollection", "features": [guarded(one) for one in features]},
        style_function=lambda one: dict(styles.get(one["properties"][by], {})),
        on_each_feature=texts_of_features(),
        smooth_factor=0.5,
        **more,
    )


def add_labels(drawn: "folium.Map", labels: Sequence[tuple[str, float, float]]) -> None:
    """Write names on the map at longitude and latitude."""
    import folium

    features = [
        {
            "type": "Feature",
            "properties": {"label": guarded(name)},
            "geometry": {"type": "Point", "coordinates": [lon, lat]},
        }
        for name, lon, lat in labels
    ]
    spot = folium.CircleMarker(radius=1, stroke=False, fill=False)
    spot.options["interactive"] = False  # folium knows no such option
    if features:
        folium.GeoJson(
            {"type": "FeatureCollection", "features": features},
            marker=spot,
            on_each_feature=texts_of_features(),
        ).add_to(drawn)


def texts_of_features() -> Any:
    """Return the one script that puts words on a map, always as text and never as markup.

    A feature's property ``lines`` is a list shown on click, its ``label`` a text that stands there, its ``title``
    what its marker is called.
    """
    from folium.utilities import JsCode

    return JsCode(
        """(feature, layer) => {
            const {lines, label, title} = feature.properties;
            if (title) { layer.options.title = title; }
            const box = document.createElement("div");
            for (const line of lines || [label]) {
                box.appendChild(document.createElement("div")).textContent = line;
            }
            if (lines) { layer.bindPopup(box); }
            else if (label) { layer.bindTooltip(box, {permanent: true, direction: "center", className: "label"}); }
        }"""
    )


def write_page(
    drawn: "folium.Map",
    language: str,
    title: str,
    before: Markup,
    after: Markup,
    css: str,
    also: Sequence[str] = (),
) -> bytes:
    """Return the map as one file, with what is written above and below it.

    :param before: markup above the map, its texts escaped
    :param after: markup below it, likewise
    :param also: scripts of static/vendor that the map needs beside Leaflet
    """
    root: Any = drawn.get_root()
    root.title = str(escape(title))
    root.header.add_child(_verbatim(f"<style>{_leaflet_css()}\n{css}</style>"), name="styles", index=0)
    scripts = "".join(f"<script>{_script(name)}</script>" for name in (f"leaflet/{LEAFLET}.js", *also))
    root.header.add_child(_verbatim(scripts), name="leaflet", index=1)
    page = root.render().replace(r"\ue07b", r"\u007b")
    page = page.replace("<body>", f"<body>\n<main>{before}", 1)
    page = f"{after}</main>\n</body>".join(page.rsplit("</body>", 1))
    page = page.replace("<html>", f'<html lang="{escape(language)}">', 1)
    page = re.sub(r",\s*maximum-scale=1.0, user-scalable=no", "", page, count=1)  # people may zoom the page
    return page.replace("<head>", f"<head>\n{_policy(page)}", 1).encode()


def _add_controls(drawn: "folium.Map", words: Mapping[str, str]) -> None:
    """Give the map its name and its zoom buttons in the file's language."""
    from branca.element import MacroElement
    from folium.template import Template

    controls: Any = MacroElement()  # type: ignore[no-untyped-call]
    controls._template = Template(
        """{% macro script(this, kwargs) %}
        L.control.zoom({zoomInTitle: {{ this.words.zoom_in|tojson }}, zoomOutTitle: {{ this.words.zoom_out|tojson }}})
            .addTo({{ this._parent.get_name() }});
        {{ this._parent.get_name() }}.getContainer().setAttribute("role", "region");
        {{ this._parent.get_name() }}.getContainer().setAttribute("aria-label", {{ this.words.map|tojson }});
        {% endmacro %}"""
    )
    controls.words = guarded(words)
    drawn.add_child(controls)


def guarded(value: Any) -> Any:
    """Return texts, however deep, without the sign that would make them a template."""
    if isinstance(value, str):
        return value.replace("{", BRACE)
    if isinstance(value, Mapping):
        return {key: guarded(inner) for key, inner in value.items()}
    return [guarded(inner) for inner in value] if isinstance(value, list | tuple) else value


def _verbatim(markup: str) -> Any:
    """Return an element that is printed as it is: a plain Element would run what stands in it as a template."""
    from branca.element import Element
    from jinja2 import Template

    element: Any = Element()
    element._template = Template("{{ this.markup }}")
    element.markup = markup
    return element


def _script(name: str) -> str:
    """Return a vendored script without the address of its source map, which a browser would ask for."""
    return re.sub(r"//# sourceMappingURL=\S*", "", (VENDOR / name).read_text(encoding="utf-8"))


def _leaflet_css() -> str:
    """Return Leaflet's styles without its pictures: no control or marker of ours uses one."""
    return re.sub(r"url\([^)]*\)", "none", (VENDOR / "leaflet" / f"{LEAFLET}.css").read_text(encoding="utf-8"))


def _policy(page: str) -> str:
    """Return the rule that only this page's own scripts run, and that nothing is fetched from anywhere."""
    scripts = re.findall(r"<script>(.*?)</script>", page, flags=re.DOTALL)
    hashes = [base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts]
    allowed = " ".join(f"'sha256-{digest}'" for digest in dict.fromkeys(hashes))
    content = f"default-src 'none'; style-src 'unsafe-inline'; script-src {allowed}"
    return f'<meta http-equiv="Content-Security-Policy" content="{content}">'
