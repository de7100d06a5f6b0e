"""Every page, in two sizes and two themes, against WCAG 2.2 AA by axe; and none is wider than a small phone."""

from datetime import date

import pytest

from tests.browser.axe import SIZES, faults_of, look, wrong_in_both_themes
from tests.browser.still import ALERT_HAS_FOCUS, wait_until
from tests.public_world import add_site
from tests.residents import ask, ask_site, hold
from tests.staff import PASSWORD, code_now, new_account
from webapp.domain.roles import OPERATOR
from webapp.storage.db import db
from webapp.usecases.checks import decline_site
from webapp.usecases.publishing import publish
from webapp.usecases.unsafe_places import answer

pytestmark = pytest.mark.browser

PUBLIC = [
    "/",
    "/?kind=speed",
    "/sites",
    "/sites/{site}",
    "/sites/{declined}",
    "/suggest",
    "/suggest?lat=60.0&lon=15.05&kind=speed",
    "/suggestions/{token}",
    "/suggestions/{token}?confirm=withdraw",
    "/suggestions/{token}?confirm=erase",
    "/progress",
    "/progress?year=2020",
    "/progress/proof",
    "/pledges",
    "/pledges/speed-checks",
    "/follow-ups",
    "/evaluation/2026",
    "/how-we-choose",
    "/privacy",
    "/accessibility",
    "/login",
    "/no-such-page",
]
UNSAFE = [
    "/police/unsafe",
    "/planner/unsafe/{unsafe}",
    "/planner/unsafe/{answered}",
    "/moderation/unsafe",
    "/sites/{answered}",
]
POLICE = ["/police/sites", "/police/sites/{site}", "/police/sites/{declined}", "/police/checks/new"]


@pytest.fixture
def names(app, session, context, clock):
    """A small living place: a checked site, a declined one, a lonely suggestion; names of things in addresses."""
    site = ask_site(session, context)
    declined = ask_site(session, context, at=(60.01, 15.12))
    decline_site(session, context, OPERATOR, declined.id, "no_safe_place", "Här finns ingen plats att stanna.")
    token = ask(session, context, at=(59.98, 15.07))
    clock.move(hours=5)
    hold(session, context, clock, site.id)
    hold(session, context, clock, site.id, minutes=5)
    unsafe, answered = (ask_site(session, context, (60.02, lon), kind="unsafe_place").id for lon in (15.12, 15.14))
    publish(session, context, OPERATOR, answered)
    answer(session, context, OPERATOR, answered, "safety_walk", date(2026, 5, 12), "Vi gick runt tillsammans.")
    found = {"site": site.id, "declined": declined.id, "token": token, "unsafe": unsafe, "answered": answered}
    db.session.remove()
    return found


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_every_public_page_can_be_used_by_everyone(open_page, names, width, height):
    assert look(open_page("/", width, height), PUBLIC, names) == {}


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_every_staff_page_can_be_used_by_everyone(app, open_page, names, width, height):
    page = open_page("/login", width, height, locale="en-GB")
    page.fill("input[name=email]", new_account(app, "admin"))
    page.fill("input[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector("input[name=code]")
    assert wrong_in_both_themes(page) == []
    page.fill("input[name=code]", code_now(app))
    page.keyboard.press("Enter")
    page.wait_for_url("**/admin/**")

    assert look(page, [*POLICE, "/planner/", "/admin/", *UNSAFE], names) == {}


@pytest.mark.parametrize("locale", ["sv-SE", "en-GB"])
def test_a_form_with_faults_can_be_used_by_everyone_and_focus_is_on_the_summary(open_page, locale):
    page = open_page("/suggest", 360, 780, locale=locale)

    page.locator("form[data-suggest] button.btn-primary.btn-big").click()
    page.wait_for_selector("[role=alert]")

    assert page.title().startswith(("Fel: ", "Error: "))
    assert faults_of(page) == []
    wait_until(page, ALERT_HAS_FOCUS)


@pytest.mark.parametrize("path", ["/", "/suggest", "/progress", "/sites", "/login"])
def test_no_page_is_wider_than_320_pixels(open_page, names, path):
    page = open_page(path, 320, 640)

    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_two_long_streets_of_a_crossing_widen_no_list(open_page, session):
    add_site(session, "Apelbergsgatan/Malmskillnadsgatan", lat=59.9995, lon=15.1)
    db.session.remove()

    page = open_page("/", 360, 780)
    widths = [page.evaluate("document.documentElement.scrollWidth")]
    page.goto("/sites")
    widths.append(page.evaluate("document.documentElement.scrollWidth"))

    assert widths == [360, 360]
