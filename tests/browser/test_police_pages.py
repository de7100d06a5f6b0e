"""Every page of the police, empty, full and faulty, in Chromium: axe finds nothing and nothing is wider than it."""

import re

import pytest

from tests.browser.axe import faults_of
from tests.browser.still import ALERT_HAS_FOCUS, wait_until
from tests.residents import OFFICER, ask_site, hold
from tests.staff import PASSWORD, code_now, new_account
from webapp.domain.recommending import BatchWish
from webapp.domain.suitability import Assessment
from webapp.storage.db import db
from webapp.usecases.checks import choose_site, decline_site
from webapp.usecases.recommending import recommend
from webapp.usecases.suitability import assess_site

pytestmark = pytest.mark.browser

LOOKS = [(360, 780, "dark", "en-GB"), (1280, 800, "light", "sv-SE")]
PLAIN = [  # the other pages are looked at by test_axe, test_editing and test_accounts
    "/police/sites?chosen=1&kind=all",
    "/police/sites?text=nowhere",
    "/police/sites/{unfit}",
    "/police/sites/{site}/record",
    "/police/checks/{check}",
    "/police/checks/{check}/correct",
    "/police/checks/import",
    "/police/recommend",
    "/police/calendar",
    "/police/shift",
    "/police/shift?day=2026-06-01",
    "/police/unsafe",
    "/police/unsafe/{unsafe}",
]
FAULTY = [
    ("/police/sites", "/police/filters"),
    ("/police/sites/{site}", "/assess"),
    ("/police/sites/{site}", "/checks"),
    ("/police/sites/{site}", "/decline"),
    ("/police/sites/{site}/record", "/record"),
    ("/police/sites/{site}/record", "/not-done"),
    ("/police/checks/new", "/police/checks"),
    ("/police/checks/{check}/correct", "/correct"),
    ("/police/checks/{check}", "/withdraw"),
    ("/police/checks/import", "/import"),
    ("/police/recommend", "/police/recommend"),
    ("/police/recommend", "/choose"),
    ("/police/recommend", "/skip"),
    ("/police/unsafe/{unsafe}", "/answer"),
]
"""Where a form stands, and the end of the address that it is sent to: emptied, then sent."""

EMPTY_AND_SEND = """end => {
    const form = [...document.forms].find(one => new URL(one.action).pathname.endsWith(end) && one.method === 'post');
    if (!form) throw new Error(`no form leads to ${end}`);
    for (const one of form.elements) {
        if (one.name === 'csrf_token' || one.name === 'version' || one.name === 'submission_key') continue;
        if (one.type === 'checkbox' || one.type === 'radio') one.checked = false;
        else if (one.tagName === 'INPUT' || one.tagName === 'TEXTAREA') {
            if (one.name === 'planned_on' || one.name === 'count') { one.type = 'text'; one.value = 'x'; }
            else if (one.type !== 'hidden' && one.type !== 'submit') one.value = '';
        }
    }
    form.submit();
}"""


@pytest.fixture
def names(app, session, context, clock):
    """A place where everything has happened once."""
    site = ask_site(session, context)
    declined = ask_site(session, context, at=(60.01, 15.12))
    decline_site(session, context, OFFICER, declined.id, "no_safe_place", "Här finns ingen plats att stanna.")
    unfit = ask_site(session, context, at=(60.02, 15.15), residents=5)
    unsafe = ask_site(session, context, at=(60.02, 15.12), kind="unsafe_place")
    clock.move(hours=5)
    check = hold(session, context, clock, site.id, vehicles=120, over_limit=31, v85_kmh=58.0, limit_kmh=50)
    hold(session, context, clock, site.id, minutes=5)
    assess_site(session, context, OFFICER, unfit.id, Assessment("unsuitable", reason="no_safe_place"))
    clock.move(days=20)
    recommend(session, context, OFFICER, BatchWish(2, seed="7"))
    choose_site(session, context, OFFICER, site.id, clock().date())
    found = {"site": site.id, "declined": declined.id, "unfit": unfit.id, "unsafe": unsafe.id, "check": check.public_id}
    db.session.remove()
    return found


def log_in(page, app, role):
    page.fill("input[name=email]", new_account(app, role))
    page.fill("input[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.fill("input[name=code]", code_now(app))
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/(police|admin)/"))


def is_wrong(page):
    wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    return faults_of(page) + (["wider than the window"] if wide else [])


@pytest.mark.parametrize(("width", "height", "scheme", "locale"), LOOKS)
def test_every_page_of_the_police_can_be_used_by_everyone(app, open_page, names, width, height, scheme, locale):
    page = open_page("/login", width, height, scheme, locale=locale)
    log_in(page, app, "police")
    faults = {}

    for path in PLAIN:
        page.goto(path.format(**names))
        faults[path] = is_wrong(page)
    for path, end in FAULTY:
        page.goto(path.format(**names))
        with page.expect_navigation() as moved:
            page.evaluate(EMPTY_AND_SEND, end)
        wait_until(page, ALERT_HAS_FOCUS)
        faults[path, end] = [moved.value.status, *is_wrong(page)]

    wrong = {of: found for of, found in faults.items() if found not in ([], [422])}
    assert wrong == {}
