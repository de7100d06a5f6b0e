"""The planner's register of measures, and where everyone reads it."""

import pytest

from tests.public_world import add_site
from tests.staff import send, staff_client

NEW = {
    "kind": "narrowing",
    "status": "planned",
    "lat": "60.0",
    "lon": "15.05",
    "street": "Skolgatan",
    "note": "Före skolan",
}
HOSTILE = "<img src=x onerror=alert(1)>"


@pytest.fixture
def planner(app):
    return staff_client(app, "planner")


def register(planner, **changes):
    return send(planner, "/planner/measures", {**NEW, **changes}, page="/planner/measures/new")


def test_a_planner_registers_a_measure_and_everyone_reads_it(planner, app, session):
    site = add_site(session, lat=60.0, lon=15.05)

    answer = register(planner, site=site)

    assert answer.status_code == 303
    page = planner.get(answer.location)
    assert "Skolgatan" in page.text
    public = app.test_client()
    (told,) = public.get("/api/v1/measures.geojson").json["features"]
    assert told["geometry"] == {"type": "Point", "coordinates": [15.05, 60.0]}
    assert told["properties"]["site"] == site
    assert public.get("/ogc/collections/measures/items?status=planned").json["numberMatched"] == 1
    assert "Före skolan" in public.get(f"/sites/{site}?lang=sv").text


def test_a_faulty_form_keeps_every_word_and_names_the_field(planner):
    answer = register(planner, kind="", cost="mycket", lat="", lon="")

    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert "mycket" in answer.text
    assert "Före skolan" in answer.text


def test_a_step_is_saved_and_one_that_is_not_in_the_table_is_told(planner):
    where = register(planner).location.split("?")[0]

    assert send(planner, f"{where}/step", {"status": "built", "on": "2026-05-02"}, page=where).status_code == 303
    assert send(planner, f"{where}/step", {"status": "planned"}, page=where).status_code == 422
    assert send(planner, f"{where}/step", {"status": "removed", "on": "snart"}, page=where).status_code == 422
    assert "2026-05-02" in planner.get(where).text


def test_hostile_words_stay_words(planner, app):
    where = register(planner, street=HOSTILE, note=HOSTILE).location

    assert HOSTILE not in planner.get(where).text
    assert app.test_client().get("/api/v1/measures.geojson").json["features"][0]["properties"]["note"] == HOSTILE


def test_a_correction_asks_why(planner):
    where = register(planner).location.split("?")[0]

    assert send(planner, f"{where}/correct", {**NEW, "street": "Ringvägen"}, page=where).status_code == 422
    assert (
        send(planner, f"{where}/correct", {**NEW, "street": "Ringvägen", "reason": "Fel gata"}, page=where).status_code
        == 303
    )
    assert "Ringvägen" in planner.get(where).text


def test_the_list_is_filtered(planner):
    register(planner)

    assert "Skolgatan" in planner.get("/planner/measures?kind=narrowing").text
    assert "Skolgatan" not in planner.get("/planner/measures?status=built").text
