"""Every step that residents hear of can show its message first, word for word, and showing it does nothing."""

import re
from html import unescape

import pytest
from sqlalchemy import func, select

from tests.mail import follower, mail_server, send_mail, text_of
from tests.residents import ask_site, hold
from tests.staff import send, staff_client
from webapp.domain.roles import Actor, Role
from webapp.storage.checks import Check
from webapp.storage.outbox import Message
from webapp.storage.sites import SiteEventRow
from webapp.usecases import unsafe_places as deeds

PLANNER = Actor(Role.PLANNER)
UNSAFE = {
    "answer": ("answered", {"activity": "lighting", "on": "2026-05-12", "public_reply": "Lampan lyser igen."}),
    "close": ("closed", {"reason": "rebuilt", "public_reply": "Häcken är klippt."}),
    "decline": ("declined", {"reason": "other_road_owner"}),
}


def shown(page, language="sv"):
    body = re.search(rf'<div lang="{language}"><p><strong>(.*?)</strong></p><p[^>]*>(.*?)</p>', page.text, re.S)
    return unescape(body[1]), unescape(body[2])


def plain(text):
    """Leave out what is each resident's own, and the address of the site."""
    return re.sub(r"https?://[^/\s]+", "", re.sub(r"(/suggestions/|/mail/stop/)[^?\n]+", r"\1…", text)).strip()


def happened(session):
    return [session.scalar(select(func.count()).select_from(table)) for table in (SiteEventRow, Message, Check)]


def preview_then_do(app, session, context, box, address, fields, button, page):
    """Look at the message, then do the step; return what was shown and the mail that came."""
    before, police = happened(session), staff_client(app, "police")
    looked_at = send(police, address, {**fields, **button}, page=page)
    assert looked_at.status_code == 200
    assert "1 person får det här meddelandet" in looked_at.text
    assert happened(session) == before
    taken = len(box.taken)
    assert send(police, address, fields, page=page).status_code == 303
    send_mail(session, context, box)
    (mail,) = box.taken[taken:]
    return shown(looked_at), mail


@pytest.mark.parametrize("deed", [*UNSAFE, "reopen"])
def test_at_an_unsafe_place_the_message_that_is_shown_is_the_one_that_is_sent(app, session, context, clock, deed):
    clock.move(days=-1)
    site = ask_site(session, context, kind="unsafe_place").id
    with mail_server() as box:
        follower(session, context, box, "anna@exempel.se", language="sv", kind="unsafe_place")
        clock.move(days=1)
        if deed == "reopen":
            deeds.close(session, context, PLANNER, site, "rebuilt")
            send_mail(session, context, box)
            clock.move(hours=1)
        topic, fields = UNSAFE.get(deed, ("reopened", {}))
        page = f"/police/unsafe/{site}"

        told, mail = preview_then_do(
            app, session, context, box, f"{page}/{deed}", fields, {"show_message": topic}, page
        )

    assert mail["Subject"] == told[0]
    assert plain(text_of(mail)) == plain(told[1])


@pytest.mark.parametrize("where", ["record", "anywhere"])
def test_a_check_shows_its_message_wherever_it_is_recorded(app, session, context, clock, where):
    clock.move(days=-1)
    site = ask_site(session, context)
    with mail_server() as box:
        follower(session, context, box, "anna@exempel.se", language="sv", site=site.id)
        clock.move(days=1)
        fields = {"started_at": "2026-05-12T11:00", "ended_at": "2026-05-12T11:30"}
        page = address = f"/police/sites/{site.id}/record"
        if where == "anywhere":
            page, address = "/police/checks/new", "/police/checks"
            fields |= {"lat": str(site.lat), "lon": str(site.lon)}

        told, mail = preview_then_do(app, session, context, box, address, fields, {"preview": "1"}, page)

    assert mail["Subject"] == told[0]
    assert plain(text_of(mail)) == plain(told[1])


def test_taking_a_check_back_shows_what_those_who_were_told_of_it_get(app, session, context, clock):
    clock.move(days=-1)
    site = ask_site(session, context)
    with mail_server() as box:
        follower(session, context, box, "anna@exempel.se", language="sv", site=site.id)
        clock.move(days=1)
        check = hold(session, context, clock, site.id).public_id
        send_mail(session, context, box)
        page = f"/police/checks/{check}"

        told, mail = preview_then_do(
            app, session, context, box, f"{page}/withdraw", {"correction_reason": "Fel plats"},
            {"show_message": "check_taken_back"}, page,
        )  # fmt: skip

    assert mail["Subject"] == told[0]
    assert plain(text_of(mail)) == plain(told[1])


def test_judging_a_place_unsuitable_shows_what_residents_get(app, session, context, clock):
    clock.move(days=-1)
    site = ask_site(session, context)
    with mail_server() as box:
        follower(session, context, box, "anna@exempel.se", language="sv", site=site.id)
        clock.move(days=1)
        page = f"/police/sites/{site.id}"

        told, mail = preview_then_do(
            app, session, context, box, f"{page}/assess",
            {"verdict": "unsuitable", "reason": "no_safe_place", "public_reply": "Diket är för djupt."},
            {"show_message": "handed_over"}, page,
        )  # fmt: skip

    assert mail["Subject"] == told[0]
    assert plain(text_of(mail)) == plain(told[1])


def test_an_activity_that_cannot_be_is_said_before_any_message_is_shown(app, session, context):
    site = ask_site(session, context, kind="unsafe_place").id
    page = f"/police/unsafe/{site}"

    answer = send(
        staff_client(app, "police"), f"{page}/answer", {"on": "2026-05-12", "show_message": "answered"}, page=page
    )

    assert answer.status_code == 422
    assert 'href="#activity"' in answer.text
    assert 'id="message"' not in answer.text
