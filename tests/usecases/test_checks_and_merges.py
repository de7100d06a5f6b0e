"""A merge says what is one site from now on; what was held before it is judged by the sites of its time."""

from datetime import timedelta

import pytest

from tests.residents import HOME, OFFICER, ask, ask_site, facts, hold
from webapp.storage.checks import CheckVerdict
from webapp.storage.counting import verify_counts
from webapp.usecases.checks import record_check
from webapp.usecases.editing import merge

NORTH = (HOME[0] + 0.0018, HOME[1])  # some 200 m from HOME


def verdict(session, receipt):
    session.expire_all()
    kept = session.get_one(CheckVerdict, receipt.check_id)
    return kept.counts, kept.reason


@pytest.fixture
def two(session, context, clock):
    ids = ask_site(session, context).id, ask_site(session, context, NORTH).id
    clock.move(hours=3)
    return ids


def test_a_merge_makes_no_two_occasions_one(session, context, clock, two):
    first = hold(session, context, clock, two[0])
    clock.move(minutes=30)
    second = hold(session, context, clock, two[1])
    assert first.counts
    assert second.counts

    clock.move(minutes=5)
    merge(session, context, OFFICER, *two)

    assert verdict(session, first) == verdict(session, second) == (True, None)
    assert verify_counts(session, context) == []


@pytest.mark.parametrize("earlier", [0, 1])
def test_after_a_merge_a_check_at_either_half_is_the_occasion_of_the_whole(session, context, clock, two, earlier):
    hold(session, context, clock, two[earlier])
    clock.move(minutes=5)
    survivor = merge(session, context, OFFICER, *two)

    clock.move(minutes=5)
    again = hold(session, context, clock, survivor)

    assert (again.counts, again.reason) == (False, "same_occasion")
    assert verify_counts(session, context) == []


@pytest.mark.parametrize("named", [0, 1])
def test_a_merge_does_not_bring_a_check_within_reach_of_what_it_was_too_far_from(session, context, clock, two, named):
    started_at = clock()
    clock.move(minutes=20)
    lat = (NORTH[0] + 0.0005, HOME[0] - 0.0005)[named]  # 56 m from one site, more than 150 m from the named other
    there = facts(started_at, site_id=two[named], lat=lat, lon=HOME[1])
    receipt = record_check(session, context, OFFICER, there)
    assert verdict(session, receipt) == (False, "too_far")

    merge(session, context, OFFICER, *two)

    assert verdict(session, receipt) == (False, "too_far")
    assert verify_counts(session, context) == []


@pytest.mark.parametrize("named", [0, 1])
def test_a_check_recorded_after_a_merge_leaves_what_was_held_before_it(session, context, clock, two, named):
    first = hold(session, context, clock, two[0])
    second = hold(session, context, clock, two[1])
    ask(session, context)
    began = clock() - timedelta(minutes=19)
    merge(session, context, OFFICER, *two)
    backdated = record_check(session, context, OFFICER, facts(began, site_id=two[named], minutes=16))

    assert verdict(session, first) == verdict(session, second) == (True, None)
    assert verdict(session, backdated) == (False, "same_occasion")
    assert verify_counts(session, context) == []
