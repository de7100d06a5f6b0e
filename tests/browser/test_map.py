"""Maps in Chromium: nothing from elsewhere, streets when near, names apart, and tiles only from where the site says."""

import re
import struct
import zlib

import pytest

from tests.browser.axe import faults_of
from tests.browser.conftest import Server
from tests.browser.still import press, wait_until_still
from tests.conftest import NOON, app_settings
from tests.map_world import bring_streets, write_grid
from tests.public_world import add_site
from tests.web_server import Stub, say
from webapp import create_app
from webapp.gateways.clock import SetClock
from webapp.storage.db import db

pytestmark = pytest.mark.browser

NEAR = ".m-near path.m-way-street"
SEEN_NAMES = """() => [...document.querySelectorAll(".m-near-names text, [data-names] text")]
  .filter((t) => t.getClientRects().length && !t.closest("[display=none]"))
  .map((t) => { const r = t.getBoundingClientRect(); return [t.textContent, r.left, r.top, r.right, r.bottom]; })"""

STILL_NAMES = """() => [...document.querySelectorAll(".map-still .m-street, .map-still .m-name")]
  .filter((t) => getComputedStyle(t).display !== "none")
  .map((t) => { const r = t.getBoundingClientRect(); return [t.textContent, r.left, r.top, r.right, r.bottom]; })"""


@pytest.fixture
def streets(session, context, tmp_path):
    """A grid of streets around the middle of the place, and a site in it."""
    bring_streets(session, context, write_grid(tmp_path / "grid.osm", lines=16, lon=15.092, lat=59.996))
    add_site(session, "Tvärgatan", lat=59.9995, lon=15.1)
    db.session.remove()


def zoom_in(page, presses):
    page.locator('.browse-map [data-zoom="0.7"]').focus()
    for _ in range(presses):
        page.keyboard.press("Enter")


def touching(names):
    return [
        (one[0], other[0])
        for i, one in enumerate(names)
        for other in names[:i]
        if one[3] > other[1] and one[1] < other[3] and one[4] > other[2] and one[2] < other[4]
    ]


def colour_of(page, selector, what="stroke"):
    return page.evaluate(f"getComputedStyle(document.querySelector({selector!r})).{what}")


@pytest.mark.parametrize(("width", "height"), [(360, 780), (1280, 800)])
def test_without_streets_names_lie_apart_and_nothing_is_asked_of_others(open_page, width, height):
    page = open_page("/", width, height)

    names = page.evaluate(SEEN_NAMES)

    assert names
    assert touching(names) == []


@pytest.mark.parametrize(("width", "height", "presses"), [(360, 780, 10), (1280, 800, 7)])
def test_zooming_by_keyboard_draws_streets_with_names_that_lie_apart(open_page, streets, width, height, presses):
    page = open_page("/", width, height)
    assert page.locator(NEAR).count() == 0

    zoom_in(page, presses)
    page.wait_for_selector(NEAR, state="attached")

    names = page.evaluate(SEEN_NAMES)
    assert len([name for name in names if "gatan" in name[0]]) > 3
    assert touching(names) == []
    assert faults_of(page) == []


def test_arrows_move_the_map_and_zooming_out_brings_the_whole_place_back(open_page, streets):
    page = open_page("/")
    zoom_in(page, 7)
    page.wait_for_selector(NEAR, state="attached")
    before = page.get_attribute(".browse-map svg", "viewBox")

    page.keyboard.press("ArrowRight")
    moved = page.get_attribute(".browse-map svg", "viewBox")
    for _ in range(8):
        page.keyboard.press("-")

    assert moved != before
    assert page.get_attribute(".browse-map svg", "viewBox") == "0.00 0.00 1000.00 800.00"
    assert page.locator(NEAR).count() == 0
    assert page.locator("[data-base]").get_attribute("display") is None


def test_markers_keep_their_size_and_place_while_the_map_is_zoomed(open_page, streets):
    page = open_page("/")
    before = page.locator(".browse-map .mk").bounding_box()

    zoom_in(page, 5)
    page.wait_for_selector(NEAR, state="attached")

    after = page.locator(".browse-map .mk").bounding_box()
    assert after["width"] == pytest.approx(before["width"], rel=0.02)


def boxes_of(page):
    found = [mark.bounding_box() for mark in page.locator(".browse-map .mk:visible > g > :first-child").all()]
    return [("", b["x"], b["y"], b["x"] + b["width"], b["y"] + b["height"]) for b in found]


@pytest.mark.parametrize(("width", "height", "script"), [(360, 780, True), (1280, 800, True), (360, 780, False)])
def test_marks_never_cover_each_other_and_one_of_several_leads_nearer(open_page, session, width, height, script):
    for n in range(5):
        add_site(session, f"Gata {n}", lat=60.0 + n * 0.002, lon=15.05 + n * 0.001, residents=20 - n)
    db.session.remove()
    page = open_page("/", width, height, script=script)
    several = page.locator(".browse-map .mk-many:visible")

    assert several.count() >= 1
    assert touching(boxes_of(page)) == []
    if script:
        assert faults_of(page) == []
    several.first.focus()
    page.keyboard.press("Enter")
    if not script:
        assert page.url.endswith("#place-1")
        return
    whole = "0.00 0.00 1000.00 800.00"
    page.wait_for_function(f"document.querySelector('.browse-map svg').getAttribute('viewBox') !== '{whole}'")
    assert touching(boxes_of(page)) == []
    assert "1. Gata 0" in page.evaluate("document.activeElement.getAttribute('aria-label')")


def test_a_view_seen_before_is_not_asked_for_again(open_page, streets):
    page = open_page("/")
    asked = []
    page.on("request", lambda r: asked.append(r.url) if "/basemap.json" in r.url else None)

    zoom_in(page, 7)
    page.wait_for_selector(NEAR, state="attached")
    first = len(asked)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowLeft")
    page.wait_for_timeout(500)  # longer than the script waits before it asks

    assert first == 1
    assert len(asked) == first


def test_the_cross_stands_on_the_point_that_is_chosen(open_page, streets):
    page = open_page("/suggest?lat=59.9992&lon=15.0999", 360, 780)
    page.wait_for_selector(NEAR, state="attached")

    cross = page.locator(".map-cross").bounding_box()
    picture = page.locator(".map-pick svg[role=application]").bounding_box()

    for side, length in (("x", "width"), ("y", "height")):
        assert cross[side] + cross[length] / 2 == pytest.approx(picture[side] + picture[length] / 2, abs=0.6)


def test_without_scripts_the_chosen_street_is_named_and_another_click_moves_on(open_page, streets):
    page = open_page("/suggest?lat=59.9992&lon=15.0999", 1280, 900, script=False)
    picture = page.request.get(page.get_attribute("input[name=map]", "src")).text()
    assert "Tvärgatan" in picture
    assert "© OpenStreetMap contributors" in picture

    press(page.locator("input[name=map]"), position={"x": 700, "y": 400})

    lon = float(page.input_value("input[name=lon]"))
    assert lon == pytest.approx(15.0999 + 200 * 1.5 / 55_660, abs=0.0001)  # 1.5 m a pixel


def test_dark_and_print_change_the_colours_of_the_map(open_page, streets):
    light, dark = open_page("/", scheme="light"), open_page("/", scheme="dark")

    zoom_in(light, 7)
    zoom_in(dark, 7)
    for page in (light, dark):
        page.wait_for_selector(NEAR, state="attached")
    on_screen = colour_of(light, ".m-land", "fill")

    assert on_screen != colour_of(dark, ".m-land", "fill")
    assert colour_of(light, NEAR) != colour_of(dark, NEAR)
    light.emulate_media(media="print")
    assert colour_of(light, ".m-land", "fill") == "rgb(255, 255, 255)"
    assert light.locator(".map-credit").first.is_visible()


def test_the_site_page_shows_streets_around_and_one_mark(open_page, streets):
    page = open_page("/sites")
    press(page.locator("main a[href^='/sites/']").first)
    wait_until_still(page)

    assert page.locator(".map-still .m-way-street").count() == 1
    assert page.locator(".map-still .mk").count() == 1
    assert touching(page.evaluate(STILL_NAMES)) == []


def a_tile():
    """Return a picture of one green pixel."""

    def chunk(kind, data):
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\x00\x30\xa0\x60")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.fixture
def tiles():
    stub = Stub()
    stub.answer = lambda request: say(request, a_tile(), **{"Content-Type": "image/png"})
    yield stub
    stub.close()


@pytest.fixture
def open_tiled(chromium, data_dir, streets, tiles):
    """Open a page of the same site, set up with the tile server."""
    more = {"LOFTE_TILE_URL": tiles.url + "/t/{z}/{x}/{y}.png", "LOFTE_TILE_ATTRIBUTION": "© Provkartan"}
    app = create_app(app_settings(data_dir, **more), SetClock(NOON))
    with Server(app) as server:
        context = chromium.new_context(viewport={"width": 1280, "height": 800}, base_url=server.url)

        def opener(path):
            page = context.new_page()
            page.asked, page.blocked = [], []
            page.on("request", lambda r: page.asked.append(r.url))
            page.on("console", lambda m: page.blocked.append(m.text) if "Content Security" in m.text else None)
            page.goto(path)
            return page

        yield opener, server
        context.close()


def test_tiles_come_from_where_the_site_says_and_from_nowhere_else(open_tiled, tiles):
    opener, server = open_tiled
    page = opener("/")

    page.wait_for_selector("svg.has-tiles image")

    assert page.blocked == []
    assert {re.match(r"http://[^/]+", url)[0] for url in page.asked} == {server.url, tiles.url}
    assert all("Cookie" not in headers and "Referer" not in headers for _, headers in tiles.asked)
    assert "© Provkartan" in page.locator(".map-credit").inner_text()
    assert faults_of(page) == []


def test_no_picture_may_come_from_another_host_than_that_of_the_tiles(open_tiled):
    page = open_tiled[0]("/")

    with page.expect_console_message(lambda message: "Content Security" in message.text):
        page.evaluate("document.body.append(Object.assign(new Image(), {src: 'http://127.0.0.1:9/x.png'}))")

    assert any("img-src" in text for text in page.blocked)


def test_tiles_lie_where_our_own_map_has_the_same_point(open_tiled, tiles):
    page = open_tiled[0]("/")
    page.wait_for_selector("svg.has-tiles image")

    worst = page.evaluate("""() => {
      const map = document.querySelector("[data-map]"), d = map.dataset, svg = map.querySelector("svg");
      const box = svg.getBoundingClientRect(), pixels = Math.min(box.width / 1000, box.height / 800);
      let worst = 0;
      svg.querySelectorAll("image").forEach((image) => {
        const [z, x, y] = image.getAttribute("href").match(/\\d+/g).slice(-3).map(Number), n = 2 ** z;
        for (const part of [0, 0.25, 0.5, 0.75, 1]) {
          const lat = Math.atan(Math.sinh(Math.PI * (1 - 2 * (y + part) / n))) * 180 / Math.PI;
          const drawn = Number(image.getAttribute("y")) + part * Number(image.getAttribute("height"));
          worst = Math.max(worst, Math.abs((d.lat1 - lat) * d.ky - drawn) * pixels);
          const lon = (x + part) / n * 360 - 180;
          const across = Number(image.getAttribute("x")) + part * Number(image.getAttribute("width"));
          worst = Math.max(worst, Math.abs((lon - d.lon0) * d.kx - across) * pixels);
        }
      });
      return worst;
    }""")

    assert len(tiles.asked) > 3
    assert worst < 1


def test_when_the_tile_server_is_away_our_own_map_is_there(open_tiled, tiles):
    tiles.answer = lambda request: say(request, b"", status=503)
    page = open_tiled[0]("/")

    zoom_in(page, 7)
    page.wait_for_selector(NEAR, state="attached")

    assert page.locator("svg.has-tiles").count() == 0
