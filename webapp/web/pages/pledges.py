"""Every pledge of the agreement, one by one; follow-ups and evaluations, which are not published yet."""

from itertools import groupby

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from webapp.storage.progress import PledgeProgress, pledges, progress
from webapp.web.current import context, database
from webapp.web.language import language
from webapp.web.pages.progress import asked_year, rule_of
from webapp.web.words import checks as check_words

bp = Blueprint("pledges", __name__)


@bp.get("/pledges")
def index() -> ResponseReturnValue:
    """Show all pledges in the agreement's order, under its headings."""
    year = asked_year()
    of_year = progress(database(), context(), year)
    everything = pledges(database(), of_year)
    return render_template(
        "pledges/index.html",
        pledges=everything,
        sections=_sections(everything),
        progress=of_year,
        year=year,
        heading=check_words.pledges_heading(len(everything), context().place.name),
        words_of=check_words,
    )


@bp.get("/pledges/<slug>")
def show(slug: str) -> ResponseReturnValue:
    """Show one pledge: what was promised, and what this site knows of it."""
    year = asked_year()
    of_year = progress(database(), context(), year)
    shown = next((p for p in pledges(database(), of_year) if p.pledge.slug == slug), None)
    if shown is None:
        abort(404)
    return render_template(
        "pledges/show.html", shown=shown, progress=of_year, rule=rule_of(of_year), year=year, words_of=check_words
    )


@bp.get("/follow-ups")
def follow_ups() -> ResponseReturnValue:
    """Say that no follow-up is published yet."""
    return render_template("pledges/follow_ups.html")


@bp.get("/evaluation/<int:year>")
def evaluation(year: int) -> ResponseReturnValue:
    """Say that no evaluation of a year is published yet."""
    if not 1900 <= year <= 9000:
        abort(404)
    return render_template("pledges/evaluation.html", year=year)


def _sections(everything: list[PledgeProgress]) -> list[tuple[str, list[PledgeProgress]]]:
    """Return the pledges under the agreement's headings, both in its order."""
    lang = language()
    order: dict[str, int] = {}
    for shown in everything:
        order.setdefault(shown.pledge.section.in_language(lang), len(order))
    ranked = sorted(everything, key=lambda p: order[p.pledge.section.in_language(lang)])
    return [(name, list(group)) for name, group in groupby(ranked, key=lambda p: p.pledge.section.in_language(lang))]
