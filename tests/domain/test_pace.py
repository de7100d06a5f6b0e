import numpy as np
import pytest
from scipy.stats import nbinom

from webapp.domain.pace import _negative_binomial, _spread, forecast

TARGET = 60
YEARS = 2000


def simulated_years(seed, bursts=2.0):
    """Weeks that come in bursts: the variance is ``bursts`` times the mean of 60 checks a year."""
    rng = np.random.default_rng(seed)
    return rng.negative_binomial(60 / 52 / (bursts - 1), 1 / bursts, size=(YEARS, 52))


@pytest.mark.parametrize("week", [8, 20, 36])
@pytest.mark.parametrize("bursts", [1.5, 2.0, 3.0])
def test_eight_of_ten_years_end_inside_the_band(week, bursts):
    years = simulated_years(2026, bursts)

    inside = 0
    for year in years:
        so_far = [int(n) for n in year[:week]]
        pace = forecast(so_far, sum(so_far), 52 - week, TARGET)
        inside += pace.low <= year.sum() <= pace.high

    assert 0.74 <= inside / YEARS <= 0.86


def test_the_chance_tells_more_than_the_base_rate_does():
    years = simulated_years(7)[:600]  # a coin's toss whether sixty are reached
    kept = years.sum(axis=1) >= TARGET

    chances = np.array([forecast([int(n) for n in y[:20]], int(y[:20].sum()), 32, TARGET).chance for y in years])

    assert ((chances - kept) ** 2).mean() < ((kept.mean() - kept) ** 2).mean()


@pytest.mark.parametrize("weekly", [[0] * 6, [1] * 20, [0, 5, 0, 0, 7, 1, 0, 9], [3] * 51])
def test_the_shares_are_those_of_scipy(weekly):
    expected, spread = _spread(weekly, 52 - len(weekly))

    shares = _negative_binomial(expected, spread, at_least=60)

    size = expected**2 / (spread - expected)
    oracle = nbinom.cdf(range(len(shares)), size, size / (size + expected))
    assert shares == pytest.approx(oracle, abs=1e-9)


def test_no_forecast_before_six_whole_weeks_nor_after_the_year():
    assert forecast([2] * 5, 10, 47, TARGET) is None
    assert forecast([2] * 6, 12, 46, TARGET) is not None
    assert forecast([1] * 52, 52, 0, TARGET) is None


def test_a_reached_pledge_is_certain_and_nothing_more_is_needed():
    pace = forecast([3] * 20, 60, 32, TARGET)

    assert (pace.chance, pace.needed_per_week) == (1.0, 0.0)
    assert pace.low >= 60


def test_a_pledge_out_of_reach_has_next_to_no_chance():
    pace = forecast([0] * 50, 0, 2, TARGET)

    assert pace.chance < 0.001
    assert pace.needed_per_week == 30
