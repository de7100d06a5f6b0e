import re
import shutil
import sys
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import update

from tests.conftest import DATA
from tests.residents import HOME, OFFICER, ask, ask_site, hold, site_of
from webapp.domain.recommending import BatchWish
from webapp.storage.db import transaction
from webapp.storage.suggestions import Suggestion
from webapp.usecases.checks import choose_site, unchoose_site, withdraw_check
from webapp.usecases.places import load_place
from webapp.usecases.recommending import recommend, skip_pick
from webapp.web.guards import area_role

OTHER = (60.02, 15.15)
TESTVIK = DATA / "testvik"


@pytest.fixture
def site(session, context, clock):
    site = ask_site(session, context)
    clock.move(hours=1)
    return site


def test_an_empty_year_says_so_in_both_languages(client):
    swedish = client.get("/progress", headers={"Accept-Language": "sv"})
    english = client.get("/progress?lang=en")

    assert swedish.status_code == english.status_code == 200
    assert "Så går det med löftet om 5 kontroller" in swedish.text
    assert "Ingen kontroll är gjord än." in swedish.text
    assert "How the pledge of 5 checks is going" in english.text
    assert "No check has been held yet." in english.text


def test_the_page_shows_the_count_the_squares_and_the_reason(client, session, context, clock, site):
    receipt = hold(session, context, clock, site.id, vehicles=120, over_limit=31, public_note="Lugnt")
    hold(session, context, clock, lat=OTHER[0], lon=OTHER[1])

    page = client.get("/progress", headers={"Accept-Language": "sv"}).text

    assert re.search(r"<b>1</b>\s*<span>av 5, till och med 12 maj 2026", page)
    assert f'href="/progress/checks/{receipt.public_id}"' in page
    assert page.count("Kvar:") == 4
    assert "120 fordon passerade, 31 körde för fort." in page
    assert "Ingen invånare hade föreslagit platsen när kontrollen började." in page
    assert f"/sites/{site.id}" in page
    assert site.name in page


def test_more_than_promised_is_shown_beyond_the_pledge(client, session, context, clock, site):
    for _ in range(7):
        hold(session, context, clock, site.id)
        clock.move(hours=3)

    page = client.get("/progress", headers={"Accept-Language": "sv"}).text

    assert "Löftet är hållet." in page
    assert "Utöver löftet" in page
    assert page.count('class="latest"') == 1


def test_the_pace_is_told_as_a_span_once_six_weeks_have_gone(client, session, context, clock, site):
    hold(session, context, clock, site.id)

    page = client.get("/progress?lang=en").text

    assert re.search(r"points to between \d+ and \d+ checks", page)


def test_a_year_without_an_agreement_counts_nothing_and_is_still_a_page(client):
    page = client.get("/progress?year=2019&lang=en")

    assert page.status_code == 200
    assert "No agreement promises speed checks in 2019" in page.text
    assert client.get("/api/v1/progress.json?year=2019").json["pledge"] is None


@pytest.mark.parametrize("year", ["soon", "-1", "99999", "0000", "２０２６", "2026.5"])
def test_what_is_no_year_is_no_page_and_a_parameter_that_programs_are_told_of(client, year):
    for path in ("/progress", "/pledges"):
        assert client.get(path, query_string={"year": year}).status_code == 404
    for path in ("/api/v1/progress.json", "/api/v1/checks.json", "/api/v1/pledges.json"):
        answer = client.get(path, query_string={"year": year})
        assert (answer.status_code, answer.mimetype) == (400, "application/json")
        assert "year" in answer.json["error"]


def test_a_year_that_is_over_was_kept_or_not_and_not_known_before_anybody_used_the_site(
    client, clock, session, context
):
    ask(session, context)
    clock.at = datetime(2027, 3, 1, tzinfo=UTC)

    assert "the pledge was not kept" in client.get("/progress?year=2026&lang=en").text
    assert client.get("/api/v1/progress.json?year=2026").json["state"] == "not_kept"
    with transaction(session):
        session.execute(update(Suggestion).values(received_at=clock()))
    assert "not known here" in client.get("/progress?year=2026&lang=en").text
    assert client.get("/api/v1/progress.json?year=2026").json["state"] is None


# Programs


def test_progress_json_has_what_the_contract_names(client, session, context, clock, site):
    counted = hold(session, context, clock, site.id)
    other = hold(session, context, clock, lat=OTHER[0], lon=OTHER[1])

    body = client.get("/api/v1/progress.json").json

    assert (body["pledge"], body["year"], body["target"], body["counted"]) == ("speed-checks", 2026, 5, 1)
    assert (body["sites"], body["areas"]) == (1, 1)
    (check,) = body["checks"]
    assert (check["id"], check["site"], check["held_on"]) == (counted.public_id, site.id, "2026-05-12")
    (not_counted,) = body["not_counted"]
    assert (not_counted["id"], not_counted["held_on"], not_counted["reason"]) == (
        other.public_id,
        "2026-05-12",
        "no_suggestion_before",
    )


def test_no_public_body_tells_an_hour(client, session, context, clock, site):
    clock.at = datetime(2026, 5, 12, 11, 43, tzinfo=UTC)
    receipt = hold(session, context, clock, site.id)

    for path in ("/progress", "/pledges", "/api/v1/progress.json", "/api/v1/checks.json", "/api/v1/pledges.json"):
        body = client.get(path).text
        assert not re.search(r"\b(11|12|13|14)[:.]\d\d\b", body), path
        assert not re.search(r"\d\d-\d\dT\d\d", body), path
    assert receipt.counts


def test_a_withdrawn_check_stays_on_the_list_with_its_reason(client, session, context, clock, site):
    receipt = hold(session, context, clock, site.id)
    withdraw_check(session, context, OFFICER, receipt.check_id, "Fel dag")

    (check,) = client.get("/api/v1/checks.json").json

    assert (check["id"], check["counts"], check["reason"]) == (receipt.public_id, False, "withdrawn")
    assert client.get("/api/v1/progress.json").json["counted"] == 0
    assert "Kontrollen har tagits tillbaka." in client.get("/progress", headers={"Accept-Language": "sv"}).text


def test_a_counted_check_at_a_place_too_few_have_named_keeps_the_place_to_itself(client, session, context, clock):
    site = ask_site(session, context, residents=2)
    clock.move(hours=1)
    hold(session, context, clock, site.id, public_note="Vid skolan på Hemliga gatan")

    page = client.get("/progress", headers={"Accept-Language": "sv"}).text
    bodies = [page, *(client.get(f"/api/v1/{name}.json").text for name in ("progress", "checks"))]

    assert "En plats som färre än 3 invånare har föreslagit" in page
    assert "Västra" in page
    (check,) = client.get("/api/v1/progress.json").json["checks"]
    assert (check["site"], check["area"]) == (None, "Västra")
    assert all(site.id not in body and "Hemliga" not in body for body in bodies)


def test_a_check_of_such_a_place_is_linked_once_the_place_is_published(client, session, context, clock):
    site = ask_site(session, context, residents=2)
    clock.move(hours=1)
    hold(session, context, clock, site.id)

    ask(session, context)

    (check,) = client.get("/api/v1/progress.json").json["checks"]
    assert check["site"] == site.id


def test_a_delay_holds_back_every_body_at_once(app, session, context, clock, site, monkeypatch):
    object.__setattr__(context.place, "check_delay_hours", 24.0)
    hold(session, context, clock, site.id)
    client = app.test_client()

    clock.move(hours=23)
    before = client.get("/api/v1/progress.json").json
    clock.move(hours=2)
    after = client.get("/api/v1/progress.json").json

    assert (before["counted"], before["checks"], before["sites"]) == (0, [], 0)
    assert (after["counted"], after["sites"]) == (1, 1)


# Pledges


def test_what_is_not_known_is_never_zero(client):
    (pledge,) = client.get("/api/v1/pledges.json?lang=sv").json

    assert pledge["slug"] == "speed-checks"
    assert (pledge["party"], pledge["target"], pledge["done"]) == ("Lokalpolisområde Testvik", 5, 0)
    assert pledge["parts"] == [{"name": "asked", "target": None, "done": None}]
    assert pledge["state"] in {"ahead", "on_track", "behind"}


def test_the_follow_ups_and_the_evaluation_come_along_when_asked_for(client):
    slugs = [p["slug"] for p in client.get("/api/v1/pledges.json?with=agreement").json]

    assert slugs == ["speed-checks", "follow_ups", "evaluation"]


def test_what_all_parties_promised_names_each_party_once(client, session, context, tmp_path):
    folder = tmp_path / "testvik"
    shutil.copytree(TESTVIK, folder)
    pledges = (folder / "pledges.toml").read_text(encoding="utf-8")
    both = pledges[pledges.index("[[agreements.pledges]]") :].replace('"speed-checks"', '"dialogues"')
    both = both.replace('party = "police"', 'party = ["municipality", "police"]').replace('"checks"', '"count"')
    party = '\n[[parties]]\nslug = "municipality"\nname = "Testviks kommun"\n\n'
    rules = both[both.index("rule = ") :]
    (folder / "pledges.toml").write_text(party + pledges + "\n" + both.replace(rules, ""), encoding="utf-8")
    load_place(session, context, folder)

    follow_ups = client.get("/api/v1/pledges.json?with=agreement").json[-2]

    assert follow_ups["slug"] == "follow_ups"
    assert sorted(follow_ups["party"].split(", ")) == ["Lokalpolisområde Testvik", "Testviks kommun"]


@pytest.mark.parametrize("lang", ["sv", "en"])
@pytest.mark.parametrize(
    "path", ["/progress", "/pledges", "/pledges/speed-checks", "/follow-ups", "/evaluation/2026", "/pledges?year=2019"]
)
def test_every_page_opens_in_both_languages_without_a_cookie(client, path, lang):
    answer = client.get(path, query_string={"lang": lang} if "?" not in path else None)

    assert answer.status_code == 200
    assert f'<html lang="{lang}"' in answer.text or "?" in path
    assert "Set-Cookie" not in answer.headers
    assert " style=" not in answer.text
    assert answer.text.count("<h1") == 1


def test_an_unknown_pledge_is_no_page(client):
    assert client.get("/pledges/nothing").status_code == 404
    assert client.get("/follow-ups/nothing").status_code == 404


# Nothing planned leaks


def public_bodies(app, site_ids, tokens):
    """Return what every public address answers, without what is new on every request."""
    client = app.test_client()
    paths = ["/sites/" + site_id for site_id in site_ids] + ["/suggestions/" + token for token in tokens]
    for rule in app.url_map.iter_rules():
        if "GET" in rule.methods and not rule.arguments and area_role(rule.rule) is None:
            paths.append(rule.rule)
    assert len(paths) > 12
    bodies = {}
    for path in paths:
        answer = client.get(path, headers={"Accept-Language": "en"}, buffered=True)
        text = answer.data.decode("latin-1")  # pictures too, to the byte
        body = re.sub(r'name="(csrf_token|submission_key)"[^>]*value="[^"]*"', "", text)
        bodies[path] = answer.status_code, re.sub(r"\b[0-9a-f]{4}-[0-9a-f]{4}\b", "", body)
    return bodies


def test_choosing_a_site_changes_no_public_body(app, session, context, clock, site):
    lonely = ask(session, context, OTHER)
    unpublished = site_of(session, lonely)
    ids, tokens = [site.id, unpublished.id], [lonely]
    hold(session, context, clock, lat=HOME[0], lon=HOME[1])
    before = public_bodies(app, ids, tokens)

    for site_id in ids:
        choose_site(session, context, OFFICER, site_id, date(2026, 5, 14))
    chosen = public_bodies(app, ids, tokens)
    for site_id in ids:
        unchoose_site(session, context, OFFICER, site_id)

    assert chosen == before
    assert public_bodies(app, ids, tokens) == before


def test_recommending_places_and_skipping_them_changes_no_public_body(app, session, context, clock, site):
    lonely = ask(session, context, OTHER)
    choose_site(session, context, OFFICER, site_of(session, lonely).id)
    ids, tokens = [site.id, site_of(session, lonely).id], [lonely]
    before = public_bodies(app, ids, tokens)

    code = recommend(session, context, OFFICER, BatchWish(2))
    made = public_bodies(app, ids, tokens)
    skip_pick(session, context, OFFICER, code, 1, "roadworks", replace=True)

    assert made == before
    assert public_bodies(app, ids, tokens) == before


def test_the_pages_import_nothing_heavy():
    for name in ("webapp.web.pages.progress", "webapp.web.pages.pledges", "webapp.web.api.progress"):
        assert name in sys.modules
    import subprocess

    code = (
        "import webapp.web.pages.pledges, webapp.web.api.progress, webapp.usecases.checks, sys;"
        "print([m for m in ('numpy', 'scipy', 'folium', 'shapely', 'pyproj') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
