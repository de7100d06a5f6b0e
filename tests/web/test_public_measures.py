"""Measures as everyone meets them: on the map, in a list, counted into the pledge; and words that can be reported."""

import re
from datetime import date

import pytest

from tests.pledge_world import PLANNER as PARTY
from tests.pledge_world import nine_pledges, wish
from tests.public_world import add_site
from tests.staff import send, staff_client, token_of
from webapp.domain.measures import MeasureFacts, built_on
from webapp.domain.roles import Actor, Role
from webapp.usecases.measures import correct_measure, move_measure, register_measure
from webapp.usecases.pledge_events import report_event

PLANNER = Actor(Role.PLANNER)
HERE = {"type": "Point", "coordinates": [15.05, 60.0]}
PLEDGE = "/pledges/speed-measures?year=2026"


def add(session, context, **facts):
    told = {"kind": "narrowing", "status": "built", "on": date(2026, 4, 2), "street": "Skolgatan", **facts}
    return register_measure(session, context, PLANNER, MeasureFacts(geometry=HERE, **told))


def done(client, year=2026):
    lines = client.get(f"/api/v1/pledges.json?year={year}").json
    return {line["slug"]: line["done"] for line in lines}["speed-measures"]


@pytest.mark.parametrize(
    ("steps", "day"),
    [
        ([("planned", None)], None),
        ([("planned", None), ("built", date(2026, 4, 2))], date(2026, 4, 2)),
        ([("built", date(2026, 4, 2)), ("built", date(2025, 4, 2))], date(2025, 4, 2)),
        ([("built", date(2026, 4, 2)), ("removed", date(2026, 5, 2)), ("planned", None)], date(2026, 4, 2)),
        ([("built", date(2026, 4, 2)), ("planned", None)], None),
    ],
)
def test_a_measure_was_built_on_the_day_that_the_latest_word_says(steps, day):
    assert built_on(steps) == day


def test_built_measures_are_counted_into_the_ongoing_pledge_and_nobody_types_them(client, session, context):
    nine_pledges(session)
    assert done(client) is None  # nobody has told: never zero

    one = add(session, context, status="planned", on=None)
    assert done(client) == 0
    move_measure(session, context, PLANNER, one, "built", date(2026, 5, 2))
    add(session, context, on=date(2025, 6, 1))
    report_event(session, context, PARTY, wish("speed-measures", "2026-05-03", kind="measure"))

    assert done(client) == 2
    assert done(client, 2025) == 1
    assert f'id="event-m{one}"' in client.get(PLEDGE).text
    rows = client.get("/api/v1/pledge-events.csv?year=2026&pledge=speed-measures").text.splitlines()
    assert len(rows) == 3

    correct_measure(session, context, PLANNER, one, MeasureFacts("narrowing", "planned", HERE), "Den är inte byggd")
    assert done(client) == 1


def test_the_map_shows_what_stands_and_the_list_says_the_same(client, session, context):
    site = add_site(session, lat=60.0, lon=15.05)
    add(session, context, site_id=site, note="Före skolan", link="https://plan.example/1", cost=120000)
    add(session, context, status="decided", on=None, street="Ringvägen")
    add(session, context, status="removed", on=date(2026, 5, 1), street="Bygatan")

    home, listed = client.get("/").text, client.get("/measures?lang=sv").text

    assert home.count('class="m-sign ') == 1  # in one spot one sign stands for all
    assert "(fyrkant)" in client.get("/?lang=sv").text
    assert 'class="m-sign ' not in client.get("/?kind=unsafe_place").text
    for words in ("Skolgatan", "Ringvägen", "Bygatan", "Före skolan", "https://plan.example/1", f"/sites/{site}"):
        assert words in listed
    assert listed.count('class="mk mk-measure') == 3
    assert "Skolgatan" not in client.get("/measures?status=removed").text


def test_a_place_without_measures_says_so(client):
    assert "inte fört in" in client.get("/measures?lang=sv").text
    assert 'class="m-sign ' not in client.get("/").text


@pytest.mark.parametrize("what", ["event", "measure"])
def test_words_to_an_event_or_a_measure_can_be_reported_and_hidden(app, client, session, context, what):
    nine_pledges(session)
    said = "Skriven av Kalle"
    if what == "event":
        report_event(session, context, PARTY, wish("speed-measures", "2026-05-03", note=said, note_public=True))
        pages = [PLEDGE, "/api/v1/pledge-events.json?year=2026"]
    else:
        add(session, context, note=said)
        pages = [PLEDGE, "/measures", "/api/v1/measures.geojson", "/ogc/collections/measures/items"]

    def readers():
        return [page for page in pages if said in client.get(page).text]

    assert readers() == pages
    (link,) = re.findall(r'href="(/report\?[^"]+)"', client.get(PLEDGE).text.replace("&amp;", "&"))
    target = re.search(r"id=([\w-]+)", link)[1]
    assert said in client.get(link).text
    assert send(client, "/report", {"what": "event", "id": target, "reason": "person"}, link).status_code == 303

    moderator = staff_client(app, "moderator")
    page = moderator.get("/moderation/reports?lang=sv")
    assert said in page.text
    action = re.search(r'action="(/moderation/reports/\d+)', page.text)[1]
    moderator.post(action, data={"csrf_token": token_of(page), "state": "hidden"})
    assert readers() == []
    moderator.post(action, data={"csrf_token": token_of(page), "state": "open"})
    assert readers() == pages


def test_the_register_is_a_file_that_a_planner_takes_away(app, session, context):
    add(session, context)
    planner = staff_client(app, "planner")

    answer = send(planner, "/planner/measures/exports", {"format": "excel"}, page="/planner/measures")

    assert answer.headers["Content-Disposition"].startswith("attachment; filename=measures-testvik-2026-05-12.csv")
    assert "Skolgatan" in answer.get_data().decode("utf-8-sig")
    assert send(planner, "/planner/measures/exports", {"format": "png"}, page="/planner/measures").status_code == 422
