"""In a language written from right to left no page is wider than a phone, and what stood first stands on the right."""

import shutil

import pytest

from tests.conftest import DATA, app_settings
from tests.pseudo_locale import app_settings_of
from tests.residents import ask, ask_site, hold
from webapp import create_app
from webapp.domain.roles import OPERATOR
from webapp.storage.db import db
from webapp.usecases.checks import decline_site

pytestmark = pytest.mark.browser

PATHS = [
    "/",
    "/sites",
    "/sites/{site}",
    "/sites/{declined}",
    "/suggest",
    "/suggestions/{token}",
    "/progress",
    "/pledges",
    "/how-we-choose",
    "/login",
    "/report?what=reply&id={declined}",
    "/no-such-page",
]


@pytest.fixture
def app(data_dir, tmp_path, clock, monkeypatch):
    place = tmp_path / "testvik"
    shutil.copytree(DATA / "testvik", place)
    app = create_app(app_settings(data_dir, place=app_settings_of(place, tmp_path, monkeypatch)), clock)
    app.testing = True
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def names(app, session, context, clock):
    site, declined = ask_site(session, context), ask_site(session, context, at=(60.01, 15.12))
    decline_site(session, context, OPERATOR, declined.id, "no_safe_place", "1234")
    token = ask(session, context, at=(59.98, 15.07))
    clock.move(hours=5)
    hold(session, context, clock, site.id)
    found = {"site": site.id, "declined": declined.id, "token": token}
    db.session.remove()
    return found


@pytest.mark.parametrize("width", [360, 1280])
def test_no_page_is_wider_than_the_window_from_right_to_left(open_page, names, width):
    page, wide = open_page("/", width, 780), []
    for path in (p.format(**names) for p in PATHS):
        page.goto(path)
        assert page.evaluate("getComputedStyle(document.body).direction") == "rtl"
        root = "document.documentElement"
        if page.evaluate(f"{root}.scrollWidth > {root}.clientWidth"):
            wide.append(path)

    assert wide == []


def test_what_stands_first_stands_on_the_right(open_page):
    page = open_page("/suggest", 1280, 800)

    brand, language = page.locator(".brand").bounding_box(), page.locator("h1").bounding_box()

    assert brand["x"] > 640
    assert language["x"] + language["width"] > 640
