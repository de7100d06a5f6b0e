"""Erasing a resident takes what they said and where they were, and never a check that was counted for it."""

import pytest

from tests.residents import HOME, OFFICER, ask, ask_site, hold, site_of
from webapp.domain.roles import OPERATOR
from webapp.storage.checks import CheckVerdict
from webapp.storage.counting import verify_counts
from webapp.usecases.checks import withdraw_check
from webapp.usecases.editing import merge
from webapp.usecases.sites import rebuild_sites
from webapp.usecases.suggestions import erase

EAST = (HOME[0], HOME[1] + 0.0009)  # 50 m east
AT_THE_EDGE = {"lat": HOME[0], "lon": HOME[1] + 0.00045 - 0.00265}  # 148 m from the middle of the two


def verdict(session, check_id):
    session.expire_all()
    kept = session.get_one(CheckVerdict, check_id)
    return kept.counts, kept.reason, kept.residents_before


@pytest.fixture
def tokens(session, context, clock):
    tokens = ask(session, context), ask(session, context, EAST)
    clock.move(hours=1)
    return tokens


@pytest.mark.parametrize("gone", [(0,), (1,), (0, 1)])
def test_a_check_at_the_edge_of_its_reach_still_counts_when_those_who_asked_are_erased(
    session, context, clock, tokens, gone
):
    receipt = hold(session, context, clock, **AT_THE_EDGE)
    assert verdict(session, receipt.check_id) == (True, None, 2)

    for number in gone:
        erase(session, context, tokens[number])

    assert verify_counts(session, context) == []
    rebuild_sites(session, context, OPERATOR)
    assert verdict(session, receipt.check_id) == (True, None, 2)


def test_after_an_erasure_occasions_and_withdrawals_are_still_judged(session, context, clock, tokens):
    first = hold(session, context, clock, **AT_THE_EDGE)
    clock.move(minutes=30)
    second = hold(session, context, clock, site_of(session, tokens[0]).id)
    assert verdict(session, second.check_id)[:2] == (False, "same_occasion")
    erase(session, context, tokens[0])

    withdraw_check(session, context, OFFICER, first.check_id, "Fel dag")

    assert verdict(session, second.check_id)[:2] == (True, None)
    assert verify_counts(session, context) == []


def test_an_erasure_and_a_merge_together_join_no_two_occasions(session, context, clock, tokens):
    other = ask_site(session, context, (HOME[0] + 0.0018, HOME[1])).id
    clock.move(hours=1)
    receipts = hold(session, context, clock, **AT_THE_EDGE), hold(session, context, clock, other)
    erase(session, context, tokens[0])

    merge(session, context, OFFICER, receipts[0].site_id, other)

    assert [verdict(session, r.check_id)[:2] for r in receipts] == [(True, None)] * 2
    assert verify_counts(session, context) == []
