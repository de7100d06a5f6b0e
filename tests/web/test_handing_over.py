"""A place that checks do not solve goes on to the planner: once, in public words, with everyone told."""

import re

import pytest
from sqlalchemy import func, select

from tests.mail import follower, mail_server, send_mail, text_of
from tests.residents import HOME, OFFICER, ask, ask_site, hold, site_of
from tests.staff import send, staff_client
from webapp.domain.errors import NotAllowed, WrongState
from webapp.domain.moderation import ReportState
from webapp.domain.roles import OPERATOR, RESIDENT, Actor, Role
from webapp.storage.db import transaction
from webapp.storage.grouping import merge_sites, pin_privately
from webapp.storage.handing_over import handing_over_of
from webapp.storage.outbox import Message
from webapp.storage.sites import Site, SiteEventRow
from webapp.storage.text_reports import TextReport
from webapp.usecases.checks import close_site, decline_site, reopen_site
from webapp.usecases.handing_over import hand_over, with_the_planner
from webapp.usecases.sites import rebuild_sites, verify_sites
from webapp.usecases.text_reports import answer_report, report, reported

WORDS = "Kurvan är för trång för en kontroll. <b>Farthinder</b> prövas."
SHOWN = "Kurvan är för trång för en kontroll. &lt;b&gt;Farthinder&lt;/b&gt; prövas."
MODERATOR, PLANNER = Actor(Role.MODERATOR), Actor(Role.PLANNER)


@pytest.fixture
def police(app):
    return staff_client(app, "police")


@pytest.fixture
def site(session, context, clock):
    clock.move(days=-1)
    made = ask_site(session, context)
    clock.move(days=1)
    return made.id


def test_police_hand_a_place_over_and_its_page_the_receipts_and_the_planner_say_so(app, police, session, context, site):
    token = ask(session, context)
    page = f"/police/sites/{site}"
    before = app.test_client().get("/api/v1/sites.geojson").json["features"][0]["properties"]["status"]

    answer = send(police, f"{page}/hand-over", {"public_reply": WORDS}, page=page)

    assert (answer.status_code, answer.location) == (303, f"{page}?done=handed_over")
    assert "Platsen ligger nu hos planeraren" in police.get(answer.location).text
    assert "/hand-over" not in police.get(page).text
    public = app.test_client()
    for path in (f"/sites/{site}", f"/suggestions/{token}"):
        shown = public.get(path).text
        assert "Hos kommunens planerare" in shown
        assert SHOWN in shown
        assert "12 maj 2026" in shown
    assert "With the municipality's planner" in public.get(f"/sites/{site}?lang=en").text
    assert public.get("/api/v1/sites.geojson").json["features"][0]["properties"]["status"] == before == "open"
    listed = staff_client(app, "planner").get("/planner/").text
    assert "Överlämnat av polisen" in listed
    assert SHOWN in listed
    assert '<time datetime="2026-05-12">' in listed
    assert verify_sites(session, context, OPERATOR) == []


def test_everyone_who_asked_and_confirmed_gets_one_mail_with_the_words(session, context):
    with mail_server() as box:
        token = follower(session, context, box, "anna@exempel.se", language="en")
        follower(session, context, box, "bo@exempel.se", language="sv")
        ask(session, context)
        site = site_of(session, token).id
        hand_over(session, context, OFFICER, site, "A bend.")
        box.taken.clear()
        send_mail(session, context, box)

    assert sorted(box.subjects) == [
        "Västra goes on to those who look after the roads",
        "Västra går vidare till dem som sköter vägarna",
    ]
    assert all("> A bend." in text_of(mail) for mail in box.taken)


def test_a_second_time_is_a_wrong_state_and_tells_nobody(police, session, context, site):
    page = f"/police/sites/{site}"
    token_page = police.get(page)
    send(police, f"{page}/hand-over", {"public_reply": "En gång"}, page=page)
    events = session.scalar(select(func.count(SiteEventRow.id)))

    again = send(police, f"{page}/hand-over", {"public_reply": "Två gånger"}, page=page)

    assert token_page.status_code == 200
    assert again.status_code == 409
    assert "Två gånger" in again.text
    assert session.scalar(select(func.count(SiteEventRow.id))) == events
    assert handing_over_of(session, site).reply == "En gång"


def test_faulty_words_come_back_with_a_summary_that_leads_to_them(police, session, site):
    page = f"/police/sites/{site}"
    answer = send(police, f"{page}/hand-over", {"public_reply": "x" * 1001}, page=page)

    assert answer.status_code == 422
    assert 'class="error-summary" role="alert"' in answer.text
    assert 'href="#hand_over_reply"' in answer.text
    assert "x" * 1001 in answer.text
    assert handing_over_of(session, site) is None


def test_words_that_point_at_a_person_are_looked_at_once_more(police, session, site):
    page = f"/police/sites/{site}"
    answer = send(police, f"{page}/hand-over", {"public_reply": "Ring 070-123 45 67", "look_first": "1"}, page=page)

    assert answer.status_code == 422
    assert handing_over_of(session, site) is None


@pytest.mark.parametrize("answered", [close_site, decline_site])
def test_a_no_ends_it_and_after_that_it_can_be_handed_over_anew(session, context, site, answered):
    hand_over(session, context, OFFICER, site)
    answered(session, context, OFFICER, site, "rebuilt")
    assert handing_over_of(session, site) is None
    with pytest.raises(WrongState):
        hand_over(session, context, OFFICER, site)

    reopen_site(session, context, OFFICER, site)
    assert handing_over_of(session, site) is None
    hand_over(session, context, OFFICER, site, "Igen")

    assert [one.told.reply for one in with_the_planner(session, context, PLANNER)] == ["Igen"]
    assert verify_sites(session, context, OPERATOR) == []


def test_a_check_ends_it_not_and_a_checked_place_can_be_handed_over(session, context, clock, site):
    hand_over(session, context, OFFICER, site)
    hold(session, context, clock, site)
    assert handing_over_of(session, site) is not None

    other = ask_site(session, context, at=(60.01, 15.12)).id
    clock.move(hours=1)
    hold(session, context, clock, other)
    hand_over(session, context, OFFICER, other)

    assert [one.site.status for one in with_the_planner(session, context, PLANNER)] == ["checked", "checked"]
    rebuild_sites(session, context, OPERATOR)
    assert verify_sites(session, context, OPERATOR) == []


def test_what_is_not_public_or_not_about_speed_is_not_handed_over(session, context):
    small = site_of(session, ask(session, context)).id
    with transaction(session):
        pin_privately(session, context, site_of(session, ask(session, context)), None)
    unsafe = ask_site(session, context, at=(60.01, 15.12), kind="unsafe_place").id
    for site_id in (small, unsafe):
        with pytest.raises(WrongState):
            hand_over(session, context, OFFICER, site_id)
    assert session.scalar(select(func.count(Message.id))) == 0


@pytest.mark.parametrize("actor", [RESIDENT, PLANNER, MODERATOR])
def test_only_police_hand_over_and_only_planners_see_the_list(app, session, context, site, actor):
    with pytest.raises(NotAllowed):
        hand_over(session, context, actor, site)
    with pytest.raises(NotAllowed):
        with_the_planner(session, context, RESIDENT)
    assert app.test_client().post(f"/police/sites/{site}/hand-over").status_code in {302, 400, 403}


def test_a_merge_takes_it_along(session, context, site):
    with transaction(session):
        other = ask_site(session, context, at=(HOME[0], HOME[1] + 0.004))
    hand_over(session, context, OFFICER, other.id, "Lämnad")
    with transaction(session):
        survivor = merge_sites(session, context, session.get_one(Site, site), other, None)

    assert handing_over_of(session, survivor.id).reply == "Lämnad"
    assert [one.site.id for one in with_the_planner(session, context, PLANNER)] == [survivor.id]


def events_of(client, site_id):
    return client.get(f"/sites/{site_id}?lang=en").text.partition('<ol class="events">')[2].partition("</ol>")[0]


def test_the_answers_of_a_place_that_was_joined_stand_in_the_history_of_the_one_it_is_part_of(
    client, session, context, site
):
    with transaction(session):
        other = ask_site(session, context, at=(HOME[0], HOME[1] + 0.004))
        private = site_of(session, ask(session, context, at=(HOME[0], HOME[1] - 0.004)))
        pin_privately(session, context, private, None)
    absorbed, name, small = other.id, other.name, private.id
    decline_site(session, context, OFFICER, absorbed, "no_safe_place", "Ingen ficka.")
    close_site(session, context, OFFICER, small, "rebuilt", "Aldrig visat.")
    assert name not in events_of(client, site)
    with transaction(session):
        for taken in (absorbed, small):
            merge_sites(session, context, session.get_one(Site, site), session.get_one(Site, taken), None)

    told = events_of(client, site)

    assert f"About {name}, which is part of this place now: The place was declined, with a reason." in told
    assert "Ingen ficka." in told
    assert "Aldrig visat." not in told
    link = re.search(r'href="(/report[^"]+)"', told)[1].replace("&amp;", "&")
    assert "Ingen ficka." in client.get(link).text
    data = {"what": "reply", "id": re.search(r"id=([^&]+)", link)[1], "reason": "other"}
    assert send(client, "/report", data, link).status_code == 303
    (line,) = reported(session, MODERATOR, ReportState.OPEN)
    answer_report(session, context, MODERATOR, line.id, ReportState.HIDDEN)
    assert "Ingen ficka." not in events_of(client, site)
    for strange in (f"{site}.9", f"{site}.-1", f"{site}.x", f"{site}.{'9' * 300}", f"{small}.0", ".0"):
        assert client.get("/report", query_string={"what": "reply", "id": strange}).status_code == 404


def test_its_words_can_be_reported_and_hidden_everywhere(client, session, context, site):
    hand_over(session, context, OFFICER, site, "Fel ord")
    report(session, context, "reply", site, "other", "")
    (line,) = reported(session, MODERATOR, ReportState.OPEN)
    answer_report(session, context, MODERATOR, line.id, ReportState.HIDDEN)

    shown = client.get(f"/sites/{site}").text

    assert "Hos kommunens planerare" in shown
    assert "Fel ord" not in shown
    assert with_the_planner(session, context, PLANNER)[0].told.reply is None


def test_a_place_closed_opened_and_declined_keeps_every_answer_in_its_history_newest_first(
    app, session, context, clock, site
):
    close_site(session, context, OFFICER, site, "rebuilt", "Gatan är ombyggd.")
    reopen_site(session, context, OFFICER, site)
    clock.move(days=1)
    decline_site(session, context, OFFICER, site, "no_safe_place", "Ingen ficka.")
    page = app.test_client().get(f"/sites/{site}").text
    told = page.partition('<ol class="events">')[2].partition("</ol>")[0]

    in_order = ["Platsen avböjdes", "Platsen öppnades igen", "Platsen avslutades", "Gatan är ombyggd.", "publicerades"]
    places = [told.index(words) for words in in_order]
    assert places == sorted(places)
    assert told.count(">12 maj 2026<") == 2
    assert page.count("Ingen ficka.") == 1


def test_older_words_that_a_person_has_hidden_stay_hidden_in_the_history(app, session, context, site):
    close_site(session, context, OFFICER, site, "rebuilt", "Gatan är ombyggd.")
    with transaction(session):
        hidden = {"what": "reply", "target": site, "said": "Gatan är ombyggd.", "state": ReportState.HIDDEN.value}
        session.add(TextReport(reason="person", reported_at=context.now(), **hidden))
    reopen_site(session, context, OFFICER, site)

    page = app.test_client().get(f"/sites/{site}").text

    assert "Platsen avslutades" in page
    assert "ombyggd" not in page


def test_of_one_day_the_publication_is_the_oldest_of_a_history(app, session, context, clock, site):
    hold(session, context, clock, site)

    page = app.test_client().get(f"/sites/{site}").text
    told = page.partition('<ol class="events">')[2].partition("</ol>")[0]
    assert told.index("Kontroll gjord") < told.index("publicerades")
