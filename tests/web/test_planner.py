import json

import pytest

from tests.staff import send, staff_client, token_of
from webapp.storage.accounts import AuditEntry


@pytest.fixture
def planner(app):
    return staff_client(app, "planner")


def test_the_page_offers_files_and_says_that_nothing_is_published_yet(planner):
    page = planner.get("/planner/?lang=en")

    assert page.status_code == 200
    assert "No place is published yet." in page.text
    assert 'name="format"' in page.text


def test_a_file_of_hotspots_is_given_to_take_away_and_logged(planner, session):
    answer = send(planner, "/planner/exports", {"format": "geojson", "kind": "speed"}, page="/planner/")

    assert answer.status_code == 200
    assert answer.content_type == "application/geo+json"
    assert answer.headers["Content-Disposition"] == "attachment; filename=hotspots-testvik-2026-05-12.geojson"
    assert json.loads(answer.data)["features"] == []
    assert session.query(AuditEntry).filter_by(action="hotspots.exported").count() == 1


def test_the_map_is_a_file_too_in_the_language_of_the_page(planner):
    answer = send(planner, "/planner/exports?lang=en", {"format": "html"}, page="/planner/")

    assert '<html lang="en">' in answer.text
    assert answer.headers["Content-Disposition"].startswith("attachment")


def test_a_file_for_excel_has_semicolons(planner):
    answer = send(planner, "/planner/exports/sites", {"format": "excel"}, page="/planner/")

    assert answer.data.startswith("\ufeffid;name;kind".encode())


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"format": "html", "from": "2026-05-01", "to": "2026-04-01"}, "The period ends before it begins"),
        ({"format": "html", "from": "yesterday"}, "Write the date like this: 2026-05-21"),
        ({"format": "doc"}, "Choose one from the list"),
        ({"format": "csv", "kind": "wild"}, "Choose what it is about"),
    ],
)
def test_a_faulty_wish_comes_back_with_what_was_typed(planner, fields, sentence):
    answer = send(planner, "/planner/exports?lang=en", fields, page="/planner/")

    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'role="alert"' in answer.text
    assert all(f'value="{value}"' in answer.text for name, value in fields.items() if name in {"from", "to"})


def test_police_do_not_open_the_planners_page(app):
    assert staff_client(app, "police").get("/planner/").status_code in {403, 404}


def test_a_download_without_the_forms_token_is_refused(planner):
    assert token_of(planner.get("/planner/"))
    assert planner.post("/planner/exports", data={"format": "csv"}).status_code == 400
