"""Places while one types, and one's own position: by keyboard, by touch, and told in words."""

import pytest
from playwright.sync_api import expect

from tests.browser.axe import faults_of
from tests.browser.still import wait_until_still

pytestmark = pytest.mark.browser


@pytest.fixture
def page(open_page):
    return open_page("/suggest", 360, 780, locale="en-GB")


def options(page):
    return page.get_by_role("option")


def value(page, name):
    return page.locator(f"input[name={name}]").input_value()


def test_arrow_and_enter_take_a_place_and_send_it(page):
    page.focus("#place_text")
    page.keyboard.type("ringv")
    expect(options(page)).to_have_count(2)
    expect(page.locator(".searchrow [role=status]")).to_have_text("2 places. Choose with the up and down arrows.")
    assert page.locator("#place_text").get_attribute("aria-expanded") == "true"

    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    chosen = page.locator("[role=option][aria-selected=true]")
    assert chosen.get_attribute("id") == page.locator("#place_text").get_attribute("aria-activedescendant")
    name = chosen.inner_text()
    page.keyboard.press("Enter")

    assert "/suggest" in page.url
    assert options(page).count() == 0
    assert value(page, "place_text").startswith("Ringvägen, ")
    assert value(page, "place_text").endswith(name.split()[-1])
    assert value(page, "lon") in {"15.06000", "15.14000"}
    page.check("input[name=kind][value=speed]")
    page.locator("button.btn-primary.btn-big").click()
    page.wait_for_url("**/suggestions/**")


def test_escape_puts_the_list_away_and_keeps_the_words(page):
    page.focus("#place_text")
    page.keyboard.type("skol")
    expect(options(page)).to_have_count(1)

    page.keyboard.press("Escape")

    expect(options(page)).to_have_count(0)
    assert value(page, "place_text") == "skol"
    assert page.locator("#place_text").get_attribute("aria-expanded") == "false"


def test_a_finger_takes_a_row_that_is_44_pixels_high_and_the_map_goes_there(page):
    before = page.locator("svg[role=application]").get_attribute("viewBox")
    page.focus("#place_text")
    page.keyboard.type("björk")
    expect(options(page)).to_have_count(1)
    assert options(page).first.bounding_box()["height"] >= 44

    options(page).first.click()

    assert (value(page, "lat"), value(page, "lon")) == ("60.00100", "15.05200")
    assert page.locator("svg[role=application]").get_attribute("viewBox") != before
    assert page.evaluate("document.activeElement.id") == "place_text"


def test_other_words_since_are_searched_again(page):
    page.focus("#place_text")
    page.keyboard.type("björk")
    options(page).first.click()

    page.fill("#place_text", "Östra torget")
    page.check("input[name=kind][value=speed]")
    page.locator("button.btn-primary.btn-big").click()

    page.wait_for_url("**/suggestions/**")
    assert "Östra torget" in page.locator("main").inner_text()


def test_an_unknown_name_is_told_and_no_list_opens(page):
    page.focus("#place_text")
    page.keyboard.type("qwxzjk")

    expect(page.locator(".searchrow [role=status]")).to_have_text("No such name here. Write on, or point at the map.")
    assert options(page).count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_open_list_can_be_used_by_everyone(open_page, scheme):
    page = open_page("/suggest", 320, 640, scheme, locale="sv-SE")
    page.focus("#place_text")
    page.keyboard.type("ringv")
    expect(options(page)).to_have_count(2)
    page.keyboard.press("ArrowDown")
    wait_until_still(page)

    assert faults_of(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def at(page, latitude, longitude, accuracy=12):
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation({"latitude": latitude, "longitude": longitude, "accuracy": accuracy})


def press_position(page):
    page.get_by_role("button", name="Use my position").click()
    return page.locator("[data-position] [role=status]")


def test_my_position_is_asked_for_only_when_pressed(page):
    page.evaluate("() => { navigator.geolocation.getCurrentPosition = () => { window.asked = true; }; }")
    assert page.evaluate("window.asked") is None

    press_position(page)

    assert page.evaluate("window.asked") is True


def test_my_position_sets_the_pin_and_tells_how_sure_it_is(page):
    at(page, 60.01, 15.05)

    expect(press_position(page)).to_contain_text("give or take 12")

    assert (value(page, "lat"), value(page, "lon")) == ("60.01000", "15.05000")


def test_outside_the_place_is_told_and_sets_no_pin(page):
    at(page, 59.3, 18.0)

    expect(press_position(page)).to_contain_text("You are outside Testvik.")

    assert value(page, "lat") == ""


@pytest.mark.parametrize(
    ("code", "words"), [(1, "did not let us know"), (2, "does not know where you are"), (3, "took too long")]
)
def test_every_fault_is_a_sentence_and_the_button_can_be_pressed_again(page, code, words):
    page.evaluate("code => { navigator.geolocation.getCurrentPosition = (ok, no) => no({ code }); }", code)

    expect(press_position(page)).to_contain_text(words)

    assert page.get_by_role("button", name="Use my position").is_enabled()
