"""A comment as its page shows it: names and times marked, masks in black, and what may be meant on a map."""

from collections.abc import Iterator
from dataclasses import dataclass

from webapp.formats.svg_map import BaseMap, View
from webapp.language.comment_findings import Findings
from webapp.language.personal_data import MASK
from webapp.web.basemap import drawn_base, place_view, view_around

TIME, HIDDEN = "time", "masked"
LEAST_WIDTH_M, MOST_WIDTH_M, AROUND = 1_200.0, 60_000.0, 2.2
M_PER_DEGREE = 111_195.0


@dataclass(frozen=True)
class Piece:
    """A stretch of a comment; ``place`` is the number of the place that it names, from 1, ``mark`` time or masked."""

    text: str
    place: int = 0
    mark: str = ""


@dataclass(frozen=True)
class Mark:
    """A place on the map that may be meant."""

    n: int
    kind: str
    x: float
    y: float
    url: str
    label: str
    checked: bool = False


def pieces_of(text: str, findings: Findings) -> list[Piece]:
    """Return the whole text cut where something was found."""
    cut: list[Piece] = []
    at = 0
    for start, end, place, mark in sorted(_marks(text, findings)):
        if start < at:
            continue
        cut += [Piece(text[at:start]), Piece(text[start:end], place, mark)]
        at = end
    return [piece for piece in [*cut, Piece(text[at:])] if piece.text]


def _marks(text: str, findings: Findings) -> Iterator[tuple[int, int, int, str]]:
    for number, meant in enumerate(findings.places, 1):
        yield from ((start, end, number, "") for start, end in meant.spans)
    yield from ((start, end, 0, TIME) for start, end in findings.times)
    at = text.find(MASK)
    while at >= 0:
        yield at, at + len(MASK), 0, HIDDEN
        at = text.find(MASK, at + 1)


def candidate_map(findings: Findings, chosen: tuple[float, float] | None) -> tuple[View, BaseMap, list[Mark]]:
    """Return the map that holds every place that may be meant, numbered through."""
    placed = [
        (n, m, choice)
        for n, meant in enumerate(findings.places)
        for m, choice in enumerate(meant.choices)
        if choice.lat is not None and choice.lon is not None
    ]
    spots = [(choice.lat or 0.0, choice.lon or 0.0) for _, _, choice in placed] + ([chosen] if chosen else [])
    if not spots:
        view = place_view()
        return view, drawn_base(view), []
    lats, lons = zip(*spots, strict=True)
    high_m = (max(lats) - min(lats)) * M_PER_DEGREE
    wide_m = (max(lons) - min(lons)) * M_PER_DEGREE / 2
    width_m = min(MOST_WIDTH_M, max(LEAST_WIDTH_M, AROUND * max(high_m * 1.25, wide_m)))
    view = view_around((min(lons) + max(lons)) / 2, (min(lats) + max(lats)) / 2, width_m)
    marks = []
    for number, (n, m, choice) in enumerate(placed, 1):
        x, y = view.to_xy(choice.lon or 0.0, choice.lat or 0.0)
        marks.append(
            Mark(number, findings.kind, round(x, 1), round(y, 1), f"#place-{n}-{m}", f"{number}. {choice.name}")
        )
    return view, drawn_base(view), marks
