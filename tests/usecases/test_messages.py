"""Who is told of what, once; who counts as one; and what is never sent."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.mail import ask_by_mail, follower, link_in, mail_server, send_mail, text_of
from tests.residents import OFFICER, ask, facts, hold, site_of, suggestion_of
from webapp.domain.errors import NotFound
from webapp.domain.roles import OPERATOR
from webapp.domain.wishes import SuggestionWish
from webapp.storage.checks import CheckVerdict
from webapp.storage.db import transaction
from webapp.storage.grouping import merge_sites, verify
from webapp.storage.outbox import Message
from webapp.storage.reporter_aliases import ReporterAlias
from webapp.storage.sites import Site
from webapp.storage.suggestions import Suggestion
from webapp.usecases.checks import (
    choose_site,
    close_site,
    correct_check,
    decline_site,
    record_check,
    reopen_site,
    withdraw_check,
)
from webapp.usecases.messages import confirm_address, find_confirmation, send_receipts, stop_mail
from webapp.usecases.moved_pins import move
from webapp.usecases.outbox import forget_what_has_ended
from webapp.usecases.sites import verify_sites
from webapp.usecases.suggestions import erase, find_receipt, follow, withdraw

ELSEWHERE = (60.01, 15.12)


@pytest.fixture
def box():
    with mail_server() as box:
        yield box


@pytest.fixture
def send(session, context, box):
    """Send what is due; return who got it, and the mails."""

    def send():
        before = len(box.taken)
        send_mail(session, context, box)
        return box.taken[before:]

    return send


@pytest.fixture
def anna(session, context, box):
    """Return the receipt's token of a resident with a confirmed address."""
    return follower(session, context, box, "anna@exempel.se", language="en", resident="anna")


def receivers(mails):
    return sorted(m["To"].addresses[0].addr_spec.lower() for m in mails)


def messages(session, topic):
    return session.scalars(select(Message).where(Message.topic == topic).order_by(Message.id)).all()


# Confirming


def test_an_address_gets_one_question_and_nothing_else_until_the_button_is_pressed(session, context, clock, send):
    token = ask_by_mail(session, context, "anna@exempel.se", language="en")
    asked = send()
    link = link_in(asked[0], "/mail/confirm/").rpartition("/")[2]
    find_confirmation(session, context, link)  # what a mail scanner does
    clock.move(hours=1)
    hold(session, context, clock, site_of(session, token).id)
    decline_site(session, context, OFFICER, site_of(session, token).id, "no_safe_place")

    assert receivers(asked) == ["anna@exempel.se"]
    assert suggestion_of(session, token).email_confirmed_at is None
    assert send() == []
    assert "List-Unsubscribe" not in asked[0]


def test_no_link_stands_in_the_database_as_it_stands_in_the_mail(session, context, send, data_dir):
    ask_by_mail(session, context, "anna@exempel.se", language="en")
    link = link_in(send()[0], "/mail/confirm/").rpartition("/")[2]

    kept = b"".join(path.read_bytes() for path in data_dir.glob("lofte.sqlite3*"))

    assert link.encode() not in kept


def test_a_link_that_confirms_ends_after_a_week_and_the_address_is_forgotten(session, context, clock, send):
    token = ask_by_mail(session, context, "anna@exempel.se", language="en")
    link = link_in(send()[0], "/mail/confirm/").rpartition("/")[2]
    clock.move(days=7, minutes=1)

    with pytest.raises(NotFound):
        confirm_address(session, context, link)
    assert forget_what_has_ended(session, context) == 1
    assert suggestion_of(session, token).email is None


def test_one_address_gets_only_so_many_questions_a_day(session, context, clock, send):
    for _ in range(9):
        ask_by_mail(session, context, "victim@exempel.se", language="en")
    assert len(send()) == 5

    clock.move(days=1, minutes=1)
    ask_by_mail(session, context, "victim@exempel.se", language="en")
    assert len(send()) == 1


def test_the_address_is_not_kept_in_the_outbox_once_it_was_written_to(session, anna):
    assert {m.address for m in session.scalars(select(Message))} == {None}


# One person over devices


def test_a_person_counts_once_over_devices_once_the_address_is_confirmed_on_both(session, context, box):
    one = follower(session, context, box, "anna@exempel.se", resident="phone", language="en")
    two = follower(session, context, box, " Anna@Exempel.se ", resident="laptop", language="en")

    site = site_of(session, one)
    assert suggestion_of(session, one).reporter_key == suggestion_of(session, two).reporter_key
    assert (site.id, site.residents, site.confirmed, site.members) == (site_of(session, two).id, 1, 1, 2)
    assert list(verify(session, context)) == []


def test_what_a_device_sent_before_and_after_confirming_is_the_same_persons(session, context, box):
    ask(session, context, resident="phone")
    one = follower(session, context, box, "anna@exempel.se", resident="phone", language="en")
    ask(session, context, resident="phone")

    assert site_of(session, one).residents == 1
    assert list(verify(session, context)) == []


@pytest.mark.parametrize("moved", ["nowhere", "along", "away"])
def test_a_check_counts_a_person_once_who_confirms_after_it_also_where_the_pin_was_before(
    session, context, clock, box, moved
):
    follower(session, context, box, "anna@exempel.se", resident="laptop", language="en")
    ask(session, context, resident="phone")
    token = ask_by_mail(session, context, "anna@exempel.se", resident="phone", language="en")
    send_mail(session, context, box)
    link = link_in(box.to("anna@exempel.se")[-1], "/mail/confirm/").rpartition("/")[2]
    clock.move(hours=1)
    check = hold(session, context, clock, site_of(session, token).id)
    assert residents_before(session, check) == 2
    if moved != "nowhere":
        to = (60.01, 15.0501) if moved == "along" else (60.01, 15.15)
        move(session, context, token, SuggestionWish(lat=str(to[0]), lon=str(to[1]), reporter_secret="phone"))
    old = site_of(session, token).id

    confirm_address(session, context, link)

    assert residents_before(session, check) == 1
    assert verify_sites(session, context, OPERATOR) == []
    assert site_of(session, ask(session, context, resident="phone")).residents == 1
    assert site_of(session, token).id == old


def residents_before(session, check):
    session.expire_all()
    return session.get_one(CheckVerdict, check.check_id).residents_before


def test_two_persons_on_one_device_are_two_once_both_have_confirmed(session, context, box):
    one = follower(session, context, box, "anna@exempel.se", resident="library", language="en")
    follower(session, context, box, "bo@exempel.se", resident="library", language="en")

    assert site_of(session, one).residents == 2
    assert list(verify(session, context)) == []


def test_a_site_that_became_public_stays_so_when_three_turn_out_to_be_one(session, context, box):
    tokens = [ask_by_mail(session, context, "anna@exempel.se", resident=f"device {n}", language="en") for n in range(3)]
    assert site_of(session, tokens[0]).published_at is not None

    send_mail(session, context, box)
    for mail in list(box.taken):
        confirm_address(session, context, link_in(mail, "/mail/confirm/").rpartition("/")[2])

    site = site_of(session, tokens[0])
    assert (site.residents, site.published_at is not None) == (1, True)


def test_erasing_leaves_no_trace_of_which_devices_were_one(session, context, anna):
    assert session.scalars(select(ReporterAlias)).all() != []

    erase(session, context, anna)

    assert session.scalars(select(ReporterAlias)).all() == []


# Answers to everyone


def test_a_check_is_told_once_to_each_person_who_had_asked_before(session, context, clock, box, send):
    one = follower(session, context, box, "anna@exempel.se", resident="phone", language="en")
    follower(session, context, box, "Anna@Exempel.se", resident="laptop", language="en")
    follower(session, context, box, "bo@exempel.se", language="en")
    clock.move(hours=1)
    hold(session, context, clock, site_of(session, one).id)
    follower(session, context, box, "late@exempel.se", language="en")

    send()
    send()

    told = [m for m in box.taken if m["Subject"].startswith("The police")]
    assert receivers(told) == ["anna@exempel.se", "bo@exempel.se"]


def test_the_mail_of_a_check_says_the_day_whether_it_counts_and_the_number(session, context, clock, anna, send):
    clock.move(days=1)
    hold(session, context, clock, site_of(session, anna).id, public_note="Lugnt i dag")

    mail = send()[0]

    assert "13 May 2026" in text_of(mail)
    assert "as number 1 of the" in text_of(mail)
    assert link_in(mail, "/suggestions/")
    assert link_in(mail, "/mail/stop/") in mail["List-Unsubscribe"]
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert not any(word in text_of(mail) for word in ("12:", "14:", "anna@"))


def test_a_choice_tells_nobody_anything(session, context, clock, anna, send):
    choose_site(session, context, OFFICER, site_of(session, anna).id, (clock() + timedelta(days=2)).date())

    assert send() == []
    assert len(session.scalars(select(Message)).all()) == 1  # the question about the address


def test_the_reason_and_the_public_words_go_to_everyone(session, context, anna, send):
    site = site_of(session, anna)
    decline_site(session, context, OFFICER, site.id, "no_safe_place", "Vi kan inte stå där.\nByggs om i höst.")

    body = text_of(send()[0])

    assert "There is no safe place for the police to stand." in body
    assert "> Vi kan inte stå där.\n> Byggs om i höst." in body


def test_a_check_taken_back_before_it_was_told_is_told_to_nobody(session, context, clock, anna, send):
    clock.move(hours=1)
    receipt = hold(session, context, clock, site_of(session, anna).id)
    withdraw_check(session, context, OFFICER, receipt.check_id, "wrong street")

    assert send() == []


def test_a_check_taken_back_after_it_was_told_is_put_right_once(session, context, clock, anna, send):
    clock.move(hours=1)
    receipt = hold(session, context, clock, site_of(session, anna).id)
    send()
    withdraw_check(session, context, OFFICER, receipt.check_id, "wrong street")

    told = send() + send()

    assert [m["Subject"].split(":")[0] for m in told] == ["Put right"]


def test_a_correction_before_it_was_told_is_what_is_told(session, context, clock, anna, send):
    clock.move(days=1)
    started_at = clock()
    receipt = hold(session, context, clock, site_of(session, anna).id)
    earlier = facts(started_at - timedelta(minutes=90), minutes=5, site_id=site_of(session, anna).id)
    correct_check(session, context, OFFICER, receipt.check_id, earlier, "shorter")

    told = send() + send()

    assert len(told) == 1
    assert "It does not count toward the pledge" in text_of(told[0])


def test_a_check_moved_to_another_site_is_told_there(session, context, clock, box, anna, send):
    other = follower(session, context, box, "bo@exempel.se", at=ELSEWHERE, language="en")
    clock.move(hours=1)
    started_at = clock()
    receipt = hold(session, context, clock, site_of(session, anna).id)
    moved = facts(started_at, site_id=site_of(session, other).id)
    correct_check(session, context, OFFICER, receipt.check_id, moved, "the other street")

    assert receivers(send()) == ["bo@exempel.se"]


def test_an_answer_undone_before_it_was_told_is_told_to_nobody(session, context, anna, send):
    site = site_of(session, anna)
    close_site(session, context, OFFICER, site.id, "rebuilt")
    reopen_site(session, context, OFFICER, site.id)

    assert send() == []


def test_those_who_heard_a_no_hear_that_the_place_is_open_again(session, context, clock, anna, box, send):
    site = site_of(session, anna)
    close_site(session, context, OFFICER, site.id, "rebuilt")
    send()
    clock.move(hours=1)
    follower(session, context, box, "new@exempel.se", language="en")
    reopen_site(session, context, OFFICER, site.id)

    assert receivers(send()) == ["anna@exempel.se"]


def test_they_hear_it_on_a_clock_that_never_stands_still(session, context, clock, anna, box):
    def now():
        clock.move(microseconds=1)
        return clock()

    running = replace(context, now=now)
    site = site_of(session, anna)
    close_site(session, running, OFFICER, site.id, "rebuilt")
    send_mail(session, running, box)
    clock.move(hours=1)
    reopen_site(session, running, OFFICER, site.id)
    before = len(box.taken)
    send_mail(session, running, box)

    assert receivers(box.taken[before:]) == ["anna@exempel.se"]


def test_after_a_merge_everyone_of_both_sites_is_told(session, context, clock, box, anna, send):
    other = follower(session, context, box, "bo@exempel.se", at=(60.0115, 15.0505), language="en")
    kept, absorbed = site_of(session, anna).id, site_of(session, other).id
    assert kept != absorbed
    for site_id in (kept, absorbed):
        choose_site(session, context, OFFICER, site_id)
    with transaction(session):
        merge_sites(session, context, session.get_one(Site, kept), session.get_one(Site, absorbed), None)
    clock.move(hours=1)
    hold(session, context, clock, absorbed)

    assert receivers(send()) == ["anna@exempel.se", "bo@exempel.se"]


def test_a_check_that_the_place_holds_back_is_told_no_sooner(session, context, clock, anna, box):
    ctx = replace(context, place=replace(context.place, check_delay_hours=48))
    clock.move(hours=1)
    hold(session, ctx, clock, site_of(session, anna).id)
    ended_at = clock()
    clock.at = ended_at + timedelta(hours=47, minutes=59)
    assert send_mail(session, ctx, box).sent == 0

    clock.at = ended_at + timedelta(hours=48)

    assert send_mail(session, ctx, box).sent == 1


def test_a_longer_delay_set_afterwards_holds_back_what_waits(session, context, clock, anna, box):
    ctx = replace(context, place=replace(context.place, check_delay_hours=24))
    clock.move(hours=1)
    hold(session, context, clock, site_of(session, anna).id)

    assert send_mail(session, ctx, box).sent == 0
    clock.move(hours=24)
    assert send_mail(session, ctx, box).sent == 1


def test_a_failed_recording_leaves_no_message(session, context, clock, anna, monkeypatch):
    clock.move(hours=1)

    def fail(*_args):
        raise RuntimeError

    monkeypatch.setattr("webapp.usecases.checks.log", fail)
    with pytest.raises(RuntimeError):
        record_check(
            session, context, OFFICER, facts(clock() - timedelta(minutes=30), site_id=site_of(session, anna).id)
        )

    assert messages(session, "checked") == []


# No more of it


def test_who_withdraws_or_erases_hears_nothing_more_and_no_address_is_left(
    session, context, clock, box, send, data_dir
):
    gone = [follower(session, context, box, f"{name}@exempel.se", language="en") for name in ("anna", "bo")]
    close_site(session, context, OFFICER, site_of(session, gone[0]).id, "rebuilt")
    withdraw(session, context, gone[0])
    erase(session, context, gone[1])

    assert send() == []
    assert session.scalars(select(Suggestion.email).where(Suggestion.email.is_not(None))).all() == []
    assert session.scalars(select(Message.address).where(Message.address.is_not(None))).all() == []


def test_a_person_with_two_suggestions_still_hears_when_one_is_erased(session, context, box, send):
    one = follower(session, context, box, "anna@exempel.se", resident="phone", language="en")
    follower(session, context, box, "anna@exempel.se", resident="laptop", language="en")
    close_site(session, context, OFFICER, site_of(session, one).id, "rebuilt")
    erase(session, context, one)

    assert receivers(send()) == ["anna@exempel.se"]


def test_one_press_stops_all_mail_about_a_place_and_the_voice_keeps_its_weight(session, context, box, send):
    one = follower(session, context, box, "anna@exempel.se", resident="phone", language="en")
    follower(session, context, box, "anna@exempel.se", resident="laptop", language="en")
    close_site(session, context, OFFICER, site_of(session, one).id, "rebuilt")
    stop = link_in(send()[0], "/mail/stop/").rpartition("/")[2]

    stop_mail(session, context, stop)
    stop_mail(session, context, stop)  # a second press
    stop_mail(session, context, "no such link")
    reopen_site(session, context, OFFICER, site_of(session, one).id)

    assert send() == []
    assert session.scalars(select(Suggestion.email).where(Suggestion.email.is_not(None))).all() == []
    assert site_of(session, one).confirmed == 1
    assert list(verify(session, context)) == []


def test_stopping_on_the_receipt_forgets_the_address_too(session, context, anna, send):
    close_site(session, context, OFFICER, site_of(session, anna).id, "rebuilt")
    follow(session, context, anna, "", stop=True)

    assert send() == []
    assert suggestion_of(session, anna).email is None


def test_another_address_must_be_confirmed_anew(session, context, anna, send):
    follow(session, context, anna, "new@exempel.se", language="en")
    close_site(session, context, OFFICER, site_of(session, anna).id, "rebuilt")

    sent = send()

    assert receivers(sent) == ["new@exempel.se"]
    assert link_in(sent[0], "/mail/confirm/")
    assert list(verify(session, context)) == []


# Lost links


def test_a_lost_link_comes_by_mail_and_opens_the_receipt(session, context, anna, send):
    send_receipts(session, context, "ANNA@exempel.se", "en")

    link = link_in(send()[0], "/suggestions/").rpartition("/")[2]

    assert link != anna
    assert find_receipt(session, context, link).number == suggestion_of(session, anna).public_number
    erase(session, context, link)
    with pytest.raises(NotFound):
        find_receipt(session, context, link)


def test_an_address_that_was_never_confirmed_gets_no_links(session, context, send):
    ask_by_mail(session, context, "anna@exempel.se", language="en")
    send()
    send_receipts(session, context, "anna@exempel.se", "en")
    send_receipts(session, context, "stranger@exempel.se", "en")

    assert send() == []
