"""The whole way in, each as somebody must: by keyboard alone, without map or scripts, on the smallest screen."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.axe import faults_of
from tests.browser.still import press, wait_until_still
from tests.browser.test_loop import tab_to
from tests.residents import ask, ask_site
from webapp.storage.db import db

RECEIPT = re.compile("/suggestions/")
SEND = "button.btn-primary.btn-big"
PLACE = (60.0, 15.05)
pytestmark = pytest.mark.browser
SEEN = """() => {
  const el = document.activeElement, r = el.getBoundingClientRect();
  if (el === document.body) return true;
  const x = Math.min(Math.max(r.x + r.width / 2, 0), innerWidth - 1);
  const y = Math.min(Math.max(r.y + r.height / 2, 0), innerHeight - 1);
  const top = document.elementFromPoint(x, y);
  const own = !!top && (el.contains(top) || top.contains(el) || top.closest("label")?.contains(el));
  return r.bottom > 0 && r.top < innerHeight && own || el.outerHTML.slice(0, 80);
}"""


@pytest.fixture
def site(session, context):
    found = ask_site(session, context, PLACE)
    name, site_id = found.name, found.id
    db.session.remove()
    return name, site_id


def narrow(page):
    return page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]


@pytest.mark.parametrize(
    ("locale", "received"), [("sv-SE", "Tack! Så här går det"), ("en-GB", "Thank you! This is how")]
)
def test_by_keyboard_alone_in_words(open_page, locale, received):
    page = open_page("/suggest", 320, 640, locale=locale)
    tab_to(page, "#place_text")
    page.keyboard.type("ringv")
    page.wait_for_selector("[role=option]")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    tab_to(page, "input[name=kind]")
    page.keyboard.press("Space")
    tab_to(page, "input[value=evenings]")
    page.keyboard.press("Space")
    tab_to(page, SEND)
    page.keyboard.press("Enter")

    page.wait_for_url(RECEIPT)
    assert received in page.locator("h1").inner_text()
    assert narrow(page)


def test_by_keyboard_alone_a_place_that_is_there_already_is_joined_with_times_and_words(open_page, site, session):
    page = open_page("/suggest", 360, 780, locale="en-GB")
    tab_to(page, "#place_text")
    page.keyboard.type("skolg")
    page.wait_for_selector("[role=option]")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    tab_to(page, "input[name=kind]")
    page.keyboard.press("Space")
    page.wait_for_selector(".near li")
    expect(page.locator(".near [role=status]")).to_contain_text("1 place close by is here already")
    tab_to(page, "input[value=evenings]")
    page.keyboard.press("Space")
    tab_to(page, "#text")
    page.keyboard.type("Jag med")
    for _ in range(60):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.name") == "support":
            break
    page.keyboard.press("Enter")

    page.wait_for_url(RECEIPT)
    told = page.locator("main").inner_text()
    assert site[0] in told
    assert "Jag med" in told
    assert "18–24" in told


def test_with_the_map_removed_words_are_enough(open_page):
    page = open_page("/suggest", 360, 780)
    page.evaluate("document.querySelector('.map-pick').remove()")

    page.fill("#place_text", "Östra torget")
    page.check("input[name=kind][value=unsafe_place]")
    page.locator(SEND).click()

    page.wait_for_url(RECEIPT)


def test_without_scripts_several_places_then_one_that_is_there_already(open_page, session, context):
    name = ask_site(session, context, (59.99, 15.14)).name
    db.session.remove()
    page = open_page("/suggest", 320, 640, locale="en-GB", script=False)
    page.check("input[name=kind][value=speed]")
    page.fill("#place_text", "Ringvägen")
    page.fill("#text", "Min text")
    press(page.locator("button[name=find]"))
    assert page.locator("input[name=candidate]").count() == 2
    page.locator("label.choice", has_text="Östra").click()
    press(page.locator("button[name=find]"))

    assert name in page.locator(".near").inner_text()
    page.locator(".near button[name=support]").click()

    page.wait_for_url(RECEIPT)
    assert "Min text" in page.locator("main").inner_text()


def test_at_four_hundred_per_cent_nothing_is_cut_and_focus_is_seen(open_page, site):
    page = open_page("/suggest?lat=60.0&lon=15.05&kind=speed", 320, 256)
    assert narrow(page)
    hidden_focus = []
    for _ in range(45):
        page.keyboard.press("Tab")
        seen = page.evaluate(SEEN)
        if seen is not True:
            hidden_focus.append(seen)
    assert hidden_focus == []


def test_on_a_phone_the_cross_stands_in_the_middle_of_the_map_and_a_finger_can_pass_it(open_page):
    page = open_page("/suggest", 360, 640)
    the_map, cross = page.locator(".map-pick .map").bounding_box(), page.locator(".map-cross").bounding_box()

    for axis, side in (("x", "width"), ("y", "height")):
        assert abs(the_map[axis] + the_map[side] / 2 - cross[axis] - cross[side] / 2) < 1
    assert the_map["height"] <= 0.85 * 640  # so that the page can be moved beside it
    for button in page.locator(".map-tools button, .map-pan button").all():
        box = button.bounding_box()
        assert min(box["width"], box["height"]) >= 44


STATES = {
    "near": lambda page: page.goto("/suggest?lat=60.0&lon=15.05&kind=speed"),
    "candidates": lambda page: (
        page.goto("/suggest"),
        page.fill("#place_text", "Ringvägen"),
        press(page.locator("[name=find]")),
    ),
    "preview": lambda page: (
        page.goto("/suggest?lat=60.0&lon=15.05&kind=speed"),
        page.fill("#text", "Anna Svensson, 070-123 45 67. " + "utanmellanrum" * 30),
        press(page.locator("[name=preview]")),
    ),
    "errors": lambda page: (page.goto("/suggest"), page.fill("#email", "nope"), press(page.locator(SEND))),
    "offline form": lambda page: page.goto("/suggest/offline"),
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_every_state_of_the_form_can_be_used_by_everyone(open_page, site, scheme, width):
    page = open_page("/suggest", width, 780, scheme)
    wrong = {}
    for name, reach in STATES.items():
        reach(page)
        wait_until_still(page)
        found = faults_of(page) + ([] if narrow(page) else ["wider than the window"])
        if found:
            wrong[name] = found
    assert wrong == {}


@pytest.mark.parametrize("width", [320, 1280])
def test_every_state_of_the_receipt_can_be_used_by_everyone(open_page, session, context, width):
    token = ask(session, context)
    db.session.remove()
    page = open_page(f"/suggestions/{token}", width, 780)
    page.locator("#change summary").first.click()
    wait_until_still(page)
    wrong = {"changes open": faults_of(page) + ([] if narrow(page) else ["wider than the window"])}
    page.goto(f"/suggestions/{token}/move")
    wrong["move"] = faults_of(page) + ([] if narrow(page) else ["wider than the window"])
    page.locator("input[name=lat]").evaluate("el => { el.value = '48'; }")
    page.locator(SEND).click()
    page.wait_for_selector("[role=alert]")
    wrong["move, faulty"] = faults_of(page)
    assert {name: found for name, found in wrong.items() if found} == {}


def test_the_pin_is_moved_by_keyboard_alone(open_page, session, context):
    token = ask(session, context)
    db.session.remove()
    page = open_page(f"/suggestions/{token}/move", 360, 780, locale="en-GB")
    tab_to(page, "svg[role=application]")
    page.keyboard.press("ArrowRight")
    tab_to(page, SEND)
    page.keyboard.press("Enter")

    page.wait_for_url(re.compile("done=moved"))
    assert "You moved the pin" in page.locator(".life").inner_text()


def test_the_pin_is_moved_without_scripts(open_page, session, context):
    token = ask(session, context)
    db.session.remove()
    page = open_page(f"/suggestions/{token}/move", 320, 640, locale="en-GB", script=False)
    page.fill("#place_text", "Östra torget")
    press(page.locator(SEND))

    assert "done=moved" in page.url
