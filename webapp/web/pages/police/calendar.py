"""The year as a calendar: held, planned, holidays, and how many a week are left."""

from babel.dates import format_date, get_day_names
from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from webapp.usecases.year_calendar import year_calendar
from webapp.web import staff
from webapp.web.current import context, database
from webapp.web.pages.police.blueprint import bp
from webapp.web.pages.progress import asked_year
from webapp.web.session import current_actor
from webapp.web.words.holidays import HOLIDAY


@bp.get("/calendar")
def calendar() -> ResponseReturnValue:
    """Show this year, or the one of ``?year=``."""
    year = asked_year()
    weekdays = get_day_names("wide", locale=get_locale())
    short = get_day_names("short", locale=get_locale())
    return render_template(
        "police/calendar.html",
        calendar=year_calendar(database(), context(), current_actor(), year),
        weekdays=[(weekdays[n].capitalize(), short[n].capitalize()) for n in range(7)],
        month_name=lambda on: format_date(on, "LLLL", locale=get_locale()).capitalize(),
        holiday_words=HOLIDAY,
        verdict_words=staff.VERDICTS,
    )
