"""A report as a tagged PDF (PDF/UA-1): headings, paragraphs, lists and tables with header cells, in its language.

Typst refuses to write a file that is not accessible.
"""

from dataclasses import asdict, dataclass
from datetime import date

from webapp.formats.typst_pdf import write_pdf


@dataclass(frozen=True)
class Table:
    """A table whose first column names the row. ``numeric`` tells which columns hold numbers."""

    caption: str
    columns: tuple[str, ...]
    numeric: tuple[bool, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Section:
    """A heading and what stands under it, in this order."""

    id: str
    heading: str
    paragraphs: tuple[str, ...] = ()
    bullets: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()


@dataclass(frozen=True)
class Document:
    """What a PDF holds; ``colophon`` are the lines at its end."""

    language: str
    title: str
    author: str
    made_on: date
    lead: str
    sections: tuple[Section, ...]
    colophon: tuple[str, ...] = ()


def report_pdf(document: Document) -> bytes:
    """Return the document as PDF/UA-1; the same document gives the same bytes."""
    return write_pdf(TYPST.replace("LANGUAGE", document.language), asdict(document), document.made_on)


TYPST = """
#let data = json(bytes(sys.inputs.data))
#set document(title: data.title, author: data.author, date: auto)
#set text(lang: "LANGUAGE", font: "Source Sans Pro", size: 10.5pt)
#set page(paper: "a4", margin: 22mm, numbering: "1")
#set par(leading: 0.7em)
#show heading: set text(font: "Source Serif Pro")
#show heading: set block(above: 1.5em, below: 0.7em)
#show figure: set block(breakable: true)
#show figure.caption: set align(left)
#set figure.caption(position: top)
#let lines(text) = text.split("\n").join(linebreak())

#heading(level: 1, data.title)
#text(size: 13pt, lines(data.lead))

#for section in data.sections {
  heading(level: 2, section.heading)
  for words in section.paragraphs { par(lines(words)) }
  if section.bullets.len() > 0 { list(..section.bullets.map(lines)) }
  for found in section.tables {
    figure(kind: table, supplement: none, numbering: none, caption: found.caption, table(
      columns: found.numeric.map(numeric => if numeric { auto } else { 1fr }),
      align: found.numeric.map(numeric => if numeric { right } else { left }),
      stroke: 0.4pt + gray,
      inset: 5pt,
      table.header(..found.columns.map(name => strong(name))),
      ..found.rows.flatten().map(cell => [#cell]),
    ))
  }
}

#line(length: 100%, stroke: 0.5pt)
#for words in data.colophon { par(text(size: 9pt, words)) }
"""
"""Texts are data, never markup. The language is one of ours, so it may stand in the source."""
