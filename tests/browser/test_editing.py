"""Police part, join and answer in Chromium: a press in the picture, both sides of a conflict, the message first."""

import pytest

from tests.browser.axe import faults_of
from tests.residents import HOME, OFFICER, ask, ask_site
from tests.staff import PASSWORD, code_now, new_account
from webapp.storage.db import db
from webapp.usecases.checks import choose_site, close_site

pytestmark = pytest.mark.browser

BESIDE = (HOME[0], HOME[1] + 0.0009)  # some 50 m east of HOME
NORTH = (HOME[0] + 0.0018, HOME[1])
LOOKS = [(360, 780, "light", "sv-SE"), (1280, 800, "dark", "en-GB")]


def log_in(page, app):
    page.fill("input[name=email]", new_account(app, "police"))
    page.fill("input[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector("input[name=code]")
    page.fill("input[name=code]", code_now(app))
    page.keyboard.press("Enter")
    page.wait_for_url("**/police/**")


def is_right(page):
    """Say what axe finds on the page as it stands, and whether it is wider than the window."""
    wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    return faults_of(page) + (["wider than the window"] if wide else [])


@pytest.mark.parametrize(("width", "height", "scheme", "locale"), LOOKS)
def test_every_step_of_editing_can_be_used_by_everyone(
    app, open_page, session, context, clock, width, height, scheme, locale
):
    site = ask_site(session, context).id
    for _ in range(3):
        ask(session, context, BESIDE)
    ask_site(session, context, NORTH)
    page = open_page("/login", width, height, scheme, locale=locale)
    log_in(page, app)

    page.goto(f"/police/sites/{site}/edit")
    assert is_right(page) == []
    picture = page.locator("input[type=image]")
    box = picture.bounding_box()
    assert box["width"] == 280
    picture.click(position={"x": 200, "y": 20})
    page.wait_for_selector("input[name=members]:checked")
    assert page.locator("input[name=members]:checked").count() == 3
    page.locator("#members + button").click()
    page.wait_for_selector("input[name=confirm]", state="attached")
    assert is_right(page) == []

    page.goto(f"/police/sites/{site}/edit")
    page.locator("input[name=other]").first.check()
    page.locator(f"form[action$='/{site}/merge'] button").click()
    page.wait_for_selector("input[name=confirm]", state="attached")
    assert is_right(page) == []

    page.goto(f"/police/sites/{site}")
    page.locator("button[name=show_message][value=declined]").click()
    page.wait_for_selector("#message")
    assert is_right(page) == []

    page.goto(f"/police/sites/{site}")
    choose_site(session, context, OFFICER, site)
    close_site(session, context, OFFICER, site, "rebuilt", "Det är ombyggt.")
    db.session.remove()
    page.locator("input[name=reason][value=limit_kept]").check()
    page.locator("#public_reply").fill("De flesta höll hastigheten.")
    page.locator("form[action$='/decline'] button.btn-danger").click()
    page.wait_for_selector("text=De flesta höll hastigheten.")
    assert is_right(page) == []
    page.goto("/police/merges")
    assert is_right(page) == []
