"""What a device may keep of a shift: forms without a token, until the login must end; and what logging out says."""

import re

import pytest

from tests.residents import OFFICER, ask_site
from tests.staff import send, staff_client
from webapp.domain.suitability import Assessment
from webapp.settings import ROOT
from webapp.usecases.checks import choose_site
from webapp.usecases.suitability import assess_site

WORKER = (ROOT / "static" / "js" / "police_sw.js").read_text(encoding="utf-8")


@pytest.fixture
def police(app):
    return staff_client(app, "police")


@pytest.fixture
def site(session, context):
    made = ask_site(session, context)
    choose_site(session, context, OFFICER, made.id)
    return made.id


def test_the_kept_list_has_forms_and_no_token_and_lasts_as_long_as_the_login(police, site, clock):
    page = police.get("/police/shift/kept")

    assert "csrf_token" not in page.text
    assert page.text.count(f'data-site="{site}"') == 2
    assert "Set-Cookie" not in page.headers
    assert "no-store" in page.headers["Cache-Control"]
    assert page.headers["Lofte-Lasts"] == "36000"
    clock.move(minutes=20)
    assert police.get("/police/shift/kept").headers["Lofte-Lasts"] == "34800"


def test_ids_are_their_own_for_every_place_of_the_kept_list(police, session, context, site):
    other = ask_site(session, context, (60.01, 15.16))
    choose_site(session, context, OFFICER, other.id)

    ids = re.findall(r' id="([^"]+)"', police.get("/police/shift/kept").text)

    assert len(ids) == len(set(ids))
    assert f"started_at-{other.id}" in ids


def test_being_ready_names_nobody_and_gives_a_token_that_works(police, app, site):
    told = police.get("/police/shift/ready").json

    assert re.fullmatch(r"[0-9a-f]{16}", told["who"])
    assert told["who"] != staff_client(app, "police").get("/police/shift/ready").json["who"]
    data = {"csrf_token": told["csrf_token"], "reason": "weather", "submission_key": "k"}
    assert police.post(f"/police/sites/{site}/not-done", data=data).status_code == 303


@pytest.mark.parametrize("path", ["/police/sw.js", "/police/shift/ready", "/police/shift/kept"])
def test_nobody_else_gets_any_of_it(app, client, path):
    assert client.get(path).status_code == 302
    assert staff_client(app, "planner").get(path).status_code == 403


def test_logging_out_tells_the_browser_to_forget(police):
    answer = send(police, "/logout", page="/police/shift")

    assert answer.headers["Clear-Site-Data"] == '"storage"'


def test_the_worker_keeps_only_files_that_there_are_and_all_that_the_list_needs(police, site):
    names = re.search(r"FILES = \[(.*?)\]", WORKER, re.DOTALL)[1]
    kept = {f"/static/{name}" for name in re.findall(r'"([^"]+)"', names)}

    assert all((ROOT / path.removeprefix("/")).is_file() for path in kept)
    page = police.get("/police/shift/kept").text
    assert set(re.findall(r'(?:src|href)="(/static/[^"?]+)"', page)) <= kept
    with police.get("/police/sw.js") as answer:
        assert answer.get_data(as_text=True) == WORKER


def test_the_worker_sends_nothing_by_itself():
    assert not re.search(r"\bsync|push|POST|periodic|notification", WORKER)


def test_a_stop_says_what_who_stood_there_wrote(police, session, context, site):
    told = Assessment(verdict="conditional", answers={}, note="Stå på fickan, inte när bussen är inne.")
    assess_site(session, context, OFFICER, site, told)

    for path in ("/police/shift", "/police/shift/kept"):
        assert "Stå på fickan, inte när bussen är inne." in police.get(path).text
