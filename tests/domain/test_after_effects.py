"""What checks showed, and when that suggests another visit or the planner."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.domain.after_effects import MIN_COUNTED, STILL_OVER, Standing, Visits, Yield, suggested, wilson

TODAY = date(2026, 5, 12)
FAST = Yield(1, 100, 40)


def site(counted=3, latest=FAST, status="checked", suitability="", days=10, with_planner=False):
    return Standing(status, suitability, TODAY - timedelta(days=days), with_planner, Visits(counted, latest, latest))


def test_wilsons_interval_is_the_one_of_the_textbook():
    assert wilson(0, 10) == pytest.approx((0.0, 0.2775), abs=1e-4)
    assert wilson(21, 96) == pytest.approx((0.1477, 0.3112), abs=2e-4)
    assert wilson(10, 10) == pytest.approx((0.7225, 1.0), abs=1e-4)


@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_an_interval_holds_its_share_within_nought_and_one_and_narrows_with_more_vehicles(seen):
    over, vehicles = seen
    low, high = wilson(over, vehicles)
    narrow_low, narrow_high = wilson(10 * over, 10 * vehicles)

    assert 0 <= low <= over / vehicles <= high <= 1
    assert narrow_high - narrow_low < high - low


@pytest.mark.parametrize(("over", "vehicles"), [(0, 0), (5, 4), (-1, 10)])
def test_what_is_no_share_has_no_interval(over, vehicles):
    with pytest.raises(ValueError, match="is no share"):
        wilson(over, vehicles)


@pytest.mark.parametrize(
    ("days", "changes", "due"),
    [
        (83, {}, False),
        (84, {}, True),
        (400, {"status": "declined"}, False),
        (400, {"status": "open"}, False),
        (400, {"suitability": "unsuitable"}, False),
        (400, {"suitability": "conditional"}, True),
    ],
)
def test_a_checked_place_waits_for_another_visit_after_twelve_weeks(days, changes, due):
    assert ("revisit" in suggested(site(days=days, **changes), TODAY, weeks=12)) is due


@pytest.mark.parametrize(
    ("changes", "asked"),
    [
        ({}, True),
        ({"counted": MIN_COUNTED - 1}, False),
        ({"latest": None}, False),  # not measured: nothing is known, so nothing is suggested
        ({"latest": Yield(1, 5, 2)}, False),  # forty of a hundred, but of five vehicles
        ({"latest": Yield(1, 100, 24)}, False),
        ({"with_planner": True}, False),
        ({"status": "closed"}, False),
    ],
)
def test_the_planner_is_suggested_when_many_are_certainly_over_at_the_latest_of_several_checks(changes, asked):
    assert ("planner" in suggested(site(**changes), TODAY, weeks=12)) is asked


def test_what_is_certainly_still_over_lies_at_the_goal_of_the_country():
    assert wilson(40, 100)[0] >= STILL_OVER > wilson(24, 100)[0]
