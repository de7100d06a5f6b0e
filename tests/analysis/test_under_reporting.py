import numpy as np
import pytest

from webapp.analysis.under_reporting import Basis, Heard, apart, failure, loudness, rate, select

RATES, SITES = (0.30, 0.20, 0.10, 0.05), (60, 60, 60, 60)


def world(rng, rates=RATES, sites=SITES, herd=1.0, leak=0.0):
    """Sites heard of once; public after some weeks, from when on a herd follows, a share of it unmarked."""
    lam = np.repeat(rates, sites)
    before, since = rng.uniform(4, 14, len(lam)), rng.uniform(4, 14, len(lam))
    own, followers = rng.poisson(lam * since), rng.poisson(lam * (herd - 1) * since)
    unmarked = rng.binomial(followers, leak)
    heard = Heard(before, rng.poisson(lam * before).astype(float), since, own + followers, (own + unmarked) * 1.0)
    return heard, np.repeat(np.arange(len(rates)), sites)


def test_the_rate_of_each_district_is_recovered_and_its_interval_holds_it():
    rng = np.random.default_rng(1)
    found = {d: [] for d in range(4)}
    for _ in range(1000):
        heard, district = world(rng)
        for d in found:
            found[d].append(loudness(select(heard, district == d), Basis.FILTERED))

    for d, truth in enumerate(RATES):
        assert np.mean([r.rate for r in found[d]]) == pytest.approx(truth, rel=0.1)
        assert 0.93 <= np.mean([r.low <= truth <= r.high for r in found[d]]) <= 0.97


def biases(leak, basis=None, herd=3.0):
    rng = np.random.default_rng(2)
    found = []
    for _ in range(60):
        heard, district = world(rng, herd=herd, leak=leak)
        told = failure(heard)
        for d, truth in enumerate(RATES):
            found.append(loudness(select(heard, district == d), basis or told.basis).rate / truth - 1)
    return np.mean(found)


def everybody(herd):
    rng = np.random.default_rng(3)
    heard, _ = world(rng, herd=herd)
    return heard.all_since.sum() / heard.weeks_since.sum() / (np.dot(RATES, SITES) / sum(SITES)) - 1


def test_without_the_filter_a_herd_trebles_the_rate():
    assert everybody(3.0) == pytest.approx(2.0, abs=0.2)


def test_a_whole_filter_restores_the_rate_and_a_leaking_one_does_not():
    assert abs(biases(0.0, Basis.FILTERED)) < 0.03
    assert biases(0.10, Basis.FILTERED) > 0.08  # half of the time is public: +10 %
    assert biases(0.30, Basis.FILTERED) > 0.25


@pytest.mark.parametrize("leak", [0.0, 0.03, 0.10, 0.30, 1.0])
def test_the_panel_finds_its_own_failure_and_what_it_shows_is_off_by_less_than_a_tenth(leak):
    assert abs(biases(leak)) < 0.1


def test_the_leak_itself_is_measured():
    rng = np.random.default_rng(4)

    leaks = [failure(world(rng, sites=(300,) * 4, herd=3.0, leak=0.3)[0]).leak for _ in range(20)]

    assert np.mean(leaks) == pytest.approx(0.3, abs=0.04)


def test_without_a_herd_there_is_nothing_to_leak():
    heard, _ = world(np.random.default_rng(5), sites=(300,) * 4)

    assert failure(heard).leak == 0.0
    assert failure(heard).basis is Basis.FILTERED


def test_what_is_not_known_is_not_taken_for_whole():
    nothing = np.zeros(20)

    told = failure(Heard(np.ones(20), nothing, nothing, nothing, nothing))

    assert (told.herd, told.leak) == (None, None)
    assert told.basis is Basis.BEFORE_PUBLIC


def test_two_districts_as_loud_as_each_other_are_not_ranked_apart_whatever_their_need():
    rng = np.random.default_rng(6)
    ranked = 0
    for _ in range(300):
        heard, district = world(rng, rates=(0.2, 0.2), sites=(20, 80))
        both = [loudness(select(heard, district == d), Basis.FILTERED) for d in (0, 1)]
        ranked += apart(*both)

    assert ranked / 300 <= 0.05


def test_fewer_than_ten_places_show_no_rate():
    heard, district = world(np.random.default_rng(7), rates=(0.2,), sites=(9,))

    assert loudness(select(heard, district == 0), Basis.FILTERED) is None


def test_a_time_that_ends_with_the_third_voice_skews_nothing():
    """A place is public once three have asked: its time before then ends because a report came."""
    rng = np.random.default_rng(8)
    truth, sites = 0.2, 20_000
    weeks = rng.gamma(2, 1 / truth, sites)

    found = rate(np.full(sites, 2.0), weeks)

    assert found.rate == pytest.approx(truth, rel=0.02)


def test_no_report_at_all_is_a_rate_of_nothing_with_a_top():
    found = rate(np.zeros(12), np.full(12, 10.0))

    assert (found.rate, found.low, found.weeks_to_hear) == (0, 0, None)
    assert 0 < found.high < 0.05
    assert found.unheard(10)[1] == 1
