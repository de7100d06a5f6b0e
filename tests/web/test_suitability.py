"""Police judge on the spot: private, with its history, and an unsuitable place goes on to the planner once."""

import pytest
from sqlalchemy import func, select

from tests.mail import follower, mail_server, send_mail, text_of
from tests.residents import HOME, OFFICER, ask, ask_site, site_of
from tests.staff import send, staff_client
from webapp.domain.errors import NotAllowed, NotFound
from webapp.domain.roles import OPERATOR, RESIDENT, Actor, Role
from webapp.domain.suitability import Assessment
from webapp.storage.db import transaction
from webapp.storage.grouping import merge_sites
from webapp.storage.handing_over import handing_over_of
from webapp.storage.outbox import Message
from webapp.storage.sites import Site
from webapp.storage.suitability import SiteAssessment, unsuitable_sites, verdicts
from webapp.usecases.sites import rebuild_sites, verify_sites
from webapp.usecases.suitability import assess_site, suitability_for_police

UNFIT = Assessment("unsuitable", {"room_to_stop": "no"}, "no_safe_place", "Infarten till förskolan", "Ingen ficka.")


@pytest.fixture
def police(app):
    return staff_client(app, "police")


@pytest.fixture
def site(session, context, clock):
    clock.move(days=-1)
    made = ask_site(session, context)
    clock.move(days=1)
    return made.id


def judge(police, site, **fields):
    page = f"/police/sites/{site}"
    return send(police, f"{page}/assess", fields, page=page)


def eligible(police, site):
    return {s["id"]: s["eligible"] for s in police.get("/police/sites?format=json").json}[site]


def test_an_unsuitable_place_is_not_recommended_goes_to_the_planner_and_its_page_says_why(
    app, police, session, context, site
):
    receipt = ask(session, context)
    assert eligible(police, site)

    answer = judge(
        police, site, room_to_stop="no", verdict="unsuitable", reason="no_safe_place", note="Infarten till förskolan"
    )

    assert (answer.status_code, answer.location) == (303, f"/police/sites/{site}?done=assessed_handed_over")
    page = police.get(answer.location).text
    assert "Platsen ligger nu hos planeraren" in page
    assert "Infarten till förskolan" in page
    assert not eligible(police, site)
    for path in (f"/sites/{site}", f"/suggestions/{receipt}"):
        shown = app.test_client().get(path).text
        assert "Det finns ingen säker plats för polisen att stå." in shown
        assert "förskolan" not in shown
    planner = staff_client(app, "planner").get("/planner/").text
    assert "Plats att stanna en bil säkert: nej" in planner
    assert "förskolan" not in planner
    assert verify_sites(session, context, OPERATOR) == []


def test_everyone_who_asked_hears_the_reason_once_however_often_it_is_judged(session, context):
    with mail_server() as box:
        follower(session, context, box, "anna@exempel.se", language="en")
        follower(session, context, box, "bo@exempel.se")
        site = site_of(session, ask(session, context)).id
        box.taken.clear()
        handed = [assess_site(session, context, OFFICER, site, UNFIT) for _ in range(3)]
        send_mail(session, context, box)

    assert handed == [True, False, False]
    assert len(box.taken) == 2
    assert any("There is no safe place for the police to stand." in text_of(mail) for mail in box.taken)
    assert all("> Ingen ficka." in text_of(mail) for mail in box.taken)
    assert session.scalar(select(func.count(SiteAssessment.id))) == 3


def test_a_new_judgement_is_a_new_row_and_the_newest_stands(police, session, context, clock, site):
    assess_site(session, context, OFFICER, site, UNFIT)
    clock.move(minutes=5)
    judge(police, site, room_to_stop="yes", verdict="conditional")

    seen = suitability_for_police(session, OFFICER, site)
    assert seen.standing.verdict == "conditional"
    assert [row.verdict for row in seen.earlier] == ["unsuitable"]
    assert seen.standing.by.endswith("@polis.example")
    assert unsuitable_sites(session) == set()
    assert eligible(police, site)
    assert handing_over_of(session, site) is not None  # the planner still has the question
    assert "1 tidigare bedömning" in police.get(f"/police/sites/{site}").text


def test_a_place_that_is_not_public_is_judged_in_private_and_keeps_its_id(app, session, context):
    small = site_of(session, ask(session, context)).id

    assert assess_site(session, context, OFFICER, small, UNFIT) is False

    rebuild_sites(session, context, OPERATOR)
    assert verdicts(session) == {small: "unsuitable"}
    assert app.test_client().get(f"/sites/{small}").status_code == 404
    assert session.scalar(select(func.count(Message.id))) == 0
    assert verify_sites(session, context, OPERATOR) == []


def test_a_place_found_unsuitable_goes_to_the_planner_when_it_becomes_public_and_those_who_asked_are_told(
    app, session, context
):
    with mail_server() as box:
        token = follower(session, context, box, "anna@exempel.se")
        small = site_of(session, token).id
        assess_site(session, context, OFFICER, small, UNFIT)
        box.taken.clear()
        assert handing_over_of(session, small) is None

        for _ in range(2):
            ask(session, context)
        send_mail(session, context, box)

    assert handing_over_of(session, small).reason == "no_safe_place"
    assert len(box.taken) == 1
    assert "Ingen ficka" not in text_of(box.taken[0])  # words for the public are written when there is a public
    assert "Det finns ingen säker plats för polisen att stå." in app.test_client().get(f"/sites/{small}").text
    rebuild_sites(session, context, OPERATOR)
    assert handing_over_of(session, small) is not None
    assert verify_sites(session, context, OPERATOR) == []


def test_a_faulty_form_keeps_every_word_and_leads_to_the_fault(police, session, site):
    answer = judge(police, site, sight_line="no", verdict="suitable", note="Häcken skymmer")

    assert answer.status_code == 422
    assert 'class="error-summary" role="alert"' in answer.text
    assert 'href="#verdict"' in answer.text
    assert "Häcken skymmer" in answer.text
    assert 'value="no" id="sight_line"' in answer.text or 'name="sight_line" value="no" checked' in answer.text
    missing = judge(police, site, verdict="unsuitable")
    assert missing.status_code == 422
    assert 'href="#assess_reason"' in missing.text
    assert verdicts(session) == {}


def test_words_to_residents_that_point_at_a_person_are_looked_at_once_more(police, session, site):
    fields = {"verdict": "unsuitable", "reason": "other", "public_reply": "Ring 070-123 45 67", "look_first": "1"}

    assert judge(police, site, **fields).status_code == 422
    assert verdicts(session) == {}


def test_a_merge_takes_the_newest_judgement_along(session, context, clock, site):
    other = ask_site(session, context, at=(HOME[0], HOME[1] + 0.004))
    assess_site(session, context, OFFICER, site, Assessment("suitable"))
    clock.move(hours=1)
    assess_site(session, context, OFFICER, other.id, Assessment("conditional"))
    with transaction(session):
        survivor = merge_sites(session, context, session.get_one(Site, site), session.get_one(Site, other.id), None)

    assert verdicts(session) == {survivor.id: "conditional"}


@pytest.mark.parametrize("role", [Role.PLANNER, Role.MODERATOR, Role.COMMUNICATOR])
def test_only_police_judge_and_see_judgements(session, context, site, role):
    for actor in (RESIDENT, Actor(role)):
        with pytest.raises(NotAllowed):
            assess_site(session, context, actor, site, UNFIT)
        with pytest.raises(NotAllowed):
            suitability_for_police(session, actor, site)
    with pytest.raises(NotFound):
        assess_site(session, context, OFFICER, "nowhere", UNFIT)
