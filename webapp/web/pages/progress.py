"""How the pledge of speed checks is going: counted, not counted and why, where, the pace, and the open files."""

from datetime import date

from babel.dates import format_date
from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from webapp.domain.calendar import local_year
from webapp.domain.counting import CountingRule, rule_from
from webapp.domain.progress import Progress
from webapp.formats.svg_chart import Chart, draw_chart
from webapp.storage.ledger import last_line
from webapp.storage.pledges import read_agreements
from webapp.storage.progress import progress
from webapp.web.current import context, database
from webapp.web.words import checks as check_words

bp = Blueprint("progress", __name__)

YEARS_SHOWN = 6


@bp.get("/progress")
def index() -> ResponseReturnValue:
    """Show how far the pledge has come this year, or in ``?year=``."""
    year = asked_year()
    shown = progress(database(), context(), year)
    last = last_line(database())
    return render_template(
        "progress/index.html",
        progress=shown,
        rule=rule_of(shown),
        chart=_chart(shown),
        words_of=check_words,
        month_name=_month_name,
        other_years=_other_years(year),
        is_current=year == current_year(),
        last_line=last,
        last_line_on=date.fromisoformat(last.day) if last else None,
    )


def asked_year() -> int:
    """Return the year of the query, or the place's current one; anything else is no page."""
    text = request.args.get("year", "")
    if not text:
        return current_year()
    if not (text.isascii() and text.isdigit() and len(text) == 4) or not 1900 <= int(text) <= 9000:
        abort(404)
    return int(text)


def current_year() -> int:
    """Return the place's calendar year."""
    return local_year(context().now(), context().place.tz)


def rule_of(shown: Progress) -> CountingRule:
    """Return the rule that the year was counted by."""
    return rule_from(shown.pledge.rule) if shown.pledge else CountingRule()


def _chart(shown: Progress) -> Chart | None:
    if shown.pledge is None or shown.through < shown.first_on:
        return None
    days = [line.check.held_on for line in shown.checks]
    band = (shown.pace.low, shown.pace.high) if shown.pace else None
    return draw_chart(days, shown.first_on, shown.through, shown.last_on, shown.target, band)


def _other_years(year: int) -> list[int]:
    """Return the latest years with an agreement, without the one that is shown."""
    agreements = read_agreements(database())
    latest = current_year()
    years = [y for y in range(latest, latest - YEARS_SHOWN, -1) if agreements.of_year(y)]
    return [y for y in years if y != year]


def _month_name(on: date) -> str:
    return format_date(on, "LLL", locale=get_locale()).rstrip(".")
