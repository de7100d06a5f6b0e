"""Follow-ups and an evaluation as residents see them, and as they are written and approved with the keyboard alone."""

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from tests.browser.axe import faults_of, look
from tests.reports import ADMIN, WRITER, approve_all, mark_of, publish
from tests.residents import ask_site, hold
from tests.staff import PASSWORD, code_now, new_account
from webapp.domain.reports import ReportKind
from webapp.storage.db import db
from webapp.storage.reports import published
from webapp.usecases import reports as use

pytestmark = pytest.mark.browser

CLAIM = "The checks led to fewer accidents."
TZ = ZoneInfo("Europe/Stockholm")
PUBLIC = ["/follow-ups", "/follow-ups/2026-1", "/follow-ups/2026-1?version=1", "/evaluation/2026"]


@pytest.fixture
def year(session, context, clock):
    """A year with a check, a follow-up that was put right, an evaluation, and a draft for the next year."""
    clock.at = datetime(2026, 2, 1, 12, tzinfo=TZ)
    site = ask_site(session, context)
    clock.at = datetime(2026, 3, 3, 12, tzinfo=TZ)
    hold(session, context, clock, site.id, vehicles=100, over_limit=20)
    clock.at = datetime(2026, 5, 4, 12, tzinfo=TZ)
    slug = publish(session, context)
    use.correct(session, context, ADMIN, slug)
    texts = use.look(session, ADMIN, slug).version.texts
    noted = replace(texts, note_sv="En siffra är rättad.", note_en="A number is put right.")
    use.save(session, context, ADMIN, slug, noted, mark_of(session, slug))
    approve_all(session, context, slug)
    clock.at = datetime(2027, 1, 8, 12, tzinfo=TZ)
    publish(session, context, date(2026, 12, 31), ReportKind.EVALUATION)
    draft = use.start(session, context, WRITER, ReportKind.FOLLOW_UP, date(2026, 8, 31))
    db.session.remove()
    return draft


@pytest.mark.parametrize(("width", "scheme", "locale"), [(360, "dark", "en-GB"), (1280, "light", "sv-SE")])
def test_everyone_can_read_follow_ups_and_the_evaluation(open_page, year, width, scheme, locale):
    page = open_page("/follow-ups", width, 780, scheme, locale)

    assert look(page, PUBLIC, {}) == {}
    assert page.get_attribute("html", "lang") == locale[:2]
    picture = page.locator("main img[src*='map.svg']")
    picture.scroll_into_view_if_needed()
    assert picture.evaluate("img => img.decode().then(() => img.naturalWidth)") == 1000


def test_a_draft_is_changed_and_approved_by_keyboard_alone(app, open_page, session, year):
    page = open_page("/login", 360, 780, "light", locale="en-GB")
    page.fill("input[name=email]", new_account(app, "admin"))
    page.fill("input[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector("input[name=code]")
    page.fill("input[name=code]", code_now(app))
    page.keyboard.press("Enter")
    page.wait_for_url("**/admin/**")
    desk = f"/communicator/follow-ups/{year}"
    assert look(page, ["/communicator/follow-ups", desk, f"{desk}/preview"], {}) == {}

    page.goto(desk)
    page.focus("[name=short_en]")
    page.keyboard.press("Control+A")
    page.keyboard.type(CLAIM)
    page.keyboard.press("Tab")
    page.locator("form:has([name=short_en]) button.btn-primary").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("[role=alert]")
    assert faults_of(page) == []
    assert page.input_value("[name=short_en]") == CLAIM

    page.focus("[name=short_en]")
    page.keyboard.press("Control+A")
    page.keyboard.type("One check so far.")
    page.locator("form:has([name=short_en]) button.btn-primary").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.locator("[role=alert]").count() == 0
    while page.locator("form[action*='/approve'] button").count():
        page.locator("form[action*='/approve'] button").first.focus()
        with page.expect_navigation():
            page.keyboard.press("Enter")

    session.expire_all()
    assert published(session, year).version.words["short_en"] == "One check so far."
