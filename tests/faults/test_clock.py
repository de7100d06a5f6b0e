"""Clocks that jump: nothing crashes, no login is eternal, and a check stands in the local year that it was held in."""

from datetime import UTC, datetime

import pytest

from tests.residents import ask, ask_site, hold, suggestion_of
from tests.staff import staff_client
from webapp.domain.roles import OPERATOR
from webapp.storage.grouping import verify
from webapp.usecases.ledger import publish_ledger

PAGES = ("/", "/sites", "/progress", "/pledges", "/suggest", "/feeds/sites.atom", "/api/v1/progress.json", "/healthz")
JUMPS = {
    "two hours back": datetime(2026, 5, 12, 8, 0, tzinfo=UTC),
    "two days ahead": datetime(2026, 5, 14, 10, 0, tzinfo=UTC),
    "summer time begins": datetime(2027, 3, 28, 1, 0, 1, tzinfo=UTC),
    "the hour that comes twice": datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
    "the hour again": datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
    "a leap day": datetime(2028, 2, 29, 23, 30, tzinfo=UTC),
    "New Year here, not yet in UTC": datetime(2026, 12, 31, 23, 30, tzinfo=UTC),
}


@pytest.mark.parametrize("at", JUMPS.values(), ids=JUMPS)
def test_wherever_the_clock_goes_people_send_and_read(client, session, context, clock, at):
    ask_site(session, context)
    clock.at = at

    token = ask(session, context)

    assert suggestion_of(session, token).received_at == at
    assert [client.get(path).status_code for path in PAGES] == [200] * len(PAGES)
    assert verify(session, context) == []


def test_a_clock_that_was_set_back_closes_no_day_of_the_ledger_twice(session, context, clock):
    ask(session, context)
    clock.move(days=1)
    assert len(publish_ledger(session, context, OPERATOR).added) == 1
    clock.move(hours=-26)
    ask(session, context)

    assert publish_ledger(session, context, OPERATOR).added == ()
    clock.move(days=3)
    (line,) = publish_ledger(session, context, OPERATOR).added
    assert line.leaves == 1  # later than its day, in the next line, never in one that was read already


def test_a_login_outlives_neither_two_days_nor_a_clock_set_back(app, clock):
    officer = staff_client(app, "police")
    clock.move(hours=-2)
    assert officer.get("/police/sites").status_code in {200, 302}
    clock.move(days=2)

    assert officer.get("/police/sites").status_code == 302


def test_a_check_late_on_new_years_eve_counts_for_that_year_and_one_after_midnight_for_the_next(
    client, session, context, clock
):
    clock.at = datetime(2026, 12, 31, 10, 0, tzinfo=UTC)
    site = ask_site(session, context)
    for started_at in (datetime(2026, 12, 31, 22, 30, tzinfo=UTC), datetime(2026, 12, 31, 23, 5, tzinfo=UTC)):
        clock.at = started_at
        hold(session, context, clock, site.id, minutes=15)

    held = {year: client.get(f"/api/v1/progress.json?year={year}").get_json() for year in (2026, 2027)}

    dates = {year: [c["held_on"] for c in found["checks"] + found["not_counted"]] for year, found in held.items()}
    assert dates[2026] == ["2026-12-31"]
    assert dates[2027] in ([], ["2027-01-01"])
