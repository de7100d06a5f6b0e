"""OGC API - Features, as a program asks it; and as GDAL reads it by its address from a real server."""

import json
import subprocess
import sys
import threading
from datetime import date

import pytest
from werkzeug.serving import make_server

from tests.public_world import add_check, add_site
from webapp.analysis.projection import to_metres
from webapp.analysis.reference_systems import CRS84, epsg
from webapp.storage.db import transaction
from webapp.storage.merging import merge_sites
from webapp.storage.sites import Site

ITEMS = "/ogc/collections/sites/items"
SWEREF = epsg(3006)


def ids(client, query=""):
    return [f["id"] for f in client.get(ITEMS + query).json["features"]]


def test_the_landing_page_leads_everywhere(client):
    page = client.get("/ogc/", headers={"Accept": "*/*"})

    links = {one["rel"]: one["href"] for one in page.json["links"]}
    assert page.mimetype == "application/json"
    assert links.keys() >= {"self", "service-desc", "conformance", "data"}
    for href in links.values():
        assert client.get(href).status_code == 200


def test_the_description_is_openapi_3_0_and_names_every_collection(client):
    response = client.get("/ogc/api")

    assert response.headers["Content-Type"] == "application/vnd.oai.openapi+json;version=3.0"
    assert {f"/collections/{name}/items" for name in ("sites", "checks", "areas", "hotspots", "measures")} <= (
        response.json["paths"].keys()
    )


def test_the_five_collections_say_where_their_items_are_and_in_which_systems(client):
    listed = client.get("/ogc/collections").json["collections"]

    assert [one["id"] for one in listed] == ["sites", "checks", "areas", "hotspots", "measures"]
    for one in listed:
        assert client.get(f"/ogc/collections/{one['id']}").json == one
        assert one["storageCrs"] == CRS84
        assert SWEREF in one["crs"]
        items = next(link["href"] for link in one["links"] if link["rel"] == "items")
        body = client.get(items)
        assert body.mimetype == "application/geo+json"
        assert body.json["numberReturned"] == len(body.json["features"])


def test_conformance_names_core_geojson_and_crs(client):
    named = client.get("/ogc/conformance").json["conformsTo"]

    assert "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core" in named
    assert "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson" in named
    assert "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs" in named


def test_a_site_is_a_point_with_its_band_and_never_a_pin(client, session):
    site = add_site(session, "Ringvägen, mellan A och B", lat=60.0, lon=15.05)
    add_site(session, "Not yet", published=False)

    body = client.get(ITEMS).json

    assert body["numberMatched"] == 1
    assert body["features"][0]["geometry"] == {"type": "Point", "coordinates": [15.05, 60.0]}
    assert body["features"][0]["properties"]["residents"] == "3-5"
    assert client.get(f"{ITEMS}/{site}").json["properties"]["name"] == "Ringvägen, mellan A och B"
    assert client.get(f"{ITEMS}/nothing").status_code == 404


def test_sweref_answers_northing_easting_and_says_so(client, session):
    site = add_site(session, lat=60.0, lon=15.05)
    easting, northing = (float(v) for v in to_metres("EPSG:3006", 15.05, 60.0))

    for path in (ITEMS, f"{ITEMS}/{site}"):
        response = client.get(path, query_string={"crs": SWEREF})
        one = response.json["features"][0] if "features" in response.json else response.json
        assert one["geometry"]["coordinates"] == pytest.approx([northing, easting], abs=0.01)
        assert response.headers["Content-Crs"] == f"<{SWEREF}>"
    assert client.get(ITEMS).headers["Content-Crs"] == f"<{CRS84}>"


def test_a_box_in_degrees_and_in_sweref_finds_the_same(client, session):
    inside = add_site(session, lat=60.0, lon=15.05)
    add_site(session, lat=60.02, lon=15.15)
    easting, northing = (float(v) for v in to_metres("EPSG:3006", 15.05, 60.0))
    around = f"{northing - 100},{easting - 100},{northing + 100},{easting + 100}"

    assert ids(client, "?bbox=15.04,59.99,15.06,60.01") == [inside]
    assert ids(client, "?bbox=15.04,59.99,0,15.06,60.01,100") == [inside]
    assert ids(client, f"?bbox={around}&bbox-crs={SWEREF}") == [inside]


@pytest.mark.parametrize(
    "query",
    [
        "crs=EPSG:1", "crs=", "bbox=1,2,3", "bbox=a,b,c,d", "bbox=nan,0,1,1", "bbox=15.06,60.01,15.04,59.99",
        "bbox=-999,0,1,1", "bbox=15,59,16,61&bbox-crs=no", f"bbox=1,1,2,inf&bbox-crs={SWEREF}", "limit=0", "limit=-1",
        "limit=x", "limit=1.5", "offset=-1", "datetime=spring", "kind=noise", "status=chosen", "colour=red", "f=xml",
    ],
)  # fmt: skip
def test_a_wrong_parameter_is_answered_400_with_a_sentence(client, query):
    response = client.get(f"{ITEMS}?{query}", headers={"Accept": "*/*"})

    assert response.status_code == 400
    assert response.json["error"]


def test_pages_follow_each_other_until_everything_was_told(client, session):
    all_of_them = {add_site(session, f"Gata {n}") for n in range(5)}

    seen, address = [], f"{ITEMS}?limit=2"
    while address:
        body = client.get(address).json
        seen += [f["id"] for f in body["features"]]
        assert body["numberMatched"] == 5
        address = next((link["href"] for link in body["links"] if link["rel"] == "next"), None)

    assert len(seen) == 5
    assert set(seen) == all_of_them


def test_more_than_an_answer_may_hold_is_given_in_pages(client, session):
    add_site(session)

    assert client.get(f"{ITEMS}?limit=10000").status_code == 200


def test_a_property_and_a_day_narrow_the_answer(client, session):
    speed = add_site(session)
    unsafe = add_site(session, kind="unsafe_place")

    assert ids(client, "?kind=unsafe_place") == [unsafe]
    assert ids(client, "?kind=speed&status=open") == [speed]
    assert set(ids(client, "?datetime=2026-05-12")) == {speed, unsafe}
    assert ids(client, "?datetime=../2026-05-11") == []


def test_a_check_has_its_day_and_no_hour(client, session):
    site = add_site(session)
    check = add_check(session, site, date(2026, 5, 1))

    body = client.get("/ogc/collections/checks/items?datetime=2026-05-01/..&counts=true").json

    assert [f["id"] for f in body["features"]] == [check]
    assert body["features"][0]["properties"]["held_on"] == "2026-05-01"
    assert "T" not in str(body["features"][0]["properties"]["held_on"])
    assert client.get("/ogc/collections/checks/items?datetime=2026-05-02/..").json["features"] == []
    assert client.get(f"/ogc/collections/checks/items/{check}").json["id"] == check


def test_a_retired_id_leads_to_the_site_that_stands(client, session, context):
    one, other = add_site(session, "Kvar"), add_site(session, "Borta")
    with transaction(session):
        survivor = merge_sites(session, context, session.get(Site, one), session.get(Site, other), None)
        gone = ({one, other} - {survivor.id}).pop()

    response = client.get(f"{ITEMS}/{gone}")

    assert response.status_code == 301
    assert response.headers["Location"].endswith(f"{ITEMS}/{survivor.id}")


def test_any_page_of_the_web_may_read_it(client):
    assert client.get("/ogc/").headers["Access-Control-Allow-Origin"] == "*"


@pytest.fixture
def served(app):
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/ogc/"
    server.shutdown()
    thread.join()


READ = """
import json, sys
import pyogrio
address = sys.argv[1]
meta, _, every, _ = pyogrio.raw.read(address, layer="sites", PAGE_SIZE="2")
_, _, some, _ = pyogrio.raw.read(address, layer="sites", bbox=(15.0, 59.9995, 15.1, 60.0015))
layers = [str(name) for name, _ in pyogrio.list_layers(address)]
print(json.dumps({"layers": layers, "fields": list(meta["fields"]), "all": len(every), "some": len(some)}))
"""


def test_gdal_reads_it_by_its_address_in_pages_and_by_box(served, session):
    for n in range(5):
        add_site(session, f"Gata {n}", lat=60.0 + n / 1000, lon=15.05)

    # A process of its own: GDAL holds the interpreter while it waits for the answer.
    done = subprocess.run([sys.executable, "-c", READ, f"OAPIF:{served}"], capture_output=True, text=True, timeout=60)

    assert done.returncode == 0, done.stderr
    read = json.loads(done.stdout)
    assert set(read["layers"]) >= {"sites", "checks", "areas"}
    assert "residents" in read["fields"]
    assert (read["all"], read["some"]) == (5, 2)
