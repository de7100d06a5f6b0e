"""An unsafe place is answered with nothing but the keyboard, in Chromium."""

import pytest

from tests.residents import ask_site
from tests.staff import PASSWORD, code_now, new_account
from webapp.storage.db import db
from webapp.storage.sites import Site

pytestmark = pytest.mark.browser


def test_an_officer_answers_an_unsafe_place_with_the_keyboard_alone(app, open_page, session, context):
    site = ask_site(session, context, kind="unsafe_place").id
    db.session.remove()
    page = open_page("/login?next=/police/unsafe", 360, 780)
    keys = page.keyboard
    page.focus("input[name=email]")
    keys.type(new_account(app, "police"))
    keys.press("Tab")
    keys.type(PASSWORD)
    keys.press("Enter")
    page.wait_for_selector("input[name=code]")
    page.focus("input[name=code]")
    keys.type(code_now(app))
    keys.press("Enter")
    page.wait_for_selector("ol.ranked")
    page.wait_for_load_state()

    def tab_to(test):
        for _ in range(80):
            keys.press("Tab")
            if page.evaluate(f"(() => {{ const e = document.activeElement; return {test}; }})()"):
                return
        pytest.fail(f"no tab leads to {test}")

    tab_to(f"e.href && e.href.endsWith('/police/unsafe/{site}') && !e.closest('svg')")
    keys.press("Enter")
    page.wait_for_url(f"**/police/unsafe/{site}")
    tab_to("e.name === 'activity'")
    for _ in range(2):
        keys.press("ArrowDown")
    keys.press("Space")
    tab_to("e.name === 'on'")
    keys.type("2026-05-12" if page.evaluate("document.activeElement.type") == "text" else "05122026")
    tab_to("e.name === 'public_reply'")
    keys.type("Vi gick runt tillsammans.")
    tab_to("e.tagName === 'BUTTON'")
    keys.press("Enter")
    page.wait_for_url("**done=answered")

    assert page.get_by_role("status").inner_text().startswith("Svaret är sparat")
    assert session.get_one(Site, site).status == "answered"
