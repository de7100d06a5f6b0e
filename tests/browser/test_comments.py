"""Comments in Chromium: a batch by keyboard alone, axe on every page in two sizes and two themes, pins of a meeting."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.axe import faults_of
from tests.browser.test_loop import tab_to
from tests.comments import NICKNAME, SCHOOL, SQUARE, STREET, comments, suggestions, take_in
from tests.staff import PASSWORD, code_now, new_account
from webapp.storage.db import db

pytestmark = pytest.mark.browser

LOOKS = [(360, 780, "light"), (1280, 800, "dark")]
BATCH = "\n".join(
    [SCHOOL, NICKNAME, "Kråkhörnan igen, alla kör i 70", SQUARE, STREET, "Björkskolan haha jag kör 90 där"]
)
PAGES = [
    "/moderation/comments", "/moderation/comments/batches/{batch}", "/moderation/comments/batches/{batch}/undo",
    "/moderation/comments/{comment}", "/moderation/comments/{nickname}", "/moderation/comments/names",
    "/moderation/desk", "/moderation/desk/meeting",
]  # fmt: skip


@pytest.fixture
def reader(app, open_page):
    def enter(**look):
        page = open_page("/login", **look)
        page.fill("input[name=email]", new_account(app, "moderator"))
        page.fill("input[name=password]", PASSWORD)
        page.keyboard.press("Enter")
        page.fill("input[name=code]", code_now(app))
        page.keyboard.press("Enter")
        page.wait_for_url("**/moderation/**")
        return page

    return enter


def press(page, key):
    """Press a key that sends the form, and wait for what comes."""
    with page.expect_navigation():
        page.keyboard.press(key)


def test_a_batch_is_read_by_keyboard_alone(reader, session):
    page = reader()
    page.goto("/moderation/comments")
    tab_to(page, "#comments")
    page.keyboard.insert_text(BATCH)
    tab_to(page, "form[enctype] button")
    press(page, "Enter")
    tab_to(page, "main form button")
    press(page, "Enter")

    expect(page.locator("#comment mark").first).to_be_visible()
    press(page, "a")  # the school
    page.keyboard.press("h")  # a name that nobody knows: shown by words, and remembered
    page.keyboard.insert_text("Björkskolan")
    expect(page.locator("#name_used")).to_have_value("Kråkhörnan")
    tab_to(page, "[data-key-accept]")
    press(page, "Enter")
    expect(page.locator("#places")).to_contain_text("Björkskolan")
    press(page, "a")  # known by now
    expect(page.locator("input[name=kind]:checked")).to_have_value("unsafe_place")
    press(page, "a")
    press(page, "a")  # a whole street
    page.keyboard.press("r")
    for _ in range(4):
        page.keyboard.press("ArrowDown")
    press(page, "Enter")

    session.rollback()
    assert [c.state for c in comments(session)] == [*["accepted"] * 4, "whole_street", "rejected"]
    assert comments(session)[-1].reason == "joke"
    assert [s.kind for s in suggestions(session)] == ["speed"] * 3 + ["unsafe_place"]
    assert "/moderation/comments/batches/" in page.url


def test_single_keys_can_be_turned_off_and_never_fire_while_somebody_types(reader, session, context):
    take_in(session, context, SCHOOL)
    db.session.remove()
    page = reader()
    page.goto("/moderation/comments/1")
    page.keyboard.press("h")
    page.keyboard.type("asru1")
    expect(page.locator("#place_text")).to_have_value("asru1")
    page.locator("[data-keys] summary").click()
    page.locator("[data-keys-on]").uncheck()
    page.locator("#comment").click()
    page.keyboard.press("s")
    page.reload()
    page.keyboard.press("a")

    assert page.url.endswith("/moderation/comments/1")
    session.rollback()
    assert comments(session)[0].state == "waiting"


@pytest.mark.parametrize(("width", "height", "scheme"), LOOKS)
def test_everyone_can_use_the_pages_of_comments(reader, session, context, width, height, scheme):
    batch_id = take_in(session, context, BATCH).batch_id
    known = {"batch": batch_id, "comment": comments(session)[0].id, "nickname": comments(session)[1].id}
    db.session.remove()
    page = reader(width=width, height=height, scheme=scheme)
    found = {}
    for path in PAGES:
        page.goto(path.format(**known))
        found[path] = faults_of(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path

    assert found == {path: [] for path in PAGES}


def test_a_press_on_the_map_fills_the_next_row_of_a_meeting(reader, session):
    page = reader()
    page.goto("/moderation/desk/meeting")
    picture = page.locator("[data-add] svg").first
    for share in (0.4, 0.5, 0.6):
        box = picture.bounding_box()
        page.mouse.click(box["x"] + box["width"] * share, box["y"] + box["height"] * 0.5)
    page.fill("#place_text-3", "Björkskolan")
    with page.expect_navigation(url=re.compile("entered=4")):
        page.locator("button.btn-primary.btn-big").click()

    session.rollback()
    made = suggestions(session)
    assert [s.via for s in made] == ["meeting"] * 4
    assert len({s.reporter_key for s in made}) == 4
    assert made[0].lon < made[1].lon < made[2].lon
