"""The whole loop in a real browser: a resident asks, police answer, the count goes up, the receipt tells it."""

import re

import pytest
from pyotp import TOTP

from tests.browser.still import press
from tests.staff import PASSWORD, SECRET, new_account

pytestmark = pytest.mark.browser


def tab_to(page, selector, limit=120):
    """Press Tab until ``selector`` has focus, as a person without a mouse does."""
    for _ in range(limit):
        page.keyboard.press("Tab")
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
    raise AssertionError(f"Tab never reached {selector}")


def suggest_with_keyboard(page, steps=3):
    """Pin the same spot with arrow keys, choose speed, send. Return the receipt's address."""
    tab_to(page, "svg[role=application]")
    page.keyboard.press("+")
    for _ in range(steps):
        page.keyboard.press("ArrowRight")
    assert page.locator("input[name=lat]").input_value()
    tab_to(page, "input[name=kind]")
    page.keyboard.press("Space")
    tab_to(page, "input[value=weekday-mornings]")
    page.keyboard.press("Space")
    tab_to(page, "button.btn-primary.btn-big")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/suggestions/"))
    return page.url


def log_in(page, app, email, clock):
    page.goto("/login")
    page.fill("input[name=email]", email)
    page.fill("input[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector("input[name=code]")
    page.fill("input[name=code]", TOTP(SECRET).at(int(clock().timestamp())))
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/police/"))


def counted(page):
    return page.request.get("/api/v1/progress.json").json()["counted"]


def test_a_suggestion_becomes_a_site_a_site_gets_a_check_and_the_count_goes_up(app, clock, open_page):
    receipts = [suggest_with_keyboard(open_page("/suggest")) for _ in range(3)]  # three residents, three browsers
    clock.move(hours=3)
    officer = open_page("/")
    assert counted(officer) == 0

    log_in(officer, app, new_account(app, "police"), clock)
    officer.goto("/police/sites")
    press(officer.locator("main li h3 a").first)
    press(officer.locator("form[action$='/choose'] button"))
    public = open_page("/")
    assert counted(public) == 0  # a choice is nobody's business
    started = clock().astimezone(app.extensions["lofte_context"].place.tz)
    clock.move(minutes=26)  # a login ends after half an hour without use
    officer.fill("input[name=started_at]", f"{started:%Y-%m-%dT%H:%M}")
    officer.fill("input[name=ended_at]", f"{started:%Y-%m-%dT%H}:{started.minute + 25:02d}")
    officer.fill("input[name=vehicles]", "96")
    officer.fill("input[name=over_limit]", "21")
    press(officer.locator("form[action$='/checks'] button.btn-primary"))

    assert counted(public) == 1
    public.goto("/")
    assert public.locator(".hero-count .count b").inner_text() == "1"
    for receipt in receipts:
        public.goto(receipt)
        days = public.locator(".life time").evaluate_all("all => all.map(t => t.getAttribute('datetime'))")
        assert f"{started:%Y-%m-%d}" in days
        assert f"{started:%H:%M}" not in public.locator(".life").inner_text()


def test_a_suggestion_can_be_sent_without_script_by_words_alone(open_page):
    page = open_page("/suggest", width=360, height=780, script=False)

    page.fill("input[name=place_text]", "Björkskolan")
    page.check("input[name=kind][value=speed]")
    press(page.locator("form[data-suggest] button.btn-primary.btn-big"))

    assert "/suggestions/" in page.url
    assert page.locator("a[href='tel:112']").count() >= 1


def test_a_suggestion_can_be_sent_without_script_by_a_click_on_the_picture(open_page):
    page = open_page("/suggest", script=False)

    page.check("input[name=kind][value=unsafe_place]")
    press(page.locator("input[type=image]"), position={"x": 400, "y": 300})
    assert page.locator("input[name=kind][value=unsafe_place]").is_checked()
    press(page.locator("form[data-suggest] button.btn-primary.btn-big"))

    assert "/suggestions/" in page.url
