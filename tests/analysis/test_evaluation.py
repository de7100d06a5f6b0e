import numpy as np
import pytest

from webapp.analysis.evaluation import (
    accidents_needed,
    difference_in_differences,
    empirical_bayes,
    power,
    randomisation_test,
)

SITE_KMH, VEHICLE_KMH, VEHICLES = 1.5, 8.0, 100  # how sites change by themselves, and how vehicles vary
NOISE = (SITE_KMH**2 + 2 * VEHICLE_KMH**2 / VEHICLES) ** 0.5


def changes(rng, sites, effect=0.0):
    return rng.normal(-0.5 + effect, NOISE, sites)  # everywhere half a km/h slower this year


@pytest.mark.parametrize("sites", [8, 12, 20])
def test_in_a_year_without_effect_one_is_found_in_at_most_seven_of_a_hundred(sites):
    rng = np.random.default_rng(sites)

    found = [difference_in_differences(changes(rng, sites), changes(rng, sites)).shown for _ in range(3000)]

    assert 0.025 <= np.mean(found) <= 0.07


def test_two_kilometres_slower_is_recovered_and_the_interval_holds_it():
    rng = np.random.default_rng(1)

    effects = [difference_in_differences(changes(rng, 20, -2.0), changes(rng, 20)) for _ in range(3000)]

    assert abs(np.mean([e.kmh for e in effects]) + 2) < 0.05
    assert 0.93 <= np.mean([e.low <= -2 <= e.high for e in effects]) <= 0.97
    assert np.mean([e.shown for e in effects]) == pytest.approx(power(-2, 20, NOISE), abs=0.03)


def test_welch_agrees_with_scipy():
    from scipy.stats import ttest_ind

    rng = np.random.default_rng(2)
    ours_of = rng.normal(-1, 3, 11), rng.normal(0, 1, 9)

    ours, theirs = difference_in_differences(*ours_of), ttest_ind(*ours_of, equal_var=False)

    interval = theirs.confidence_interval(0.95)
    assert (ours.p, ours.low, ours.high) == pytest.approx((theirs.pvalue, interval.low, interval.high))


@pytest.mark.parametrize(("checked", "compared"), [(7, 30), (30, 7), (0, 0)])
def test_fewer_than_eight_sites_on_a_side_are_no_estimate(checked, compared):
    rng = np.random.default_rng(3)

    assert difference_in_differences(rng.normal(-9, 1, checked), rng.normal(0, 1, compared)) is None


def worst_of(rng, truth, sites=300, picked=60):
    rate = rng.gamma(2.0, 2.5, sites)
    before = rng.poisson(rate).astype(float)
    worst = np.argsort(-before)[:picked]
    return before[worst], rng.poisson(rate[worst] * truth).astype(float), before


@pytest.mark.parametrize("truth", [1.0, 0.8])
def test_sites_picked_because_they_were_bad_are_corrected_for_just_that(truth):
    rng = np.random.default_rng(4)

    found = [empirical_bayes(*worst_of(rng, truth)) for _ in range(600)]

    assert abs(np.mean([one.ratio for one in found]) - truth) < 0.02
    assert np.mean([one.naive for one in found]) < truth - 0.1
    covered = np.mean([one.low <= truth <= one.high for one in found])
    assert covered > 0.85
    assert covered < 0.95  # the interval falls short, and so is called approximate


def test_every_draw_of_a_small_lottery_is_gone_through():
    change = np.array([-4.0, -3.0, -3.5, 0.0, 0.5, 1.0, -0.5, 0.2])
    drawn = np.array([True] * 3 + [False] * 5)

    lottery = randomisation_test(change, drawn, np.full(8, 3 / 8), np.random.default_rng(5))

    assert lottery.exact
    assert lottery.p == pytest.approx(1 / 56)  # of 56 draws this one alone differs so much
    assert lottery.kmh == pytest.approx(-3.5 - 0.24)


@pytest.mark.parametrize("sites", [12, 24])
def test_a_lottery_without_effect_rejects_one_time_in_twenty(sites):
    rng = np.random.default_rng(6)
    rejected = 0
    for _ in range(200 if sites == 12 else 60):
        drawn = np.zeros(sites, bool)
        drawn[rng.permutation(sites)[: sites // 3]] = True
        rejected += randomisation_test(rng.normal(0, 2, sites), drawn, np.full(sites, 1 / 3), rng).p <= 0.05

    assert rejected / (200 if sites == 12 else 60) <= 0.1


def test_what_could_be_found_is_told():
    assert [round(power(-2, n, NOISE), 2) for n in (5, 8, 12, 20)] == pytest.approx([0.33, 0.53, 0.72, 0.91], abs=0.03)
    assert accidents_needed(0.2) == 354
