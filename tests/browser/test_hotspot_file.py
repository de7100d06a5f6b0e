"""The planner's file opens anywhere: no network, no error, nothing for axe to say."""

import pytest

from tests.boston import MAPPED, REPORTS, boston_app, run
from tests.browser.axe import WCAG, faults_of
from tests.browser.still import wait_until_still
from tests.conftest import shared
from tests.formats.test_folium_map import NASTY
from tests.formats.test_folium_map import page as html_page
from webapp.storage.db import db

pytestmark = pytest.mark.browser


def opened(chromium, file):
    """Open a file with the network switched off; return the page and whatever went wrong."""
    context = chromium.new_context(offline=True)
    page = context.new_page()
    wrong = []
    page.on("console", lambda m: wrong.append(m.text) if m.type in {"error", "warning"} else None)
    page.on("pageerror", lambda e: wrong.append(str(e)))
    page.on("dialog", lambda d: (wrong.append(f"dialog {d.message}"), d.dismiss()))
    page.on("request", lambda r: wrong.append(r.url) if r.url != file.as_uri() else None)
    page.goto(file.as_uri())
    return page, wrong


def test_the_map_of_real_reports_opens_without_a_network(chromium, tmp_path):
    app = boston_app(tmp_path)
    assert run(app, "suggestions", "import", shared(REPORTS), *MAPPED).exit_code == 0
    file = tmp_path / "hotspots.html"
    assert run(app, "export", "hotspots", "--format", "html", "--kind", "speed", "-o", file).exit_code == 0
    with app.app_context():
        db.engine.dispose()

    page, wrong = opened(chromium, file)

    assert page.title() == "Hotspots in Boston"
    assert page.locator(".leaflet-interactive").count() == page.locator("tbody tr").count() > 10
    page.locator(".leaflet-interactive").last.dispatch_event("click")
    assert "1. Boston" in page.locator(".leaflet-popup-content").inner_text()
    wait_until_still(page)  # a popup that is still fading in has too little contrast
    assert faults_of(page, WCAG) == []
    assert wrong == []
    page.context.close()


@pytest.mark.parametrize("text", NASTY)
def test_an_injected_name_is_shown_and_not_run(chromium, tmp_path, text):
    file = tmp_path / "hotspots.html"
    file.write_text(html_page(text), encoding="utf-8")

    page, wrong = opened(chromium, file)
    page.locator(".leaflet-interactive").last.dispatch_event("click")

    assert page.locator(".leaflet-popup-content").inner_text().startswith(f"1. {text}")
    assert page.locator(".leaflet-tooltip.label").inner_text() == text
    assert page.locator("tbody th").inner_text() == text
    assert wrong == []
    page.context.close()
