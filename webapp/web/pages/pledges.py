"""Every pledge of the agreement, one by one; the list of follow-ups and the evaluation of a year."""

from itertools import groupby

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from webapp.storage.pledge_progress import PledgeProgress, pledges
from webapp.storage.pledges import read_agreements
from webapp.storage.progress import progress
from webapp.web.current import context, database
from webapp.web.language import language
from webapp.web.pages.follow_ups import evaluation_page, index_page
from webapp.web.pages.progress import asked_year
from webapp.web.words import checks as check_words
from webapp.web.words import pledges as pledge_words

bp = Blueprint("pledges", __name__)


@bp.get("/pledges")
def index() -> ResponseReturnValue:
    """Show all pledges in the agreement's order, under its headings."""
    year = asked_year()
    of_year = progress(database(), context(), year)
    everything = pledges(database(), context(), of_year)
    return render_template(
        "pledges/index.html",
        pledges=everything,
        sections=_sections(everything),
        progress=of_year,
        year=year,
        heading=check_words.pledges_heading(len(everything), context().place.name),
        words_of=check_words,
        pledge_words=pledge_words,
    )


@bp.get("/pledges/<slug>")
def show(slug: str) -> ResponseReturnValue:
    """Show one pledge: what was promised, how it is counted, and every event, counted or not."""
    year = asked_year()
    of_year = progress(database(), context(), year)
    shown = next((p for p in pledges(database(), context(), of_year) if p.pledge.slug == slug), None)
    if shown is None:
        abort(404)
    names = {party.slug: party.name for party in read_agreements(database()).parties}
    return render_template(
        "pledges/show.html",
        shown=shown,
        progress=of_year,
        year=year,
        words_of=check_words,
        pledge_words=pledge_words,
        names_of=lambda slugs: ", ".join(names[slug] for slug in slugs),
        unit=lambda many: check_words.counted_text(shown.pledge.type, shown.pledge.slug, many),
        counted_here=shown.pledge == of_year.pledge,
    )


@bp.get("/follow-ups")
def follow_ups() -> ResponseReturnValue:
    """List the published follow-ups."""
    return index_page()


@bp.get("/evaluation/<int:year>")
def evaluation(year: int) -> ResponseReturnValue:
    """Show the evaluation of a year, or what is known before there is one."""
    if not 1900 <= year <= 9000:
        abort(404)
    return evaluation_page(year)


def _sections(everything: list[PledgeProgress]) -> list[tuple[str, list[PledgeProgress]]]:
    """Return the pledges under the agreement's headings, both in its order."""
    lang = language()
    order: dict[str, int] = {}
    for shown in everything:
        order.setdefault(shown.pledge.section.in_language(lang), len(order))
    ranked = sorted(everything, key=lambda p: order[p.pledge.section.in_language(lang)])
    return [(name, list(group)) for name, group in groupby(ranked, key=lambda p: p.pledge.section.in_language(lang))]
