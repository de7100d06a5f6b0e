import re

import pytest

from tests.conftest import app_settings
from tests.public_world import add_site
from webapp import create_app
from webapp.web.headers import MAX_BODY_BYTES, MAX_FORM_BYTES

READING = (
    "/",
    "/sites",
    "/how-we-choose",
    "/privacy",
    "/accessibility",
    "/progress",
    "/pledges",
    "/basemap.svg",
    "/basemap.json",
)
EVERYWHERE = (
    *READING,
    "/no-such-page",
    "/api/v1/sites.geojson",
    "/static/css/site.css",
    "/suggest",
    "/login",
    "/robots.txt",
)


@pytest.mark.parametrize("path", EVERYWHERE)
def test_every_answer_carries_the_headers_that_keep_others_out(client, path):
    with client.get(path) as answer:
        headers = answer.headers

    assert headers["Content-Security-Policy"] == (
        "default-src 'none'; img-src 'self'; style-src 'self'; script-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == ("cross-origin" if path.startswith("/api/") else "same-origin")
    assert "camera=()" in headers["Permissions-Policy"]
    assert "Strict-Transport-Security" not in headers
    assert "Server" not in headers


def test_a_site_on_https_says_so_for_a_year(data_dir):
    with create_app(app_settings(data_dir, LOFTE_BASE_URL="https://lofte.example")).test_client() as client:
        assert client.get("/").headers["Strict-Transport-Security"] == "max-age=31536000"


@pytest.mark.parametrize("path", READING)
def test_reading_sets_no_cookie(client, path):
    answer = client.get(path)

    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-cache"


def test_a_page_with_a_form_is_never_stored(client, session):
    for path in ("/suggest", "/login", f"/sites/{add_site(session)}"):
        assert client.get(path).headers["Cache-Control"] == "no-store", path


@pytest.mark.parametrize("path", ["/police/", "/police/sites", "/planner/", "/admin/", "/suggestions/unknown"])
def test_private_addresses_are_never_stored(client, path):
    assert client.get(path).headers["Cache-Control"] == "no-store"


def test_an_unchanged_page_is_304_and_a_changed_one_is_not(client, session):
    tag = client.get("/").headers["ETag"]

    assert client.get("/", headers={"If-None-Match": tag}).status_code == 304
    add_site(session)
    assert client.get("/", headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize("path", [path for path in EVERYWHERE if not path.startswith("/static")])
def test_no_page_holds_inline_style_or_script_or_another_host(client, path):
    answer = client.get(path)
    if answer.mimetype != "text/html":
        return
    page = answer.text

    assert not re.search(r"\sstyle\s*=|<style|\son\w+\s*=|javascript:", page)
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", page))
    assert not re.search(r'(?:src|action)="(?:https?:)?//', page)
    for address in re.findall(r'<link[^>]*href="([^"]+)"', page):
        assert address.startswith(("/", "http://localhost/"))


def test_a_body_over_the_limit_is_413(client):
    assert client.post("/suggest", data={"text": "x" * (MAX_BODY_BYTES + 1)}).status_code == 413


def test_a_form_over_the_limit_is_413(client):
    assert client.post("/suggest", data={"text": "x" * (MAX_FORM_BYTES + 1)}).status_code == 413


@pytest.mark.parametrize("multipart", [False, True])
def test_a_flood_of_fields_is_413(client, multipart):
    more = {"content_type": "multipart/form-data"} if multipart else {}

    assert client.post("/suggest", data={f"f{n}": "x" for n in range(2000)}, **more).status_code == 413


def test_pictures_may_come_from_the_tile_server_of_the_setting_and_from_nowhere_else(data_dir, client):
    tiles = {"LOFTE_TILE_URL": "https://tiles.example/{z}/{x}/{y}.png", "LOFTE_TILE_ATTRIBUTION": "Kartverket"}
    with create_app(app_settings(data_dir, **tiles)).test_client() as tiled:
        page, privacy = tiled.get("/"), tiled.get("/privacy").text
    policy = page.headers["Content-Security-Policy"]

    assert "img-src 'self' https://tiles.example;" in policy
    assert policy.replace(" https://tiles.example", "") == client.get("/").headers["Content-Security-Policy"]
    assert "img-src 'self';" in client.get("/").headers["Content-Security-Policy"]
    assert page.headers["Cross-Origin-Embedder-Policy"] == "credentialless"
    assert 'data-tile-url="https://tiles.example/{z}/{x}/{y}.png"' in page.text
    assert '<p class="map-credit">Kartverket</p>' in page.text
    assert "tiles.example" in privacy
    assert "tiles.example" not in client.get("/privacy").text
