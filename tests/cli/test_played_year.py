"""The year 2020 played through from its seed: every number that was published is computed again from its own file."""

import json
import subprocess
import sys
from datetime import UTC, datetime

import pytest

from tests.conftest import app_settings
from webapp import create_app
from webapp.domain.roles import OPERATOR
from webapp.gateways.clock import SetClock
from webapp.settings import ROOT
from webapp.storage.db import db
from webapp.usecases.places import load_place
from webapp.usecases.sites import verify_sites

LATER = datetime(2026, 5, 12, 10, 0, tzinfo=UTC)
FILES = ("/follow-ups/2020-1", "/follow-ups/2020-2", "/follow-ups/2020-3", "/evaluation/2020")


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    place = ROOT / "geodata" / "huddinge"
    app = create_app(app_settings(tmp_path_factory.mktemp("played"), place=place), SetClock(LATER))
    with app.app_context():
        db.create_all()
        load_place(db.session(), app.extensions["lofte_context"], place)
        done = app.test_cli_runner().invoke(args=["demo", "load", "--year", "2020"])
        assert done.exit_code == 0, done.output
        db.session.remove()
        yield app
        db.session.remove()
        db.engine.dispose()


def test_three_follow_ups_and_the_evaluation_are_published(played):
    client = played.test_client()

    told = {row["slug"]: row for row in client.get("/api/v1/pledges.json?year=2020&with=agreement").get_json()}
    assert len(told) == 11
    assert (told["follow_ups"]["done"], told["follow_ups"]["state"]) == (3, "kept")
    assert told["evaluation"]["done"] == 1
    assert told["speed-checks"]["done"] >= 60
    assert all(one["done"] for one in told.values())
    assert client.get("/feeds/follow-ups.atom").text.count("<entry>") == 4


@pytest.mark.parametrize("path", FILES)
def test_every_published_number_follows_from_the_published_file_alone(played, tmp_path, path):
    whole = played.test_client().get(f"{path}.json")
    file = tmp_path / "report.json"
    file.write_bytes(whole.data)
    command = [sys.executable, "-I", ROOT / "static" / "recompute.py", file]

    told = subprocess.run(command, capture_output=True, text=True)

    assert (told.returncode, told.stdout.splitlines()[-1]) == (0, "Every published number follows from the rows.")
    assert json.loads(file.read_text())["figures"]["counted"] > 0
    assert whole.get_json()["rows"]["checks"][-1]["on"] <= whole.get_json()["rows"]["through"]


def test_the_numbers_of_the_year_grow_from_one_follow_up_to_the_next(played):
    counted = [played.test_client().get(f"{path}.json").get_json()["figures"]["counted"] for path in FILES]

    assert counted[0] < counted[1] < counted[2] == counted[3]


def test_the_evaluation_says_whether_each_pledge_was_kept_in_both_languages(played):
    client = played.test_client()
    pledges = client.get("/evaluation/2020.json").get_json()["rows"]["pledges"]

    assert len(pledges) == 9
    assert all(p["state"] in {"kept", "not_kept", "ongoing", None} for p in pledges)
    for language in ("sv", "en"):
        page = client.get(f"/evaluation/2020?lang={language}").text
        assert all(p[f"title_{language}"] in page for p in pledges)
        assert client.get(f"/evaluation/2020.pdf?lang={language}").data.startswith(b"%PDF")


def test_every_report_was_published_days_after_what_it_tells_and_nothing_of_the_year_since_is_made_up(played):
    client = played.test_client()
    on = [client.get(f"{path}.json").get_json()["published_on"] for path in FILES]

    assert on == ["2020-05-04", "2020-09-04", "2021-01-04", "2021-01-04"]
    assert client.get("/api/v1/progress.json").get_json()["counted"] == 0
    assert verify_sites(db.session(), played.extensions["lofte_context"], OPERATOR) == []


@pytest.mark.parametrize(("year", "why"), [("2026", "is not over yet"), ("2019", "No agreement"), ("-4", "not over")])
def test_a_year_that_is_not_over_or_without_an_agreement_is_refused(played, year, why):
    done = played.test_cli_runner().invoke(args=["demo", "load", "--year", year])

    assert (done.exit_code, why in done.output) == (1, True)
