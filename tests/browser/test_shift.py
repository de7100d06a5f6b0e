"""A shift on a phone: taken along by a press, written into without contact, sent once, and gone after logging out."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Error, expect
from sqlalchemy import select

from tests.browser.axe import faults_of
from tests.conftest import NOON
from tests.residents import OFFICER, ask_site, hold
from tests.staff import PASSWORD, code_now, new_account
from webapp.storage.attempts import Attempt
from webapp.storage.checks import Check, CheckVerdict
from webapp.storage.db import db
from webapp.usecases.checks import choose_site

pytestmark = pytest.mark.browser

RECORDS = "() => (JSON.parse(localStorage.getItem('lofte-shift')) || {}).records || []"
LEFT = """() => Promise.all([caches.keys(), navigator.serviceWorker.getRegistrations()])
    .then(([names, workers]) => [names.length, workers.length, localStorage.length])"""


@pytest.fixture
def site(session, context, clock):
    """A chosen site that residents asked for a day ago."""
    clock.move(days=-1)
    made = ask_site(session, context)
    clock.move(days=1)
    choose_site(session, context, OFFICER, made.id)
    found = made.id, made.name
    db.session.remove()
    return found


@pytest.fixture
def officer(app):
    return new_account(app, "police")


def log_in(app, page, email):
    page.fill("input[name=email]", email)
    page.fill("input[name=password]", PASSWORD)
    page.locator("main form button").tap()
    page.wait_for_selector("input[name=code]")
    page.fill("input[name=code]", code_now(app))
    page.locator("main form button.btn-primary").first.tap()
    page.wait_for_url(lambda url: urlsplit(url).path == "/police/shift")


@pytest.fixture
def phone(app, open_page, officer, site):
    page = open_page("/login?next=/police/shift", 360, 780, locale="en-GB", touch=True)
    page.clock.set_fixed_time(NOON)
    log_in(app, page, officer)
    return page


def stored(table):
    found = db.session.scalars(select(table)).all()
    db.session.remove()
    return found


def notice(page):
    return page.locator("[data-shift]")


def take_along(page):
    page.get_by_role("button", name="Take it with me").tap()
    expect(notice(page)).to_contain_text("The list is kept on this device")


def record_without_contact(page, site, vehicles="96"):
    page.goto("/police/shift")
    stop = page.locator(f"#stop-{site[0]}")
    stop.locator("summary", has_text="Record").tap()
    stop.get_by_role("button", name="The last 20 min").tap()
    stop.get_by_label("Vehicles measured").fill(vehicles)
    stop.get_by_role("button", name="Save the check").tap()
    expect(notice(page)).to_contain_text("kept on this device, and is sent")


def test_a_check_is_recorded_by_three_taps_and_the_shift_says_at_once_that_it_counts(phone, site):
    phone.goto("/police/shift")

    phone.get_by_role("link", name="Record", exact=True).tap()
    phone.get_by_role("button", name="The last 20 min").tap()
    phone.get_by_role("button", name="Save the check").tap()

    expect(phone.locator(".notice-ok")).to_contain_text("counts, as number 1 of the year")
    (check,) = stored(Check)
    assert (check.ended_at, (check.ended_at - check.started_at).seconds) == (NOON, 1200)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360
    assert phone.evaluate(LEFT) == [0, 0, 0]  # nothing is on the device unless it was taken along


def test_a_start_is_remembered_while_one_measures_and_forgotten_once_saved(phone, site, clock):
    phone.goto(f"/police/sites/{site[0]}/record")
    phone.get_by_role("button", name="Starts now").tap()
    clock.move(minutes=25)
    phone.clock.set_fixed_time(clock())

    phone.goto(f"/police/sites/{site[0]}/record")
    assert phone.locator("#started_at").input_value() == "2026-05-12T12:00"
    phone.get_by_role("button", name="Ends now").tap()
    phone.get_by_role("button", name="Save the check").tap()

    expect(phone.locator(".notice-ok")).to_contain_text("counts, as number 1")
    assert phone.evaluate("() => (JSON.parse(localStorage.getItem('lofte-shift')) || {}).starts || {}") == {}


def test_the_list_opens_without_contact_and_what_is_recorded_there_is_one_check(phone, site, contact):
    phone.goto("/police/shift")
    take_along(phone)
    contact.lose()

    record_without_contact(phone, site)

    assert faults_of(phone) == []
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360
    (record,) = phone.evaluate(RECORDS)
    assert "csrf_token" not in dict(record["fields"])
    assert phone.locator("input[name=csrf_token]").count() == 0
    assert stored(Check) == []

    contact.find()
    phone.goto("/police/shift")
    expect(notice(phone)).to_contain_text("Sent: 1. See whether it counts")
    assert phone.evaluate(RECORDS) == []
    phone.evaluate(
        "r => localStorage.setItem('lofte-shift', JSON.stringify({records: [r]}))", record
    )  # never came to know
    phone.goto("/police/shift")
    expect(notice(phone)).to_contain_text("Sent: 1.")

    (check,) = stored(Check)
    assert (check.vehicles, check.site_id) == (96, site[0])
    assert [verdict.counts for verdict in stored(CheckVerdict)] == [True]


def test_could_not_be_done_is_written_down_without_contact_too(phone, site, contact):
    phone.goto("/police/shift")
    take_along(phone)
    contact.lose()
    phone.goto("/police/shift")
    stop = phone.locator(f"#stop-{site[0]}")
    stop.locator("summary", has_text="Could not be done").tap()
    stop.get_by_role("button", name="Write that down").tap()
    expect(notice(phone)).to_contain_text("Choose why")
    stop.get_by_label("Rain, snow or bad light").check()
    stop.get_by_role("button", name="Write that down").tap()
    expect(notice(phone)).to_contain_text("kept on this device, and is sent")

    contact.find()
    notice(phone).get_by_role("button", name="Send now").tap()

    expect(notice(phone)).to_contain_text("Sent: 1.")
    assert [(a.reason, a.tried_on.isoformat()) for a in stored(Attempt)] == [("weather", "2026-05-12")]


def test_the_login_ends_meanwhile_and_the_words_are_sent_after_the_next_one(app, phone, site, contact, clock, officer):
    phone.goto("/police/shift")
    take_along(phone)
    contact.lose()
    record_without_contact(phone, site)
    clock.move(hours=1)
    contact.find()

    notice(phone).get_by_role("button", name="Send now").tap()
    expect(notice(phone)).to_contain_text("Your login has ended.")
    notice(phone).get_by_role("link", name="Log in").tap()
    phone.wait_for_url("**/login?**")
    phone.wait_for_function("() => caches.keys().then(names => names.length === 0)")  # the list is gone, the words wait
    log_in(app, phone, officer)

    expect(notice(phone)).to_contain_text("Sent: 1.")
    assert len(stored(Check)) == 1


def test_another_officer_on_the_same_device_neither_sees_nor_sends_it(app, phone, site, contact, clock):
    phone.goto("/police/shift")
    take_along(phone)
    contact.lose()
    record_without_contact(phone, site, vehicles="4711")
    clock.move(hours=1)
    contact.find()

    phone.goto("/login?next=/police/shift")
    log_in(app, phone, new_account(app, "police"))

    expect(notice(phone)).to_contain_text("Somebody else has records on this device")
    assert site[1] not in notice(phone).inner_text()
    assert stored(Check) == []


def test_nothing_is_left_on_the_device_after_logging_out(phone, site, contact):
    phone.goto("/police/shift")
    take_along(phone)
    contact.lose()
    record_without_contact(phone, site)
    contact.find()
    phone.evaluate("() => { window.fetch = () => Promise.reject(new Error('no contact')); }")

    phone.goto("/police/sites")
    log_out = phone.get_by_role("button", name="Log out")
    log_out.tap()
    expect(phone.get_by_role("alert")).to_contain_text("is not sent yet")
    assert len(phone.evaluate(RECORDS)) == 1
    log_out.tap()
    phone.wait_for_url("**/login")

    phone.wait_for_function(f"() => ({LEFT})().then(left => left.join() === '0,0,0')")
    contact.lose()
    with pytest.raises(Error, match="ERR_CONNECTION_REFUSED"):
        phone.goto("/police/shift")
    contact.find()


def test_a_check_that_needs_putting_right_is_opened_with_every_word(phone, site, contact):
    phone.goto("/police/shift")
    take_along(phone)
    contact.lose()
    record_without_contact(phone, site, vehicles="många")
    contact.find()
    phone.goto("/police/shift")
    expect(notice(phone)).to_contain_text("Not saved: something needs to be put right.")

    notice(phone).get_by_role("link", name="Put it right").tap()
    phone.wait_for_url("**/record?**")
    assert phone.locator("#vehicles").input_value() == "många"
    phone.locator("#vehicles").fill("7")
    phone.get_by_role("button", name="Save the check").tap()

    expect(phone.locator(".notice-ok")).to_contain_text("counts, as number 1")
    assert [check.vehicles for check in stored(Check)] == [7]
    assert phone.evaluate(RECORDS) == []


def test_the_pages_of_a_shift_can_be_used_by_everyone(app, phone, site, context, clock):
    clock.move(minutes=-20)
    check = hold(db.session(), context, clock, site[0])
    choose_site(db.session(), context, OFFICER, site[0], NOON.date())
    db.session.remove()
    held = f"/police/checks/{check.public_id}"
    record = f"/police/sites/{site[0]}/record"
    paths = ["/police/shift?day=all", record, "/police/shift/kept", "/police/calendar", "/police/checks/import"]
    for scheme, width in (("light", 360), ("dark", 1280)):
        phone.emulate_media(color_scheme=scheme)
        phone.set_viewport_size({"width": width, "height": 780})
        for path in (*paths, held, f"{held}/correct"):
            phone.goto(path)
            assert faults_of(phone) == [], path
            assert phone.evaluate("document.documentElement.scrollWidth") <= width, path
    phone.goto(record)
    phone.get_by_role("button", name="Save the check").tap()  # it ends as it starts
    expect(phone.get_by_role("alert")).to_be_focused()
    assert faults_of(phone) == []
