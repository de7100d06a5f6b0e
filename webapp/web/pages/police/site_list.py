"""The list of sites with its map, its filters, and the filters that somebody gave a name."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from flask import jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.domain.errors import Invalid
from webapp.domain.score import SCORE_VERSION
from webapp.domain.site_list import Listed
from webapp.domain.site_list_query import query_of, wish_from
from webapp.domain.sites import REASONS
from webapp.formats.svg_map import View
from webapp.storage.campaigns import campaigns
from webapp.usecases.choosing import area_choices
from webapp.usecases.site_list import change_filter, delete_filter, list_sites, save_filter, versions_for_police
from webapp.web import staff
from webapp.web.basemap import drawn_base, place_view
from webapp.web.current import context, database
from webapp.web.forms.faults import show_faults
from webapp.web.forms.filters import FilterForm
from webapp.web.language import language
from webapp.web.pages.police.blueprint import bp
from webapp.web.pages.police.sites import score_words
from webapp.web.session import current_actor
from webapp.web.site_filters import asked_for, filters_of
from webapp.web.site_marks import marks_of
from webapp.web.words import site_list as list_words
from webapp.web.words import suitability as fit_words

PAGE_SIZE = 20


@bp.get("/sites")
def sites() -> ResponseReturnValue:
    """List the sites, the most urgent first; as JSON all of them at once."""
    if request.args.get("format") == "json":
        listing = list_sites(database(), context(), current_actor(), wish_from(request.args))
        return jsonify([_as_json(line) for line in listing.lines])
    return _page(request.args, request.args.get("page", 1, type=int))


@bp.post("/filters")
def save() -> ResponseReturnValue:
    """Give the filter of the list a name; the same name again replaces what it stood for."""
    form, query = FilterForm(request.form), _sent_query()
    try:
        save_filter(database(), context(), current_actor(), form.name.data or "", query, shown=bool(form.shown.data))
    except Invalid as error:
        show_faults(form, error.faults)
        return _page(query, form=form, status=422)
    return _back(query, "filter_saved")


@bp.post("/filters/<int:filter_id>")
def change(filter_id: int) -> ResponseReturnValue:
    """Rename a filter, and show it with its count or not."""
    form, query = FilterForm(request.form), _sent_query()
    try:
        change_filter(database(), current_actor(), filter_id, form.name.data or "", bool(form.shown.data))
    except Invalid as error:
        show_faults(form, error.faults)
        form.name.id = f"filter-name-{filter_id}"
        return _page(query, form=form, changing=filter_id, status=422)
    return _back(query, "filter_changed")


@bp.post("/filters/<int:filter_id>/delete")
def forget(filter_id: int) -> ResponseReturnValue:
    """Forget a filter."""
    delete_filter(database(), current_actor(), filter_id)
    return _back(_sent_query(), "filter_deleted")


def _page(
    asked: Mapping[str, str], page: int = 1, form: FilterForm | None = None, changing: int = 0, status: int = 200
) -> ResponseReturnValue:
    wish = wish_from(asked)
    query = query_of(wish)
    listing = list_sites(database(), context(), current_actor(), wish)
    pages = max(1, -(-len(listing.lines) // PAGE_SIZE))
    page = min(max(1, page), pages)
    view = View.for_bbox(wish.bbox) if wish.bbox else place_view()
    questions = {one.slug: one.name.in_language(language()) for one in campaigns(database())}
    first, more = filters_of(wish, listing.counts, dict(area_choices(database())), questions)
    shown = listing.lines[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    text = render_template(
        "police/sites.html",
        listing=listing,
        shown=shown,
        versions=versions_for_police(database(), current_actor(), shown),
        page=page,
        pages=pages,
        wish=wish,
        first=first,
        more=more,
        more_open=asked_for(more, wish),
        sorts=list_words.SORT,
        suggested_words=list_words.SUGGESTED,
        fit_words=fit_words,
        view=view,
        base=drawn_base(view),
        marks=marks_of(listing.lines, view, query),
        query=query,
        whole={name: value for name, value in query.items() if name != "bbox"},
        here={**query, **({"page": str(page)} if page > 1 else {})},
        filter_form=form or FilterForm(),
        changing=changing,
        reasons_list=REASONS,
        done={**staff.DONE, **list_words.DONE}.get(request.args.get("done", "")),
        **score_words(),
    )
    return text, status


def _sent_query() -> dict[str, str]:
    return dict(parse_qsl(request.form.get("query", "")[:2000]))


def _back(query: Mapping[str, str], done: str) -> ResponseReturnValue:
    asked: dict[str, Any] = query_of(wish_from(query))
    return redirect(url_for("police.sites", **asked, done=done), code=303)


def _as_json(line: Listed) -> dict[str, Any]:
    site, summed = line.site, line.visits.summed
    parts = {name: round(value, 6) for name, value in site.score.parts.items()}
    return {
        "id": site.id,
        "rank": site.rank,
        "name": site.name,
        "kind": site.kind,
        "area": site.area,
        "lat": site.lat,
        "lon": site.lon,
        "status": site.status,
        "score": round(sum(parts.values()), 6),
        "parts": parts,
        "score_version": SCORE_VERSION,
        "residents": site.residents,
        "checks": site.checks,
        "last_check_on": site.last_check_on.isoformat() if site.last_check_on else None,
        "published": site.published,
        "eligible": site.eligible,
        "chosen": site.choice is not None,
        "planned_on": site.choice.planned_on.isoformat() if site.choice and site.choice.planned_on else None,
        "suitability": site.suitability or None,
        "limit_kmh": site.limit_kmh,
        "measured": {"checks": summed.checks, "vehicles": summed.vehicles, "over_limit": summed.over}
        if summed
        else None,
        "suggested": list(line.suggested),
        "url": f"/police/sites/{site.id}",
    }
