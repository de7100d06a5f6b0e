"""Questions with dates: the short link, what the form says, what a suggestion knows, and the communicator's pages."""

from dataclasses import replace
from datetime import date
from xml.etree import ElementTree

import pytest
from sqlalchemy import select

from tests.residents import ask_site
from tests.staff import send, staff_client, token_of
from webapp.domain.campaigns import CampaignWish, Stage
from webapp.domain.errors import Invalid, NotAllowed, WrongState
from webapp.domain.roles import RESIDENT, Actor, Role
from webapp.storage.exporting import SUGGESTION_COLUMNS, stored_suggestions
from webapp.storage.suggestions import Suggestion
from webapp.usecases.campaigns import change_campaign, create_campaign, end_campaign, list_campaigns

COMMUNICATOR = Actor(Role.COMMUNICATOR)
SPRING = CampaignWish(
    name_sv="Vårfrågan 2026",
    name_en="The spring question 2026",
    question_sv="Var kör man för fort i vår?",
    question_en="Where do people drive too fast this spring?",
    starts_on=date(2026, 5, 1),
    ends_on=date(2026, 5, 31),
)
AUTUMN = replace(
    SPRING, name_sv="Höstfrågan", name_en="The autumn question", starts_on=date(2026, 9, 1), ends_on=date(2026, 9, 30)
)
PLACE = {"kind": "speed", "lat": "60.01", "lon": "15.05"}


@pytest.fixture
def spring(session, context):
    return create_campaign(session, context, COMMUNICATOR, SPRING)


@pytest.fixture
def closing_app(app):
    """The same place, which takes suggestions while a question runs and only then."""
    place = replace(app.extensions["lofte_context"].place, closed_between_campaigns=True)
    app.extensions["lofte_context"] = replace(app.extensions["lofte_context"], place=place)
    app.jinja_env.globals["place"] = place
    return app


def suggest(client, query="", **more):
    page = client.get(f"/suggest{query}")
    field = 'name="campaign" value="'
    carried = page.text.split(field)[1].split('"')[0] if field in page.text else ""
    data = {"csrf_token": token_of(page), "campaign": carried, **PLACE, **more}
    return client.post("/suggest", data=data)


def answered(session):
    session.rollback()
    return {row[-1] for row in stored_suggestions(session)}


def test_the_short_link_leads_to_the_form_with_the_question_on_it(client, spring):
    answer = client.get("/q/varfragan-2026")

    assert answer.status_code == 302
    assert answer.location == "/suggest?campaign=varfragan-2026"
    page = client.get(answer.location).text
    assert "Var kör man för fort i vår?" in page
    assert "vi frågar till och med 31 maj 2026" in page
    assert client.get("/q/nothing").status_code == 404


def test_a_suggestion_knows_its_question_and_the_export_says_it(client, session, spring):
    assert suggest(client, "?campaign=varfragan-2026").status_code == 303

    assert SUGGESTION_COLUMNS[-2:] == ("campaign", "site") or "campaign" in SUGGESTION_COLUMNS
    (row,) = stored_suggestions(session)
    assert dict(zip(SUGGESTION_COLUMNS, row, strict=True))["campaign"] == "varfragan-2026"


def test_a_question_that_runs_is_answered_from_the_ordinary_form_too(client, session, context, spring):
    suggest(client)

    (line,) = list_campaigns(session, context, COMMUNICATOR)
    assert (line.stage, line.suggestions) == (Stage.RUNNING, 1)


def test_a_voice_for_a_site_answers_the_question_too(client, session, context, spring):
    site = ask_site(session, context)
    page = client.get(f"/sites/{site.id}")
    assert 'name="campaign" value="varfragan-2026"' in page.text

    client.post(f"/sites/{site.id}/support", data={"csrf_token": token_of(page), "campaign": "varfragan-2026"})

    session.rollback()
    voices = session.scalars(select(Suggestion.campaign_id).where(Suggestion.channel == "support")).all()
    assert voices[0] is not None


@pytest.mark.parametrize("forged", ["no-such", "hostfragan", "' OR 1=1"])
def test_a_question_that_does_not_run_is_answered_by_nobody(client, session, context, spring, forged):
    create_campaign(session, context, COMMUNICATOR, AUTUMN)

    assert suggest(client, campaign=forged).status_code == 303

    assert session.scalars(select(Suggestion.campaign_id)).all() == [None]


@pytest.mark.parametrize(("days", "running"), [(-12, False), (-11, True), (19, True), (20, False)])
def test_the_first_and_the_last_local_day_belong_to_the_question(client, clock, spring, days, running):
    clock.move(days=days)

    assert ("Var kör man för fort i vår?" in client.get("/suggest").text) is running
    assert client.get("/suggest").status_code == 200


def test_outside_its_dates_the_link_leads_to_a_form_that_says_so_and_is_open(client, session, context, clock, spring):
    create_campaign(session, context, COMMUNICATOR, AUTUMN)
    clock.move(days=30)

    assert "ställs inte nu" in client.get("/suggest?campaign=varfragan-2026").text
    assert "öppnar 1 september 2026" in client.get("/suggest?campaign=hostfragan").text
    assert suggest(client, "?campaign=varfragan-2026").status_code == 303


def test_a_link_that_comes_early_says_when_its_question_opens_though_another_is_asked(client, session, context, spring):
    create_campaign(session, context, COMMUNICATOR, AUTUMN)

    page = client.get("/q/hostfragan", follow_redirects=True).text

    assert "öppnar 1 september 2026" in page
    assert '<h2 id="asked-h">' not in page
    assert 'href="/suggest?campaign=varfragan-2026">Var kör man för fort i vår?</a>' in page


def test_a_place_that_closes_between_questions_says_when_the_next_one_opens(closing_app, session, clock, spring):
    client, context = closing_app.test_client(), closing_app.extensions["lofte_context"]
    page = client.get("/suggest")
    clock.move(days=30)

    closed = client.get("/suggest")
    assert "När vi frågar nästa gång är inte bestämt än." in closed.text
    assert "Set-Cookie" not in closed.headers
    create_campaign(session, context, COMMUNICATOR, AUTUMN)
    assert "öppnar 1 september 2026" in client.get("/suggest").text

    words = "En text som inte får försvinna."
    late = client.post("/suggest", data={"csrf_token": token_of(page), **PLACE, "text": words})
    assert late.status_code == 422
    assert words in late.text
    assert "Just nu tas inga förslag emot" in late.text
    assert session.scalars(select(Suggestion)).all() == []


def test_a_place_that_closes_takes_no_voices_between_questions(closing_app, session, clock, spring):
    client, context = closing_app.test_client(), closing_app.extensions["lofte_context"]
    site = ask_site(session, replace(context, place=replace(context.place, closed_between_campaigns=False)))
    clock.move(days=30)

    assert "csrf_token" not in client.get(f"/sites/{site.id}").text


def test_the_poster_has_the_question_and_a_code_that_leads_to_the_short_link(client, spring):
    answer = client.get("/q/varfragan-2026/poster.svg?lang=en")
    root = ElementTree.fromstring(answer.data)

    assert answer.mimetype == "image/svg+xml"
    assert (root.get("width"), root.get("height")) == ("210mm", "297mm")
    assert "localhost/q/varfragan-2026" in answer.text
    assert "Where do people drive" in " ".join(
        "".join(t.itertext()) for t in root.iter("{http://www.w3.org/2000/svg}text")
    )
    assert "112" in answer.text


def test_a_short_name_is_made_of_the_swedish_name_and_given_once(session, context, spring):
    assert spring == "varfragan-2026"
    with pytest.raises(Invalid) as refused:
        create_campaign(session, context, COMMUNICATOR, SPRING)
    assert [(f.field, f.code) for f in refused.value.faults] == [("slug", "taken")]


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"name_sv": " "}, "name_sv", "missing"),
        ({"question_en": "x" * 121}, "question_en", "too_long"),
        ({"question_sv": "två\nrader"}, "question_sv", "unreadable"),
        ({"ends_on": date(2026, 4, 30)}, "ends_on", "before_start"),
        ({"starts_on": None}, "starts_on", "missing"),
        ({"slug": "Å/../admin"}, "slug", "not_a_slug"),
        ({"starts_on": date(2025, 5, 1), "ends_on": date(2025, 5, 31)}, "ends_on", "over"),
    ],
)
def test_a_faulty_question_names_its_faults(session, context, changes, field, code):
    with pytest.raises(Invalid) as refused:
        create_campaign(session, context, COMMUNICATOR, replace(SPRING, **changes))

    assert (field, code) in [(f.field, f.code) for f in refused.value.faults]


@pytest.mark.parametrize("actor", [RESIDENT, Actor(Role.POLICE), Actor(Role.PLANNER), Actor(Role.MODERATOR)])
def test_only_a_communicator_asks_questions(session, context, actor):
    with pytest.raises(NotAllowed):
        create_campaign(session, context, actor, SPRING)


def test_a_question_is_ended_yesterday_and_only_while_it_runs(session, context, clock, spring):
    end_campaign(session, context, COMMUNICATOR, spring)

    (line,) = list_campaigns(session, context, COMMUNICATOR)
    assert (line.stage, line.campaign.ends_on) == (Stage.OVER, date(2026, 5, 11))
    with pytest.raises(WrongState):
        end_campaign(session, context, COMMUNICATOR, spring)


def test_a_question_that_is_changed_keeps_its_short_link(session, context, spring):
    change_campaign(session, context, COMMUNICATOR, spring, replace(SPRING, name_sv="Majfrågan", slug="another"))

    (line,) = list_campaigns(session, context, COMMUNICATOR)
    assert (line.campaign.slug, line.campaign.name.sv) == ("varfragan-2026", "Majfrågan")


def test_a_communicator_asks_changes_and_ends_a_question_through_the_pages(app):
    client = staff_client(app, "communicator")
    assert client.get("/communicator/").status_code == 200
    typed = {
        "name_sv": "Vårfrågan", "name_en": "Spring", "question_sv": "Var kör man för fort?",
        "question_en": "Where?", "starts_on": "2026-05-01", "ends_on": "2026-05-31",
    }  # fmt: skip

    faulty = send(client, "/communicator/campaigns", {**typed, "ends_on": "31 maj", "name_en": ""})
    assert faulty.status_code == 422
    assert 'role="alert"' in faulty.text
    assert "Var kör man för fort?" in faulty.text

    made = send(client, "/communicator/campaigns", typed)
    assert (made.status_code, made.location) == (303, "/communicator/campaigns/varfragan")
    assert "http://localhost/q/varfragan" in client.get(made.location).text
    assert send(client, made.location, {**typed, "ends_on": "2026-06-30"}).status_code == 303
    assert "30 juni 2026" in client.get("/communicator/campaigns").text
    for path in ("/communicator/", "/communicator/campaigns", made.location):
        assert client.get(path).text.partition("<main")[0].count("aria-current") == 1
    assert send(client, "/communicator/campaigns/varfragan/end", page=made.location).status_code == 303
    assert "Över" in client.get("/communicator/campaigns").text
    assert client.get("/communicator/campaigns/other").status_code == 404
