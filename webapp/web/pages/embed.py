"""The map and the count in a frame on somebody else's page: no form, no script, no cookie."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp.domain.calendar import local_year
from webapp.domain.map_marks import gather
from webapp.domain.privacy import PublicSite
from webapp.formats.svg_map import FONT_UNITS, BaseMap, Name, View, names_beside
from webapp.storage.progress import progress
from webapp.web.basemap import drawn_base, place_view
from webapp.web.current import context, database
from webapp.web.site_lists import Listing, listing
from webapp.web.site_words import place_words

bp = Blueprint("embed", __name__)

MARKS = (("narrow", 58.0), ("wide", 34.0))
"""Half the width of a mark, in units of the picture, in a narrow frame and in a wide one: as the style sheet says."""


@dataclass(frozen=True)
class Mark:
    """One place, or several that would cover each other, at x, y of the picture."""

    x: float
    y: float
    number: int
    kind: str
    checked: bool
    url: str
    label: str


@dataclass(frozen=True)
class Layer:
    """What stands on the map in frames of one width; the style sheet shows one of them."""

    name: str
    names: list[Name]
    marks: list[Mark]


@bp.get("/embed")
def show() -> ResponseReturnValue:
    """Show the count and the first places on the map; every link opens a window of its own."""
    ctx, view, found = context(), place_view(), listing()
    base = drawn_base(view)
    return render_template(
        "embed/show.html",
        progress=progress(database(), ctx, local_year(ctx.now(), ctx.place.tz)),
        found=found,
        view=view,
        base=base,
        layers=[
            _layer(name, size, font, view, base, found) for (name, size), font in zip(MARKS, FONT_UNITS, strict=False)
        ],
    )


def _layer(name: str, size: float, font: float, view: View, base: BaseMap, found: Listing) -> Layer:
    points = [view.to_xy(site.lon, site.lat) for site in found.sites]
    gathered = gather(points, 2 * size)
    marks = [_mark(x, y, [found.sites[n] for n in rows], found) for x, y, rows in gathered]
    return Layer(name, names_beside(base.names, [(x, y) for x, y, _ in gathered], size, font), marks)


def _mark(x: float, y: float, sites: Sequence[PublicSite], found: Listing) -> Mark:
    first, words = sites[0], [place_words(site) for site in sites]
    if len(sites) == 1:
        url, label = url_for("sites.show", site_id=first.id), words[0]
    else:
        area = first.area if all(site.area == first.area for site in sites) else None
        url = url_for("sites.index", area=area, kind=found.kind or None)
        label = str(_("%(count)s places: %(places)s", count=len(sites), places="; ".join(words)))
    return Mark(round(x, 1), round(y, 1), len(sites), first.kind, any(site.checks for site in sites), url, label)
