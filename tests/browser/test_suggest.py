"""The form in a real browser: with scripts, without them, and on the narrowest phone."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.still import wait_until, wait_until_still
from tests.residents import ask_site
from webapp.storage.db import db

RECEIPT = re.compile("/suggestions/")
SCROLLED = "document.querySelector('.map-scroll').scrollLeft"
pytestmark = pytest.mark.browser


def test_causes_follow_the_kind_and_a_hidden_one_is_not_sent(open_page):
    page = open_page("/suggest", locale="en-GB")
    page.check("input[value=dark]")

    page.check("input[name=kind][value=speed]")

    assert page.locator("[data-causes=speed]").is_visible()
    assert page.locator("[data-causes=unsafe_place]").is_hidden()
    page.fill("#place_text", "Skolgatan")
    page.locator("button.btn-primary.btn-big").click()
    page.wait_for_url(RECEIPT)
    assert "Dark" not in page.locator("main").inner_text()


def test_a_moved_map_says_the_name_of_the_place(open_page):
    page = open_page("/suggest?lat=60.0&lon=15.05", locale="en-GB")
    page.focus("svg[role=application]")

    page.keyboard.press("ArrowUp")

    expect(page.locator("[data-map-status]")).to_contain_text("Nära Björkskolan, Västra")
    assert float(page.locator("input[name=lat]").input_value()) > 60.0


def test_enter_in_the_search_field_searches(open_page):
    page = open_page("/suggest")
    page.fill("#place_text", "Ringvägen")

    page.keyboard.press("Enter")

    page.wait_for_selector("input[name=candidate]")
    assert page.locator("input[name=candidate]").count() == 2


@pytest.fixture
def plain_page(chromium, server):
    """A browser without scripts, as wide as the narrowest phone."""
    context = chromium.new_context(
        java_script_enabled=False, viewport={"width": 320, "height": 640}, base_url=server.url, locale="en-GB"
    )
    yield context.new_page()
    context.close()


def test_without_scripts_a_click_on_the_picture_is_where_one_clicked(plain_page):
    plain_page.goto("/suggest")
    picture = plain_page.locator("input[type=image]")
    box = picture.bounding_box()
    assert (box["width"], box["height"]) == (1000, 800)

    picture.click(position={"x": 500, "y": 400})

    assert plain_page.locator("input[name=lat]").input_value() == "60.00000"
    assert plain_page.locator("input[name=lon]").input_value() == "15.10000"
    plain_page.locator("input[name=kind]").first.check()
    plain_page.locator("button.btn-primary.btn-big").click()
    plain_page.wait_for_url(RECEIPT)


def test_without_scripts_the_enlarged_picture_opens_at_the_chosen_point_and_scrolls_on(plain_page):
    plain_page.goto("/suggest")
    with plain_page.expect_navigation():  # its style sheet too: before it nothing scrolls, and nothing fades
        plain_page.locator("input[type=image]").click(position={"x": 500, "y": 400})
    wait_until_still(plain_page)

    box, picture = (plain_page.locator(css).bounding_box() for css in (".map-scroll", ".map-picker"))
    across, down = picture["x"] + 500 - box["x"], picture["y"] + 400 - box["y"]
    assert plain_page.input_value("input[name=lat]") == "60.00000"
    assert box["width"] < 400
    assert (across / box["width"], down / box["height"]) == pytest.approx((0.5, 0.5), abs=0.05)

    before = plain_page.evaluate(SCROLLED)
    plain_page.locator(".map-scroll").hover()
    plain_page.mouse.wheel(-120, 0)
    wait_until(plain_page, f"{SCROLLED} < {before} - 100")  # a busy machine scrolls when it gets to it


def test_without_scripts_words_and_keyboard_are_enough(plain_page):
    plain_page.goto("/suggest")
    plain_page.locator("input[name=kind]").first.check()
    plain_page.fill("#place_text", "Skolgatan")

    plain_page.keyboard.press("Enter")  # sends: the first button of the form is no picture

    plain_page.wait_for_url(RECEIPT)
    assert "Part of a place" in plain_page.locator("main").inner_text()


def test_without_scripts_a_voice_is_one_press(plain_page, session, context):
    site_name = ask_site(session, context, at=(60.01, 15.05)).name
    db.session.remove()
    plain_page.goto("/suggest?lat=60.01&lon=15.05&kind=speed")
    assert site_name in plain_page.locator("main").inner_text()

    plain_page.locator("button[name=support]").click()

    plain_page.wait_for_url(RECEIPT)
