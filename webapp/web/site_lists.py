"""Published sites as a numbered list and as markers on the map: the same places, order and numbers."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask import request, url_for
from flask_babel import gettext as _

from webapp.domain.map_marks import gather
from webapp.domain.privacy import PublicSite
from webapp.domain.suggestions import Kind
from webapp.formats.svg_map import View
from webapp.storage.public import SiteFilter, area_names, count_published, published_sites
from webapp.web.current import context, database
from webapp.web.site_words import marker_words

MARK_UNITS = (("narrow", 58.0), ("wide", 41.0))
"""Half the width of a mark, in units of the picture, on a narrow map and on a wide one: as the style sheet says."""
MOST_GATHERED = 60
"""More markers than this are left as they are: bringing them together takes the cube of their number."""
PER_PAGE = 12
"""A phone never shows more markers than this at once."""


@dataclass(frozen=True)
class Marker:
    """A site on the map, at x, y of the picture, or several that would cover each other.

    ``number`` says how many, ``row`` where the first of them is in the list, ``only`` at which widths of a map it
    is drawn.
    """

    n: int
    kind: str
    checked: bool
    x: float
    y: float
    url: str
    label: str
    number: int = 1
    row: str = ""
    only: str = ""


@dataclass(frozen=True)
class Listing:
    """One page of the list and what was asked for. ``area`` is a slug."""

    sites: tuple[PublicSite, ...]
    total: int
    page: int
    kind: str
    area: str
    areas: tuple[tuple[str, str], ...]

    @property
    def first(self) -> int:
        """The number of the first site on this page."""
        return (self.page - 1) * PER_PAGE + 1

    @property
    def last(self) -> int:
        """The number of the last site on this page."""
        return self.first + len(self.sites) - 1

    @property
    def more(self) -> bool:
        """Whether a further page follows."""
        return self.last < self.total

    @property
    def filtered(self) -> bool:
        """Whether only some places were asked for."""
        return bool(self.kind or self.area)

    def numbered(self) -> list[tuple[int, PublicSite]]:
        """Return each site with its number."""
        return list(enumerate(self.sites, start=self.first))


def listing() -> Listing:
    """Return the page of the list that the query asks for; what it cannot mean is left out."""
    areas = tuple(area_names(database()))
    kind = request.args.get("kind", "")
    area = request.args.get("area", "")
    kind = kind if kind in list(Kind) else ""
    area = next((slug for slug, name in areas if area in (slug, name)), "")
    wanted = SiteFilter(kind=kind or None, area=area or None)
    total = count_published(database(), context(), wanted)
    page = min(_page(), max(1, -(-total // PER_PAGE)))
    sites = published_sites(database(), context(), wanted, limit=PER_PAGE, offset=(page - 1) * PER_PAGE)
    return Listing(tuple(sites), total, page, kind, area, areas)


def markers(view: View, numbered: Sequence[tuple[int, PublicSite]]) -> list[Marker]:
    """Return the markers of a list, in its order."""
    return [_marker(view, n, site) for n, site in numbered]


def gathered(alone: Sequence[Marker]) -> list[Marker]:
    """Return the markers with those that stand for several, each behind its first: no two that are drawn touch."""
    if len(alone) > MOST_GATHERED:
        return [replace(one, row="") for one in alone]  # without a row no script gathers them either
    points = [(one.x, one.y) for one in alone]
    joined: dict[int, list[Marker]] = {}
    hidden: dict[int, list[str]] = {}
    for width, half in MARK_UNITS:
        for x, y, rows in gather(points, 2 * half):
            if len(rows) > 1:
                joined.setdefault(rows[0], []).append(_many(width, x, y, [alone[n] for n in rows]))
                for n in rows:
                    hidden.setdefault(n, []).append(f"mk-not-{width}")
    drawn = []
    for n, one in enumerate(alone):
        drawn += [replace(one, only=" ".join(hidden.get(n, ()))), *joined.get(n, ())]
    return drawn


def _many(width: str, x: float, y: float, of: Sequence[Marker]) -> Marker:
    words = _("%(count)s places: %(places)s", count=len(of), places="; ".join(one.label for one in of))
    at = replace(of[0], x=round(x, 1), y=round(y, 1))
    return replace(at, label=str(words), number=len(of), only=f"mk-{width}")


def _marker(view: View, n: int, site: PublicSite) -> Marker:
    x, y = view.to_xy(site.lon, site.lat)
    return Marker(
        n=n,
        kind=site.kind,
        checked=site.checks > 0,
        x=round(x, 1),
        y=round(y, 1),
        url=url_for("sites.show", site_id=site.id),
        label=marker_words(n, site),
        row=f"place-{n}",
    )


def _page() -> int:
    text = request.args.get("page", "1")
    return int(text) if text.isascii() and text.isdigit() and 0 < len(text) < 7 and int(text) > 0 else 1
