"""Pages around the path: in a frame, questions, what the site says of itself; and how light the first visit is."""

import gzip
import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import date
from itertools import combinations
from math import dist
from pathlib import Path

import pytest

from tests.browser import axe
from tests.browser.still import settled
from tests.conftest import app_settings
from tests.public_world import add_check, add_site
from tests.residents import ask, ask_site
from tests.staff import PASSWORD, code_now, new_account, staff_client, token_of
from tests.web_server import Stub, say
from webapp import create_app
from webapp.domain.campaigns import CampaignWish
from webapp.domain.roles import OPERATOR
from webapp.settings import ROOT
from webapp.storage.db import db
from webapp.usecases.campaigns import create_campaign
from webapp.usecases.places import load_place

pytestmark = pytest.mark.browser

SPRING = CampaignWish(
    "Vårfrågan 2026", "The spring question 2026", "Var kör man för fort i vår?",
    "Where do people drive too fast this spring?", date(2026, 5, 1), date(2026, 5, 31),
)  # fmt: skip
MOST_BYTES = 150_000
SHIFTS = """() => new Promise(done => { let total = 0;
  new PerformanceObserver(list => list.getEntries().forEach(e => { total += e.value; }))
    .observe({type: 'layout-shift', buffered: true});
  setTimeout(() => done(total), 400); })"""


@pytest.fixture
def spring(session, context):
    site_id = add_site(session, lat=60.0, lon=15.05)
    add_check(session, site_id)
    for n in range(13):
        add_site(session, f"Gata {n}", lat=59.96 + 0.006 * n, lon=15.02 + 0.011 * n)
    slug = create_campaign(session, context, OPERATOR, SPRING)
    db.session.remove()
    return slug


def faults_of(page):
    wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    return axe.faults_of(page) + ["wide"] * wide


def circle(box):
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, box["width"] / 2


def overlap(a, b):
    (ax, ay, ar), (bx, by, br) = a, b
    return dist((ax, ay), (bx, by)) < ar + br - 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [280, 360, 900])
def test_the_frame_can_be_used_by_everyone_at_every_width(open_page, spring, width, scheme):
    page = open_page("/embed", width, 620, scheme, script=True)

    assert faults_of(page) == []
    assert page.context.cookies() == []
    marks = [circle(sign.bounding_box()) for sign in page.locator("svg a.mk:visible > g > :first-child").all()]
    assert len(marks) > 4
    assert all(radius >= 12 for *_, radius in marks)
    assert not any(overlap(a, b) for a, b in combinations(marks, 2))


def test_a_link_in_the_frame_opens_what_it_names_in_a_window_of_its_own(open_page, server, spring):
    page = open_page("/embed", script=False)
    mark = page.locator("svg a.mk:visible").first
    named = mark.get_attribute("href")  # one site, or the list where the mark stands for several
    with page.context.expect_page() as opened:
        mark.click()

    assert re.fullmatch(r"/sites(/\w+)?", named)
    opened.value.wait_for_url(server.url + named)  # a new window begins empty


def test_a_page_of_another_site_can_show_the_frame_and_no_other_page(chromium, server, spring):
    other = Stub()
    frames = "".join(f'<iframe src="{server.url}{path}"></iframe>' for path in ("/embed", "/suggest"))
    other.answer = lambda request: say(request, frames.encode(), **{"Content-Type": "text/html"})
    context = chromium.new_context(locale="sv-SE")
    page = context.new_page()
    page.goto(other.url)
    wanted = [f"{server.url}/embed", "chrome-error://chromewebdata/"]

    shown = settled(page, lambda: [frame.url for frame in page.frames[1:]], wanted)
    heading = page.frames[1].locator("h1").inner_text()
    cookies = context.cookies(server.url)
    context.close()
    other.close()
    assert shown == wanted
    assert heading == "Löfteskartan Testvik"
    assert [c for c in cookies if c["name"] != "lofte"] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_of_a_question_can_be_used_by_everyone(app, open_page, session, spring, scheme):
    page = open_page(f"/q/{spring}", 360, 780, scheme)
    assert page.url.endswith(f"/suggest?campaign={spring}")
    assert page.locator("#asked-h").inner_text() == "Var kör man för fort i vår?"
    assert faults_of(page) == []

    for path in ("/how-we-choose", "/privacy", "/accessibility"):
        page.goto(path)
        assert faults_of(page) == []

    place = replace(app.extensions["lofte_context"].place, closed_between_campaigns=True)
    app.extensions["lofte_context"] = replace(app.extensions["lofte_context"], place=place)
    app.extensions["lofte_context"].now.move(days=40)
    page.goto("/suggest")
    assert page.locator("form").count() == 0
    assert faults_of(page) == []


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1280, "dark")])
def test_the_communicators_pages_can_be_used_by_everyone(app, open_page, spring, width, scheme):
    page = open_page("/login", width, 800, scheme)
    page.fill("input[name=email]", new_account(app, "communicator"))
    page.fill("input[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector("input[name=code]")
    page.fill("input[name=code]", code_now(app))
    page.keyboard.press("Enter")
    page.wait_for_url("**/communicator/**")

    for path in ("/communicator/", "/communicator/campaigns", f"/communicator/campaigns/{spring}"):
        page.goto(path)
        assert faults_of(page) == []
    page.goto("/communicator/campaigns")
    page.locator("main form button").click()
    page.wait_for_selector("[role=alert]")
    assert faults_of(page) == []


@pytest.fixture
def real_place(tmp_path, clock):
    """The place that comes with the program, with its map and names."""
    app = create_app(app_settings(tmp_path / "real", ROOT / "geodata" / "huddinge"), clock)
    with app.app_context():
        db.create_all()
        load_place(db.session(), app.extensions["lofte_context"], ROOT / "geodata" / "huddinge")
        for n in range(15):
            add_site(db.session(), f"Gatan {n}", lat=59.2 + 0.004 * n, lon=17.95 + 0.008 * n)
        db.session.remove()
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.mark.parametrize("path", ["/", "/suggest"])
@pytest.mark.parametrize(("width", "height"), [(360, 780), (1280, 800)])
def test_a_first_visit_is_light_and_nothing_moves(chromium, real_place, path, width, height):
    from tests.browser.conftest import Server

    bodies = {}
    with Server(real_place) as running:
        context = chromium.new_context(viewport={"width": width, "height": height}, locale="sv-SE")
        page = context.new_page()
        page.on("response", lambda answer: bodies.setdefault(answer.url, answer))
        page.goto(running.url + path)
        page.wait_for_load_state("networkidle")
        shifts = page.evaluate(SHIFTS)
        sizes = {url: len(gzip.compress(answer.body())) for url, answer in bodies.items() if answer.status == 200}
        context.close()

    assert any("map" in url for url in sizes)
    assert sum(sizes.values()) <= MOST_BYTES, sizes
    assert shifts < 0.001


PAGES = (
    "/", "/?kind=speed", "/sites", "/sites/{site}", "/suggest", "/suggest?lat=60.0&lon=15.05&kind=speed",
    "/suggest?campaign={slug}", "/suggestions/{token}", "/suggestions/{token}?confirm=erase",
    "/suggestions/{token}?confirm=withdraw", "/progress", "/progress?year=2020", "/pledges", "/pledges/speed-checks",
    "/follow-ups", "/evaluation/2026", "/how-we-choose", "/privacy", "/accessibility", "/login", "/no-such-page",
    "/embed", "/?lang=en", "/suggest?lang=en", "/suggestions/erased", "/suggestions/{token}/move", "/suggest/offline",
    "/alerts", "/alerts?where=near&lat=60.0&lon=15.05", "/alerts/sent", "/mail/receipts", "/mail/confirm/old",
    "/report/received",
)  # fmt: skip

STAFF_PAGES = {
    "police": (
        "/police/",
        "/police/shift",
        "/police/recommend",
        "/police/calendar",
        "/police/unsafe",
        "/police/sites/{site}",
    ),
    "planner": ("/planner/", "/planner/hotspots", "/planner/measures", "/planner/measures/new", "/planner/unsafe"),
    "communicator": ("/communicator/", "/communicator/campaigns", "/communicator/outreach", "/communicator/comments"),
    "moderator": ("/moderation/", "/moderation/reports", "/moderation/comments", "/moderation/desk"),
    "admin": ("/account/", "/admin/log", "/admin/"),
}


def checker():
    """Return the Nu checker's file: VNU_JAR, or what install_html_checker.sh put beside the packages of the tests."""
    jar = Path(os.environ.get("VNU_JAR", Path(sys.prefix) / "html_checker/node_modules/vnu-jar/build/dist/vnu.jar"))
    if not jar.exists() or shutil.which("java") is None:
        pytest.skip("no Nu HTML checker: it needs java and npm, or VNU_JAR")
    return jar


def test_the_html_of_every_public_page_and_of_staffs_is_faultless(app, client, session, context, spring, tmp_path):
    jar = checker()
    names = {"site": ask_site(session, context).id, "token": ask(session, context), "slug": spring}
    token = token_of(client.get("/suggest"))
    states = [client.get(path.format(**names)) for path in PAGES]
    for words in (
        {},
        {"text": "x" * 2000, "email": "a"},
        {"lat": "60", "lon": "15.1", "kind": "speed", "preview": "1"},
    ):
        states.append(client.post("/suggest", data={"csrf_token": token, **words}))
    warned = {"csrf_token": token, "warned": "", "text": "Bilen ABC 123 kör fort"}
    for path in (f"/sites/{names['site']}/support", f"/suggestions/{names['token']}/edit", "/suggest", "/alerts"):
        states.append(client.post(path, data=warned | {"kind": "speed", "lat": "60", "lon": "15.1"}))
        assert states[-1].status_code == 422
    for role, paths in STAFF_PAGES.items():
        staff = staff_client(app, role)
        states += [staff.get(path.format(**names)) for path in paths]
        assert states[-1].status_code == 200
    for n, state in enumerate(states):
        (tmp_path / f"{n}-{re.sub(r'[^a-z]+', '-', state.request.path)}.html").write_bytes(state.data)

    found = subprocess.run(
        ["java", "-jar", str(jar), "--errors-only", *map(str, sorted(tmp_path.glob("*.html")))],
        capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert (found.returncode, found.stderr) == (0, "")
