"""What an evaluation must not claim, and what it must find: seeded worlds where the truth is planted."""

import numpy as np

from bench.rows import Row

SITE_KMH, VEHICLE_KMH, VEHICLES = 1.5, 8.0, 100
NOISE = (SITE_KMH**2 + 2 * VEHICLE_KMH**2 / VEHICLES) ** 0.5
YEARS, WORLDS = 2_000, 400


def effects():
    """F1: years without effect are let be, 2 km/h are found, and picking the worst places is corrected for."""
    from webapp.analysis.evaluation import difference_in_differences, empirical_bayes

    rng = np.random.default_rng(1)

    def change(sites, effect=0.0):
        return rng.normal(effect, NOISE, sites)

    for sites in (8, 12, 20):
        found = [difference_in_differences(change(sites), change(sites)).shown for _ in range(YEARS)]
        told = "no effect planted, Welch at 5 %"
        yield Row(f"F1 effects claimed, {sites} places a side", np.mean(found) * 100, "%", beside=told, at_most=7.0)
    two = [difference_in_differences(change(20, -2.0), change(20)) for _ in range(YEARS)]
    held = np.mean([e.low <= -2 <= e.high for e in two]) * 100
    yield Row("F1 intervals that hold -2 km/h, 20 a side", held, "%", at_least=93.0, at_most=97.0)
    for truth in (1.0, 0.8):
        worlds = [_worst(rng, truth) for _ in range(WORLDS)]
        found = np.mean([empirical_bayes(*world).ratio for world in worlds])
        naive = np.mean([after.sum() / before.sum() for before, after, _ in worlds])
        what, beside = f"F1 bias of the corrected ratio, truth {truth}", "after over before at the worst places"
        yield Row(what, abs(found - truth), "", abs(naive - truth), beside, at_most=0.02)


def _worst(rng, truth, sites=300, picked=60):
    rate = rng.gamma(2.0, 2.5, sites)
    before = rng.poisson(rate).astype(float)
    worst = np.argsort(-before)[:picked]
    return before[worst], rng.poisson(rate[worst] * truth).astype(float), before


def loudness():
    """G1: intervals hold the rate; with a herd and any leak what is shown is off by less than a tenth."""
    from webapp.analysis.under_reporting import Basis, select
    from webapp.analysis.under_reporting import loudness as rate_of

    rng, rates = np.random.default_rng(2), (0.30, 0.20, 0.10, 0.05)
    held = []
    for _ in range(YEARS // 2):
        heard, district = _heard(rng, rates)
        for d, truth in enumerate(rates):
            found = rate_of(select(heard, district == d), Basis.FILTERED)
            held.append(found.low <= truth <= found.high)
    yield Row("G1 intervals that hold a district's rate", np.mean(held) * 100, "%", at_least=93.0, at_most=97.0)
    for leak in (0.0, 0.1, 0.3):
        ours, raw = _bias(rng, rates, leak)
        what = f"G1 bias, herd x3, {leak:.0%} of it unmarked"
        yield Row(what, ours * 100, "%", raw * 100, "everybody counted", at_most=10.0)


def _bias(rng, rates, leak):
    from webapp.analysis.under_reporting import failure, rate, select
    from webapp.analysis.under_reporting import loudness as rate_of

    ours, raw = [], []
    for _ in range(WORLDS // 4 + 1):
        heard, district = _heard(rng, rates, herd=3.0, leak=leak)
        basis = failure(heard).basis
        for d, truth in enumerate(rates):
            rows = district == d
            ours.append(rate_of(select(heard, rows), basis).rate / truth - 1)
            raw.append(rate(heard.all_since[rows], heard.weeks_since[rows]).rate / truth - 1)
    return abs(np.mean(ours)), abs(np.mean(raw))


def _heard(rng, rates, sites=60, herd=1.0, leak=0.0):
    from webapp.analysis.under_reporting import Heard

    lam = np.repeat(rates, sites)
    before, since = rng.uniform(4, 14, len(lam)), rng.uniform(4, 14, len(lam))
    own, followers = rng.poisson(lam * since), rng.poisson(lam * (herd - 1) * since)
    unmarked = rng.binomial(followers, leak)
    heard = Heard(before, rng.poisson(lam * before) * 1.0, since, own + followers, (own + unmarked) * 1.0)
    return heard, np.repeat(np.arange(len(rates)), sites)
