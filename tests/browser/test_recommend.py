"""Police ask for the next places, choose one and skip another with the keyboard alone, with scripts and without."""

import re

import pytest
from sqlalchemy import select

from tests.browser.test_loop import log_in
from tests.residents import ask_site
from tests.staff import new_account
from webapp.storage.checks import Choice
from webapp.storage.db import db
from webapp.storage.recommendations import RecommendedSite

pytestmark = pytest.mark.browser


def tab_to(page, target):
    """Press Tab until something is in focus, as somebody without a mouse does."""
    for _ in range(80):
        if page.locator(f"{target}:focus").count():
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never reaches {target}")


@pytest.mark.parametrize("script", [True, False])
def test_the_next_places_are_asked_for_chosen_and_skipped_with_the_keyboard_alone(
    app, open_page, session, context, clock, script
):
    for n in range(4):
        ask_site(session, context, (60.0, 15.03 + 0.015 * n))
    db.session.remove()
    page = open_page("/login", script=script)
    log_in(page, app, new_account(app, "police"), clock)
    page.goto("/police/recommend")

    tab_to(page, "#count")
    page.keyboard.press("Control+a")
    page.keyboard.type("3")
    with page.expect_navigation(url=re.compile("done=made")):
        page.keyboard.press("Enter")
    assert page.locator("li[id^=pick-]").count() == 3
    tab_to(page, "#pick-1 button.btn-primary")
    with page.expect_navigation(url=re.compile("done=chosen#pick-1")):
        page.keyboard.press("Enter")
    tab_to(page, "#pick-2 summary")
    page.keyboard.press("Enter")
    tab_to(page, "#pick-2 input[name=reason]")
    page.keyboard.press("ArrowDown")
    tab_to(page, "#pick-2 button[name=replace]")
    with page.expect_navigation(url=re.compile("done=replaced")):
        page.keyboard.press("Enter")

    picks = session.scalars(select(RecommendedSite).order_by(RecommendedSite.position)).all()
    assert [pick.skip_reason for pick in picks] == [None, "roadworks", None, None]
    assert picks[3].replaces == 2
    assert session.scalars(select(Choice.site_id)).all() == [picks[0].site_id]
