import json

import pytest

from tests.staff import send, staff_client
from tests.usecases.test_exports import fill


@pytest.fixture
def planner(app, session, context):
    fill(session, context)
    return staff_client(app, "planner")


def test_the_map_lists_every_hotspot_as_text_with_its_evidence(planner):
    page = planner.get("/planner/hotspots?lang=en")

    assert page.status_code == 200
    assert page.text.count('<tr id="h') == 2
    assert "Unusually many suggestions" in page.text
    assert 'href="#h1"' in page.text
    assert "Suggestions from" in page.text
    assert "11–20" in page.text
    assert "1–2<" not in page.text


def test_filters_narrow_the_list_and_the_file_has_the_same_selection(planner):
    old = planner.get("/planner/hotspots?lang=en&to=2025-12-31&kind=speed")

    assert old.text.count('<tr id="h') == 1
    assert 'name="to" value="2025-12-31"' in old.text
    answer = send(
        planner,
        "/planner/exports",
        {"format": "geojson", "kind": "speed", "to": "2025-12-31"},
        page="/planner/hotspots",
    )
    assert len(json.loads(answer.data)["features"]) == 1
    assert planner.get("/planner/hotspots?when=nights&lang=en").text.count('<tr id="h') == 0
    assert planner.get("/planner/hotspots?status=closed&lang=en").text.count('<tr id="h') == 0


def test_two_periods_stand_side_by_side_in_words_and_small_numbers_are_not_said(planner):
    page = planner.get("/planner/hotspots?lang=en&from=2026-01-01&to=2026-06-30").text

    assert "Compared with the period before" in page
    assert "Fewer suggestions is not fewer speeders" in page
    assert "A larger share than before" in page or "No change beyond chance" in page
    assert "Choose a first day above" in planner.get("/planner/hotspots?lang=en").text


def test_a_week_back_and_forth_needs_no_script(planner):
    page = planner.get("/planner/hotspots?lang=en&to=2026-03-10").text

    assert "to=2026-03-03" in page
    assert "to=2026-03-17" in page


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("from=2026-05-01&to=2026-04-01", "The period ends before it begins"),
        ("from=yesterday", "Write the date like this: 2026-05-21"),
        ("kind=wild", "Choose what it is about"),
    ],
)
def test_a_faulty_filter_is_told_and_kept(planner, query, sentence):
    page = planner.get(f"/planner/hotspots?lang=en&{query}")

    assert page.status_code == 422
    assert sentence in page.text


def test_a_system_that_the_file_cannot_hold_is_told(planner):
    answer = send(planner, "/planner/exports?lang=en", {"format": "kml", "crs": "EPSG:3006"}, page="/planner/hotspots")

    assert answer.status_code == 422
    assert "This file holds degrees only" in answer.text


def test_police_do_not_open_the_map(app):
    assert staff_client(app, "police").get("/planner/hotspots").status_code in {403, 404}
