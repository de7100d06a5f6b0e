"""The pledges and the desk where parties report, in two sizes and two themes; and reporting with the keyboard alone."""

import pytest
from sqlalchemy import select

from tests.browser.axe import SIZES, faults_of, look
from tests.browser.still import ALERT_HAS_FOCUS, wait_until
from tests.pledge_world import csv_of, nine_pledges
from tests.residents import ask_site
from tests.staff import PASSWORD, code_now, new_account
from webapp.domain.roles import OPERATOR
from webapp.storage.db import db
from webapp.storage.pledge_events import PledgeEventRow
from webapp.usecases.pledge_import import import_events

pytestmark = pytest.mark.browser

EVENTS = csv_of(
    "weekend-efforts,2026-05-08,,,,,,",
    "weekend-efforts,2026-05-09,,,,,,",
    "weekend-efforts,2026-05-06,,,,,,",
    *(f"foot-patrols,2026-05-0{day},,,,{area},," for day, area in ((4, "Flemingsberg"), (5, "Skogås"), (6, "Vårby"))),
    "serving-visits,2026-03-02,40,,,,,",
    "serving-visits,2026-04-02,3,1,,,police|municipality,",
    "dialogues,2026-04-02,,,inspection,Vårby,,",
)
PUBLIC = [
    "/pledges",
    "/pledges/foot-patrols",
    "/pledges/weekend-efforts",
    "/pledges/serving-visits",
    "/pledges?year=2020",
]


@pytest.fixture
def event_id(session, context):
    nine_pledges(session)
    import_events(session, context, OPERATOR, EVENTS)
    ask_site(session, context, kind="unsafe_place")
    found = session.scalar(select(PledgeEventRow.public_id).where(PledgeEventRow.pledge == "dialogues"))
    db.session.remove()
    return found


def logged_in(app, open_page, width, height):
    page = open_page("/login", width, height, locale="en-GB")
    page.fill("input[name=email]", new_account(app, "admin"))
    page.fill("input[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector("input[name=code]")
    page.fill("input[name=code]", code_now(app))
    page.keyboard.press("Enter")
    page.wait_for_url("**/admin/**")
    return page


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_every_page_of_pledges_can_be_used_by_everyone(app, open_page, event_id, width, height):
    page = logged_in(app, open_page, width, height)
    desk = ["/police/pledges", "/planner/pledges?pledge=serving-visits", f"/planner/pledges/{event_id}"]

    assert look(page, [*PUBLIC, *desk], {}) == {}


def test_an_event_is_reported_with_the_keyboard_alone_and_a_fault_takes_the_focus(app, open_page, event_id):
    page = logged_in(app, open_page, 320, 640)
    page.goto("/planner/pledges?pledge=tobacco-visits")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320

    page.focus("main form button")
    page.keyboard.press("Enter")
    page.wait_for_selector("[role=alert]")
    wait_until(page, ALERT_HAS_FOCUS)
    assert faults_of(page) == []

    page.fill("#on", "2026-05-08")
    page.focus("main form button")
    page.keyboard.press("Enter")
    page.wait_for_url("**reported=**")
    assert "counts" in page.text_content("[role=status]")
