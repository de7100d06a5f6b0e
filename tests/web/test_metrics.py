"""What whoever watches over the site reads, on a port of this machine alone."""

import json
import re

import pytest
from sqlalchemy.exc import OperationalError

from tests.residents import ask
from webapp.storage.db import transaction
from webapp.storage.health import note_round
from webapp.web import metrics
from webapp.web.metrics import watchers_app


@pytest.fixture
def watch(app, session, context):
    with transaction(session):
        note_round(session, context)

    def ask_for(path):
        told = {}
        body = b"".join(watchers_app(app)({"PATH_INFO": path}, lambda status, headers: told.update(status=status)))
        return told["status"][:3], body.decode()

    return ask_for


def numbers(text):
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    assert all(re.fullmatch(r'lofte_\w+(\{(\w+="[^"]*",?)+\})? -?[\d.e+-]+', line) for line in lines), lines
    return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines)}


def test_answers_are_counted_by_method_and_status_and_by_how_long_they_took(client, watch):
    client.get("/")
    client.get("/no-such-page?q=hemligt")
    client.post("/suggest")

    status, text = watch("/metrics")

    found = numbers(text)
    assert status == "200"
    assert found['lofte_answers_total{method="GET",status="2xx"}'] == 1
    assert found['lofte_answers_total{method="GET",status="4xx"}'] == 1
    assert found['lofte_answers_total{method="POST",status="4xx"}'] == 1
    assert found["lofte_answer_seconds_count"] == found['lofte_answer_seconds_bucket{le="+Inf"}'] == 3
    steps = [value for name, value in found.items() if "_bucket" in name]
    assert steps == sorted(steps)
    assert "hemligt" not in text
    assert "no-such-page" not in text


def test_the_numbers_tell_of_the_database_the_disk_and_the_process(session, context, watch):
    ask(session, context)

    found = numbers(watch("/metrics")[1])

    assert found["lofte_database_up"] == 1
    assert found["lofte_suggestions"] == 1
    assert found["lofte_disk_free_bytes"] > 0
    assert found["lofte_process_resident_bytes"] > 10_000_000


def test_a_deep_look_says_what_somebody_should_see_to(clock, watch):
    assert json.loads(watch("/healthz")[1])["wrong"] == []
    clock.move(minutes=20)

    status, body = watch("/healthz")

    assert status == "503"
    assert json.loads(body)["wrong"] == ["the worker has done no round for a quarter of an hour"]


def test_a_database_that_is_gone_is_told_not_thrown(watch, monkeypatch):
    def gone(session, context):
        raise OperationalError("SELECT", {}, Exception("gone"))

    monkeypatch.setattr(metrics, "look_deep", gone)

    assert watch("/healthz")[0] == "503"
    assert numbers(watch("/metrics")[1])["lofte_database_up"] == 0


@pytest.mark.parametrize("path", ["/metrics", "/healthz/deep"])
def test_no_page_of_the_site_shows_them(client, path):
    assert client.get(path).status_code == 404
