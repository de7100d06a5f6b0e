from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.domain.pace import Pace
from webapp.domain.privacy import PublicCheck
from webapp.domain.progress import (
    CheckLine,
    PledgeState,
    floor_of,
    pace_of,
    split_by_verdict,
    state_of,
    weekly_counts,
)

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
MAY = date(2026, 5, 12)


def line(held_on, reason=None):
    check = PublicCheck("id", held_on, None, None, None, reason is None, reason, None, *[None] * 6)
    return CheckLine(check, unpublished=False, verified=False, corrected=False)


def pace(chance):
    return Pace(50, 70, chance, 1.0)


@pytest.mark.parametrize(
    ("done", "through", "forecast", "state"),
    [
        (60, MAY, None, PledgeState.KEPT),
        (59, LAST, None, PledgeState.NOT_KEPT),
        (60, LAST, None, PledgeState.KEPT),
        (30, MAY, pace(0.95), PledgeState.AHEAD),
        (30, MAY, pace(0.949), PledgeState.ON_TRACK),
        (30, MAY, pace(0.5), PledgeState.ON_TRACK),
        (30, MAY, pace(0.499), PledgeState.BEHIND),
        (5, date(2026, 1, 30), None, PledgeState.ON_TRACK),  # 60 * 30 / 365 is 4.9
        (4, date(2026, 1, 30), None, PledgeState.BEHIND),
    ],
)
def test_how_a_pledge_stands(done, through, forecast, state):
    assert state_of(done, 60, FIRST, through, LAST, forecast) == state


def test_without_a_number_there_is_nothing_to_keep():
    assert state_of(3, None, FIRST, LAST, LAST, None) == PledgeState.ONGOING


def test_counted_checks_are_numbered_in_the_order_held_and_the_others_come_latest_first():
    counted, others = split_by_verdict(
        [line(FIRST), line(FIRST, "too_short"), line(MAY), line(MAY, "too_far"), line(LAST)]
    )

    assert [c.check.number for c in counted] == [1, 2, 3]
    assert [c.check.reason for c in others] == ["too_far", "too_short"]
    assert {c.check.number for c in others} == {None}


def test_a_week_that_has_only_begun_is_no_week_yet():
    days = [FIRST, FIRST + timedelta(days=6), FIRST + timedelta(days=7)]

    assert weekly_counts(days, FIRST, FIRST + timedelta(days=12)) == [2]
    assert weekly_counts(days, FIRST, FIRST + timedelta(days=13)) == [2, 1]


@given(st.lists(st.integers(0, 200)), st.integers(0, 364))
def test_whole_weeks_hold_no_more_than_was_held(offsets, today):
    days = [FIRST + timedelta(days=n) for n in offsets]

    assert sum(weekly_counts(days, FIRST, FIRST + timedelta(days=today))) <= len(days)


def test_there_is_no_pace_before_week_six_after_the_year_or_without_a_target():
    assert pace_of([], FIRST, FIRST + timedelta(days=40), LAST, 60) is None
    assert pace_of([], FIRST, FIRST + timedelta(days=41), LAST, 60) is not None
    assert pace_of([], FIRST, LAST, LAST, 60) is None
    assert pace_of([], FIRST, MAY, LAST, None) is None


def test_a_floor_is_half_of_a_districts_share_and_at_least_one():
    assert floor_of(60, 30_000, 100_000, 8) == 9
    assert floor_of(60, 100, 100_000, 8) == 1
    assert floor_of(60, None, None, 8) == 3
    assert floor_of(None, 100, 100, 1) == 0
