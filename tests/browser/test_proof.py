"""The browser proves the count by itself, and finds what was changed on the way."""

import re
from functools import partial

from tests.residents import ask_site, hold
from webapp.domain.roles import OPERATOR
from webapp.storage.db import db
from webapp.usecases.ledger import publish_ledger


def fulfil(body, route):
    route.fulfill(json=body)


def test_the_page_of_the_proof_is_as_narrow_as_a_small_phone(open_page):
    page = open_page("/progress/proof", width=320)

    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_the_browser_computes_the_ledger_and_each_proof_and_names_what_was_changed(
    open_page, app, session, context, clock
):
    for at in ((60.01, 15.05), (59.98, 15.13)):
        site = ask_site(session, context, at)
        clock.move(days=1)
        publish_ledger(session, context, OPERATOR)
        hold(session, context, clock, site.id)
    checks = app.test_client().get("/api/v1/checks.json").json
    lines = app.test_client().get("/api/v1/ledger.jsonl").text
    db.session.remove()
    page = open_page("/progress/proof?lang=en")
    button, told = page.get_by_role("button", name="Compute 2026 anew"), page.get_by_role("status")

    button.click()
    told.get_by_text("Checks that count: 2.").wait_for()
    assert "The ledger is whole: 2 days, 6 suggestions." in told.inner_text()
    assert page.locator("[data-state=proved]").inner_text().startswith("2:")

    def answer(address, body):
        page.unroute_all()
        page.route(re.compile(address), lambda route: route.fulfill(body=body, content_type="application/json"))
        button.click()

    answer(r"ledger\.jsonl", lines.replace('"leaves":3', '"leaves":4', 1))
    told.get_by_text("Line 1 of the ledger does not fit").wait_for()
    answer(r"ledger\.jsonl", lines.split("\n")[1] + "\n")
    told.get_by_text("Line 1 of the ledger does not fit").wait_for()
    answer(r"ledger\.jsonl", lines[:-1])
    told.get_by_text("Line 2 of the ledger does not fit").wait_for()
    for number, change in enumerate(
        [
            {"salt": "0" * 32},
            {"opening": {**checks[0]["proof"]["opening"], "hour": "2026-05-12T03Z"}},
            {"same_day": True},
        ]
    ):
        forged = [{**checks[0], "id": f"forged-{number}", "proof": {**checks[0]["proof"], **change}}, checks[1]]
        page.unroute_all()
        page.route(re.compile(r"checks\.json"), partial(fulfil, forged))
        button.click()
        told.get_by_text(f"The proof of check forged-{number} does not fit").wait_for()
