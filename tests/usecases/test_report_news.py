"""Follow-ups reach who asked for news, once; communicators are reminded, once, of the one that is missing."""

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from tests.mail import link_in, mail_server, send_mail, text_of
from tests.reports import ADMIN, WRITER, approve_all, mark_of, publish
from webapp.domain.alerts import AlertWish
from webapp.domain.reports import ReportKind
from webapp.domain.roles import OPERATOR
from webapp.storage.outbox import Message
from webapp.usecases import reports as use
from webapp.usecases.accounts import create_account, disable_account
from webapp.usecases.alerts import ask_for_alert, confirm_alert
from webapp.usecases.outbox import queue_news, remind_of_reports

TZ = ZoneInfo("Europe/Stockholm")


@pytest.fixture
def box():
    with mail_server() as box:
        yield box


def at(month, day, hour=12, year=2026):
    return datetime(year, month, day, hour, tzinfo=TZ)


def subscribe(session, context, box, address="eva@exempel.se", language="en", **wish):
    fields = {"where": "everywhere", "kinds": ("speed",), "pace": "at_once", "email": address}
    ask_for_alert(session, context, AlertWish(**fields | wish), language)
    send_mail(session, context, box)
    confirm_alert(session, context, link_in(box.to(address)[-1], "/alerts/confirm/").rpartition("/")[2])


def sent(session, context, box):
    before = len(box.taken)
    queue_news(session, context)
    remind_of_reports(session, context)
    send_mail(session, context, box)
    return box.taken[before:]


def test_a_follow_up_is_told_once_to_everyone_who_asked_for_news_in_their_own_language(session, context, clock, box):
    clock.at = at(5, 4)
    subscribe(session, context, box)
    subscribe(session, context, box, "adam@exempel.se", "sv", where="near", lat="60.0", lon="15.1", radius_m="500")
    publish(session, context, short_en="12 of 60 so far.", short_sv="12 av 60 hittills.")

    told = sent(session, context, box)
    again = sent(session, context, box)

    bodies = {mail["To"].addresses[0].addr_spec: text_of(mail) for mail in told}
    assert "12 of 60 so far." in bodies["eva@exempel.se"]
    assert "/follow-ups/2026-1?lang=en" in bodies["eva@exempel.se"]
    assert "12 av 60 hittills." in bodies["adam@exempel.se"]
    assert again == []


def test_a_draft_is_told_to_nobody_and_a_correction_not_a_second_time(session, context, clock, box):
    clock.at = at(5, 4)
    subscribe(session, context, box)
    slug = use.start(session, context, WRITER, ReportKind.FOLLOW_UP, date(2026, 4, 30))
    as_draft = sent(session, context, box)
    approve_all(session, context, slug)
    as_public = sent(session, context, box)

    use.correct(session, context, ADMIN, slug)
    texts = use.look(session, ADMIN, slug).version.texts
    noted = replace(texts, note_sv="En siffra rättad.", note_en="A number put right.")
    use.save(session, context, ADMIN, slug, noted, mark_of(session, slug))
    approve_all(session, context, slug)

    assert (len(as_draft), len(as_public)) == (0, 1)
    assert sent(session, context, box) == []


def communicator(session, context, name="kajsa"):
    return create_account(session, context, OPERATOR, f"{name}@huddinge.example", "communicator")


def test_communicators_are_reminded_once_of_each_follow_up_that_is_missing(session, context, clock, box):
    communicator(session, context)
    clock.at = at(4, 8)
    early = sent(session, context, box)
    clock.at = at(4, 9)
    reminded = sent(session, context, box)
    clock.at = at(4, 29)
    again = sent(session, context, box)
    publish(session, context, date(2026, 4, 29))
    clock.at = at(8, 10)
    second = sent(session, context, box)

    assert (len(early), len(reminded), len(again), len(second)) == (0, 1, 0, 1)
    assert "nummer 1 av 3" in text_of(reminded[0])
    assert "30 april 2026" in reminded[0]["Subject"]
    assert "/communicator/follow-ups?lang=sv" in text_of(reminded[0])
    assert "nummer 2 av 3" in text_of(second[0])


def test_a_reminder_that_no_longer_holds_is_not_sent(session, context, clock, box):
    kajsa = communicator(session, context)
    communicator(session, context, "olle")
    disable_account(session, context, OPERATOR, kajsa.account_id)
    clock.at = at(4, 20, 23)  # at night nobody is written to
    queued = remind_of_reports(session, context)
    send_mail(session, context, box)
    publish(session, context, date(2026, 4, 20))
    clock.at = at(4, 21, 9)
    send_mail(session, context, box)

    assert queued == 1
    assert box.taken == []
    assert set(session.scalars(select(Message.state).where(Message.topic == "report_due"))) == {"cancelled"}


def test_where_nobody_communicates_administrators_are_reminded_and_without_an_agreement_nobody(
    session, context, clock, box
):
    create_account(session, context, OPERATOR, "ada@huddinge.example", "admin")
    clock.at = at(12, 15, year=1999)
    before_any_agreement = sent(session, context, box)
    clock.at = at(12, 15)
    reminded = sent(session, context, box)

    assert before_any_agreement == []
    assert [mail["To"].addresses[0].addr_spec for mail in reminded] == ["ada@huddinge.example"]
