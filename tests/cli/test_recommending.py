"""``sites recommend``, as an operator runs it."""

import json

import pytest

from tests.residents import ask_site
from webapp.domain.suggestions import WHEN


@pytest.fixture
def run(app):
    return lambda *args: app.test_cli_runner().invoke(args=["sites", "recommend", *args])


@pytest.fixture
def sites(session, context):
    return [ask_site(session, context, (60.0, 15.03 + 0.02 * n)).id for n in range(6)]


def test_the_json_holds_what_others_rely_on(run, sites):
    result = run("--count", "4", "--seed", "7", "--json", "--audit")

    told = json.loads(result.stdout)
    assert result.exit_code == 0
    assert told["seed"] == 7
    assert told["radius_m"] == 600
    assert told["floors_basis"] == "population"
    assert 0 < told["coverage"] <= told["bound"] <= 1
    assert told["coverage_drawn"] >= 0.95 * told["coverage"]
    assert told["audit"]["finished"]
    assert set(told["floors"]) == {"Västra", "Östra"}
    assert all(floor["met"] >= floor["needed"] >= 1 for floor in told["floors"].values())
    assert len(told["picks"]) == 4
    for pick in told["picks"]:
        assert pick["site"] in sites
        assert pick["area"] in told["floors"]
        assert 0 < pick["score"] < 1
        assert 0 < pick["probability"] <= 1
        assert pick["reason"]
        assert pick["window"] in WHEN


def test_the_same_seed_prints_the_same_and_without_one_it_is_secret(run, sites):
    first, again = (json.loads(run("--count", "4", "--seed", "x y", "--json").stdout) for _ in range(2))
    secret = json.loads(run("--count", "4", "--json").stdout)["seed"]

    assert {**first, "seal": ""} == {**again, "seal": ""}
    assert first["seal"] != again["seal"]
    assert len(secret) == 32


def test_people_read_reasons_and_how_much_better_is_possible(run, sites):
    text = run("--count", "3").stdout

    assert text.count("Adds the most") + text.count("floor of") == 3
    assert "at most 0.0% better is possible" in text
    assert "Every district has its floor." in text


def test_wrong_use_and_no_sites_are_told_apart(run):
    assert run("--count", "0").exit_code == 2
    assert run().exit_code == 2
    assert run("--count", "3", "--seed", "").exit_code == 1
    empty = run("--count", "3", "--json")
    assert empty.exit_code == 0
    assert json.loads(empty.stdout)["picks"] == []
