"""The next N as police get them: floors after the lot, coverage, true probabilities, nothing without the seed."""

import numpy as np
import pytest

from tests.analysis.test_choice import RADIUS_M, floors_of, world
from webapp.analysis import recommending
from webapp.analysis.choice import choose, no_floors
from webapp.analysis.coverage import coverage_within
from webapp.analysis.recommending import Eligible, recommend, replacement


def town(seed, count=20, lacking=None, **shape):
    places, district, scores, people = world(seed, **shape)
    voices = np.random.default_rng(seed).poisson(0.1, (len(places), 56)).astype(float)
    rules = floors_of(district, people, count)
    return Eligible(places, scores, rules, np.zeros(len(people), bool) if lacking is None else lacking, voices)


def planned(sites, count):
    cover = coverage_within(sites.places, sites.places, np.round(sites.scores * 10_000), RADIUS_M)
    return cover, choose(cover, count, sites.floors)


@pytest.mark.parametrize("seed", range(60))
def test_floors_hold_and_nearly_all_is_served_whatever_the_lot_says(seed):
    count = 8 + seed
    sites = town(seed, count)

    batch = recommend(sites, count, RADIUS_M, f"seed {seed}")

    assert len(set(batch.picks.tolist())) == len(batch.picks) == count
    assert (sites.floors.held_by(batch.picks) >= sites.floors.needed).all()
    assert batch.coverage_drawn >= 0.95 * batch.coverage - 1e-9
    assert batch.coverage <= batch.bound <= 1 + 1e-9
    assert batch.drawn.sum() <= 0.15 * count
    assert (batch.probabilities[~batch.drawn] == 1).all()
    assert ((batch.probabilities > 0) & (batch.probabilities <= 1)).all()
    assert ((batch.window_probabilities > 0) & (batch.window_probabilities <= 1)).all()


def test_two_banks_of_a_river_without_a_bridge_get_a_check_each():
    places = np.array([[0.0, 0.0], [300.0, 0.0], [0.0, 100.0], [300.0, 100.0]])
    banks = [np.array([[-100.0, y], [400.0, y]]) for y in (0.0, 100.0)]
    sites = Eligible(places, np.array([0.9, 0.8, 0.3, 0.2]), no_floors(4), np.zeros(0, bool), np.ones((4, 56)), banks)

    batch = recommend(sites, 2, RADIUS_M, "a")

    assert sorted(places[batch.picks, 1].tolist()) == [0.0, 100.0]
    assert batch.coverage == 1.0
    assert replacement(sites, batch.picks[:1], batch.picks[1:], RADIUS_M) in {2, 3}


def test_the_same_seed_gives_the_same_batch_and_another_draws_anew():
    sites = town(5, 40)

    one, same = recommend(sites, 40, RADIUS_M, "a"), recommend(sites, 40, RADIUS_M, "a")
    other = recommend(sites, 40, RADIUS_M, "b")

    assert one.picks.tolist() == same.picks.tolist()
    assert one.windows.tolist() == same.windows.tolist()
    assert one.windows.tolist() != other.windows.tolist()
    assert one.picks[~one.drawn].tolist() == other.picks[~other.drawn].tolist()
    assert np.array_equal(one.chances, other.chances)


def test_sites_are_drawn_as_often_as_the_batch_says(monkeypatch):
    sites = town(11, 40)
    proof = recommending.prove(*planned(sites, 40), sites.floors)
    monkeypatch.setattr(recommending, "choose", lambda *_: proof.plan)  # the plan knows no seed: make it once
    monkeypatch.setattr(recommending, "prove", lambda *_: proof)
    first = recommend(sites, 40, RADIUS_M, "first")
    draws, times = 600, np.zeros(len(sites.scores))
    assert first.drawn.any()

    for seed in range(draws):
        times[recommend(sites, 40, RADIUS_M, str(seed)).picks[first.drawn]] += 1

    p = first.chances
    often = draws * p >= 5  # below that, four spreads are no rare thing
    spread = np.sqrt(draws * p * (1 - p))
    assert (np.abs(times - draws * p)[often] / spread[often]).max() <= 4
    assert often.sum() > 50
    assert times[p == 0].sum() == 0


def test_the_lot_looks_where_a_district_lacks_checks_and_there_all_sites_are_alike():
    lacking = np.arange(8) == 7
    sites = town(11, 40, lacking)

    batch = recommend(sites, 40, RADIUS_M, "x")

    drawable = batch.chances > 0
    assert drawable.any()
    assert (sites.floors.district[drawable] == 7).all()
    assert np.ptp(batch.chances[drawable]) == pytest.approx(0)
    assert batch.chances.sum() == pytest.approx(batch.drawn.sum())


def test_no_sites_and_fewer_sites_than_wished_are_no_fault():
    nothing = Eligible(np.zeros((0, 2)), np.zeros(0), no_floors(0), np.zeros(0, bool), np.zeros((0, 56)))
    few = town(1, 3, sites=3, districts=2)

    assert len(recommend(nothing, 5, RADIUS_M, "x").picks) == 0
    assert sorted(recommend(few, 9, RADIUS_M, "x").picks.tolist()) == [0, 1, 2]


def test_a_replacement_adds_the_most_and_keeps_the_floor_of_the_one_that_went():
    sites = town(4, 20)
    plan = choose(coverage_within(sites.places, sites.places, sites.scores, RADIUS_M), 20, sites.floors)
    needed = np.flatnonzero(sites.floors.held_by(plan.picks) == sites.floors.needed)[0]
    gone = plan.picks[sites.floors.district[plan.picks] == needed][:1]
    staying = np.setdiff1d(plan.picks, gone)

    new = replacement(sites, staying, gone, RADIUS_M)

    assert sites.floors.district[new] == needed
    assert new not in set(plan.picks.tolist())
    assert replacement(sites, np.arange(149), np.array([149]), RADIUS_M) is None
