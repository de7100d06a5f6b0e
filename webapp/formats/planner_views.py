"""Heat, clusters, periods and districts, each as one HTML file that opens anywhere, with the same facts as a table."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from webapp.domain.planner_views import Square, View, ViewData, step_of, steps_of
from webapp.domain.privacy import PublicSite
from webapp.formats.geojson import feature, point
from webapp.formats.hotspot_files import BASE_STYLES, CSS, Framing, base_features, labels_of
from webapp.formats.hotspot_words import HotspotWords, words_in
from webapp.formats.view_words import ViewWords, view_words

if TYPE_CHECKING:
    import folium

FEW_STYLE = {"color": "#5b6770", "weight": 1, "dashArray": "4 4", "fillColor": "#ffffff", "fillOpacity": 0.3}
SHADES = ("#fbe3c5", "#f7c48a", "#ee9a4d", "#d9691e", "#a63d0a")
DISTRICT_STYLES: dict[str, dict[str, Any]] = {"few": FEW_STYLE} | {
    str(n): {"color": "#3d4a52", "weight": 1, "fillColor": colour, "fillOpacity": 0.85}
    for n, colour in enumerate(SHADES, start=1)
}
LEVELS = {
    "speed": ("#7fb0d3", "#4a86b4", "#d9480f", "#7a1f00"),
    "unsafe_place": ("#d9bfde", "#b98cc2", "#93609f", "#5d2f6b"),
}
SQUARE_STYLES: dict[str, dict[str, Any]] = {
    f"{kind}-{n}": {"color": "#39484a", "weight": 1, "fillColor": colour, "fillOpacity": 0.8}
    for kind, colours in LEVELS.items()
    for n, colour in enumerate(colours, start=1)
}
OUTLINES: dict[str, dict[str, Any]] = {"square": {"color": "#39484a", "weight": 0.6, "fillOpacity": 0.01}}
VIEW_CSS = (
    CSS
    + """
.heat-key { display: inline-block; width: 8em; height: 1em; vertical-align: -.1em; margin-right: .4em;
  background: linear-gradient(to right, #4a86b4, #f2b233, #d9480f, #7a1f00); }
.mark { border: 2px solid #fff; background: #b0400b; box-sizing: border-box; }
.mark.speed { border-radius: 50%; } .mark.unsafe_place { background: #6b2d7b; border-radius: 4px; }
.several { border: 3px solid #0b5a5a; background: #fff; color: #0b3a3a; border-radius: 50%; box-sizing: border-box;
  display: flex; align-items: center; justify-content: center; font-size: 1rem; }
.leaflet-marker-icon:focus-visible, input:focus-visible, button:focus-visible { outline: 3px solid #0b4f71;
  outline-offset: 2px; }
.slices { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center; margin: .75rem 0; }
.slices label { flex-basis: 100%; font-weight: 600; } .slices input { flex: 1 1 12rem; min-height: 2.75rem; }
.slices button { min-height: 2.75rem; padding: 0 1rem; font: inherit; background: #fff; color: #1d2529;
  border: 2px solid #5b6770; border-radius: .4rem; } .slices output { min-width: 7rem; font-weight: 600; }
[hidden] { display: none; }
"""
    + "\n".join(f".key-{name} {{ background: {s['fillColor']}; }}" for name, s in SQUARE_STYLES.items())
    + "\n".join(f".key-step-{name} {{ background: {s['fillColor']}; }}" for name, s in DISTRICT_STYLES.items())
    + ".key-step-few { border: 2px dashed #5b6770; }"
)


def view_html(data: ViewData, framing: Framing) -> bytes:
    """Return one of the maps as a file."""
    return _WRITERS[data.view](data, framing)


def _heat(data: ViewData, framing: Framing) -> bytes:
    from webapp.formats.folium_layers import HEAT_JS, add_heat
    from webapp.formats.folium_map import add_shapes

    words, view = words_in(framing.language), view_words(framing.language)
    drawn = _map(data, framing, [(s.lon, s.lat) for s in data.squares])
    outlines = [feature(s.geometry, {"is": "square", "lines": _lines(s, words, view)}) for s in data.squares]
    add_heat(drawn, [(s.lat, s.lon, s.level / 4) for s in data.squares])
    add_shapes(drawn, outlines, OUTLINES, "is")
    key = Markup('<li><span class="heat-key"></span>{} → {}</li>').format(
        view.strength.format(residents=view.bands[0]), view.strength.format(residents=view.bands[-1])
    )
    return _page(drawn, data, framing, key, Markup(""), _squares_table(data.squares, words, view), (HEAT_JS,))


def _clusters(data: ViewData, framing: Framing) -> bytes:
    from webapp.formats.folium_layers import CLUSTER_JS, add_clusters

    words, view = words_in(framing.language), view_words(framing.language)
    drawn = _map(data, framing, [(s.lon, s.lat) for s in data.sites])
    marks: dict[str, list[dict[str, Any]]] = {kind: [] for kind in data.kinds}
    for n, site in enumerate(data.sites, start=1):
        lines = [f"{n}. {site.name}", words.kinds[site.kind], f"{words.residents}: {site.residents}"]
        title = f"{n}. {site.name}, {words.kinds[site.kind]}"
        marks[site.kind].append(feature(point(site.lon, site.lat), {"title": title, "lines": lines}))
    add_clusters(drawn, marks, {"several": view.several.format(n="#")})
    keys = Markup("").join(
        Markup('<li><span class="key mark {}"></span>{}</li>').format(kind, words.kinds[kind]) for kind in data.kinds
    )
    return _page(drawn, data, framing, keys, Markup(""), _sites_table(data.sites, words, view), (CLUSTER_JS,))


def _time(data: ViewData, framing: Framing) -> bytes:
    from webapp.formats.folium_layers import add_slices

    words, view = words_in(framing.language), view_words(framing.language)
    squares = [square for one in data.slices for square in one.squares]
    drawn = _map(data, framing, [(s.lon, s.lat) for s in squares])
    layers = [
        (f"{one.name}: {_count(one.suggestions, view)}", [_shaded(s, words, view) for s in one.squares])
        for one in data.slices
    ]
    control = Markup("")
    if layers:
        add_slices(drawn, layers, SQUARE_STYLES, "level", {"play": view.play, "pause": view.pause})
        control = Markup(
            '<div class="slices" id="slice-box" hidden><label for="slice">{}</label>'
            '<input type="range" id="slice" min="0" max="{}" value="{}" step="1">'
            '<output id="slice-name" for="slice"></output><button type="button" id="slice-earlier">{}</button>'
            '<button type="button" id="slice-later">{}</button><button type="button" id="slice-play">{}</button></div>'
        ).format(view.slider, len(layers) - 1, len(layers) - 1, view.earlier, view.later, view.play)
    return _page(drawn, data, framing, _level_keys(data.kinds, words, view), control, _slices_table(data, view))


def _districts(data: ViewData, framing: Framing) -> bytes:
    from webapp.formats.folium_map import add_shapes

    words, view = words_in(framing.language), view_words(framing.language)
    known = [d for d in data.districts if d.suggestions is not None]
    by_people = bool(known) and all(d.population for d in known)
    values = {d.name: float(d.per_thousand or 0.0) if by_people else float(d.suggestions or 0) for d in known}
    steps = steps_of(list(values.values()))
    unit = view.per_thousand if by_people else view.suggestions
    drawn = _map(data, framing, [])
    shapes = []
    for d in data.districts:
        if d.geometry is not None:
            step = str(step_of(values[d.name], steps)) if d.name in values else "few"
            told = _figure(values[d.name], by_people, framing.language) if d.name in values else view.few
            shapes.append(feature(d.geometry, {"step": step, "lines": [d.name, f"{unit}: {told}"]}))
    add_shapes(drawn, shapes, DISTRICT_STYLES, "step")
    ends = [*steps[1:], max(values.values(), default=0.0)]
    spans = [
        f"{_figure(a, by_people, framing.language)}–{_figure(b, by_people, framing.language)}"
        for a, b in zip(steps, ends, strict=False)
    ]
    keys = Markup("").join(
        Markup('<li><span class="key key-step-{}"></span>{}</li>').format(n, f"{unit}: {span}")
        for n, span in enumerate(spans, start=1)
    ) + Markup('<li><span class="key key-step-few"></span>{}</li>').format(view.few)
    note = Markup("") if by_people or not known else Markup("<p>{}</p>").format(view.count_meaning)
    return _page(drawn, data, framing, keys, note, _districts_table(data, words, view, framing.language))


def _map(data: ViewData, framing: Framing, spots: Sequence[tuple[float, float]]) -> "folium.Map":
    from webapp.formats.folium_layers import UNDER_HEAT, add_ground
    from webapp.formats.folium_map import add_labels, add_shapes, new_map

    words = words_in(framing.language)
    named = {"map": words.map, "zoom_in": words.zoom_in, "zoom_out": words.zoom_out}
    drawn = new_map(_around(spots) or framing.place.bbox, named)
    add_ground(drawn)
    add_shapes(drawn, base_features(framing), BASE_STYLES, "layer", pane=UNDER_HEAT)
    if data.view is not View.DISTRICTS:
        add_labels(drawn, labels_of(framing))
    return drawn


def _around(spots: Sequence[tuple[float, float]]) -> tuple[float, float, float, float] | None:
    """Return west, south, east, north of some places with half a kilometre about them."""
    if not spots:
        return None
    lons, lats = [lon for lon, _ in spots], [lat for _, lat in spots]
    return min(lons) - 0.008, min(lats) - 0.004, max(lons) + 0.008, max(lats) + 0.004


def _page(
    drawn: "folium.Map",
    data: ViewData,
    framing: Framing,
    keys: Markup,
    control: Markup,
    table: Markup,
    also: Sequence[str] = (),
) -> bytes:
    from webapp.formats.folium_map import write_page

    words, view = words_in(framing.language), view_words(framing.language)
    title = view.titles[data.view].format(place=framing.place.name)
    made = words.made.format(date=framing.made_at.astimezone(framing.place.tz).date().isoformat())
    period = ""
    if data.first and data.last:
        period = words.period.format(first=data.first.isoformat(), last=data.last.isoformat())
    elif data.view is not View.CLUSTERS:
        period = words.all_time
    above = Markup(
        '<h1>{}</h1><p>{} {}</p><p>{}</p><p><a href="#list">{}</a></p><h2>{}</h2><ul class="legend">{}</ul>{}'
    ).format(title, period, made, view.meanings[data.view], words.to_list, words.legend, keys, control)
    if framing.place.attribution:
        above += Markup("<p>{}</p>").format(words.sources.format(sources="; ".join(framing.place.attribution)))
    return write_page(drawn, framing.language, title, above, table, VIEW_CSS, also)


def _lines(square: Square, words: HotspotWords, view: ViewWords) -> list[str]:
    return [
        square.area or view.square,
        words.kinds[square.kind],
        view.strength.format(residents=square.residents.replace("-", "–")),
    ]


def _shaded(square: Square, words: HotspotWords, view: ViewWords) -> dict[str, Any]:
    return feature(square.geometry, {"level": f"{square.kind}-{square.level}", "lines": _lines(square, words, view)})


def _level_keys(kinds: Sequence[str], words: HotspotWords, view: ViewWords) -> Markup:
    return Markup("").join(
        Markup('<li><span class="key key-{}-{}"></span>{}: {}</li>').format(
            kind, n, words.kinds[kind], view.strength.format(residents=residents)
        )
        for kind in kinds
        for n, residents in enumerate(view.bands, start=1)
    )


def _count(suggestions: int | None, view: ViewWords) -> str:
    return view.few if suggestions is None else view.count.format(n=suggestions)


def _figure(value: float, by_people: bool, language: str) -> str:
    text = f"{value:.1f}" if by_people else f"{value:.0f}"
    return text.replace(".", ",") if language == "sv" else text


def _squares_table(squares: Sequence[Square], words: HotspotWords, view: ViewWords) -> Markup:
    rows = [
        (s.area or "–", f"{s.lat:.4f}, {s.lon:.4f}", words.kinds[s.kind], s.residents.replace("-", "–"))
        for s in sorted(squares, key=lambda s: (-s.level, s.area or "", s.lat, s.lon))
    ]
    return _table(view.squares, (view.district, view.middle, words.kind, view.residents_named), rows, view)


def _sites_table(sites: Sequence[PublicSite], words: HotspotWords, view: ViewWords) -> Markup:
    rows = [
        (
            f"{n}. {s.name}",
            s.area or "–",
            words.kinds[s.kind],
            s.residents.replace("-", "–"),
            str(s.checks),
            _at(s, view),
        )
        for n, s in enumerate(sites, start=1)
    ]
    names = (view.site, view.district, words.kind, view.residents_named, view.checks, view.status)
    return _table(words.list, names, rows, view)


def _at(site: PublicSite, view: ViewWords) -> str:
    return {**view.statuses, **view.statuses_unsafe}.get(site.status, site.status)


def _slices_table(data: ViewData, view: ViewWords) -> Markup:
    rows = [
        (one.name, view.few if one.suggestions is None else str(one.suggestions), str(len(one.squares)))
        for one in data.slices
    ]
    squares = [
        (one.name, s.area or "–", f"{s.lat:.4f}, {s.lon:.4f}", s.residents.replace("-", "–"))
        for one in data.slices
        for s in one.squares
    ]
    first = _table(view.period, (view.period, view.suggestions, view.squares_named), rows, view)
    names = (view.period, view.district, view.middle, view.residents_named)
    return first + (_table(view.squares, names, squares, view, "squares") if squares else Markup(""))


def _districts_table(data: ViewData, words: HotspotWords, view: ViewWords, language: str) -> Markup:
    rows = [
        (
            d.name,
            view.few if d.suggestions is None else str(d.suggestions),
            view.few if d.residents is None else d.residents.replace("-", "–"),
            view.unknown if d.population is None else str(d.population),
            "–" if d.per_thousand is None else _figure(d.per_thousand, True, language),
        )
        for d in data.districts
    ]
    names = (view.district, view.suggestions, view.residents_named, view.inhabitants, view.per_thousand)
    return _table(words.list, names, rows, view)


def _table(
    title: str, names: Sequence[str], rows: Sequence[Sequence[str]], view: ViewWords, anchor: str = "list"
) -> Markup:
    """Return a table under its heading; the first cell of each row names it."""
    heading = Markup('<h2 id="{}">{}</h2>').format(anchor, title)
    if not rows:
        return heading + Markup("<p>{}</p>").format(view.none)
    head = Markup("").join(Markup('<th scope="col">{}</th>').format(name) for name in names)
    body = Markup("\n").join(
        Markup('<tr><th scope="row">{}</th>{}</tr>').format(
            row[0], Markup("").join(Markup("<td>{}</td>").format(cell) for cell in row[1:])
        )
        for row in rows
    )
    return heading + Markup(
        '<div class="table" tabindex="0" role="region" aria-labelledby="{}"><table><thead><tr>{}</tr></thead>'
        "<tbody>{}</tbody></table></div>"
    ).format(anchor, head, body)


_WRITERS: dict[View, Callable[[ViewData, Framing], bytes]] = {
    View.HEAT: _heat,
    View.CLUSTERS: _clusters,
    View.TIME: _time,
    View.DISTRICTS: _districts,
}
