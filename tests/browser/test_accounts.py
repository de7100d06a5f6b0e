"""One's own account and the administrator's pages in a real browser: nothing for axe to find, nothing too wide."""

import pytest

from tests.browser.axe import SIZES, look, wrong_in_both_themes
from tests.staff import PASSWORD, code_now, new_account, staff_client
from webapp.storage.db import db

pytestmark = pytest.mark.browser

PAGES = ["/account/", "/account/password", "/account/recovery-codes", "/admin/", "/admin/log"]


def test_account_and_admin_pages_have_no_fault_in_any_look(app, open_page):
    staff_client(app, "police")
    email = new_account(app, "admin")
    db.session.remove()
    page = open_page("/login")
    page.fill("[name=email]", email)
    page.fill("[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.fill("[name=code]", code_now(app))
    page.keyboard.press("Enter")
    page.wait_for_url("**/admin/")

    faults = {}
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        faults |= {(width, path): found for path, found in look(page, PAGES, {}).items()}
    page.goto("/account/password")
    page.fill("[name=old_password]", "fel lösenord igen")
    page.fill("[name=password]", "kort")
    page.keyboard.press("Enter")
    page.wait_for_selector("[role=alert]")

    assert wrong_in_both_themes(page) == []
    assert faults == {}
    assert "Error" in page.title() or "Fel" in page.title()
