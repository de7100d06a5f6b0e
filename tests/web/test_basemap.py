"""The base map by view: bounded whatever is asked for, named, and never more than the view shows."""

import gzip
import json
import re

import pytest

from tests.conftest import DATA, NOON, app_settings, shared
from tests.map_world import bring_streets, write_grid, write_place
from webapp import create_app
from webapp.gateways.clock import SetClock
from webapp.storage.db import db
from webapp.usecases.places import load_place

MOST = 100_000
BOX = (15.0, 59.95, 15.2, 60.05)  # of the made-up place
GRID = "15.02,59.97,15.062,59.991"  # where the dense streets are


@pytest.fixture(scope="module")
def dense(tmp_path_factory):
    """The made-up place with 80 bent streets in a grid of 60 m."""
    folder = tmp_path_factory.mktemp("dense")
    app = create_app(app_settings(folder), SetClock(NOON))
    with app.app_context():
        db.create_all()
        ctx = app.extensions["lofte_context"]
        load_place(db.session(), ctx, DATA / "testvik")
        bring_streets(db.session(), ctx, write_grid(folder / "grid.osm"))
        yield app.test_client()
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(scope="module")
def real(tmp_path_factory):
    """A real extract of the middle of Stockholm."""
    extract = shared("osm/stockholm_ostermalm.osm.pbf")
    folder = tmp_path_factory.mktemp("real")
    place = write_place(folder / "ostermalm", "Östermalm", (18.055, 59.332, 18.086, 59.3445))
    app = create_app(app_settings(folder / "instance", place), SetClock(NOON))
    with app.app_context():
        db.create_all()
        ctx = app.extensions["lofte_context"]
        load_place(db.session(), ctx, place)
        bring_streets(db.session(), ctx, extract)
        yield app.test_client()
        db.session.remove()
        db.engine.dispose()


def names_in(answer, kind="street"):
    return {name[0] for name in answer.get_json()["names"] if name[1] == kind}


def spots(answer):
    """Return every vertex of the answer's paths in degrees, by layer."""
    body = answer.get_json()
    found = {}
    for layer, path in body["layers"].items():
        x = y = 0
        start = (0, 0)
        for command, numbers in re.findall(r"([MmLz])([^MmLz]*)", path):
            values = [int(n) for n in re.findall(r"-?\d+", numbers)]
            pairs = list(zip(values[::2], values[1::2], strict=True))
            if command == "M":
                x, y = pairs[0]
            elif command == "z":
                x, y = start
            for i, (dx, dy) in enumerate(pairs if command == "m" else ()):
                x, y = x + dx, y + dy
                start = (x, y) if i == 0 else start
                lon = body["origin"][0] + x * body["step"][0]
                found.setdefault(layer, []).append((lon, body["origin"][1] - y * body["step"][1]))
    return found


@pytest.mark.parametrize("zoom", range(0, 25, 2))
@pytest.mark.parametrize("bbox", [GRID, "15,59.95,15.2,60.05", "-180,-90,180,90", "15.03,59.975,15.0301,59.9751"])
def test_no_view_is_larger_than_a_hundred_kilobytes_however_dense_the_place(dense, bbox, zoom):
    answer = dense.get(f"/basemap.json?bbox={bbox}&zoom={zoom}")

    assert answer.status_code == 200
    assert len(answer.data) <= MOST


@pytest.mark.parametrize("zoom", range(8, 21))
@pytest.mark.parametrize("around", [0.0005, 0.002, 0.01, 0.05])
def test_no_view_of_a_real_extract_is_larger_than_a_hundred_kilobytes(real, zoom, around):
    bbox = f"{18.07 - around},{59.338 - around / 2},{18.07 + around},{59.338 + around / 2}"

    assert len(real.get(f"/basemap.json?bbox={bbox}&zoom={zoom}").data) <= MOST


def test_a_near_view_of_a_real_extract_names_its_streets_and_a_far_one_draws_none(real):
    near = real.get("/basemap.json?bbox=18.066,59.336,18.074,59.340&zoom=17")
    far = real.get("/basemap.json?bbox=17,59,19,60&zoom=9")

    assert {"Birger Jarlsgatan", "Sturegatan", "Humlegårdsgatan", "Kungsgatan"} <= names_in(near)
    assert "street" in near.get_json()["layers"]
    assert "street" not in far.get_json()["layers"]
    assert names_in(far) == set()


@pytest.mark.parametrize(
    "path", ["/basemap.svg", "/basemap.svg?lat=59.338&lon=18.07", "/basemap.svg?bbox=18.06,59.335,18.08,59.341"]
)
def test_a_picture_of_any_view_is_bounded_and_names_whose_data_it_shows(real, path):
    picture = real.get(path)

    assert len(picture.data) <= MOST
    assert "© OpenStreetMap contributors" in picture.text
    assert "<style" not in picture.text
    assert 'style="' not in picture.text


def test_the_picture_around_a_chosen_point_names_the_streets_there(real):
    assert ">Humlegårdsgatan</text>" in real.get("/basemap.svg?lat=59.338&lon=18.07").text


def test_an_answer_holds_little_beyond_the_view(dense):
    answer = dense.get("/basemap.json?bbox=15.03,59.975,15.035,59.977&zoom=16")

    for layer, found in spots(answer).items():
        slack_m = 512 + 260 if layer == "boundary" else 512 + 8
        for lon, lat in found:
            assert 15.03 - slack_m / 55_000 < lon < 15.035 + slack_m / 55_000
            assert 59.975 - slack_m / 111_000 < lat < 59.977 + slack_m / 111_000


def test_a_street_is_drawn_where_it_is(dense):
    lines = spots(dense.get(f"/basemap.json?bbox={GRID}&zoom=17"))["street"]

    def off_m(metres):  # from the nearest line of the grid, and half of the way that lines wobble
        return abs(metres - 2 - 60 * round((metres - 2) / 60))

    offsets_m = [min(off_m((lon - 15.02) * 55_660), off_m((lat - 59.97) * 111_320)) for lon, lat in lines]
    assert max(offsets_m) < 2 + 1  # a grain is half a metre


def test_a_whole_metropolis_weighs_no_more_on_the_home_page(dense):
    page = dense.get("/")

    assert len(gzip.compress(page.data)) < 40_000
    assert len(dense.get("/basemap.svg").data) <= MOST


def test_an_answer_is_kept_by_its_version_and_asked_again_without_one(dense):
    page = dense.get("/")
    address = re.search(r'data-base-url="([^"]+)"', page.text)[1]
    known = dense.get(f"{address}&bbox={GRID}&zoom=15")
    asked = dense.get(f"/basemap.json?bbox={GRID}&zoom=15")
    again = dense.get(f"/basemap.json?bbox={GRID}&zoom=15", headers={"If-None-Match": asked.headers["ETag"]})

    assert known.headers["Cache-Control"] == "public, max-age=86400"
    assert asked.headers["Cache-Control"] == "no-cache"
    assert (again.status_code, again.data) == (304, b"")
    assert "Set-Cookie" not in known.headers


def test_a_new_import_gives_the_map_another_address(app, client, session, context, tmp_path):
    def address():
        return re.search(r'data-base-url="([^"]+)"', client.get("/").text)[1]

    before = address()
    bring_streets(session, context, write_grid(tmp_path / "few.osm", lines=3))
    after = address()
    bring_streets(session, context, write_grid(tmp_path / "few.osm", lines=3))

    assert before != after
    assert address() == after


@pytest.mark.parametrize("query", ["bbox=nan,59,15,60", "bbox=16,59,15,60", "bbox=15,59,15,60", "bbox=1", "zoom=x"])
def test_a_box_that_cannot_be_read_is_one_sentence_for_a_program(client, query):
    answer = client.get(f"/basemap.json?{query}")

    assert answer.status_code == 400
    assert answer.mimetype == "application/json"
    assert len(answer.data) < 300


def test_an_answer_is_packed_only_for_those_who_ask(dense):
    plain = dense.get(f"/basemap.json?bbox={GRID}&zoom=15", headers={"Accept-Encoding": "identity"})
    packed = dense.get(f"/basemap.json?bbox={GRID}&zoom=15", headers={"Accept-Encoding": "gzip, br"})

    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert "Accept-Encoding" in packed.headers["Vary"]


def test_every_answer_names_whose_data_it_is(client, dense):
    assert client.get("/basemap.json").get_json()["attribution"] == []
    assert dense.get("/basemap.json").get_json()["attribution"] == ["© OpenStreetMap contributors"]
    assert '<p class="map-credit">© OpenStreetMap contributors</p>' in dense.get("/").text
    assert '<p class="map-credit">© OpenStreetMap contributors</p>' in dense.get("/suggest").text


@pytest.mark.parametrize(
    "query", ["bbox=1,2,3", "bbox=x", "bbox=3,2,1,4", "bbox=nan,1,2,3", "zoom=-1", "zoom=99", "zoom=x"]
)
def test_a_view_that_cannot_be_read_is_a_bad_request(client, query):
    assert client.get(f"/basemap.json?{query}").status_code == 400


def test_a_view_beside_the_place_is_empty_and_no_error(client):
    answer = client.get("/basemap.json?bbox=-70,-40,-69,-39&zoom=12")

    assert answer.status_code == 200
    assert answer.get_json()["layers"] == {}


def test_a_place_without_streets_shows_a_site_from_afar_and_one_with_streets_near(client, dense, session):
    from tests.public_world import add_site

    far = client.get(f"/sites/{add_site(session)}").text
    with dense.application.app_context():
        near = dense.get(f"/sites/{add_site(db.session(), lat=59.98, lon=15.04)}").text

    assert "m-way-street" not in far
    assert "m-way-street" in near
    assert "Tvärgatan" in near
    assert near.count('class="mk ') == 1


def test_names_in_the_page_touch_no_other_name_at_any_width(dense):
    names = re.findall(r'data-at="([\d.]+) ([\d.]+)"[^>]*><text class="m-name[^"]*">([^<]+)', dense.get("/").text)

    boxes = [(float(x), float(y), len(text) * 31 * 0.5) for x, y, text in names]
    for i, (x, y, wide) in enumerate(boxes):
        for other_x, other_y, other_wide in boxes[:i]:
            assert abs(x - other_x) > (wide + other_wide) / 2 * 0.5 or abs(y - other_y) > 17


def test_json_keeps_names_as_they_are_written(real):
    answer = real.get("/basemap.json?bbox=18.066,59.336,18.074,59.340&zoom=17")

    assert "Humlegårdsgatan".encode() in answer.data
    assert json.loads(answer.data)["names"]
