import pytest
from sqlalchemy import event, inspect, select, text

from tests.mail import ask_by_mail, follower, mail_server, send_mail, text_of
from tests.postgresql import sqlite_only
from tests.residents import HOME, ask, ask_site, hold, reword, site_of, suggestion_of
from webapp.domain.errors import Invalid, NotAllowed, NotFound, WrongState
from webapp.domain.moderation import Decision, ReportState, Step
from webapp.domain.roles import OPERATOR, RESIDENT, Actor, Role
from webapp.storage.accounts import AuditEntry
from webapp.storage.moderation import public_texts
from webapp.storage.public import find_published
from webapp.storage.public_checks import checks_at
from webapp.storage.sites import Site
from webapp.storage.text_reports import TextReport
from webapp.usecases.checks import decline_site
from webapp.usecases.moderation import decide, decided, look_at, next_number, queue, take_back
from webapp.usecases.suggestions import SuggestionWish, erase, suggest, withdraw
from webapp.usecases.text_reports import answer_report, report, reported, words_in_public

MODERATOR = Actor(Role.MODERATOR)
WORDS = "Min granne Kenta i ABC 123 kör för fort här"
MASKED = "Min granne […] i […] kör för fort här"


def write(session, ctx, words=WORDS, at=HOME, **more):
    """Let a new resident suggest a place with these words; return the token."""
    wish = SuggestionWish(kind="speed", lat=str(at[0]), lon=str(at[1]), text=words, **more)
    return suggest(session, ctx, RESIDENT, wish).token


def number_of(session, token):
    return suggestion_of(session, token).public_number


def do(session, ctx, token, step, words="", reason="", actor=MODERATOR):
    number = number_of(session, token)
    version = look_at(session, actor, number).version
    decide(session, ctx, actor, number, version, Decision(step, words, reason))


def read_at(session, ctx, site_id):
    return [one.text for one in public_texts(session, ctx, site_id)]


@pytest.fixture
def site(session, context):
    return ask_site(session, context).id


@pytest.fixture
def token(session, context, site):
    """A text at a published place."""
    return write(session, context)


def test_nobody_reads_a_text_before_a_person_has_clicked(session, context, site, token):
    assert read_at(session, context, site) == []


def test_the_queue_holds_the_oldest_first_with_what_points_at_a_person(session, context, clock, token):
    clock.move(minutes=5)
    later = write(session, context, "Bra initiativ")

    found = queue(session, MODERATOR)

    assert found.waiting == 2
    assert [line.number for line in found.oldest] == [number_of(session, token), number_of(session, later)]
    assert [p.text for p in found.oldest[0].pieces if p.kind] == ["Kenta", "ABC 123"]


def test_a_suggestion_without_words_waits_for_nobody(session, context, site):
    assert queue(session, MODERATOR).waiting == 0


def test_the_masked_version_is_proposed_and_the_original_stays_the_senders(session, context, site, token):
    seen = look_at(session, MODERATOR, number_of(session, token))
    assert (seen.text, seen.proposal) == (WORDS, MASKED)

    do(session, context, token, Step.EDITED, seen.proposal)

    assert read_at(session, context, site) == [MASKED]
    assert suggestion_of(session, token).text == WORDS


def test_a_text_can_be_shown_as_it_was_written(session, context, site):
    token = write(session, context, "Värst vid skolan")

    do(session, context, token, Step.AS_WRITTEN)

    assert read_at(session, context, site) == ["Värst vid skolan"]


def test_everyone_reads_the_month_and_no_day_and_no_sender(session, context, site, token):
    do(session, context, token, Step.EDITED, MASKED)

    (one,) = public_texts(session, context, site)

    assert one.month.isoformat() == "2026-05-01"
    assert suggestion_of(session, token).public_number not in repr(one)


def test_an_approved_text_of_a_place_that_is_not_public_waits_with_it(session, context):
    token = write(session, context, at=(60.02, 15.15))
    do(session, context, token, Step.AS_WRITTEN)
    site = site_of(session, token)

    assert read_at(session, context, site.id) == []

    for _ in range(2):
        ask(session, context, at=(60.02, 15.15))
    assert read_at(session, context, site_of(session, token).id) == [WORDS]


def test_a_rejection_needs_a_reason_of_the_list(session, context, token):
    for reason in ("", "because"):
        with pytest.raises(Invalid):
            do(session, context, token, Step.REJECTED, reason=reason)

    do(session, context, token, Step.REJECTED, reason="accusation")

    assert suggestion_of(session, token).text_state == "hidden"
    assert queue(session, MODERATOR).waiting == 0


@pytest.mark.parametrize("words", ["", "  ", "x" * 1001, "a\x00b"])
def test_words_that_nobody_could_read_are_not_shown(session, context, token, words):
    with pytest.raises(Invalid):
        do(session, context, token, Step.EDITED, words)

    assert suggestion_of(session, token).text_state == "waiting"


def test_spam_counts_no_more_from_then_on_and_taken_back_it_counts_again(session, context, site, token):
    before = session.get_one(Site, site).residents

    do(session, context, token, Step.SPAM)

    assert suggestion_of(session, token).state == "spam"
    assert session.get_one(Site, site).residents == before - 1
    assert session.get_one(Site, site).published_at is not None

    number = number_of(session, token)
    take_back(session, context, MODERATOR, number, look_at(session, MODERATOR, number).version)

    assert suggestion_of(session, token).state == "live"
    assert suggestion_of(session, token).spam_at is None
    assert session.get_one(Site, site).residents == before
    assert queue(session, MODERATOR).waiting == 1


def test_a_check_counted_before_the_spam_was_seen_stays_counted(session, context, clock):
    token = write(session, context)
    site = site_of(session, token)
    clock.move(hours=5)
    assert hold(session, context, clock, site.id).counts

    do(session, context, token, Step.SPAM)

    clock.move(hours=5)
    assert not hold(session, context, clock, site.id).counts


def test_a_decision_is_taken_back_and_the_version_stays_as_a_proposal(session, context, site, token):
    do(session, context, token, Step.EDITED, "Kort")
    number = number_of(session, token)

    take_back(session, context, MODERATOR, number, look_at(session, MODERATOR, number).version)

    assert read_at(session, context, site) == []
    assert look_at(session, MODERATOR, number).proposal == "Kort"
    with pytest.raises(WrongState):
        take_back(session, context, MODERATOR, number, look_at(session, MODERATOR, number).version)


def test_of_two_moderators_the_second_does_not_overwrite_the_first(session, context, site, token):
    number = number_of(session, token)
    both_saw = look_at(session, MODERATOR, number).version
    decide(session, context, MODERATOR, number, both_saw, Decision(Step.EDITED, "Den första"))

    with pytest.raises(WrongState):
        decide(session, context, MODERATOR, number, both_saw, Decision(Step.REJECTED, reason="other"))

    assert read_at(session, context, site) == ["Den första"]


def test_words_that_the_sender_changed_meanwhile_are_not_decided_unseen(session, context, token):
    number = number_of(session, token)
    seen = look_at(session, MODERATOR, number).version
    reword(session, context, token, "Helt andra ord")

    with pytest.raises(WrongState):
        decide(session, context, MODERATOR, number, seen, Decision(Step.AS_WRITTEN))


def test_new_words_of_the_sender_go_back_to_the_queue_and_the_old_ones_vanish(session, context, site, token):
    do(session, context, token, Step.EDITED, MASKED)

    reword(session, context, token, "Nya ord")

    assert read_at(session, context, site) == []
    assert queue(session, MODERATOR).waiting == 1
    assert look_at(session, MODERATOR, number_of(session, token)).proposal == "Nya ord"
    assert session.scalars(text("SELECT public_text FROM text_review")).all() == [None]


@pytest.mark.parametrize("leave", [withdraw, erase])
def test_the_words_of_one_who_left_are_read_by_nobody(session, context, site, token, leave):
    do(session, context, token, Step.EDITED, MASKED)

    leave(session, context, token)

    assert read_at(session, context, site) == []


def test_erasing_leaves_no_copy_of_the_words_anywhere(session, context, site, token):
    do(session, context, token, Step.EDITED, "Ett ord som syns: blåbärssoppa")
    (shown,) = public_texts(session, context, site)
    report(session, context, "text", shown.id, "other", "jag läste blåbärssoppa")
    number = number_of(session, token)

    erase(session, context, token)

    with pytest.raises(NotFound):
        look_at(session, MODERATOR, number)
    tables = inspect(session.get_bind()).get_table_names()
    kept = [t for t in tables for row in session.execute(text(f'SELECT * FROM "{t}"')) if "blåbärssoppa" in str(row)]
    assert kept == []


def test_only_moderators_and_administrators_decide(session, context, token):
    number = number_of(session, token)
    for role in (Role.RESIDENT, Role.POLICE, Role.PLANNER, Role.COMMUNICATOR):
        for act in (
            lambda actor: queue(session, actor),
            lambda actor: look_at(session, actor, number),
            lambda actor: decide(session, context, actor, number, "", Decision(Step.SPAM)),
            lambda actor: take_back(session, context, actor, number, ""),
            lambda actor: decided(session, actor),
            lambda actor: next_number(session, actor),
            lambda actor: reported(session, actor, ReportState.OPEN),
            lambda actor: answer_report(session, context, actor, 1, ReportState.HIDDEN),
        ):
            with pytest.raises(NotAllowed):
                act(Actor(role))
    assert queue(session, Actor(Role.ADMIN)).waiting == 1


def test_the_log_says_what_was_done_and_holds_no_word_of_it(session, context, token):
    do(session, context, token, Step.EDITED, "Hemliga ord")
    number = number_of(session, token)
    take_back(session, context, MODERATOR, number, look_at(session, MODERATOR, number).version)
    do(session, context, token, Step.REJECTED, reason="person")

    entries = session.scalars(select(AuditEntry).where(AuditEntry.action.like("text.%"))).all()

    assert [e.action for e in entries] == ["text.edited", "text.undone", "text.rejected"]
    assert {e.object for e in entries} == {number}


def test_skipping_leads_to_the_next_oldest(session, context, clock, token):
    clock.move(minutes=1)
    second = write(session, context, "Två")
    first_number, second_number = number_of(session, token), number_of(session, second)

    assert next_number(session, MODERATOR) == first_number
    assert next_number(session, MODERATOR, after=first_number) == second_number
    assert next_number(session, MODERATOR, after=second_number) is None


# Reports of what everyone reads.


@pytest.fixture
def answered(session, context, clock, site):
    """A declined place with a reply, and a check with a note."""
    clock.move(hours=5)
    hold(session, context, clock, site, public_note="Anmärkning om Kalle")
    decline_site(session, context, OPERATOR, site, "other", "Svar om Kalle")
    return site


def only_report(session, state=ReportState.OPEN):
    (line,) = reported(session, MODERATOR, state)
    return line


def test_a_reported_reply_is_hidden_at_once_and_comes_back_when_that_is_undone(session, context, answered):
    report(session, context, "reply", answered, "person", "Det står mitt namn")
    line = only_report(session)
    assert (line.said, line.words) == ("Svar om Kalle", "Det står mitt namn")
    assert find_published(session, context, answered).reply == "Svar om Kalle"

    answer_report(session, context, MODERATOR, line.id, ReportState.HIDDEN)
    assert find_published(session, context, answered).reply is None

    answer_report(session, context, MODERATOR, line.id, ReportState.OPEN)
    assert find_published(session, context, answered).reply == "Svar om Kalle"


def test_a_reported_note_is_hidden_wherever_checks_are_told_of(session, context, answered):
    (check,) = checks_at(session, context, answered)
    report(session, context, "note", check.id, "person", "")

    answer_report(session, context, MODERATOR, only_report(session).id, ReportState.HIDDEN)

    assert checks_at(session, context, answered)[0].note is None


def test_new_words_of_the_police_are_not_hidden_with_the_old_ones(session, context, answered):
    from webapp.usecases.checks import reopen_site

    report(session, context, "reply", answered, "person", "")
    answer_report(session, context, MODERATOR, only_report(session).id, ReportState.HIDDEN)

    reopen_site(session, context, OPERATOR, answered)
    decline_site(session, context, OPERATOR, answered, "other", "Ett nytt svar")

    assert find_published(session, context, answered).reply == "Ett nytt svar"


def test_a_reported_text_of_a_resident_is_hidden_and_the_sender_is_told_why(session, context, site, token):
    do(session, context, token, Step.EDITED, MASKED)
    (shown,) = public_texts(session, context, site)
    report(session, context, "text", shown.id, "hateful", "")

    answer_report(session, context, MODERATOR, only_report(session).id, ReportState.HIDDEN)
    assert read_at(session, context, site) == []
    assert look_at(session, MODERATOR, number_of(session, token)).reason == "hateful"

    answer_report(session, context, MODERATOR, only_report(session, ReportState.HIDDEN).id, ReportState.OPEN)
    assert read_at(session, context, site) == [MASKED]


def test_what_is_kept_stays_and_all_reports_of_the_same_words_are_answered_together(session, context, answered):
    for _ in range(3):
        report(session, context, "reply", answered, "false", "")
    first = reported(session, MODERATOR, ReportState.OPEN)[0]

    answer_report(session, context, MODERATOR, first.id, ReportState.KEPT)

    assert reported(session, MODERATOR, ReportState.OPEN) == []
    assert find_published(session, context, answered).reply == "Svar om Kalle"
    with pytest.raises(WrongState):
        answer_report(session, context, MODERATOR, first.id, ReportState.HIDDEN)


@pytest.mark.parametrize(("what", "target"), [("reply", "nowhere"), ("text", "x"), ("note", "x"), ("site", "x")])
def test_what_nobody_can_read_cannot_be_reported(session, context, what, target):
    with pytest.raises(NotFound):
        report(session, context, what, target, "other", "")


def test_a_text_that_waits_cannot_be_reported_by_its_id(session, context, site, token):
    do(session, context, token, Step.EDITED, MASKED)
    (shown,) = public_texts(session, context, site)
    assert words_in_public(session, context, "text", shown.id).said == MASKED
    reword(session, context, token, "Nya ord")

    with pytest.raises(NotFound):
        report(session, context, "text", shown.id, "other", "")


def test_a_report_needs_a_reason_and_few_words(session, context, answered):
    for reason, words in (("", ""), ("x", ""), ("other", "x" * 501), ("other", "\x00")):
        with pytest.raises(Invalid):
            report(session, context, "reply", answered, reason, words)
    assert session.scalars(select(TextReport)).all() == []


@sqlite_only
def test_the_queue_is_read_from_its_index(session, context, site, token):
    asked = []
    event.listen(
        session.get_bind(), "before_cursor_execute", lambda c, cur, sql, params, *_: asked.append((sql, params))
    )

    queue(session, MODERATOR)

    for sql, parameters in [a for a in asked if "text_state" in a[0]]:
        plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", parameters).all()
        assert "ix_suggestion_to_read" in str(plan), plan


def test_a_hidden_answer_stays_hidden_where_checks_are_told_of_late(session, context, clock, answered):
    """The status as it was before a check that is held back is told with the same words left out."""
    from dataclasses import replace

    late = replace(context, place=replace(context.place, check_delay_hours=48))
    report(session, context, "reply", answered, "person", "")
    answer_report(session, context, MODERATOR, only_report(session).id, ReportState.HIDDEN)
    clock.move(hours=3)
    hold(session, context, clock, answered)

    told = find_published(session, late, answered)

    assert (told.status, told.reply) == ("declined", None)


def test_the_senders_own_file_holds_what_was_decided(session, context, token):
    from webapp.storage.own_data import own_data

    do(session, context, token, Step.EDITED, MASKED)

    assert own_data(session, context, suggestion_of(session, token))["decision"]["shown"] == MASKED


# Telling the sender by mail


@pytest.fixture
def box():
    with mail_server() as box:
        yield box


def rejected_mail(session, ctx, box):
    box.taken.clear()
    send_mail(session, ctx, box)
    return [mail for mail in box.taken if "visas inte" in mail["Subject"] or "not shown" in mail["Subject"]]


@pytest.fixture
def writer(session, context, site, box):
    """Return the receipt's token of somebody with a confirmed address who wrote about a person."""
    token = follower(session, context, box, "anna@exempel.se", language="en")
    reword(session, context, token, WORDS)
    return token


def test_a_rejection_is_told_by_mail_with_the_reason_and_without_the_words(session, context, box, writer):
    do(session, context, writer, Step.REJECTED, reason="person")

    (mail,) = rejected_mail(session, context, box)

    assert mail["To"].addresses[0].addr_spec == "anna@exempel.se"
    told = " ".join(text_of(mail).split())
    assert "It points at a person." in told
    assert "Your suggestion counts all the same" in told
    assert "/suggestions/" in told
    assert mail["List-Unsubscribe"]
    assert not any(word in told for word in ("Kenta", "ABC", "granne"))
    assert rejected_mail(session, context, box) == []


def test_the_mail_is_in_the_senders_language(session, context, box, site):
    token = follower(session, context, box, "bo@exempel.se", language="sv")
    reword(session, context, token, WORDS)
    do(session, context, token, Step.REJECTED, reason="off_topic")

    (mail,) = rejected_mail(session, context, box)

    assert mail["Subject"].endswith("visas inte")
    assert "Den handlar inte om platsen." in text_of(mail)


@pytest.mark.parametrize("undone", ["taken back", "shown", "reworded", "erased", "rejected again"])
def test_a_rejection_that_no_longer_holds_is_not_told_and_one_that_does_is_told_once(
    session, context, box, writer, undone
):
    do(session, context, writer, Step.REJECTED, reason="person")
    number = number_of(session, writer)
    version = look_at(session, MODERATOR, number).version
    if undone in {"taken back", "shown", "rejected again"}:
        take_back(session, context, MODERATOR, number, version)
    if undone == "shown":
        do(session, context, writer, Step.EDITED, MASKED)
    if undone == "rejected again":
        do(session, context, writer, Step.REJECTED, reason="other")
    if undone == "reworded":
        reword(session, context, writer, "Andra ord")
    if undone == "erased":
        erase(session, context, writer)

    assert len(rejected_mail(session, context, box)) == (1 if undone == "rejected again" else 0)


def test_who_gave_no_address_or_confirmed_none_and_spam_are_told_nothing(session, context, box, site, writer):
    do(session, context, write(session, context), Step.REJECTED, reason="person")
    unconfirmed = ask_by_mail(session, context, "cecilia@exempel.se")
    reword(session, context, unconfirmed, WORDS)
    do(session, context, unconfirmed, Step.REJECTED, reason="person")
    do(session, context, writer, Step.SPAM)

    assert rejected_mail(session, context, box) == []


def test_words_hidden_after_a_report_are_told_too(session, context, box, site, writer):
    do(session, context, writer, Step.AS_WRITTEN)
    (shown,) = public_texts(session, context, site)
    report(session, context, "text", shown.id, "accusation", "")
    (line,) = reported(session, MODERATOR, ReportState.OPEN)
    answer_report(session, context, MODERATOR, line.id, ReportState.HIDDEN)

    (mail,) = rejected_mail(session, context, box)

    assert "It accuses somebody of a crime." in text_of(mail)
