"""The further maps from stored suggestions: squares, periods, districts, and nobody who can be pointed out."""

import re
from datetime import date

import pytest

from tests.staff import send, staff_client
from tests.usecases.test_exports import PLANNER, fill
from webapp.domain.errors import Invalid, NotAllowed
from webapp.domain.planner_views import View
from webapp.domain.roles import RESIDENT
from webapp.storage.planner_views import districts_of_place, slices_of, squares_of
from webapp.usecases.exports import HotspotWish
from webapp.usecases.planner_views import export_view

BOTH = ("speed", "unsafe_place")


@pytest.fixture
def world(session, context):
    fill(session, context)


def test_a_square_is_drawn_when_three_residents_named_it_and_its_number_is_a_band(session, context, world):
    squares, first, last = squares_of(session, context, BOTH, None, None)

    assert sorted(s.residents for s in squares) == ["11-20", "11-20"]  # not the two, not the one with thirty posts
    assert (first, last) == (date(2025, 1, 1), date(2026, 3, 1))
    assert all(len(s.geometry["coordinates"][0]) == 5 for s in squares)


def test_each_period_stands_by_itself_and_empty_ones_are_there(session, context, world):
    slices, _, _ = slices_of(session, context, BOTH, None, None)

    assert [one.name for one in slices][:2] == ["2025-01", "2025-02"]
    assert (slices[0].suggestions, slices[1].suggestions) == (12, 0)
    assert len(slices[0].squares) == 1
    assert slices[-1].name == "2026-03"


def test_a_district_of_one_or_two_residents_has_no_number(session, context):
    from tests.usecases.test_imports import read, row

    read(session, context, [row("a", 60.0, 15.05), row("b", 60.001, 15.05), row("c", 60.0, 15.15)])
    read(session, context, [row(f"d{n}", 60.0, 15.15) for n in range(4)])

    shares = {one.name: one for one in districts_of_place(session, context, BOTH, None, None)[0]}

    told = [(one.suggestions, one.residents) for one in shares.values()]
    assert sorted(told, key=str) == [(5, "3-5"), (None, None)]


def test_a_map_is_for_planners_in_html_and_one_of_the_list(session, context, world):
    assert b"<title>" in export_view(session, context, PLANNER, View.TIME, HotspotWish("html", "speed"))
    with pytest.raises(NotAllowed):
        export_view(session, context, RESIDENT, View.HEAT, HotspotWish("html"))
    for view, format_ in (("no_such", "html"), ("hotspots", "html"), ("heat", "csv")):
        with pytest.raises(Invalid):
            export_view(session, context, PLANNER, view, HotspotWish(format_))


def test_a_planner_takes_a_map_by_the_form_and_an_operator_by_a_command(app, world, tmp_path):
    planner = staff_client(app, "planner")
    answer = send(planner, "/planner/exports", {"format": "html", "view": "districts"}, page="/planner/hotspots")
    assert b"<title>F\xc3\xb6rslag i Testvik" in answer.get_data()
    assert send(planner, "/planner/exports", {"format": "html", "view": "x"}, page="/planner/").status_code == 422

    runner, file = app.test_cli_runner(), tmp_path / "map.html"
    made = runner.invoke(args=["export", "hotspots", "--format", "html", "--view", "clusters", "-o", str(file)])
    assert made.exit_code == 0, made.output
    assert re.search(rb"<title>[^<]*Testvik", file.read_bytes())
    wrong = runner.invoke(args=["export", "hotspots", "--format", "csv", "--view", "heat", "-o", str(file)])
    assert wrong.exit_code == 2
