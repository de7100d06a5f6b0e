"""Pictures to share, drawn on the server with the real count: the place, one site, one question."""

from typing import Any

from flask import Blueprint, Response, abort, render_template

from webapp.domain.calendar import local_year
from webapp.domain.privacy import PublicSite
from webapp.domain.sites import district_to_add
from webapp.formats.svg_map import View
from webapp.formats.svg_text import Lines, fit
from webapp.storage.campaigns import find_campaign
from webapp.storage.progress import progress
from webapp.storage.public import SiteFilter, find_published, published_sites
from webapp.storage.resolving import resolve_site
from webapp.web.api.answers import base_url
from webapp.web.basemap import drawn_base, place_view, view_around
from webapp.web.current import context, database
from webapp.web.language import language
from webapp.web.share import png
from webapp.web.site_lists import PER_PAGE
from webapp.web.site_words import progress_words, residents_words, worst_words

bp = Blueprint("share", __name__)

SITE_GROUND_M = 4000.0
"""How much ground the map of one site shows from west to east."""
TEXT_WIDTH = 560.0
CELLS = {"across": 20, "most": 100}
"""Beyond so many promised checks single cells say nothing; a bar does."""
NAME_TOP, LINE = 120.0, 1.14
FACT_STEP, LOWEST_FACT = 48.0, 496.0
"""Facts stand under the name so far apart, the last one above our mark; those that find no room are left out."""


@bp.get("/share.png")
def home() -> Response:
    """Draw how many of the promised checks are done, with the places on the map."""
    ctx = context()
    shown = progress(database(), ctx, local_year(ctx.now(), ctx.place.tz))
    sites = published_sites(database(), ctx, SiteFilter(), limit=PER_PAGE)
    view = place_view()
    return png(_drawn("share/count.svg", view, sites, progress=shown, cells=CELLS))


@bp.get("/sites/<site_id>/share.png")
def site(site_id: str) -> Response:
    """Draw one published site: its name, how many residents, how far it has come."""
    found = _find(site_id)
    view = view_around(found.lon, found.lat, SITE_GROUND_M)
    headline = _headline(found.name)
    facts = [residents_words(found.residents), progress_words(found), worst_words(found)]
    district = district_to_add(" ".join(headline.lines), found.area)
    rows = _rows(headline, [fact for fact in (district, *facts) if fact])
    return png(_drawn("share/site.svg", view, [found], site=found, headline=headline, rows=rows, district=district))


@bp.get("/q/<slug>/share.png")
def campaign(slug: str) -> Response:
    """Draw a question with its days and its short link."""
    found = find_campaign(database(), slug) or abort(404)
    headline = fit(found.question.in_language(language()), TEXT_WIDTH, 4, (68.0, 58.0, 50.0, 42.0))
    sites = published_sites(database(), context(), SiteFilter(), limit=PER_PAGE)
    return png(_drawn("share/campaign.svg", place_view(), sites, campaign=found, headline=headline))


def _headline(name: str) -> Lines:
    """Return a name in two large lines, else in three smaller ones, the last of them cut short."""
    large = fit(name, TEXT_WIDTH, 2, (72.0, 60.0, 50.0, 46.0))
    return large if not large.lines[-1].endswith("…") else fit(name, TEXT_WIDTH, 3, (46.0, 40.0))


def _rows(headline: Lines, facts: list[str]) -> list[tuple[float, Lines]]:
    """Return each fact in one line with its height on the picture, as many as there is room for."""
    top = NAME_TOP + headline.size * LINE * len(headline.lines) + FACT_STEP
    rows = [(top + FACT_STEP * n, fit(fact, TEXT_WIDTH, 1, (36.0, 32.0, 28.0))) for n, fact in enumerate(facts)]
    return [row for row in rows if row[0] <= LOWEST_FACT]


def _find(site_id: str) -> PublicSite:
    canonical = resolve_site(database(), site_id)
    return (find_published(database(), context(), canonical.id) if canonical else None) or abort(404)


def _drawn(template: str, view: View, sites: list[PublicSite], **more: Any) -> str:
    marks = [(found.kind, *(round(value, 1) for value in view.to_xy(found.lon, found.lat))) for found in sites]
    host = base_url().partition("://")[2]
    return render_template(template, view=view, base=drawn_base(view), marks=marks, host=host, **more)
