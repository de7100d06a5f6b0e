import re
from datetime import date

import pytest

from tests.public_world import add_cell, add_check, add_site, when_counts
from webapp.storage.db import transaction
from webapp.storage.places import set_fact


def names_on(page):
    return re.findall(r"<b>\d+\. ([^<]+)</b>", page)


def test_an_empty_map_says_so_and_asks_for_a_first_place(client):
    page = client.get("/").text

    assert "Inga platser än" in page
    assert 'href="/suggest"' in page


def test_map_and_list_show_the_same_places_in_the_same_order_with_the_same_numbers(client, session):
    for name, residents in (("Ringvägen", 3), ("Skolgatan", 30), ("Torget", 8)):
        add_site(session, name, residents=residents)

    page = client.get("/").text

    listed = re.findall(r"<b>(\d+)\. ([^<]+)</b>", page)
    drawn = re.findall(r'<a class="mk [^>]*aria-label="(\d+)\. ([^,]+),', page)
    assert listed == drawn == [("1", "Skolgatan"), ("2", "Torget"), ("3", "Ringvägen")]


def test_places_that_would_cover_each_other_are_one_mark_that_leads_to_the_list(client, session):
    for n in range(2):
        add_site(session, f"Gata {n}", lat=60.0 + n / 10_000, lon=15.05, residents=9 - n)
    add_site(session, "Bortvägen", lat=59.97, lon=15.15)

    page = client.get("/").text

    sign = r'<a class="mk mk-(\w+)( [^"]*)?"(?: data-row="[^"]+")? href="([^"]+)" aria-label="([^"]+)"'
    marks = re.findall(sign, page)
    kinds = [(kind, only.split()) for kind, only, *_ in marks]
    both = ["mk-not-narrow", "mk-not-wide"]  # each width of a map has its own marks
    several = [("many", ["mk-narrow"]), ("many", ["mk-wide"])]
    assert kinds == [("speed", both), *several, ("speed", both), ("speed", [])]
    assert marks[1][2] == "#place-1"
    assert 'id="place-1"' in page
    assert marks[1][3].startswith("2 platser: 1. Gata 0")
    assert "Så många platser tätt ihop" in page
    assert "Så många platser tätt ihop" not in client.get("/?kind=unsafe_place").text


def test_an_unpublished_site_is_nowhere_on_the_page(client, session):
    hidden = add_site(session, "Hemliga gatan", published=False)

    page = client.get("/").text

    assert "Hemliga gatan" not in page
    assert hidden not in page


def test_residents_are_told_as_a_band(client, session):
    add_site(session, residents=14)

    page = client.get("/").text

    assert "11–20 invånare" in page
    assert "14 invånare" not in page


def test_the_list_comes_twelve_at_a_time_and_goes_on_counting(client, session):
    for n in range(15):
        add_site(session, f"Plats {n:02d}", residents=40 - n)

    first, second = client.get("/").text, client.get("/?page=2").text

    assert len(names_on(first)) == 12
    assert 'href="/?page=2"' in first
    assert "<b>13. Plats 12</b>" in second
    assert "13–15 av 15 platser" in second


@pytest.mark.parametrize("page", ["0", "-1", "x", "99999999999", "1e3", "٣", "999999"])
def test_a_page_that_cannot_be_is_shown_as_one_that_can(client, session, page):
    add_site(session)

    answer = client.get("/", query_string={"page": page})

    assert answer.status_code == 200
    assert "Skolgatan" in answer.text


def test_filters_keep_only_the_kind_and_the_district_asked_for(client, session):
    areas = {name: number for number, name in session.connection().exec_driver_sql("SELECT id, name FROM area")}
    session.rollback()
    add_site(session, "Skolgatan", area_id=areas["Västra"])
    add_site(session, "Torget", area_id=areas["Östra"])
    add_site(session, "Tunneln", kind="unsafe_place", area_id=areas["Östra"])

    assert names_on(client.get("/?area=ostra&kind=speed").text) == ["Torget"]
    assert names_on(client.get("/?kind=unsafe_place").text) == ["Tunneln"]
    assert len(names_on(client.get("/?kind=nonsense&area=nowhere").text)) == 3


def test_the_count_stands_with_its_target_and_a_link_to_the_proof(client, session):
    add_check(session, add_site(session), held_on=date(2026, 5, 1))

    page = client.get("/").text

    assert "<b>1</b> <span>av 5 kontroller gjorda 2026</span>" in page
    assert page.count('class="tick-on"') == 1
    assert page.count('class="tick-off"') == 4
    assert 'href="/progress"' in page


def test_the_latest_check_tells_its_day_and_numbers_but_no_hour(client, session):
    add_check(session, add_site(session), held_on=date(2026, 5, 1), vehicles=142, over_limit=38)

    page = client.get("/").text

    assert "<strong>1 maj 2026:</strong>" in page
    assert "142 fordon mättes, 38 körde för fort." in page
    assert "07:17" not in page
    assert "09.17" not in page


def test_a_check_at_a_place_that_is_not_public_is_told_without_the_place(client, session):
    add_check(session, add_site(session, "Hemliga gatan", published=False), public_note="Vid nummer 3")

    page = client.get("/").text

    assert "en plats som färre än 3 invånare nämnt" in page
    assert "Hemliga gatan" not in page
    assert "nummer 3" not in page


def test_squares_of_new_suggestions_are_drawn_and_told_in_words(client, session):
    add_cell(session, lat=60.0, lon=15.05)
    add_cell(session, kind="unsafe_place", lat=60.01, lon=15.06)

    page = client.get("/").text

    assert 'class="m-cell m-cell-1"' in page
    assert 'class="m-cell-u"' in page
    assert "2 rutor på kartan" in page


def test_the_texts_print_the_threshold_of_the_place(client):
    assert "minst 3 olika invånare" in client.get("/").text


def test_when_is_told_in_words(client, session):
    add_site(session, when_counts=when_counts(mon_06=3, tue_06=3, sat_18=1))

    assert "06–09" in client.get("/").text


def test_every_page_of_a_demo_says_so(client, session):
    assert 'class="demo"' not in client.get("/").text
    with transaction(session):
        set_fact(session, "demo", "1")

    assert all('class="demo"' in client.get(path).text for path in ("/", "/sites", "/privacy", "/no-such-page"))


def test_the_picture_of_the_map_marks_the_chosen_point_in_its_middle(client):
    whole, chosen = client.get("/basemap.svg"), client.get("/basemap.svg?lat=60.01&lon=15.06")

    assert whole.mimetype == "image/svg+xml"
    assert "translate(" not in whole.text
    assert 'transform="translate(500.0 400.0)"' in chosen.text


@pytest.mark.parametrize("query", ["lat=nan&lon=15", "lat=inf&lon=15", "lat=91&lon=15", "lat=x&lon=y", "lat=60"])
def test_the_picture_of_an_impossible_point_is_the_whole_map(client, query):
    answer = client.get(f"/basemap.svg?{query}")

    assert answer.status_code == 200
    assert "translate(" not in answer.text
