"""Where roads are imported, hotspots about speed are stretches of road; unsafe places stay squares."""

import json

import pytest

from tests.usecases.test_exports import PLANNER
from tests.worlds import add_junction, add_road, suggest_at
from webapp.storage.suggestions import Suggestion
from webapp.usecases.exports import HotspotWish, export_hotspots
from webapp.usecases.hotspot_ranking import rank_hotspots


@pytest.fixture
def street(session, context):
    """A long street and one that crosses it; fifteen residents at one spot of the first, three strays."""
    main = add_road(session, "Storgatan", [(0.0, 0.0), (3000.0, 0.0)])
    side = add_road(session, "Sidogatan", [(1000.0, -1000.0), (1000.0, 1000.0)])
    add_junction(session, 1000.0, 0.0, [main, side])
    for number in range(15):
        suggest_at(session, context, 1503.0 + number, 4.0, key=f"r{number}")
    for number in range(12):
        suggest_at(session, context, 1040.0, 420.0, key=f"u{number}", kind="unsafe_place")
    for number, x in enumerate((200.0, 700.0, 2500.0)):
        suggest_at(session, context, x, 3.0, key=f"s{number}")
    session.commit()


def found(session, context, **wish):
    return json.loads(export_hotspots(session, context, PLANNER, HotspotWish("geojson", **wish)))


def test_a_hotspot_about_speed_is_a_stretch_of_its_street(session, context, street):
    collection = found(session, context, kind="speed")
    (spot,) = collection["features"]

    assert "lixel=50m" in collection["method"]
    assert "null=road-metres" in collection["method"]
    assert spot["properties"]["class"] == "unusually_many"
    assert spot["properties"]["weight"] == 15
    assert spot["properties"]["q_district"] <= 0.05
    assert spot["properties"]["p_family"] <= 0.05
    assert "Storgatan" in spot["properties"]["name"]
    rings = spot["geometry"]["coordinates"]
    lats = [lat for _, lat in (rings[0] if spot["geometry"]["type"] == "Polygon" else rings[0][0])]
    assert (max(lats) - min(lats)) * 111_000 < 60  # a strip along the street, not a square over the houses


def test_an_unsafe_place_is_never_finer_than_its_squares(session, context, street):
    collection = found(session, context, kind="unsafe_place")

    assert "cell=250m" in collection["method"]
    assert [f["properties"]["kind"] for f in collection["features"]] == ["unsafe_place"]


def test_no_strip_repeats_a_pin_and_the_same_rows_give_the_same_map(session, context, street):
    first, again = found(session, context), found(session, context)
    text = json.dumps(first)

    assert first["features"] == again["features"]
    for pin in session.query(Suggestion):
        assert f"{pin.lon:.6f}".rstrip("0") not in text


def test_the_ranking_names_the_stretch_first(session, context, street):
    ranking = rank_hotspots(session, context, PLANNER, 3, "speed")

    assert ranking.unit == "50 m of road"
    assert ranking.ranked[0].weight == 15
    assert all(one.weight >= 3 for one in ranking.ranked)
