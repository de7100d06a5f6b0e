"""Words that may point at a person: warned of before they are sent, by keyboard alone, with and without scripts."""

import re

import pytest
from sqlalchemy import func, select

from tests.browser.axe import faults_of
from tests.browser.still import wait_until, wait_until_still
from tests.browser.test_loop import tab_to
from tests.browser.test_suggest_paths import RECEIPT, SEND, narrow
from tests.residents import ask_site
from webapp.storage.db import db
from webapp.storage.suggestions import Suggestion

TEXT = "Bilen ABC 123, min granne Kalle Svensson 070-123 45 67"
pytestmark = pytest.mark.browser


def number():
    found = db.session.scalar(select(func.count(Suggestion.id)))
    db.session.remove()
    return found


def press_send(page):
    page.fill("#place_text", "Östra torget")
    page.check("input[name=kind][value=speed]")
    page.fill("#text", TEXT)
    tab_to(page, SEND)
    page.keyboard.press("Enter")
    page.wait_for_selector(".error-summary")


@pytest.mark.parametrize("script", [True, False])
def test_the_warning_has_the_focus_leads_to_the_text_and_a_second_press_sends(app, open_page, script):
    page = open_page("/suggest", 360, 780, locale="sv-SE", script=script)
    press_send(page)

    assert number() == 0
    wait_until(page, "document.activeElement.matches('.error-summary[role=alert]')")
    assert "Inte skickat än" in page.title()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    wait_until(page, "document.activeElement.id === 'text'")
    assert page.input_value("#text") == TEXT

    tab_to(page, SEND)
    page.keyboard.press("Enter")
    page.wait_for_url(RECEIPT)
    assert number() == 1


def test_what_was_warned_of_is_in_no_draft(open_page):
    page = open_page("/suggest", 360, 780)
    press_send(page)
    assert re.fullmatch("[0-9a-f]{64}", page.input_value("input[name=warned]"))

    page.context.set_offline(True)
    page.locator(SEND).click()
    page.wait_for_function("localStorage.getItem('lofte-draft') !== null")

    draft = page.evaluate("JSON.parse(localStorage.getItem('lofte-draft'))")
    assert ["text", TEXT] in draft["fields"]
    assert "warned" not in [name for name, _ in draft["fields"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_the_warning_can_be_used_by_everyone(open_page, scheme, width):
    page = open_page("/suggest", width, 780, scheme)
    press_send(page)
    wait_until_still(page)

    assert faults_of(page) == []
    assert narrow(page)


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (1280, "light")])
def test_the_warning_of_a_voice_can_be_used_by_everyone_and_a_second_press_sends(
    open_page, session, context, width, scheme
):
    site = ask_site(session, context).id
    db.session.remove()
    page = open_page(f"/sites/{site}", width, 780, scheme)
    page.click("aside details summary")
    page.fill("#text", TEXT)
    page.click("aside form .btn-primary")
    page.wait_for_selector(".error-summary")
    wait_until_still(page)

    wait_until(page, "document.activeElement.matches('.error-summary[role=alert]')")
    assert faults_of(page) == []
    assert narrow(page)
    page.click("aside form .btn-primary")
    page.wait_for_url(RECEIPT)
