"""Hotspots as a PDF to print or file: the map with scale, north and legend, then the same places as a table."""

from webapp.domain.hotspots import HotspotMap
from webapp.formats.hotspot_picture import legend_of, made_text, map_svg, period_text
from webapp.formats.hotspot_words import HotspotWords
from webapp.formats.layers import LICENCE, About
from webapp.formats.svg_map import BaseMap, View
from webapp.formats.typst_pdf import write_pdf

MOST_ROWS = 300

SOURCE = """
#let data = json(bytes(sys.inputs.data))
#set document(title: data.title)
#set page(paper: "a4", margin: (x: 18mm, top: 16mm, bottom: 18mm), numbering: "1 / 1")
#set text(font: "Source Sans Pro", size: 9.5pt, lang: data.language)
#set par(justify: false)
#show heading: set text(font: "Source Serif Pro")
#show heading.where(level: 1): set text(size: 17pt)
#show table.cell.where(y: 0): strong
#heading(level: 1, data.title)
#data.period #data.made

#data.meaning
#figure(image(bytes(data.map), format: "svg", width: 100%, alt: data.alt), alt: data.alt)
#heading(level: 2, data.legend_title)
#for row in data.legend [
  - #box(width: 9pt, height: 9pt, fill: rgb(row.at(0)), stroke: 0.5pt + rgb("#39484a")) #h(3pt) #row.at(1)
]
#heading(level: 2, data.list_title)
#if data.rows.len() == 0 [#data.none] else [
#table(
  columns: (auto, 1fr, auto, auto, auto, auto),
  stroke: 0.4pt + rgb("#8b979d"),
  align: (right, left, left, left, right, right),
  table.header(..data.head.map(word => [#word])),
  ..data.rows.flatten().map(word => [#word])
)]
#data.left_out

#data.method

#data.sources #data.licence
"""


def hotspots_pdf(found: HotspotMap, base: BaseMap, view: View, about: About, words: HotspotWords) -> bytes:
    """Return hotspots as PDF; the table holds the first 300 and says so."""
    rows = [
        [str(one.rank), one.name, words.kinds[one.kind], words.classes[one.class_], one.residents, str(one.weight)]
        for one in found.hotspots[:MOST_ROWS]
    ]
    data = {
        "title": about.title,
        "language": about.language,
        "period": period_text(found, words),
        "made": made_text(about.made_on, words),
        "meaning": words.meaning,
        "map": map_svg(found, base, view),
        "alt": words.map,
        "legend_title": words.legend,
        "legend": [[fill, text] for fill, _, text in legend_of(found, words)],
        "list_title": words.list,
        "none": words.none,
        "head": [words.rank, words.place, words.kind, words.class_, words.residents, words.weight],
        "rows": rows,
        "left_out": words.left_out.format(shown=len(rows)) if len(found.hotspots) > len(rows) else "",
        "method": words.method.format(method=about.method),
        "sources": words.sources.format(sources="; ".join(about.sources)) if about.sources else "",
        "licence": LICENCE,
    }
    return write_pdf(SOURCE, data, about.made_on)
