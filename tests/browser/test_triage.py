"""Police go through thirty sites in the list with the keyboard alone."""

import re

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from tests import many_sites
from tests.browser.test_loop import log_in
from tests.staff import new_account
from webapp.storage.checks import Choice
from webapp.storage.sites import Site

pytestmark = pytest.mark.browser
BAND = re.compile(r"page=2")


@pytest.fixture
def officer(app, session, context, clock, open_page):
    many_sites.fill(session, context, 30)
    session.rollback()
    page = open_page("/")
    log_in(page, app, new_account(app, "police"), clock)
    return page


def name_in_focus(page):
    return page.evaluate("document.activeElement.matches('[data-open]') ? document.activeElement.textContent : ''")


def press_and_come_back(page, key):
    """Press a key that sends a form, and wait until the list stands there again."""
    with page.expect_navigation(url=re.compile("done=")):
        page.keyboard.press(key)
    expect(page.locator("[data-keys]")).to_be_visible()


def test_thirty_sites_are_gone_through_with_single_keys_three_chosen_and_two_declined(officer, session):
    seen, chosen, declined = [], [], []
    for number in range(30):
        if number == 20:
            with officer.expect_navigation(url=BAND):
                officer.keyboard.press("j")  # past the last one of a page
            expect(officer.locator("[data-keys]")).to_be_visible()
        officer.keyboard.press("j")
        seen.append(name_in_focus(officer))
        if number in {1, 7, 25}:
            press_and_come_back(officer, "c")
            chosen.append(name_in_focus(officer))
        if number in {3, 22}:
            officer.keyboard.press("d")
            officer.keyboard.press("ArrowDown")
            officer.keyboard.press("Tab")
            press_and_come_back(officer, "Enter")
            declined.append(name_in_focus(officer))

    assert len(set(seen)) == 30
    assert chosen == [seen[1], seen[7], seen[25]]
    assert declined == [seen[3], seen[22]]
    picked = select(Site.name).join(Choice, Choice.site_id == Site.id).where(Choice.ended_at.is_(None))
    assert set(session.scalars(picked)) == set(chosen)
    assert dict(session.execute(select(Site.name, Site.status_reason).where(Site.status == "declined")).all()) == (
        dict.fromkeys(declined, "limit_kept")
    )
    officer.keyboard.press("k")
    assert name_in_focus(officer) == seen[28]
    with officer.expect_navigation(url=re.compile(r"/police/sites/many")):
        officer.keyboard.press("j")
        officer.keyboard.press("Enter")


def test_the_keys_can_be_turned_off_are_named_on_the_page_and_typing_is_no_key(officer):
    officer.keyboard.press("?")
    help_text = officer.locator("[data-keys] dl")
    expect(help_text).to_be_visible()
    officer.locator("#f-text").press_sequentially("j")
    assert officer.locator("#f-text").input_value() == "j"
    officer.locator("[data-keys-on]").uncheck()
    officer.reload()

    officer.keyboard.press("j")

    assert name_in_focus(officer) == ""
    assert not officer.locator("[data-keys-on]").is_checked()


def test_without_scripts_tab_and_enter_do_the_same(app, session, context, clock, open_page):
    many_sites.fill(session, context, 3)
    session.rollback()
    page = open_page("/", script=False)
    page.goto("/login")
    log_in(page, app, new_account(app, "police"), clock)

    page.locator("[data-open]").first.focus()
    page.keyboard.press("Tab")
    with page.expect_navigation(url=re.compile("done=chosen#p-many")):
        page.keyboard.press("Enter")

    assert page.locator("[data-item]").first.get_by_text("Vald", exact=True).is_visible()
    assert not page.locator("[data-keys]").is_visible()
