"""The further maps by keyboard alone, with the network off: clusters open, the slider moves, axe has nothing to say."""

import pytest

from tests.browser.axe import faults_of
from tests.browser.test_hotspot_file import opened
from tests.formats.test_planner_views import VIEWS, page, site
from webapp.domain.planner_views import View

pytestmark = pytest.mark.browser


def test_the_maps_open_without_a_network_and_their_controls_by_keyboard(chromium, tmp_path):
    for view in VIEWS:
        file = tmp_path / f"{view}.html"
        file.write_text(page(view, sites=(site("Norra"), site("Södra"))), encoding="utf-8")
        sheet, wrong = opened(chromium, file)
        assert faults_of(sheet) == [], view
        if view is View.CLUSTERS:
            several = sheet.get_by_role("button", name="2 platser här: öppna")
            several.focus()
            sheet.keyboard.press("Enter")
            one = sheet.get_by_role("button", name="1. Norra, För hög fart")
            one.wait_for()
            one.focus()
            sheet.keyboard.press("Enter")
            assert "3-5" in sheet.locator(".leaflet-popup-content").inner_text()
        if view is View.TIME:
            assert sheet.locator(".leaflet-interactive").count() == 2
            sheet.get_by_label("Period som kartan visar").focus()
            sheet.keyboard.press("ArrowLeft")
            assert sheet.locator("#slice-name").inner_text() == "2026-03: 9 förslag"
            assert sheet.locator(".leaflet-interactive").count() == 1
            sheet.get_by_role("button", name="Senare").press("Enter")
            assert sheet.locator("#slice").get_attribute("aria-valuetext") == "2026-04: färre än tre invånare"
        assert [line for line in wrong if "willReadFrequently" not in line] == []
        sheet.context.close()
