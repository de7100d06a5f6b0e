import json

import pytest

from tests.residents import ask
from tests.usecases.test_exports import fill
from webapp.domain.hotspots import COLUMNS
from webapp.storage import hotspots_kept
from webapp.storage.suggestions import Suggestion
from webapp.usecases.suggestions import withdraw


@pytest.fixture
def world(session, context):
    fill(session, context)


def read(client, query=""):
    answer = client.get(f"/api/v1/hotspots.geojson{query}")
    assert answer.status_code == 200
    assert answer.content_type == "application/geo+json"
    return json.loads(answer.data)


def test_everyone_reads_hotspots_with_the_fields_that_may_leave_and_no_band_of_one_or_two(client, world):
    found = read(client)

    assert len(found["features"]) == 2
    assert all(tuple(f["properties"]) == COLUMNS for f in found["features"])
    assert {f["properties"]["residents"] for f in found["features"]} == {"11-20"}
    assert len({f["id"] for f in found["features"]}) == 2
    assert found["period"] == "2025-01-01/2026-03-01"
    assert read(client, "?kind=unsafe_place")["features"] == []
    assert read(client, "?bbox=15.04,59.9,15.06,60.05")["features"] == [
        f for f in found["features"] if 15.04 < f["properties"]["lon"] < 15.06
    ]


def test_the_body_repeats_no_pin_and_nothing_that_somebody_wrote(client, session, world):
    text = client.get("/api/v1/hotspots.geojson").text

    assert "calc" not in text
    for one in session.query(Suggestion):
        assert f"{one.lon:.5f}".rstrip("0") + "," not in text
        assert one.reporter_key not in text


def test_ogc_gives_the_same_hotspots_by_the_same_ids(client, world):
    found = read(client)
    listed = client.get("/ogc/collections/hotspots/items").get_json()

    assert [f["id"] for f in listed["features"]] == [f["id"] for f in found["features"]]
    one = client.get(f"/ogc/collections/hotspots/items/{found['features'][0]['id']}").get_json()
    assert one["properties"]["weight"] == found["features"][0]["properties"]["weight"]
    assert client.get("/ogc/collections/hotspots/items/speed-1-1").status_code == 404


def test_what_nothing_changed_is_not_computed_again_and_what_changed_is(client, session, context, world, monkeypatch):
    monkeypatch.setattr(hotspots_kept, "SPARING", 0.0)
    done = []
    compute = hotspots_kept.hotspot_map
    monkeypatch.setattr(hotspots_kept, "hotspot_map", lambda *a: done.append(1) or compute(*a))

    before = [read(client), read(client)][1]
    assert len(done) == 1
    receipt = ask(session, context, (60.001, 15.052))
    after = read(client)
    assert len(done) == 2
    assert after["features"][0]["properties"]["weight"] == before["features"][0]["properties"]["weight"] + 1
    withdraw(session, context, receipt)
    assert read(client)["features"] == before["features"]


def test_a_busy_site_reads_what_was_kept(client, session, context, world, monkeypatch):
    monkeypatch.setattr(hotspots_kept, "SPARING", 1e9)
    before = read(client)
    ask(session, context, (60.001, 15.052))

    assert read(client) == before
