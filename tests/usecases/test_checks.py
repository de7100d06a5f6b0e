import threading
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from tests.residents import HOME, OFFICER, ask, ask_site, facts, hold, site_of, suggestion_of
from webapp.domain.errors import Invalid, NotAllowed, NotFound, WrongState
from webapp.domain.roles import OPERATOR, RESIDENT, Actor, Role
from webapp.domain.sites import SiteStatus
from webapp.storage.checks import Check, CheckVerdict, Choice
from webapp.storage.counting import recount, verify_counts
from webapp.storage.db import db, transaction
from webapp.storage.grouping import merge_sites
from webapp.storage.progress import count, progress
from webapp.storage.sites import Site, SiteEventRow
from webapp.usecases.checks import (
    choose_site,
    close_site,
    correct_check,
    decline_site,
    import_checks,
    preview_check,
    record_check,
    reopen_site,
    unchoose_site,
    withdraw_check,
)

FAR = (60.02, 15.15)  # in Östra, some six kilometres away


@pytest.fixture
def site(session, context, clock):
    site = ask_site(session, context)
    clock.move(hours=1)
    return site


def fault_of(error):
    (fault,) = error.value.faults
    return fault.field, fault.code


# Recording


def test_a_check_at_a_suggested_site_counts_and_the_site_is_checked(session, context, clock, site):
    receipt = hold(session, context, clock, site.id, vehicles=120, over_limit=31)

    assert (receipt.counts, receipt.reason, receipt.number, receipt.site_id) == (True, None, 1, site.id)
    assert count(session, context, 2026) == (1, 5)
    session.refresh(site)
    assert (site.status, site.checks, site.last_check_on) == (SiteStatus.CHECKED, 1, date(2026, 5, 12))
    assert verify_counts(session, context) == []


def test_the_second_check_is_the_second_of_the_year(session, context, clock, site):
    hold(session, context, clock, site.id)
    clock.move(hours=3)

    assert hold(session, context, clock, site.id).number == 2


def test_one_submission_key_is_one_check(session, context, clock, site):
    first = hold(session, context, clock, site.id, submission_key="a press of the button")
    again = hold(session, context, clock, site.id, submission_key="a press of the button")

    assert again == first
    assert session.scalar(select(func.count(Check.id))) == 1


def test_a_check_held_anywhere_counts_at_the_site_beside_it(session, context, clock, site):
    receipt = hold(session, context, clock, lat=HOME[0] + 0.0008, lon=HOME[1])  # some 90 m north

    assert (receipt.counts, receipt.site_id) == (True, site.id)
    session.refresh(site)
    assert (site.status, site.checks) == (SiteStatus.CHECKED, 1)


def test_a_check_held_where_nobody_asked_does_not_count_and_says_why(session, context, clock, site):
    receipt = hold(session, context, clock, lat=FAR[0], lon=FAR[1])

    assert (receipt.counts, receipt.reason, receipt.number, receipt.site_id) == (
        False,
        "no_suggestion_before",
        None,
        None,
    )
    assert count(session, context, 2026) == (0, 5)


def test_a_suggestion_of_the_same_instant_is_not_before(session, context, clock):
    site = ask_site(session, context)

    assert hold(session, context, clock, site.id).reason == "no_suggestion_before"


def test_suggestions_that_come_later_never_make_an_old_check_count(session, context, clock):
    receipt = hold(session, context, clock, lat=HOME[0], lon=HOME[1])
    ask_site(session, context)

    with transaction(session):
        recount(session, context)

    verdict = session.get_one(CheckVerdict, receipt.check_id)
    assert (verdict.counts, verdict.reason) == (False, "no_suggestion_before")


def test_a_later_merge_never_makes_an_old_check_count(session, context, clock):
    older = ask_site(session, context)
    clock.move(hours=1)
    started_at = clock()
    clock.move(hours=1)
    younger = ask_site(session, context, (HOME[0] + 0.0012, HOME[1]))  # some 130 m north, asked for too late
    receipt = record_check(session, context, OFFICER, facts(started_at, site_id=younger.id))
    assert receipt.reason == "no_suggestion_before"

    with transaction(session):
        merge_sites(session, context, session.get_one(Site, older.id), session.get_one(Site, younger.id), None)
        recount(session, context)

    assert session.get_one(CheckVerdict, receipt.check_id).reason == "no_suggestion_before"


def test_a_suggestion_withdrawn_afterwards_leaves_the_check_counted(session, context, clock):
    token = ask(session, context)
    clock.move(hours=1)
    site = site_of(session, token)
    receipt = hold(session, context, clock, site.id)
    clock.move(hours=1)
    with transaction(session):
        suggestion = suggestion_of(session, token)
        suggestion.state, suggestion.withdrawn_at = "withdrawn", clock()
        recount(session, context)

    assert session.get_one(CheckVerdict, receipt.check_id).counts


def test_a_check_at_a_site_below_the_threshold_counts_without_making_it_public(session, context, clock):
    site = ask_site(session, context, residents=1)
    clock.move(hours=1)

    receipt = hold(session, context, clock, site.id)

    session.refresh(site)
    (line,) = progress(session, context, 2026).checks
    assert receipt.counts
    assert site.pinned_at is not None
    assert site.published_at is None
    assert (line.check.site, line.check.site_name, line.check.area, line.unpublished) == (None, None, "Västra", True)


def test_a_check_of_new_years_eve_belongs_to_the_old_year(session, context, clock, site):
    clock.at = clock().replace(month=12, day=31, hour=22, minute=50)  # 23:50 in Stockholm

    receipt = hold(session, context, clock, site.id, minutes=30)

    assert receipt.counts
    assert session.get_one(Check, receipt.check_id).held_on == date(2026, 12, 31)
    assert count(session, context, 2026) == (1, 5)


def test_a_check_that_was_recorded_late_takes_its_place_in_the_order_held(session, context, clock, site):
    morning = clock()
    clock.move(hours=3)
    evening = hold(session, context, clock, site.id)

    earlier = record_check(session, context, OFFICER, facts(morning, site_id=site.id))

    assert earlier.number == 1
    assert [line.check.id for line in progress(session, context, 2026).checks] == [
        earlier.public_id,
        evening.public_id,
    ]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"started_at": timedelta(hours=1), "ended_at": timedelta(hours=2)}, ("started_at", "in_the_future")),
        ({"ended_at": timedelta(minutes=1)}, ("ended_at", "in_the_future")),
        ({"ended_at": timedelta(hours=-3)}, ("ended_at", "ends_before_start")),
        ({"started_at": timedelta(hours=-26)}, ("ended_at", "over_a_day")),
        ({"vehicles": -1}, ("vehicles", "negative")),
        ({"vehicles": 10, "over_limit": 11}, ("over_limit", "more_than_vehicles")),
        ({"mean_kmh": float("nan")}, ("mean_kmh", "not_a_number")),
        ({"v85_kmh": float("inf")}, ("v85_kmh", "not_a_number")),
        ({"limit_kmh": 301}, ("limit_kmh", "too_large")),
        ({"public_note": "x" * 1001}, ("public_note", "too_long")),
        ({"site_id": None}, ("lat", "missing")),
        ({"site_id": None, "lat": 60.0}, ("lat", "missing")),
        ({"site_id": None, "lat": float("nan"), "lon": 15.05}, ("lat", "not_a_number")),
        ({"site_id": None, "lat": 15.05, "lon": 60.0}, ("lat", "swapped")),
        ({"site_id": None, "lat": 59.3, "lon": 18.0}, ("lat", "outside")),
    ],
)
def test_what_cannot_be_true_is_refused_and_stores_nothing(session, context, clock, site, change, expected):
    now = clock()
    told = facts(now - timedelta(hours=2), site_id=site.id)
    change = {k: now + v if isinstance(v, timedelta) else v for k, v in change.items()}

    with pytest.raises(Invalid) as error:
        record_check(session, context, OFFICER, replace(told, **change))

    assert fault_of(error) == expected
    assert session.scalar(select(func.count(Check.id))) == 0


def test_a_site_that_never_was_is_not_found(session, context, clock):
    with pytest.raises(NotFound):
        hold(session, context, clock, "nowhere")


@pytest.mark.parametrize("role", [Role.RESIDENT, Role.PLANNER, Role.COMMUNICATOR, Role.MODERATOR])
def test_only_police_record_and_answer(session, context, clock, site, role):
    actor = Actor(role)
    told = facts(clock() - timedelta(minutes=30), site_id=site.id)

    for act in (
        lambda: record_check(session, context, actor, told),
        lambda: preview_check(session, context, actor, told),
        lambda: correct_check(session, context, actor, 1, told, "x"),
        lambda: withdraw_check(session, context, actor, 1, "x"),
        lambda: choose_site(session, context, actor, site.id),
        lambda: unchoose_site(session, context, actor, site.id),
        lambda: close_site(session, context, actor, site.id, "other"),
        lambda: decline_site(session, context, actor, site.id, "other"),
        lambda: reopen_site(session, context, actor, site.id),
        lambda: import_checks(session, context, actor, b"site,started_at,ended_at\n"),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_a_failure_after_the_write_leaves_nothing_behind(session, context, clock, site, monkeypatch):
    monkeypatch.setattr("webapp.usecases.checks.log", lambda *a: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        hold(session, context, clock, site.id)

    assert session.scalar(select(func.count(Check.id))) == 0
    assert session.get_one(Site, site.id).status == SiteStatus.OPEN


# Preview


def test_a_preview_says_what_recording_would_and_writes_nothing(session, context, clock, site):
    hold(session, context, clock, site.id)
    clock.move(hours=3)
    told = facts(clock() - timedelta(minutes=30), site_id=site.id)

    seen = preview_check(session, context, OFFICER, told)
    soon_after = preview_check(session, context, OFFICER, facts(clock() - timedelta(minutes=150), site_id=site.id))

    assert (seen.counts, seen.number) == (True, 2)
    assert (soon_after.counts, soon_after.reason) == (False, "same_occasion")
    assert session.scalar(select(func.count(Check.id))) == 1
    assert record_check(session, context, OFFICER, told).number == 2


# Correcting and taking back


def test_a_correction_is_a_new_row_with_the_same_public_id(session, context, clock, site):
    receipt = hold(session, context, clock, site.id, vehicles=10)
    old = session.get_one(Check, receipt.check_id)

    corrected = correct_check(
        session, context, OFFICER, old.id, facts(old.started_at, 10, site_id=site.id), "Avbruten av regn"
    )

    assert (corrected.counts, corrected.reason) == (False, "too_short")
    assert corrected.public_id == receipt.public_id
    assert corrected.check_id != receipt.check_id
    assert session.get_one(Check, receipt.check_id).vehicles == 10
    (line,) = progress(session, context, 2026).not_counted
    assert (line.check.id, line.corrected) == (receipt.public_id, True)
    assert verify_counts(session, context) == []


def test_a_withdrawn_check_lowers_the_count_and_frees_the_occasion(session, context, clock, site):
    first = hold(session, context, clock, site.id)
    clock.move(hours=1)
    second = hold(session, context, clock, site.id)
    assert second.reason == "same_occasion"

    withdrawn = withdraw_check(session, context, OFFICER, first.check_id, "Fel plats")

    assert withdrawn.reason == "withdrawn"
    assert session.get_one(CheckVerdict, second.check_id).counts
    assert session.get_one(Site, site.id).checks == 1
    assert verify_counts(session, context) == []


def test_a_check_is_corrected_once_and_for_a_reason(session, context, clock, site):
    receipt = hold(session, context, clock, site.id)
    withdraw_check(session, context, OFFICER, receipt.check_id, "Fel plats")

    with pytest.raises(WrongState):
        withdraw_check(session, context, OFFICER, receipt.check_id, "Igen")
    with pytest.raises(Invalid):
        withdraw_check(session, context, OFFICER, receipt.check_id, "  ")
    with pytest.raises(NotFound):
        withdraw_check(session, context, OFFICER, 4711, "Vilken")


# Choosing and answering


def test_a_choice_is_private_and_ends_when_the_check_is_held(session, context, clock):
    site = ask_site(session, context, residents=1)
    choose_site(session, context, OFFICER, site.id, date(2026, 5, 20))
    site = session.get_one(Site, site.id)
    choice = session.scalars(select(Choice)).one()
    assert (site.status, site.published_at, choice.planned_on) == (SiteStatus.OPEN, None, date(2026, 5, 20))
    assert site.pinned_at is not None

    clock.move(hours=1)
    hold(session, context, clock, site.id)

    assert session.scalars(select(Choice)).one().ended_at == clock()


def test_choosing_again_moves_the_day_and_unchoosing_ends_it(session, context, site):
    choose_site(session, context, OFFICER, site.id)
    choose_site(session, context, OFFICER, site.id, date(2027, 5, 12))
    standing = session.scalars(select(Choice).where(Choice.ended_at.is_(None))).one()
    assert standing.planned_on == date(2027, 5, 12)

    unchoose_site(session, context, OFFICER, site.id)
    unchoose_site(session, context, OFFICER, site.id)

    assert session.scalars(select(Choice).where(Choice.ended_at.is_(None))).first() is None


@pytest.mark.parametrize(("day", "code"), [(date(2026, 5, 11), "too_early"), (date(2027, 6, 1), "too_late")])
def test_a_plan_is_for_a_day_within_a_year(session, context, site, day, code):
    with pytest.raises(Invalid) as error:
        choose_site(session, context, OFFICER, site.id, day)

    assert fault_of(error) == ("planned_on", code)


def test_a_closed_site_tells_the_reason_and_opens_by_a_check(session, context, clock, site):
    close_site(session, context, OFFICER, site.id, "rebuilt", "Gatan är ombyggd.")
    closed = session.get_one(Site, site.id)
    assert (closed.status, closed.status_reason, closed.status_reply) == ("closed", "rebuilt", "Gatan är ombyggd.")

    hold(session, context, clock, site.id)

    assert session.get_one(Site, site.id).status == SiteStatus.CHECKED


def test_a_declined_site_can_be_reopened_once(session, context, site):
    decline_site(session, context, OFFICER, site.id, "no_safe_place")
    with pytest.raises(WrongState):
        close_site(session, context, OFFICER, site.id, "other")

    reopen_site(session, context, OFFICER, site.id)

    assert session.get_one(Site, site.id).status == SiteStatus.OPEN
    with pytest.raises(WrongState):
        reopen_site(session, context, OFFICER, site.id)


@pytest.mark.parametrize(
    ("reason", "reply", "expected"),
    [
        ("because", "", ("reason", "unknown")),
        ("", "", ("reason", "missing")),
        ("other", "x" * 1001, ("public_reply", "too_long")),
    ],
)
def test_an_answer_has_a_reason_of_the_list(session, context, site, reason, reply, expected):
    with pytest.raises(Invalid) as error:
        decline_site(session, context, OFFICER, site.id, reason, reply)

    assert fault_of(error) == expected


# Importing

HEADER = "site,started_at,ended_at,vehicles,over_limit,mean_kmh,v85_kmh,limit_kmh,note\n"


def rows(site, *lines):
    return (HEADER + "\n".join(line.format(site=site.id) for line in lines) + "\n").encode()


def test_an_import_counts_what_the_rule_counts_and_a_second_run_changes_nothing(session, context, clock, site):
    clock.move(days=7)
    data = rows(
        site,
        "{site},2026-05-14T10:00,2026-05-14T10:20,50,5,41.5,48,40,lugnt",
        "{site},2026-05-14T11:00,2026-05-14T11:20,,,,,,",
        "{site},2026-05-11T10:00,2026-05-11T10:20,,,,,,före förslagen",
        "{site},2026-05-15T08:00:00+02:00,2026-05-15T08:20:00+02:00,,,,,,",
        "{site},2026-05-15T08:00:00+02:00,2026-05-15T08:20:00+02:00,,,,,,",
    )

    first = import_checks(session, context, OPERATOR, data)
    second = import_checks(session, context, OPERATOR, data)

    assert (first.rows, first.added, first.known, first.counted) == (5, 5, 0, 2)
    assert (second.added, second.known) == (0, 5)
    shown = progress(session, context, 2026)
    assert shown.counted == 2
    assert sorted(line.check.reason for line in shown.not_counted) == [
        "no_suggestion_before",
        "same_occasion",
        "same_occasion",
    ]
    assert verify_counts(session, context) == []
    events = session.scalars(select(SiteEventRow.type).where(SiteEventRow.site_id == site.id)).all()
    assert events.count("checked") == 1


def test_every_fault_of_a_file_is_named_by_its_line_and_nothing_is_stored(session, context, clock, site):
    clock.move(days=7)
    data = rows(
        site,
        "{site},2026-05-14T10:00,2026-05-14T10:20,,,,,,",
        "nowhere,2026-05-14T10:00,2026-05-14T10:20,,,,,,",
        "{site},2026-05-14T10:20,2026-05-14T10:00,9,10,,,,",
        "{site},2027-05-14T10:00,2027-05-14T10:20,,,,,,",
    )

    with pytest.raises(Invalid) as error:
        import_checks(session, context, OPERATOR, data)

    assert [(f.details["line"], f.field, f.code) for f in error.value.faults] == [
        (3, "site", "unknown_site"),
        (4, "ended_at", "ends_before_start"),
        (4, "over_limit", "more_than_vehicles"),
        (5, "started_at", "in_the_future"),
    ]
    assert session.scalar(select(func.count(Check.id))) == 0


def test_an_old_check_does_not_undo_a_later_answer(session, context, clock, site):
    clock.move(days=7)
    decline_site(session, context, OFFICER, site.id, "limit_kept")

    import_checks(session, context, OPERATOR, rows(site, "{site},2026-05-14T10:00,2026-05-14T10:20,,,,,,"))

    assert session.get_one(Site, site.id).status == SiteStatus.DECLINED
    assert count(session, context, 2026) == (1, 5)


def test_a_named_site_out_of_reach_is_too_far(session, context, clock, site):
    clock.move(days=7)
    data = b"site,started_at,ended_at,lat,lon\n" + f"{site.id},2026-05-14T10:00,2026-05-14T10:20,60.02,15.15\n".encode()

    import_checks(session, context, OPERATOR, data)

    assert session.scalars(select(CheckVerdict)).one().reason == "too_far"


# Proof


def test_a_number_somebody_typed_is_found_out(session, context, clock, site):
    receipt = hold(session, context, clock, site.id)
    with transaction(session):
        session.get_one(CheckVerdict, receipt.check_id).reason = "too_short"
        session.get_one(CheckVerdict, receipt.check_id).counts = False
        session.get_one(Site, site.id).checks = 9

    wrong = verify_counts(session, context)

    assert len(wrong) == 3
    with transaction(session):
        recount(session, context)
    assert verify_counts(session, context) == []


# Two at once


def at_once(app, acts):
    """Run each act in a thread of its own, all started together; return what they return."""
    results, gate = [], threading.Barrier(len(acts))

    def run(act):
        with app.app_context():
            gate.wait()
            results.append(act(db.session()))
            db.session.remove()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_one_form_sent_twice_at_once_is_one_check_in_twenty_rounds(app, session, context, clock, site):
    for number in range(20):
        clock.move(hours=3)
        told = facts(clock() - timedelta(minutes=30), site_id=site.id, submission_key=f"round {number}")

        receipts = at_once(app, [lambda s, t=told: record_check(s, context, OFFICER, t)] * 2)

        assert len(receipts) == 2
        assert receipts[0].check_id == receipts[1].check_id
    session.rollback()  # what this session had read is older than the threads' writes
    assert session.scalar(select(func.count(Check.id))) == 20
    assert count(session, context, 2026) == (20, 5)


def test_two_officers_who_record_the_same_check_at_once_count_one_in_fifty_rounds(app, session, context, clock, site):
    for _ in range(50):
        clock.move(hours=3)
        told = facts(clock() - timedelta(minutes=30), site_id=site.id)

        receipts = at_once(app, [lambda s, t=told: record_check(s, context, OFFICER, t)] * 2)

        assert sorted(r.counts for r in receipts) == [False, True]
    session.rollback()
    assert count(session, context, 2026) == (50, 5)
    assert session.scalar(select(func.count(Check.id))) == 100  # both are on record, one of them as the same occasion
    assert verify_counts(session, context) == []


def test_residents_may_not_even_ask(session, context, clock, site):
    with pytest.raises(NotAllowed):
        record_check(session, context, RESIDENT, facts(clock() - timedelta(minutes=30), site_id=site.id))
