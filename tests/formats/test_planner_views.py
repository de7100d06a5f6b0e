"""The further maps as files: whole by themselves, in their language, with every word as text."""

import re
from datetime import UTC, date, datetime

import pytest

from tests.formats.test_folium_map import NASTY, SQUARE
from webapp.domain.places import Place
from webapp.domain.planner_views import DistrictShare, Slice, Square, View, ViewData, step_of, steps_of
from webapp.domain.privacy import PublicSite
from webapp.formats.hotspot_files import Framing
from webapp.formats.planner_views import view_html

NOON = datetime(2026, 5, 12, 10, 0, tzinfo=UTC)
BORDER = ("boundary", None, SQUARE)
STATION = ("railway", None, {"type": "Point", "coordinates": [15.05, 60.0]})


def square(area="Norra", residents="6-10", lat=60.0):
    return Square("speed", area, residents, lat, 15.05, SQUARE)


def site(name):
    return PublicSite(
        "abc", name, "speed", "Norra", "checked", None, None, None, "3-5", (), (), (), 1, date(2026, 5, 1), 60.0, 15.05,
        NOON,
    )  # fmt: skip


def page(view, name="Norra", language="sv", base=(BORDER, STATION), **more):
    place = Place(slug="here", name=name, bbox=(15.0, 59.95, 15.2, 60.05), center=(15.1, 60.0), attribution=(name,))
    squares = (square(name), square(name, "101+", 60.01))
    known = DistrictShare(name, SQUARE, 12, "6-10", 4000)
    data = {
        "squares": squares,
        "slices": (Slice("2026-03", squares[:1], 9), Slice("2026-04", squares, None)),
        "districts": (known, DistrictShare("Södra", None, None, None, None)),
        "sites": (site(name),),
    }
    wanted = ViewData(View(view), ("speed",), date(2026, 1, 1), date(2026, 5, 1), **{**data, **more})
    return view_html(wanted, Framing(place, list(base), language, NOON)).decode()


VIEWS = [view for view in View if view is not View.HOTSPOTS]


@pytest.mark.parametrize("view", VIEWS)
def test_a_map_is_one_file_that_asks_for_nothing_and_runs_only_its_own_scripts(view):
    html = page(view)

    assert re.search(r'<html lang="sv">', html)
    assert re.search(r"<title>[^<]*Norra[^<]*</title>", html)
    assert "default-src 'none'" in html
    markup = re.sub(r"<script>.*?</script>", "", html, flags=re.DOTALL)
    assert not re.findall(r'(?:src|href)="(?!#)', markup)
    assert "sourceMappingURL" not in html
    assert "6–10" in html or view is View.CLUSTERS
    assert '<table><thead><tr><th scope="col">' in html
    assert '"layer": "railway"' not in html  # a station is a point, which Leaflet would draw with its own picture


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("text", NASTY)
def test_what_somebody_typed_is_text_everywhere(view, text):
    html = page(view, text)

    if set(text) & set('<"'):
        assert text not in html
    assert "<img src=x" not in html
    assert "<svg/onload" not in html
    assert "49" not in re.findall(r"<h1>(.*?)</h1>", html)[0]
    assert html.count("<script>") == page(view).count("<script>")


def test_what_one_or_two_residents_said_is_no_number():
    html = page(View.DISTRICTS)

    row = re.search(r'<th scope="row">Södra</th>(.*?)</tr>', html)[1]
    assert re.findall("<td>(.*?)</td>", row) == ["färre än tre invånare", "färre än tre invånare", "inte känt", "–"]
    assert "<td>färre än tre invånare</td><td>2</td>" in page(View.TIME)


def test_colours_are_by_people_where_every_district_tells_them_and_by_number_otherwise():
    assert "Förslag per 1 000 invånare: 3,0–3,0" in page(View.DISTRICTS)
    unknown = (DistrictShare("Norra", SQUARE, 12, "6-10", None),)
    assert "folkmängden är inte känd" in page(View.DISTRICTS, districts=unknown)


def test_a_value_has_the_colour_of_its_fifth():
    steps = steps_of([0.0, 10.0])

    assert [step_of(value, steps) for value in (0.0, 1.9, 2.0, 9.9, 10.0)] == [1, 1, 2, 5, 5]


@pytest.mark.parametrize("view", VIEWS)
def test_nothing_to_show_is_a_sentence_in_either_language(view):
    html = page(view, language="en", squares=(), slices=(), districts=(), sites=())

    assert "Nothing to show" in html
    assert '<html lang="en">' in html
