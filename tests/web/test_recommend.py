"""The page that recommends: a list with reasons, chosen from or skipped, and the districts side by side."""

import re

import pytest
from sqlalchemy import select

from tests.residents import ask_site, hold
from tests.staff import send, staff_client
from webapp.domain.suggestions import WHEN
from webapp.storage.accounts import AuditEntry
from webapp.storage.checks import Choice
from webapp.storage.recommendations import RecommendedSite
from webapp.storage.sites import Site
from webapp.web.site_lists import Marker, gathered

PAGE = "/police/recommend"


@pytest.fixture
def sites(session, context):
    west = [ask_site(session, context, (60.0, 15.03 + 0.015 * n)).id for n in range(4)]
    return [*west, ask_site(session, context, (60.0, 15.15)).id]


@pytest.fixture
def police(app):
    return staff_client(app, "police")


def make(police, count="3", **more):
    answer = send(police, PAGE, {"count": count, **more})
    assert answer.status_code == 303, answer.text
    return answer.location


def code_of(address):
    return re.search(r"batch=([^&]+)", address)[1]


def test_a_list_says_where_when_why_and_how_good_it_is(police, session, sites):
    page = police.get(make(police) + "&lang=en").text

    picks = session.scalars(select(RecommendedSite)).all()
    assert len(picks) == 3
    assert all(f"/police/sites/{pick.site_id}" in page for pick in picks)
    assert "3 places, recommended on" in page
    assert page.count("of all points") >= 3
    assert "is proven" in page
    assert re.search(r"(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day \d\d–\d\d\.", page)
    assert "seed" in page.casefold()


def test_swedish_says_the_same(police, sites):
    page = police.get(make(police) + "&lang=sv").text

    assert "3 platser, rekommenderade" in page
    assert "bevisat" in page
    assert "Golv" in page


def test_a_place_is_chosen_from_the_list(police, session, sites):
    code = code_of(make(police))

    chosen = send(police, f"{PAGE}/{code}/1/choose", {"planned_on": ""}, page=PAGE)

    first = session.scalars(select(RecommendedSite).where(RecommendedSite.position == 1)).one()
    assert chosen.status_code == 303
    assert chosen.location.endswith("#pick-1")
    assert session.scalars(select(Choice.site_id)).all() == [first.site_id]
    faulty = send(police, f"{PAGE}/{code}/1/choose", {"planned_on": "soon"}, page=PAGE)
    assert faulty.status_code == 422
    assert 'value="soon"' in faulty.text
    assert send(police, f"{PAGE}/{code}/9/choose", page=PAGE).status_code == 404


def test_a_place_is_skipped_with_a_reason_of_the_list_and_another_recommended(police, session, sites):
    code = code_of(make(police))

    nameless = send(police, f"{PAGE}/{code}/2/skip", {"reason": ""}, page=PAGE)
    assert nameless.status_code == 422
    assert "Choose why you skip the place" in send(police, f"{PAGE}/{code}/2/skip?lang=en", page=PAGE).text
    skipped = send(police, f"{PAGE}/{code}/2/skip", {"reason": "roadworks", "replace": "1"}, page=PAGE)

    assert skipped.status_code == 303
    page = police.get(skipped.location.replace("?", "?lang=en&")).text
    assert "Skipped: Roadworks" in page
    assert "In place of number 2" in page
    assert session.scalars(select(AuditEntry.action).where(AuditEntry.action.like("recommendation.%"))).all() == [
        "recommendation.sealed", "recommendation.made", "recommendation.skipped", "recommendation.replaced",
    ]  # fmt: skip
    again = send(police, f"{PAGE}/{code}/2/skip", {"reason": "other"}, page=PAGE)
    assert "done=already" in again.location


def test_places_whose_residents_name_no_time_of_the_shift_are_left_out_on_wish(police, session, sites):
    session.get_one(Site, sites[2]).when_counts = [int(cell == "tue-15") for cell in WHEN]
    session.commit()

    page = police.get(make(police, days=["tue"], hours=["15"], only_named="1")).text

    assert session.scalars(select(RecommendedSite.site_id)).all() == [sites[2]]
    assert re.search(r'name="only_named"[^>]* checked', page)


@pytest.mark.parametrize(("hour", "words"), [("00", "mörkt då"), ("03", "delvis mörkt då"), ("12", "")])
def test_a_window_that_is_dark_when_it_comes_next_says_so(police, sites, hour, words):
    page = police.get(make(police, days=["tue"], hours=[hour])).text

    tags = re.findall(r'<span class="tag">([^<]*mörkt[^<]*)</span>', page)
    assert tags == ([words] * 3 if words else [])


def test_on_the_map_of_a_list_no_mark_covers_another_and_many_are_left_as_they_are(app):
    def marks(number):
        return [Marker(n, "speed", False, 500.0 + n, 400.0, "#", f"{n}.", row=f"pick-{n}") for n in range(number)]

    with app.test_request_context():
        near, many = gathered(marks(3)), gathered(marks(61))

    assert [(one.number, one.only) for one in near[:3]] == [
        (1, "mk-not-narrow mk-not-wide"), (3, "mk-narrow"), (3, "mk-wide"),
    ]  # fmt: skip
    assert len(many) == 61
    assert {(one.number, one.only, one.row) for one in many} == {(1, "", "")}


def test_the_shift_and_the_district_are_kept_in_the_form(police, session, sites):
    page = police.get(make(police, area="vastra", days=["tue"], hours=["15", "18"], year_so_far="1")).text

    windows = set(session.scalars(select(RecommendedSite.window)))
    assert windows <= {"tue-15", "tue-18"}
    assert re.search(r'value="tue"[^>]* checked', page)
    assert re.search(r'value="vastra" selected', page)


@pytest.mark.parametrize("count", ["", "many", "0", "501", "-3", "2.5", "９"])
def test_a_faulty_number_is_named_and_kept(police, sites, count):
    answer = send(police, PAGE, {"count": count})

    assert answer.status_code == 422
    assert 'href="#count"' in answer.text
    assert f'value="{count}"' in answer.text


def test_districts_stand_side_by_side_and_a_forgotten_one_is_warned_of(app, session, context, clock, sites):
    clock.move(days=1)
    hold(session, context, clock, lat=60.0, lon=15.03)

    page = staff_client(app, "police").get(PAGE + "?lang=en").text

    assert "Somebody asks in Östra, and no check has come this year." in page
    assert "Gini" in page
    assert re.search(r"Västra</th><td class=\"r\">1</td>", page)


def test_nobody_else_may_look_and_an_unknown_list_is_none(app, client, police):
    assert client.get(PAGE).status_code == 302
    assert staff_client(app, "planner").get(PAGE).status_code == 403
    assert police.get(f"{PAGE}?batch=nothing").status_code == 404
    assert police.get(PAGE).status_code == 200


def test_an_empty_list_says_what_a_place_must_be(police):
    assert "No place can be recommended now." in police.get(make(police) + "&lang=en").text


def test_the_seed_is_shown_only_when_all_is_held_or_skipped(police, session, sites):
    code = code_of(make(police, count="1"))
    row = session.scalars(select(RecommendedSite)).one()
    from webapp.storage.recommendations import Recommendation

    seed = session.get(Recommendation, row.recommendation_id).seed
    assert seed not in police.get(f"{PAGE}?batch={code}").text

    send(police, f"{PAGE}/{code}/1/skip", {"reason": "other"}, page=PAGE)

    assert seed in police.get(f"{PAGE}?batch={code}").text
