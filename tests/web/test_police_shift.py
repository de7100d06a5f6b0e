"""The shift: what is chosen for a day, in driving order, on the screen, in a calendar and in a navigator."""

import re
from datetime import date, timedelta
from xml.etree.ElementTree import fromstring

import numpy as np
import pytest

from tests.residents import OFFICER, ask_site
from tests.staff import staff_client
from webapp.formats.gpx import NAMESPACE
from webapp.storage.roads import Road
from webapp.usecases.checks import choose_site

TODAY = date(2026, 5, 12)  # a Tuesday
EAST_TO_WEST = [(60.01, 15.16), (60.01, 15.11), (60.01, 15.05)]


@pytest.fixture
def police(app):
    return staff_client(app, "police")


@pytest.fixture
def sites(session, context):
    """Three published sites along one line, from the east to the west."""
    return [ask_site(session, context, at) for at in EAST_TO_WEST]


def choose(session, context, site, days=None):
    planned_on = None if days is None else TODAY + timedelta(days=days)
    choose_site(session, context, OFFICER, site.id, planned_on)


def stops(page):
    return re.findall(r'id="stop-([^"]+)"', page.text)


def calendar(police, query=""):
    answer = police.get(f"/police/shift.ics{query}")
    assert answer.status_code == 200
    assert answer.mimetype == "text/calendar"
    return answer, answer.get_data(as_text=True).replace("\r\n ", "").split("\r\n")


def test_today_holds_what_is_planned_for_today_left_over_or_without_a_day(police, session, context, clock, sites):
    clock.move(days=-2)
    choose(session, context, sites[0], days=-1)
    clock.move(days=2)
    choose(session, context, sites[1])
    choose(session, context, sites[2], days=3)

    page = police.get("/police/shift")

    assert set(stops(page)) == {sites[0].id, sites[1].id}
    assert "kvar sedan tidigare" in page.text
    assert stops(police.get("/police/shift?day=2026-05-15")) == [sites[2].id]
    assert stops(police.get("/police/shift?day=undated")) == [sites[1].id]
    assert len(stops(police.get("/police/shift?day=all"))) == 3
    for label in ("I dag (2)", "15 maj 2026 (1)", "Utan dag (1)", "Alla valda platser (3)"):
        assert label in page.text


def test_the_stops_are_driven_to_in_order_from_where_one_sets_out(police, session, context, sites):
    for site in (sites[1], sites[2], sites[0]):
        choose(session, context, site)
    ids = [site.id for site in sites]

    from_the_east = police.get("/police/shift?lat=60.01&lon=15.18")
    from_the_west = police.get("/police/shift?lat=60,01&lon=15,03")

    assert stops(from_the_east) == ids
    assert stops(from_the_west) == ids[::-1]
    assert "från starten" in from_the_east.text
    assert "fågelvägen" in police.get("/police/shift").text


def test_where_roads_are_imported_the_stops_come_as_the_roads_lead(police, session, context, sites):
    for site in sites:
        choose(session, context, site)
    east, middle, west = ((site.easting, site.northing) for site in sites)
    around = [east, (east[0], east[1] - 3000), (west[0], west[1] - 3000), west]
    for number, line in enumerate((around, [west, middle])):
        box = {"length_m": 1.0, "west": 0.0, "south": 0.0, "east": 0.0, "north": 0.0}
        session.add(Road(source_id=f"r{number}", geometry=np.array(line, "<f8").tobytes(), **box))
    session.commit()

    page = police.get("/police/shift?lat=60.01&lon=15.16")

    assert stops(page) == [sites[0].id, sites[2].id, sites[1].id]
    assert "längs vägarna" in page.text
    assert "fågelvägen" not in page.text
    assert "delvis fågelvägen" in police.get("/police/shift?lat=60.04&lon=15.16").text  # far from every road


@pytest.mark.parametrize("start", ["start=Ingenstans+alls", "lat=norr&lon=15", "lat=60.01"])
def test_a_start_that_cannot_be_read_is_said_and_the_list_still_stands(police, session, context, sites, start):
    choose(session, context, sites[0])

    page = police.get(f"/police/shift?{start}")

    assert page.status_code == 422
    assert stops(page) == [sites[0].id]
    assert 'id="f-start-err"' in page.text


def test_a_day_that_is_none_is_today(police, session, context, sites):
    choose(session, context, sites[0])

    assert stops(police.get("/police/shift?day=i+morgon")) == [sites[0].id]
    assert "Ingen plats är vald" in police.get("/police/shift?day=2026-06-01").text


def test_the_calendar_holds_what_has_a_day_at_the_hours_that_residents_name(police, session, context, sites):
    counts = [0] * 56
    counts[3 * 8 + 5] = counts[3 * 8 + 6] = 4  # Thursday 15-21
    sites[0].when_counts = counts
    session.commit()
    choose(session, context, sites[0], days=2)
    choose(session, context, sites[1], days=3)
    choose(session, context, sites[2])

    answer, lines = calendar(police)

    assert lines.count("BEGIN:VEVENT") == 2
    assert "DTSTART;TZID=Europe/Stockholm:20260514T150000" in lines
    assert "DTEND;TZID=Europe/Stockholm:20260514T210000" in lines
    assert "DTSTART;VALUE=DATE:20260515" in lines
    assert any(line.startswith("DESCRIPTION:") and "Torsdag 15–21".lower() in line.lower() for line in lines)
    assert any(line.startswith(f"UID:{sites[0].id}@") for line in lines)
    assert "no-store" in answer.headers["Cache-Control"]
    _, one_day = calendar(police, "?day=2026-05-15")
    assert one_day.count("BEGIN:VEVENT") == 1


def test_the_navigator_gets_the_stops_in_driving_order(police, session, context, sites):
    for site in (sites[1], sites[2], sites[0]):
        choose(session, context, site)

    answer = police.get("/police/shift.gpx?lat=60.01&lon=15.18")

    root = fromstring(answer.data)
    assert [p.get("lon")[:5] for p in root.iter(f"{{{NAMESPACE}}}rtept")] == ["15.16", "15.11", "15.05"]
    assert "no-store" in answer.headers["Cache-Control"]
    assert "attachment" in answer.headers["Content-Disposition"]


@pytest.mark.parametrize("path", ["/police/shift", "/police/shift.ics", "/police/shift.gpx"])
def test_the_shift_is_for_police_alone(app, client, path):
    assert client.get(path).status_code == 302
    assert staff_client(app, "planner").get(path).status_code == 403


def test_an_empty_shift_is_an_empty_calendar_and_an_empty_file(police):
    _, lines = calendar(police)

    assert "BEGIN:VEVENT" not in lines
    assert fromstring(police.get("/police/shift.gpx").data).tag == f"{{{NAMESPACE}}}gpx"


def test_a_shift_says_when_it_is_dark_on_its_day(police, session, context, sites):
    choose(session, context, sites[0])
    choose(session, context, sites[1], days=200)

    assert re.search(r"Mörkt till 0[23]:\d\d och från 22:\d\d\.", police.get("/police/shift").text)
    assert re.search(r"Mörkt till 07:\d\d och från 1[56]:\d\d\.", police.get("/police/shift?day=2026-11-28").text)
    assert "Mörkt" not in police.get("/police/shift?day=all").text


def test_the_shift_reads_in_english_too(police, session, context, sites):
    choose(session, context, sites[0])

    page = police.get("/police/shift?lang=en").text

    assert "1 place in driving order" in page
    assert "no special hours" in page
