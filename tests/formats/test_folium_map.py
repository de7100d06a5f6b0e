import re
from datetime import UTC, date, datetime

import pytest

from webapp.domain.hotspots import Hotspot, HotspotMap, Shade
from webapp.domain.places import Place
from webapp.formats.hotspot_files import Framing, hotspots_html
from webapp.formats.hotspot_words import WORDS
from webapp.settings import ROOT

NASTY = (
    "<img src=x onerror=alert(1)>",
    "</script><script>alert(1)</script>",
    "{{ 7 * 7 }}{% raw %}",
    "`${alert(1)}`",
    '" onmouseover="alert(1)',
    "]]><svg/onload=alert(1)>",
)
SQUARE = {"type": "Polygon", "coordinates": [[[15.05, 60.0], [15.06, 60.0], [15.06, 60.01], [15.05, 60.0]]]}


def hotspot(name, rank=1):
    return Hotspot(
        rank,
        "speed",
        name,
        name,
        "unusually_many",
        True,
        1e-9,
        1e-8,
        0.002,
        12,
        "11-20",
        40.0,
        60.0,
        15.05,
        1.0,
        2.0,
        SQUARE,
    )


def page(name="Skolgatan", language="sv"):
    place = Place("testvik", name, (15.0, 59.95, 15.2, 60.05), (15.1, 60.0), attribution=(name,))
    found = HotspotMap(
        ("speed",), "2026-01-01/2026-05-01", date(2026, 1, 1), date(2026, 5, 1), name, (hotspot(name),),
        (Shade("speed", 1, 4.0, SQUARE),),
    )  # fmt: skip
    base = [("boundary", name, SQUARE), ("label", name, {"type": "Point", "coordinates": [15.1, 60.0]})]
    return hotspots_html(found, Framing(place, base, language, datetime(2026, 5, 12, 10, tzinfo=UTC))).decode()


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_file_has_a_language_a_title_and_the_table(language):
    html = page(language=language)

    assert f'<html lang="{language}">' in html
    assert f"<title>{WORDS[language].title.format(place='Skolgatan')}</title>" in html
    assert html.index("<h1>") < html.index('class="folium-map"') < html.index("<table>") < html.index("</main>")
    assert WORDS[language].classes["unusually_many"] in html
    assert "user-scalable=no" not in html


def test_the_map_opens_on_what_there_is_to_see_not_on_the_whole_place():
    opened = re.findall(r"\.fitBounds\(\s*\[\[(.*?)\]\]", page(), re.DOTALL)[-1]

    assert [float(n) for n in re.findall(r"[\d.]+", opened)] == [60.0, 15.05, 60.01, 15.06]


def test_the_file_names_no_other_host_that_a_browser_would_ask():
    html = page()

    assert not re.findall(r"<(?:script|link|img|iframe|object)[^>]*(?:src|href)=", html)
    assert "sourceMappingURL" not in html
    assert "url(images" not in html
    assert "default-src 'none'" in html.split("<script>")[0]


@pytest.mark.parametrize("text", NASTY)
def test_what_somebody_typed_is_text_everywhere(text):
    html = page(text)

    if set(text) & set('<"'):
        assert text not in html
    assert "<img src=x" not in html
    assert "<svg/onload" not in html
    assert "49" not in re.findall(r"<h1>(.*?)</h1>", html)[0]
    assert '"1. 49' not in html
    assert '"49' not in html
    assert html.count("<script>") == page().count("<script>")


def test_every_text_on_a_map_passes_one_function():
    """folium's own popups and tooltips are HTML: nobody else may make one."""
    forbidden = re.compile(r"""Popup\(|Tooltip\(|tooltip=|popup=|DivIcon\((?!html="", )|bindPopup|bindTooltip""")
    found = {
        str(path.relative_to(ROOT))
        for path in (ROOT / "webapp").rglob("*.py")
        if forbidden.search(path.read_text(encoding="utf-8"))
    }

    assert found == {"webapp/formats/folium_map.py"}
    own = (ROOT / "webapp/formats/folium_map.py").read_text(encoding="utf-8")
    body = own[own.index("def texts_of_features") : own.index("def write_page")]
    assert len(forbidden.findall(own)) == len(forbidden.findall(body)) == 2
    assert "innerHTML" not in own


def test_a_second_map_is_not_changed_by_the_first():
    import folium

    before = list(folium.Map.default_js)
    page()

    assert folium.Map.default_js == before
    assert folium.Map().default_js == before
