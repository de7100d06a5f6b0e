"""Further layers for a folium map: heat, clusters that a keyboard opens, and periods behind a slider."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from webapp.formats.folium_map import Style, guarded, shapes_of, texts_of_features

if TYPE_CHECKING:
    import folium

HEAT_JS = "leaflet-heat/leaflet-heat-0.2.0.js"
CLUSTER_JS = "leaflet-markercluster/leaflet-markercluster-1.5.3.js"
UNDER_HEAT = "ground"
"""The pane of the base map: a filled shape in the usual one would hide the heat."""
COLOURS = {0.25: "#4a86b4", 0.5: "#f2b233", 0.75: "#d9480f", 1.0: "#7a1f00"}
ICON_PX = 26


def add_ground(drawn: "folium.Map") -> None:
    """Give a map a pane below the one of shapes."""
    from folium.map import CustomPane

    CustomPane(UNDER_HEAT, z_index=250).add_to(drawn)


def add_heat(drawn: "folium.Map", spots: Sequence[tuple[float, float, float]]) -> None:
    """Draw latitude, longitude and strength (0 to 1) as heat."""
    from folium.plugins import HeatMap

    if not spots:
        return
    heat: Any = HeatMap(  # type: ignore[no-untyped-call]
        [list(spot) for spot in spots], min_opacity=0.3, max_zoom=13, radius=22, blur=16, gradient=COLOURS
    )
    heat.default_js, heat.default_css = [], []
    heat.add_to(drawn)


def add_clusters(
    drawn: "folium.Map", features: Mapping[str, Sequence[Mapping[str, Any]]], words: Mapping[str, str]
) -> None:
    """Draw points as marks that join where they would cover each other.

    :param features: by the class that their mark has in the style sheet; ``title`` and ``lines`` of each are texts
    :param words: ``several``: what a joined mark is called, with {n}
    """
    import folium
    from folium.plugins import MarkerCluster

    group: Any = MarkerCluster(  # type: ignore[no-untyped-call]
        icon_create_function="""function (cluster) {
            const html = "<b>" + cluster.getChildCount() + "</b>";
            return L.divIcon({html: html, className: "several", iconSize: [40, 40]});
        }""",
        showCoverageOnHover=False,
        animate=False,
    )
    group.default_js, group.default_css = [], []
    group.add_to(drawn)
    for name, points in features.items():
        if points:
            icon = folium.DivIcon(html="", class_name=f"mark {name}", icon_size=(ICON_PX, ICON_PX))
            folium.GeoJson(
                {"type": "FeatureCollection", "features": [guarded(one) for one in points]},
                marker=folium.Marker(icon=icon),
                on_each_feature=texts_of_features(),
            ).add_to(group)
    _add_script(
        drawn,
        """
        (function () {
            const map = {{ this._parent.get_name() }}, words = {{ this.words|tojson }};
            function name(layer) {
                if (!layer.getChildCount || !layer._icon) { return; }
                layer._icon.setAttribute("aria-label", words.several.replace("#", layer.getChildCount()));
            }
            map.eachLayer(name);
            map.on("layeradd", function (event) { name(event.layer); });
        })();
        """,
        words=guarded(words),
    )


_SLICES = """
(function () {
    const map = {{ this._parent.get_name() }};
    const layers = [{% for layer in this.layers %}{{ layer.get_name() }}{{ "," if not loop.last }}{% endfor %}];
    const names = {{ this.names|tojson }}, words = {{ this.words|tojson }};
    const slider = document.getElementById("slice"), said = document.getElementById("slice-name");
    const play = document.getElementById("slice-play");
    let running = null;
    function show(n) {
        layers.forEach(function (layer) { map.removeLayer(layer); });
        layers[n].addTo(map);
        slider.value = n;
        slider.setAttribute("aria-valuetext", names[n]);
        said.textContent = names[n];
    }
    function stop() { window.clearInterval(running); running = null; play.textContent = words.play; }
    function step(by) { show(Math.max(0, Math.min(layers.length - 1, Number(slider.value) + by))); }
    slider.addEventListener("input", function () { stop(); show(Number(slider.value)); });
    document.getElementById("slice-earlier").addEventListener("click", function () { stop(); step(-1); });
    document.getElementById("slice-later").addEventListener("click", function () { stop(); step(1); });
    play.addEventListener("click", function () {
        if (running) { stop(); return; }
        if (Number(slider.value) === layers.length - 1) { show(0); }
        play.textContent = words.pause;
        running = window.setInterval(function () {
            step(1);
            if (Number(slider.value) === layers.length - 1) { stop(); }
        }, 1000);
    });
    document.getElementById("slice-box").hidden = false;
    show(layers.length - 1);
})();
"""
"""What the slider and its buttons do: one layer on the map, its name said."""


def add_slices(
    drawn: "folium.Map",
    slices: Sequence[tuple[str, Sequence[Mapping[str, Any]]]],
    styles: Mapping[str, Style],
    by: str,
    words: Mapping[str, str],
) -> None:
    """Draw one period at a time, chosen by the slider and the buttons that ``slider_markup`` puts on the page.

    :param slices: the name of each period in words, and its features
    :param words: ``play`` and ``pause``
    """
    layers = []
    for _, features in slices:
        layer = shapes_of(features, styles, by, show=False)
        layer.add_to(drawn)
        layers.append(layer)
    _add_script(
        drawn,
        _SLICES,
        layers=layers,
        names=guarded([name for name, _ in slices]),
        words=guarded(words),
    )


def _add_script(drawn: "folium.Map", script: str, **values: Any) -> None:
    """Add a script of our own to a map; what it is given are its values, never parts of it."""
    from branca.element import MacroElement
    from folium.template import Template

    element: Any = MacroElement()  # type: ignore[no-untyped-call]
    element._template = Template("{% macro script(this, kwargs) %}" + script + "{% endmacro %}")
    for name, value in values.items():
        setattr(element, name, value)
    drawn.add_child(element)
