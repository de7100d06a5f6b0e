"""Moderation in Chromium: axe on every page and state, in two sizes and two themes; the whole way by keyboard."""

import pytest

from tests.browser.axe import SIZES, faults_of, look
from tests.browser.still import ALERT_HAS_FOCUS, wait_until
from tests.residents import HOME, ask_site, hold
from tests.staff import PASSWORD, code_now, new_account
from webapp.domain.moderation import Decision, ReportState, Step
from webapp.domain.roles import OPERATOR, RESIDENT
from webapp.storage.db import db
from webapp.usecases.checks import decline_site
from webapp.usecases.moderation import decide, look_at, queue
from webapp.usecases.suggestions import SuggestionWish, suggest
from webapp.usecases.text_reports import answer_report, report, reported

pytestmark = pytest.mark.browser

STAFF = [
    "/moderation/", "/moderation/texts/next", "/moderation/texts/{shown}", "/moderation/texts/{rejected}",
    "/moderation/decided", "/moderation/reports", "/moderation/reports?state=hidden", "/moderation/reports?state=kept",
    "/moderation/signals", "/moderation/sites/{site}", "/police/sites/{site}",
]  # fmt: skip
PUBLIC = ["/sites/{site}", "/report?what=reply&id={site}", "/report/received", "/suggestions/{t_shown}",
          "/suggestions/{t_rejected}", "/suggestions/{t_spam}", "/suggestions/{t_waiting}"]  # fmt: skip
TEXTS = {
    "shown": "Bilarna kör för fort förbi skolan varje morgon, säger alla",
    "rejected": "Min granne Kenta i ABC 123 kör alltid full",
    "spam": "Köp billiga solglasögon på exempel.se/reklam",
    "waiting": "Han heter Bengt Karlsson, nås på 070-123 45 67. " + "Långtordutanslut" * 20,
}


@pytest.fixture
def names(app, session, context, clock):
    clock.move(hours=-6)
    site = ask_site(session, context).id
    tokens = {
        name: suggest(
            session, context, RESIDENT, SuggestionWish(kind="speed", lat=str(HOME[0]), lon=str(HOME[1]), text=text)
        ).token
        for name, text in TEXTS.items()
    }
    clock.move(hours=5)
    hold(session, context, clock, site, public_note="Kontroll vid skolan")
    decline_site(session, context, OPERATOR, site, "other", "Vi svarar så här")
    numbers = {line.pieces[0].text[:5]: line.number for line in queue(session, OPERATOR).oldest}
    found = {name: numbers[text[:5]] for name, text in TEXTS.items()}
    for name, decision in (
        ("shown", Decision(Step.EDITED, "Bilarna kör för fort förbi […]")),
        ("rejected", Decision(Step.REJECTED, reason="accusation")),
        ("spam", Decision(Step.SPAM)),
    ):
        decide(session, context, OPERATOR, found[name], look_at(session, OPERATOR, found[name]).version, decision)
    for reason in ("person", "false"):
        report(session, context, "reply", site, reason, "Så var det inte")
    answer_report(session, context, OPERATOR, reported(session, OPERATOR, ReportState.OPEN)[0].id, ReportState.KEPT)
    report(session, context, "reply", site, "hateful", "")
    db.session.remove()
    clock.move(hours=1)
    return {**found, "site": site, **{f"t_{name}": token for name, token in tokens.items()}}


def log_in(app, page):
    page.fill("input[name=email]", new_account(app, "admin"))
    page.fill("input[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector("input[name=code]")
    page.fill("input[name=code]", code_now(app))
    page.keyboard.press("Enter")
    page.wait_for_url("**/admin/**")


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_every_page_of_moderation_can_be_used_by_everyone(app, open_page, names, width, height):
    page = open_page("/login", width, height)
    assert look(page, PUBLIC, names) == {}
    page.goto("/login")
    log_in(app, page)

    assert look(page, STAFF, names) == {}


def test_faulty_forms_and_a_conflict_can_be_used_by_everyone(app, open_page, names):
    page = open_page(f"/report?what=reply&id={names['site']}", 360, 780, locale="en-GB")
    page.locator("form button.btn-primary").click()
    page.wait_for_selector("[role=alert]")
    assert faults_of(page) == []
    wait_until(page, ALERT_HAS_FOCUS)

    page.goto("/login")
    log_in(app, page)
    page.goto(f"/moderation/texts/{names['waiting']}")
    page.locator("button[value=rejected]").click()
    page.wait_for_selector("[role=alert]")
    assert faults_of(page) == []

    page.evaluate("document.querySelector('[name=version]').value = 'old'")
    page.locator("button[value=as_written]").click()
    page.wait_for_selector("h2:has-text('Your version')")
    assert faults_of(page) == []


def test_a_moderator_reads_masks_and_shows_a_text_without_a_mouse_and_without_scripts(app, open_page, names):
    page = open_page("/login", 360, 780, script=False)
    log_in(app, page)
    page.goto(f"/moderation/texts/{names['waiting']}")

    assert "Bengt Karlsson" not in page.locator("#words").input_value()
    assert "070-123 45 67" not in page.locator("#words").input_value()
    page.locator("#words").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/moderation/**done=edited**")

    page.goto(f"/sites/{names['site']}")
    assert "Han heter […], nås på […]." in page.locator("main").inner_text()
