"""The year of the police: held, planned, holidays, and the pace that is left."""

import re
from datetime import date

import pytest

from tests.residents import OFFICER, ask_site, hold
from tests.staff import staff_client
from webapp.storage.checks import find_by_public_id
from webapp.usecases.checks import choose_site, withdraw_check
from webapp.usecases.year_calendar import year_calendar


@pytest.fixture
def site(session, context, clock):
    """A site asked for in January, with a check a week for ten weeks, the last one too short."""
    start = clock()
    clock.move(days=-(start.date() - date(2026, 1, 3)).days)
    made = ask_site(session, context)
    for week in range(10):
        clock.move(days=7)
        hold(session, context, clock, made.id, minutes=20 if week < 9 else 5)
    clock.at = start
    return made


def test_the_calendar_has_what_was_held_what_is_planned_and_the_holidays(app, session, context, site):
    choose_site(session, context, OFFICER, site.id, date(2026, 5, 20))

    page = staff_client(app, "police").get("/police/calendar").text

    may = page[page.index(">Maj<") : page.index(">Juni<")]
    assert "14: Kristi himmelsfärdsdag" in may
    assert f'◇ 20: <a href="/police/sites/{site.id}">' in may
    assert page.count("<li>● ") == 9
    assert page.count("<li>○ ") == 1
    assert "kortare än löftet kräver" in page
    assert re.search(r'aria-current="date">12<', page)


def test_the_pace_is_that_of_the_counted_checks(session, context, site):
    year = year_calendar(session, context, OFFICER, 2026)

    assert (year.done, year.target) == (9, 5)
    assert year.pace.chance == 1.0
    assert year.needed_per_week == 0
    assert year.weeks_left == pytest.approx(((date(2026, 12, 31) - date(2026, 5, 12)).days + 1) / 7)


def test_there_is_no_forecast_before_six_whole_weeks(session, context, clock):
    clock.move(days=-(clock().date() - date(2026, 2, 10)).days)

    early = year_calendar(session, context, OFFICER, 2026)
    clock.move(days=2)
    sixth = year_calendar(session, context, OFFICER, 2026)

    assert early.pace is None
    assert early.needed_per_week > 0
    assert sixth.pace is not None


def test_a_year_without_an_agreement_promises_nothing(app, session, context):
    year = year_calendar(session, context, OFFICER, 1999)

    assert (year.target, year.pace, year.needed_per_week) == (None, None, None)
    assert staff_client(app, "police").get("/police/calendar?year=1999").status_code == 200


def test_a_check_that_was_taken_back_is_no_longer_in_it(session, context, site):
    (first, *_) = [c for m in year_calendar(session, context, OFFICER, 2026).months for c in m.held]
    withdraw_check(session, context, OFFICER, find_by_public_id(session, first.public_id).id, "fel dag")

    year = year_calendar(session, context, OFFICER, 2026)
    assert year.done == 8
    assert first.public_id not in {c.public_id for m in year.months for c in m.held}


@pytest.mark.parametrize("role", ["planner", "communicator", "moderator"])
def test_the_calendar_is_for_police_alone(app, role):
    assert staff_client(app, role).get("/police/calendar").status_code == 403


def test_a_year_that_is_none_is_not_found(app):
    police = staff_client(app, "police")
    assert police.get("/police/calendar?year=i+fjol").status_code == 404
    assert police.get("/police/calendar?year=2020&lang=en").status_code == 200
