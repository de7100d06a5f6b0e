"""Where pledges are heading, each in its own unit; every condition is heard."""

from datetime import date, timedelta

import numpy as np
import pytest
from scipy.stats import betabinom

from tests.domain.test_pledge_counting import FRIDAYS, PATROLS, SERVING, WEEKENDS, YEAR, event
from webapp.domain.pace import _beta_binomial, forecast_once
from webapp.domain.pledge_counting import Period, tally
from webapp.domain.pledge_pace import held_back_by, missed_weeks, pledge_pace, pledge_state, settling_days

YEARS = 2000
WEEKS = 52


def once_a_week_years(seed, share):
    return np.random.default_rng(seed).random((YEARS, WEEKS)) < share


@pytest.mark.parametrize("week", [8, 20, 36])
@pytest.mark.parametrize("share", [0.6, 0.8])
def test_eight_of_ten_years_of_weekends_end_inside_the_band(week, share):
    rng = np.random.default_rng(2026)
    shares = rng.beta(20 * share, 20 * (1 - share), size=(YEARS, 1))  # no two places are alike
    years = rng.random((YEARS, WEEKS)) < shares

    inside = 0
    for year in years:
        pace = forecast_once(year[:week].tolist(), int(year[:week].sum()), WEEKS - week, 40)
        inside += pace.low <= year.sum() <= pace.high

    assert 0.76 <= inside / YEARS <= 0.93  # whole weeks: a band of so few cannot be cut at exactly eight of ten


def test_the_chance_of_enough_weekends_tells_more_than_the_base_rate():
    years = once_a_week_years(7, 0.6)[:800]
    kept = years.sum(axis=1) >= 31

    chances = np.array([forecast_once(y[:20].tolist(), int(y[:20].sum()), 32, 31).chance for y in years])

    assert ((chances - kept) ** 2).mean() < ((kept.mean() - kept) ** 2).mean()


@pytest.mark.parametrize(("kept", "lost", "left"), [(0, 6, 46), (6, 0, 46), (20, 9, 3), (1, 50, 1)])
def test_the_shares_of_weeks_are_those_of_scipy(kept, lost, left):
    shares = _beta_binomial(kept + 0.5, lost + 0.5, left)

    assert shares == pytest.approx(betabinom.cdf(range(left + 1), left, kept + 0.5, lost + 0.5), abs=1e-9)


def test_no_more_weeks_are_promised_than_there_are():
    pace = forecast_once([True] * 50, 50, 2, 53)

    assert pace.high <= 52
    assert pace.chance == 0.0
    assert pace.needed_per_week == 1.5


def test_no_forecast_before_six_weeks_nor_when_none_is_left():
    assert forecast_once([True] * 5, 5, 47, 30) is None
    assert forecast_once([True] * 6, 6, 46, 30) is not None
    assert forecast_once([True] * 52, 52, 0, 30) is None


def test_every_weekend_friday_and_week_of_a_year_is_settled_once():
    assert len(settling_days(5, YEAR)) == 52
    assert len(settling_days(6, YEAR)) == 52
    assert len(settling_days(7, YEAR)) == 53
    assert settling_days(7, YEAR)[-1] == date(2020, 12, 31)


def test_a_weekend_whose_friday_lies_before_the_year_is_none_of_its_weekends():
    assert settling_days(6, Period(date(2022, 1, 1), date(2022, 12, 31)))[0] == date(2022, 1, 8)


def test_in_the_first_weeks_done_is_held_against_the_time_that_has_gone():
    through = date(2020, 1, 31)
    five = tally(FRIDAYS, [event(date(2020, 1, 3) + timedelta(weeks=n)) for n in range(5)], YEAR)
    two = tally(FRIDAYS, [event("2020-01-03"), event("2020-01-10")], YEAR)

    assert pledge_pace(FRIDAYS, five, YEAR, through) is None
    assert pledge_state(FRIDAYS, five, YEAR, through, None) == "on_track"
    assert pledge_state(FRIDAYS, two, YEAR, through, None) == "behind"


def states_on(it, events, through):
    counted = tally(it, [e for e in events if e.on <= through], YEAR)
    return pledge_state(it, counted, YEAR, through, pledge_pace(it, counted, YEAR, through))


def test_patrols_every_week_are_ahead_and_two_missed_weeks_cannot_be_made_good():
    every = [event(date(2020, 1, 1) + timedelta(weeks=n), area=a) for n in range(53) for a in PATROLS.rule["areas"]]
    but_two = [e for e in every if e.on not in {date(2020, 2, 12), date(2020, 3, 11)}]

    assert states_on(PATROLS, every, date(2020, 9, 30)) in {"ahead", "on_track"}
    assert states_on(PATROLS, but_two, date(2020, 9, 30)) == "behind"
    assert states_on(PATROLS, every, date(2020, 12, 31)) == "kept"
    assert states_on(PATROLS, but_two, date(2020, 12, 31)) == "not_kept"


def test_a_week_that_is_not_over_is_still_a_chance():
    counted = tally(PATROLS, [], YEAR)

    pace = pledge_pace(PATROLS, counted, YEAR, date(2020, 12, 30))

    assert pace.needed_per_week == 52


def test_sixty_five_visits_without_the_joint_ones_do_not_keep_the_pledge():
    alone = [event(date(2020, 1, 2) + timedelta(days=5 * n)) for n in range(65)]
    joint = [event(date(2020, 2, 2) + timedelta(days=5 * n), joint=True) for n in range(14)]

    assert states_on(SERVING, alone, date(2020, 12, 31)) == "not_kept"
    assert states_on(SERVING, alone[:51] + joint, date(2020, 12, 31)) == "kept"
    assert states_on(SERVING, alone + joint[:13], date(2020, 12, 31)) == "not_kept"


def test_thirty_weekends_are_kept_on_the_day_of_the_thirtieth():
    evenings = [date(2020, 1, 3) + timedelta(weeks=n, days=d) for n in range(30) for d in (0, 1)]

    assert states_on(WEEKENDS, [event(on) for on in evenings[:-1]], date(2020, 7, 24)) == "ahead"
    assert states_on(WEEKENDS, [event(on) for on in evenings], date(2020, 7, 25)) == "kept"


def test_the_weeks_without_a_patrol_are_named_by_district_once_they_are_over():
    held = [event(date(2020, 1, 1) + timedelta(weeks=n), area="Vårby") for n in range(10) if n not in {3, 6}]
    effort = event(date(2020, 1, 22), area="Vårby", kind="weekend_effort")

    missed = missed_weeks(PATROLS, [*held, effort], YEAR, date(2020, 3, 8))  # the Sunday of week 10

    assert missed["Vårby"] == (4, 7)
    assert missed["Skogås"] == (1, 2, 3, 4, 5, 6, 7, 8, 9)
    assert missed_weeks(PATROLS, held, YEAR, date(2020, 12, 31))["Vårby"][-1] == 53
    assert missed_weeks(FRIDAYS, held, YEAR, date(2020, 12, 31)) == {}


def test_what_holds_a_pledge_back_is_named():
    through = date(2020, 11, 1)
    alone = tally(SERVING, [event(date(2020, 1, 2) + timedelta(days=4 * n)) for n in range(70)], YEAR)
    few = tally(SERVING, [event(date(2020, 1, 2) + timedelta(days=20 * n), joint=True) for n in range(15)], YEAR)

    for counted, held in ((alone, "joint"), (few, None)):
        pace = pledge_pace(SERVING, counted, YEAR, through)
        assert held_back_by(SERVING, counted, YEAR, through, pace) == held
