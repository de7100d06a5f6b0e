"""The page of a check, and the page that explains the ledger: what they show and what they never do."""

import re
from pathlib import Path

import pytest

from tests.residents import ask, ask_site, hold, site_of
from webapp.domain import ledger
from webapp.domain.roles import OPERATOR
from webapp.usecases.ledger import publish_ledger
from webapp.usecases.suggestions import erase

SV, EN = {"Accept-Language": "sv"}, {"Accept-Language": "en"}


def proved(session, context, clock, **more):
    site = ask_site(session, context)
    clock.move(days=47)
    publish_ledger(session, context, OPERATOR)
    return site, hold(session, context, clock, site.id, **more)


def text_of(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_a_counted_check_shows_site_span_clauses_and_opening_and_no_hour(client, session, context, clock):
    site, held = proved(session, context, clock)

    swedish = client.get(f"/progress/checks/{held.public_id}", headers=SV).text
    english = client.get(f"/progress/checks/{held.public_id}", headers=EN).text

    assert f"/sites/{site.id}" in swedish
    assert "47 dagar före kontrollen" in text_of(swedish)
    assert "47 days before the check" in text_of(english)
    assert text_of(swedish).count("Stämmer:") == 8
    assert "Bevisad: förslaget stod i liggaren före kontrollens dag." in swedish
    assert len(re.findall(r"<code>[0-9a-f]{64}</code>", swedish)) >= 2  # leaf and path
    assert not re.search(r"T\d\dZ|\d\d[:.]\d\d", text_of(swedish + english))


def test_one_that_does_not_count_shows_which_clause_and_no_proof(client, session, context, clock):
    _, held = proved(session, context, clock, minutes=4)

    page = text_of(client.get(f"/progress/checks/{held.public_id}", headers=SV).text)

    assert "Den varade kortare än 15 minuter." in page
    assert (page.count("Stämmer:"), page.count("Stämmer inte:"), page.count("Inte prövat:")) == (3, 1, 4)
    assert "liggaren bevisar" not in page


def test_a_place_that_is_not_public_is_not_named_on_the_page(client, session, context, clock):
    token = ask(session, context)
    site = site_of(session, token)
    clock.move(days=2)
    publish_ledger(session, context, OPERATOR)
    held = hold(session, context, clock, site.id)

    page = client.get(f"/progress/checks/{held.public_id}", headers=SV).text

    assert "En plats som färre än 3 invånare har föreslagit" in page
    assert site.id not in page
    assert "/sites/" not in page.split("<main")[1].split("</main>")[0]
    assert "square" not in page


def test_when_everything_is_erased_the_page_says_so_and_tells_no_day(client, session, context, clock):
    token = ask(session, context)
    clock.move(days=2)
    publish_ledger(session, context, OPERATOR)
    held = hold(session, context, clock, site_of(session, token).id)
    erase(session, context, token)

    page = text_of(client.get(f"/progress/checks/{held.public_id}", headers=SV).text)

    assert "inte känt längre: det som föreslogs har raderats" in page
    assert "Förslaget har raderats" in page


@pytest.mark.parametrize("path", ["/progress/checks/nothing", "/progress/checks/1"])
def test_what_is_no_check_is_no_page(client, path):
    assert client.get(path).status_code == 404


def test_the_proof_is_explained_in_ten_lines_with_the_program_that_we_use(client, session, context, clock):
    proved(session, context, clock)

    page = client.get("/progress/proof?lang=en")
    program = client.get("/progress/verify.py")

    explained = re.search(r"<ol>(.*?)</ol>", page.text, re.DOTALL)[1]
    assert explained.count("<li>") == 10
    assert "python3 verify.py ledger.jsonl --checks checks.json" in page.text
    assert "Set-Cookie" not in page.headers
    assert program.data == Path(ledger.__file__).read_bytes()
    assert "2026-05-12" in client.get("/api/v1/ledger.jsonl").text


def test_before_the_first_day_is_over_the_pages_say_that_the_ledger_is_empty(client):
    assert "Liggaren är tom" in client.get("/progress/proof", headers=SV).text
    assert client.get("/api/v1/ledger.jsonl").data == b""
    assert client.get("/progress").status_code == 200
