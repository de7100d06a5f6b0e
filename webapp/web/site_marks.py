"""The sites of a list on its map: those that would cover each other are one mark that leads to them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import ngettext

from webapp.domain.site_list import Listed
from webapp.formats.svg_map import HEIGHT, WIDTH, View
from webapp.web.words.suggestions import KIND

SIDE = 100.0
"""Sites in one square of so many units of the picture are one mark: at most eighty marks, however many sites."""


@dataclass(frozen=True)
class Mark:
    """One site, or several; ``number`` says how many."""

    n: int
    kind: str
    checked: bool
    x: float
    y: float
    url: str
    label: str
    number: int = 1


def marks_of(lines: Iterable[Listed], view: View, query: Mapping[str, str]) -> list[Mark]:
    """Return the marks of the sites that a view shows, in the order of the list. O(sites)."""
    squares: dict[tuple[int, int], list[Listed]] = {}
    for line in lines:
        x, y = view.to_xy(line.site.lon, line.site.lat)
        if 0 <= x < WIDTH and 0 <= y < HEIGHT:
            squares.setdefault((int(x // SIDE), int(y // SIDE)), []).append(line)
    return [
        _one(found[0], view) if len(found) == 1 else _many(square, found, view, query)
        for square, found in squares.items()
    ]


def _one(line: Listed, view: View) -> Mark:
    site = line.site
    x, y = view.to_xy(site.lon, site.lat)
    label = ngettext(
        "%(rank)d. %(name)s, %(kind)s, %(num)d resident",
        "%(rank)d. %(name)s, %(kind)s, %(num)d residents",
        site.residents,
        rank=site.rank,
        name=site.name,
        kind=KIND[site.kind],
    )
    url = url_for("police.site", site_id=site.id)
    return Mark(site.rank, site.kind, site.checks > 0, round(x, 1), round(y, 1), url, label)


def _many(square: tuple[int, int], found: list[Listed], view: View, query: Mapping[str, str]) -> Mark:
    column, row = square
    west, north = view.to_lonlat(column * SIDE, row * SIDE)
    east, south = view.to_lonlat((column + 1) * SIDE, (row + 1) * SIDE)
    label = ngettext("%(num)d place here: list it", "%(num)d places here: list them", len(found))
    box = ",".join(f"{degrees:.6f}" for degrees in (west, south, east, north))
    asked: dict[str, Any] = {**query, "bbox": box}
    url = url_for("police.sites", **asked)
    return Mark(len(found), "", False, (column + 0.5) * SIDE, (row + 0.5) * SIDE, url, label, len(found))
