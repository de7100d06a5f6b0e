import json
import random
import subprocess
import sys
from datetime import date

import pytest

from tests.public_world import NOON, add_cell, add_check, add_site, when_counts
from webapp.storage.db import transaction
from webapp.storage.map_cells import SIZES_M
from webapp.storage.sites import MapCell, Site
from webapp.storage.suggestions import Suggestion

PLACE = "15.0,59.95,15.2,60.05"


def features(client, query=""):
    return client.get(f"/api/v1/sites.geojson{query}").json["features"]


def test_a_published_site_is_a_point_with_what_the_public_may_know(client, session):
    site_id = add_site(session, residents=14, lat=60.0, lon=15.05, when_counts=when_counts(mon_06=3))
    add_check(session, site_id, date(2026, 5, 1))

    answer = client.get("/api/v1/sites.geojson")

    assert answer.mimetype == "application/geo+json"
    (feature,) = answer.json["features"]
    assert feature["geometry"] == {"type": "Point", "coordinates": [15.05, 60.0]}
    assert feature["properties"] == {
        "id": site_id, "name": "Skolgatan", "kind": "speed", "area": None, "status": "checked", "reason": None,
        "public_reply": None, "residents": "11-20", "when": ["mon-06"], "causes": [], "checks": 1,
        "last_check_on": "2026-05-01", "url": f"http://localhost/sites/{site_id}",
    }  # fmt: skip


def test_unpublished_sites_are_in_no_answer(client, session):
    hidden = add_site(session, "Hemliga gatan", published=False)

    for path in ("/api/v1/sites.geojson", "/api/v1/map", f"/api/v1/map?bbox={PLACE}&zoom=20"):
        assert hidden not in client.get(path).text
        assert "Hemliga" not in client.get(path).text


def test_neither_anchor_nor_pin_is_in_any_answer(client, session):
    add_site(session, lat=60.0, lon=15.05)

    for path in ("/api/v1/sites.geojson", f"/api/v1/map?bbox={PLACE}&zoom=20"):
        text = client.get(path).text
        assert "15.05012" not in text
        assert "15.05079" not in text


def test_a_box_a_kind_a_district_and_a_status_are_filters(client, session):
    areas = {name: number for number, name in session.connection().exec_driver_sql("SELECT id, name FROM area")}
    session.rollback()
    add_site(session, "A", lat=60.0, lon=15.05, area_id=areas["Västra"])
    add_site(session, "B", lat=60.0, lon=15.15, area_id=areas["Östra"], kind="unsafe_place")
    add_site(session, "C", lat=60.04, lon=15.15, area_id=areas["Östra"], status="declined")

    def names(query):
        return {f["properties"]["name"] for f in features(client, query)}

    assert names("") == {"A", "B", "C"}
    assert names("?bbox=15.0,59.99,15.1,60.01") == {"A"}
    assert names("?kind=unsafe_place") == {"B"}
    assert names("?area=ostra") == names("?area=Östra") == {"B", "C"}
    assert names("?status=declined") == {"C"}
    assert names("?area=ostra&kind=speed&status=open") == set()
    assert names("?kind=&area=&status=&bbox=") == {"A", "B", "C"}


@pytest.mark.parametrize(
    "query",
    [
        "bbox=1,2,3", "bbox=a,b,c,d", "bbox=nan,59,16,61", "bbox=16,59,15,61", "bbox=15,61,16,59", "bbox=15,59,16,inf",
        "bbox=-181,59,16,61", "bbox=1,2,3,4,5", "kind=potholes", "area=atlantis", "status=chosen", "bbox=15,59,15,61",
    ],
)  # fmt: skip
def test_a_faulty_parameter_is_400_with_a_sentence(client, query):
    answer = client.get(f"/api/v1/sites.geojson?{query}")

    assert answer.status_code == 400
    assert answer.mimetype == "application/json"
    assert answer.json["error"].startswith(query.split("=")[0])


@pytest.mark.parametrize("query", ["zoom=x", "zoom=-1", "zoom=25", "zoom=1.5", "zoom=٣", "bbox=x", "kind=x"])
def test_the_map_refuses_what_it_cannot_draw(client, query):
    assert client.get(f"/api/v1/map?{query}").status_code == 400


def test_the_map_draws_squares_with_bands_and_never_finer_than_the_kind_allows(client, session):
    add_cell(session, suggestions=1)
    add_cell(session, kind="unsafe_place", suggestions=4)

    body = client.get("/api/v1/map?bbox=15.04,59.995,15.06,60.005&zoom=22").json

    assert body["cells"] == [
        {"lon": 15.05, "lat": 60.0, "size_m": 100, "kind": "speed", "count": "1-2", "strength": 1},
        {"lon": 15.05, "lat": 60.0, "size_m": 250, "kind": "unsafe_place", "count": "3-5", "strength": 2},
    ]


def test_an_unchanged_map_is_304(client, session):
    add_cell(session)
    first = client.get("/api/v1/map")

    again = client.get("/api/v1/map", headers={"If-None-Match": first.headers["ETag"]})

    assert (again.status_code, again.data) == (304, b"")
    add_cell(session, col=9000, lat=60.03)
    assert client.get("/api/v1/map", headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


def fill(session):
    """5,000 published sites and 50,000 squares over the whole place, long names and all."""
    chance = random.Random(11)
    with transaction(session):
        founder = Suggestion(
            public_number="many", founding_id="many", channel="import", kind="speed", received_at=NOON, created_at=NOON,
            lat=60.0, lon=15.0, easting=5e5, northing=6.65e6, unit="free", cell_col=0, cell_row=0, reporter_key="k",
        )  # fmt: skip
        session.add(founder)
        session.flush()
        session.bulk_insert_mappings(
            Site,
            [
                {
                    "id": f"site{n:06d}", "kind": ("speed", "unsafe_place")[n % 4 == 0], "founder_id": founder.id,
                    "name": f"Övre Åängsvägen vid ”Häggviks” gårds förskola & fritidshem {n}", "unit": "free",
                    "length_m": 1.0, "easting": 5e5, "northing": 6.65e6, "lat": 60.0, "lon": 15.0,
                    "public_lat": 59.95 + chance.random() * 0.1, "public_lon": 15.0 + chance.random() * 0.2,
                    "status": "declined", "residents": 3 + n % 90, "when_counts": [1] * 56, "cause_counts": {},
                    "first_received_at": NOON, "last_received_at": NOON, "published_at": NOON,
                }
                for n in range(5000)
            ],
        )  # fmt: skip
        for kind, sizes in SIZES_M.items():
            for step, size_m in enumerate(sizes):
                squares = sorted({(n % 200 >> step, n // 200 >> step) for n in range(25_000)})
                session.bulk_insert_mappings(
                    MapCell,
                    [
                        {
                            "kind": kind, "size_m": size_m, "col": col, "row": row, "suggestions": 1 + (col * row) % 30,
                            "lat": 59.95 + 0.1 * ((row + 0.5) * 2**step) / 125,
                            "lon": 15.0 + 0.2 * ((col + 0.5) * 2**step) / 200,
                        }
                        for col, row in squares
                    ],
                )  # fmt: skip


def test_the_map_is_never_over_30_kb_whatever_the_box_and_the_zoom(client, session):
    fill(session)
    boxes = [PLACE, "-180,-90,180,90", "15.05,59.98,15.06,59.985", "15.0,59.95,15.1,60.0", "15.09,59.99,15.11,60.01"]

    for box in boxes:
        for zoom in (0, 5, 9, 11, 13, 15, 17, 19, 24):
            answer = client.get(f"/api/v1/map?bbox={box}&zoom={zoom}")
            assert len(answer.data) <= 30_000, (box, zoom, len(answer.data))
            body = answer.json
            assert body["cells"], (box, zoom)
            assert all(cell["size_m"] >= SIZES_M[cell["kind"]][0] for cell in body["cells"])
            assert body["sites"] or body["groups"]
    everything = client.get("/api/v1/map?bbox=-180,-90,180,90&zoom=0").json
    assert sum(group["sites"] for group in everything["groups"]) == 5000


def test_the_home_page_stays_small_with_thousands_of_sites(client, session):
    fill(session)

    assert len(client.get("/").data) < 150_000


def test_districts_come_with_their_borders(client):
    answer = client.get("/api/v1/areas.geojson")

    assert answer.mimetype == "application/geo+json"
    assert {f["properties"]["name"] for f in answer.json["features"]} == {"Västra", "Östra"}
    assert all(f["geometry"]["type"] in {"Polygon", "MultiPolygon"} for f in answer.json["features"])


def test_the_description_names_every_address_under_api_v1_and_no_other(app, client):
    described = client.get("/openapi.json").json

    served = {rule.rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/api/v1/")}
    assert described["openapi"].startswith("3.1")
    assert set(described["paths"]) == served


def test_every_reference_in_the_description_leads_somewhere(client):
    described = client.get("/openapi.json").json

    for reference in set(json.dumps(described).split('"$ref": "#/')[1:]):
        node = described
        for part in reference.split('"')[0].split("/"):
            node = node[part]


def test_open_data_can_be_read_from_any_page_and_sets_no_cookie(client):
    for path in ("/api/v1/sites.geojson", "/api/v1/map", "/api/v1/areas.geojson", "/openapi.json"):
        answer = client.get(path)
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "Set-Cookie" not in answer.headers


def test_healthz_answers_when_the_site_can_read_and_write(client, session):
    answer = client.get("/healthz")

    assert (answer.status_code, answer.json) == (200, {"status": "ok"})
    assert session.connection().exec_driver_sql("SELECT count(*) FROM fact WHERE key = 'health'").scalar() == 0


READ = """
import sys
from tests.conftest import app_settings
from webapp import create_app
client = create_app(app_settings(sys.argv[1])).test_client()
for path in sys.argv[2:]:
    assert client.get(path).status_code == 200, path
heavy = {"numpy", "scipy", "shapely", "pyproj", "folium", "geopy", "rapidfuzz", "argon2", "pyotp"}
print(sorted(heavy & set(sys.modules)))
"""


def test_reading_pages_load_nothing_heavy(data_dir, session):
    site_id = add_site(session)
    session.rollback()
    paths = ["/", "/sites", f"/sites/{site_id}", "/how-we-choose", "/privacy", "/accessibility", "/basemap.svg"]
    paths += [
        "/api/v1/sites.geojson",
        "/api/v1/map",
        "/api/v1/areas.geojson",
        "/openapi.json",
        "/healthz",
        "/robots.txt",
    ]

    run = subprocess.run(
        [sys.executable, "-c", READ, str(data_dir), *paths], capture_output=True, text=True, check=False
    )

    assert run.stdout.strip() == "[]", run.stderr
