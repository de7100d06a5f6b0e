import csv
import io
import json
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from tests.usecases.test_imports import read as import_rows
from tests.usecases.test_imports import row
from webapp.domain.errors import Invalid, NotAllowed
from webapp.domain.hotspots import COLUMNS
from webapp.domain.roles import OPERATOR, RESIDENT, Actor, Role
from webapp.formats.site_files import PUBLIC_COLUMNS
from webapp.storage.sites import Site
from webapp.storage.suggestions import Suggestion
from webapp.usecases.exports import HotspotWish, export_hotspots, export_sites, export_suggestions

PLANNER = Actor(Role.PLANNER)


@pytest.fixture
def world(session, context):
    fill(session, context)


def fill(session, context):
    """Twenty residents at one spot, two at another, one who posts thirty times at a third, and strays."""
    rng = np.random.default_rng(7)
    rows = [row(f"many{n}", 60.001 + n * 1e-6, 15.052, comment="=cmd|' /C calc'!A0") for n in range(20)]
    rows += [row(f"two{n}", 59.98, 15.12) for n in range(2)]
    rows += [row(f"one{n}", 59.97, 15.16, reporter="same") for n in range(30)]
    rows += [row(f"stray{n}", *rng.uniform([59.965, 15.02], [60.03, 15.18])) for n in range(15)]
    rows += [row(f"old{n}", 60.02, 15.1, created="2025-01-01T12:00:00Z") for n in range(12)]
    import_rows(session, context, rows)


def hotspots(session, context, **wish):
    return json.loads(export_hotspots(session, context, PLANNER, HotspotWish("geojson", **wish)))


def near(feature, lat, lon):
    p = feature["properties"]
    return abs(p["lat"] - lat) < 0.003 and abs(p["lon"] - lon) < 0.006


def test_a_spot_of_many_residents_is_a_significant_hotspot_with_every_promised_field(session, context, world):
    found = hotspots(session, context)

    (spot,) = [f for f in found["features"] if near(f, 60.001, 15.052)]
    assert (
        spot["properties"]
        | {
            "class": "unusually_many",
            "significant": True,
            "weight": 20,
            "residents": "11-20",
            "kind": "speed",
        }
        == spot["properties"]
    )
    assert spot["properties"]["q"] < 0.05
    assert "null=area" in spot["properties"]["method"]
    assert spot["properties"]["period"] == "2025-01-01/2026-03-01"
    assert set(spot["properties"]) == set(COLUMNS)
    assert spot["geometry"]["type"] == "Polygon"


def test_two_residents_or_one_loud_one_are_in_no_export(session, context, world):
    html, table = (export_hotspots(session, context, PLANNER, HotspotWish(f)).decode() for f in ("html", "csv"))
    bands = {r["residents"] for r in csv.DictReader(io.StringIO(table))}
    assert bands == {"11-20"}
    assert html.count('<th scope="row">') == 2
    assert ">1-2<" not in html
    found = hotspots(session, context)["features"]
    assert not [f for f in found if near(f, 59.98, 15.12) or near(f, 59.97, 15.16)]


def test_a_period_holds_only_what_was_made_in_it_by_the_places_own_date(session, context, world):
    old = hotspots(session, context, last=date(2025, 12, 31))["features"]
    day = hotspots(session, context, first=date(2025, 1, 1), last=date(2025, 1, 1))

    assert [near(f, 60.02, 15.1) for f in old] == [True]
    assert len(day["features"]) == 1
    assert day["period"] == "2025-01-01/2025-01-01"
    assert hotspots(session, context, last=date(2024, 12, 31))["features"] == []


def test_a_kind_can_be_asked_for_alone(session, context, world):
    assert hotspots(session, context, kind="unsafe_place")["features"] == []


def test_no_export_repeats_a_pin(session, context, world):
    pins = {(s.lat, s.lon) for s in session.query(Suggestion)} | {
        (round(s.lat, 5), round(s.lon, 5)) for s in session.query(Suggestion)
    }
    everywhere = set()
    for feature in hotspots(session, context)["features"]:
        everywhere.add((feature["properties"]["lat"], feature["properties"]["lon"]))
        rings = feature["geometry"]["coordinates"]
        flat = rings if feature["geometry"]["type"] == "Polygon" else [r for polygon in rings for r in polygon]
        everywhere |= {(lat, lon) for ring in flat for lon, lat in ring}
    for internal in (False, True):
        sites = json.loads(export_sites(session, context, OPERATOR, "geojson", internal))
        everywhere |= {tuple(reversed(f["geometry"]["coordinates"])) for f in sites["features"]}

    assert not everywhere & pins


def test_the_table_has_one_row_a_hotspot_and_middle_in_both_systems(session, context, world):
    data = export_hotspots(session, context, PLANNER, HotspotWish("csv")).decode()

    rows = list(csv.DictReader(io.StringIO(data)))
    assert tuple(rows[0]) == COLUMNS
    assert len(rows) == len(hotspots(session, context)["features"])
    assert 6_600_000 < float(rows[0]["northing"]) < 6_700_000


def test_sites_are_exported_as_the_public_may_see_them(session, context, world):
    found = json.loads(export_sites(session, context, PLANNER, "geojson"))

    published = session.query(Site).filter(Site.published_at.is_not(None)).count()
    assert len(found["features"]) == published > 0
    for feature in found["features"]:
        assert set(feature["properties"]) == set(PUBLIC_COLUMNS) - {"lat", "lon"}
        assert feature["properties"]["residents"] in {"3-5", "6-10", "11-20"}


def test_the_operators_copy_has_members_by_the_files_own_ids_and_unpublished_sites(session, context, world):
    found = json.loads(export_sites(session, context, OPERATOR, "geojson", internal=True))

    properties = [f["properties"] for f in found["features"]]
    members = [m for p in properties for m in p["members"]]
    assert sorted(members) == sorted(s.external_id for s in session.query(Suggestion))
    assert {p["published"] for p in properties} == {True, False}
    assert all(p["aliases"] == [] for p in properties)
    (two,) = [p for p in properties if "two0" in p["members"]]
    assert (two["published"], sorted(two["members"])) == (False, ["two0", "two1"])


def test_the_suggestions_copy_has_every_row_and_no_formula(session, context, world):
    data = export_suggestions(session, context, OPERATOR, "csv").decode()

    rows = list(csv.DictReader(io.StringIO(data)))
    assert len(rows) == 79
    assert {r["comment"] for r in rows} == {"", "'=cmd|' /C calc'!A0"}
    assert not any(cell.startswith("=") for r in rows for cell in r.values())
    assert not {"token_hash", "salt", "submission_key"} & set(rows[0])


def test_the_suggestions_copy_leaves_out_what_was_erased(session, context, world):
    one = session.query(Suggestion).first()
    one.state, one.lat, one.lon, one.text = "erased", None, None, None
    session.commit()

    found = json.loads(export_suggestions(session, context, OPERATOR, "geojson"))
    assert len(found["features"]) == 78


def test_the_copy_can_be_imported_again(session, context, world):
    from webapp.formats.reports_csv import Reading
    from webapp.usecases.imports import import_suggestions

    data = export_suggestions(session, context, OPERATOR, "csv")
    report = import_suggestions(session, context, OPERATOR, data, Reading(context.place.tz, {}, {}))

    assert (report.stored, report.known) == (0, 79)


@pytest.mark.parametrize(
    ("call", "actor"),
    [
        (lambda s, c, a: export_hotspots(s, c, a, HotspotWish("csv")), RESIDENT),
        (lambda s, c, a: export_sites(s, c, a, "csv"), RESIDENT),
        (lambda s, c, a: export_sites(s, c, a, "csv", internal=True), PLANNER),
        (lambda s, c, a: export_suggestions(s, c, a, "csv"), PLANNER),
    ],
)
def test_each_file_asks_for_its_permission(session, context, call, actor):
    with pytest.raises(NotAllowed):
        call(session, context, actor)


def test_a_faulty_wish_names_its_faults(session, context):
    wish = HotspotWish("doc", kind="wild", first=date(2026, 5, 2), last=date(2026, 5, 1))

    with pytest.raises(Invalid) as refusal:
        export_hotspots(session, context, PLANNER, wish)

    assert [f.field for f in refusal.value.faults] == ["format", "kind", "to"]


def test_the_bandwidth_is_chosen_from_the_months_and_shown(session, context):
    rng = np.random.default_rng(3)
    start = datetime(2025, 1, 10, tzinfo=UTC)
    rows = [
        row(n, 60.0 + rng.normal(0, 5e-5), 15.05 + (n % 8) / 100 + rng.normal(0, 1e-4),
            created=(start + timedelta(days=int(rng.integers(0, 150)))).isoformat())
        for n in range(160)
    ]  # fmt: skip
    import_rows(session, context, rows)

    assert "h=50m" in hotspots(session, context, kind="speed")["method"]
