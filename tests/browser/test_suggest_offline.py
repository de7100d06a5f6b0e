"""No contact: what was typed stays on the device, is sent later by hand, and is one suggestion however often."""

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from tests.browser.axe import faults_of
from webapp.storage.db import db
from webapp.storage.suggestions import Suggestion

pytestmark = pytest.mark.browser

SEND = "button.btn-primary.btn-big"
DRAFT = "() => JSON.parse(localStorage.getItem('lofte-draft'))"


def fill_in(page):
    page.fill("#place_text", "Skolgatan")
    page.keyboard.press("Tab")
    page.check("input[name=kind][value=speed]")
    page.check("input[value=weekday-mornings]")
    page.fill("#text", "Vid övergången")


def worker_ready(page):
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")


def stored(app):
    found = db.session.scalars(select(Suggestion)).all()
    db.session.remove()
    return found


def test_reading_and_opening_the_form_stores_nothing(open_page):
    page = open_page("/")
    page.goto("/suggest")

    assert page.evaluate("() => localStorage.length + sessionStorage.length") == 0
    assert page.evaluate("() => navigator.serviceWorker.getRegistrations().then(all => all.length)") == 0
    assert page.evaluate("() => caches.keys()") == []


def test_with_contact_no_draft_is_ever_kept(open_page):
    page = open_page("/suggest", 360, 780)
    fill_in(page)
    assert page.evaluate(DRAFT) is None

    page.locator(SEND).click()

    page.wait_for_url("**/suggestions/**")
    assert page.evaluate("() => localStorage.length") == 0


def test_sending_without_contact_keeps_a_draft_and_sending_again_clears_it(app, open_page, contact):
    page = open_page("/suggest", 360, 780, locale="en-GB")
    fill_in(page)
    key = page.locator("input[name=submission_key]").input_value()
    contact.lose()

    page.locator(SEND).click()

    notice = page.locator("[data-drafts]")
    expect(notice).to_contain_text("What you wrote is kept on this device")
    draft = page.evaluate(DRAFT)
    assert draft["key"] == key
    assert ["text", "Vid övergången"] in draft["fields"]
    assert "csrf_token" not in dict(draft["fields"])
    assert faults_of(page) == []

    contact.find()
    notice.get_by_role("button", name="Send now").click()

    page.wait_for_url("**/suggestions/**")
    assert page.evaluate(DRAFT) is None
    (row,) = stored(app)
    assert (row.text, row.when_cells.split()[0]) == ("Vid övergången", "mon-06")


def test_the_form_opens_without_contact_and_the_draft_is_sent_from_a_fresh_form(app, open_page, contact):
    page = open_page("/suggest", 360, 780, locale="en-GB")
    page.fill("#text", "x")
    worker_ready(page)
    contact.lose()

    page.goto("/suggest")
    notice = page.locator("[data-drafts]")
    expect(notice).to_contain_text("There is no contact just now.")
    assert page.locator("input[name=csrf_token]").count() == 0
    fill_in(page)
    page.locator(SEND).click()
    expect(notice).to_contain_text("kept on this device")
    key = page.evaluate(DRAFT)["key"]
    assert len(key) >= 40

    contact.find()
    notice.get_by_role("link", name="Open the form to send").click()
    expect(notice).to_contain_text("There is a draft on this device")
    assert page.locator("#text").input_value() == ""
    notice.get_by_role("button", name="Go on with the draft").click()
    assert page.locator("#text").input_value() == "Vid övergången"
    assert page.locator("input[name=kind][value=speed]").is_checked()
    assert page.locator("input[name=submission_key]").input_value() == key
    assert page.locator("input[name=csrf_token]").input_value()
    page.locator(SEND).click()

    page.wait_for_url("**/suggestions/**")
    assert page.evaluate(DRAFT) is None
    assert len(stored(app)) == 1


def test_a_draft_that_had_been_sent_after_all_is_one_suggestion(app, open_page, contact):
    page = open_page("/suggest", 360, 780, locale="en-GB")
    fill_in(page)
    contact.lose()
    page.locator(SEND).click()
    page.wait_for_function(DRAFT)
    draft = page.evaluate(DRAFT)
    contact.find()
    page.locator("[data-draft=retry]").click()
    page.wait_for_url("**/suggestions/**")
    first = page.url

    page.evaluate("draft => localStorage.setItem('lofte-draft', JSON.stringify(draft))", draft)  # it never came to know
    page.goto("/suggest")
    page.locator("[data-draft=use]").click()
    page.locator(SEND).click()

    page.wait_for_url("**/suggestions/**")
    assert page.url == first
    assert len(stored(app)) == 1


def test_a_draft_is_deleted_by_its_button(open_page, contact):
    page = open_page("/suggest", 320, 640, locale="en-GB")
    fill_in(page)
    contact.lose()
    page.locator(SEND).click()
    page.wait_for_function(DRAFT)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320

    page.get_by_role("button", name="Delete the draft").click()

    assert page.evaluate(DRAFT) is None
    contact.find()
    page.goto("/suggest")
    expect(page.locator("[data-drafts]")).to_be_hidden()


def test_going_offline_while_one_types_keeps_the_words_and_going_online_says_so(open_page):
    page = open_page("/suggest", 360, 780, locale="en-GB")
    page.context.set_offline(True)
    assert page.evaluate(DRAFT) is None  # nobody has typed yet
    page.fill("#text", "Halva tanken")
    page.wait_for_function(DRAFT)

    page.locator(SEND).click()
    expect(page.locator("[data-drafts]")).to_be_in_viewport()  # far above the button that was pressed

    page.context.set_offline(False)

    expect(page.locator("[data-drafts]")).to_contain_text("There is contact again.")


def test_the_worker_keeps_the_empty_form_and_files_and_no_receipt(open_page):
    page = open_page("/suggest?lat=60.0&lon=15.05&kind=speed", 360, 780)
    fill_in(page)
    worker_ready(page)
    page.locator(SEND).click()
    page.wait_for_url("**/suggestions/**")
    page.reload()

    kept = page.evaluate(
        """() => caches.open('lofte-form-1').then(c => c.keys()).then(all => all.map(r => new URL(r.url).pathname))"""
    )

    assert "/suggest/offline" in kept
    assert all(path == "/suggest/offline" or path.startswith("/static/") for path in kept)
