"""Which N next: what is served, that floors hold, and how near the best is."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from webapp.analysis.choice import NO_DISTRICT, Floors, choose, no_floors
from webapp.analysis.choice_audit import best_choice
from webapp.analysis.choice_bound import prove
from webapp.analysis.coverage import coverage_within
from webapp.domain.floors import District, floors

RADIUS_M = 600.0
metres = st.integers(0, 40).map(lambda n: 100.0 * n)


def world(seed, sites=150, districts=8, wide_m=9000.0):
    """Make a town whose districts lie in strips, one of which is far quieter than the others."""
    rng = np.random.default_rng(seed)
    places = rng.random((sites, 2)) * wide_m
    district = np.minimum(districts - 1, (places[:, 0] / wide_m * districts).astype(np.int64))
    scores = rng.gamma(2.0, 0.1, sites) * np.where(district == districts - 1, 0.1, 1.0)
    people = rng.integers(2_000, 20_000, districts)
    return places, district, scores, people


def floors_of(district, people, count):
    names = range(len(people))
    eligible = np.bincount(district[district >= 0], minlength=len(people))
    rule = floors(count, {str(d): District(int(people[d]), int(eligible[d])) for d in names})
    return Floors(district, np.array([rule.needed[str(d)] for d in names]))


def instance(seed, count=20, **shape):
    places, district, scores, people = world(seed, **shape)
    return coverage_within(places, places, scores, RADIUS_M), floors_of(district, people, count)


# What is served


@settings(max_examples=60, deadline=None)
@given(arrays(float, (6, 2), elements=metres), arrays(float, (9, 2), elements=metres), st.data())
def test_a_point_is_served_once_by_whatever_pick_lies_within_reach(sites, points, data):
    weights = data.draw(arrays(float, 9, elements=st.integers(0, 9).map(float)))
    picks = data.draw(st.lists(st.integers(0, 5), max_size=6, unique=True))

    found = coverage_within(sites, points, weights, RADIUS_M)

    near = np.hypot(*(sites[:, None] - points[None]).transpose(2, 0, 1)) <= RADIUS_M
    assert found.served(np.array(picks, int)) == weights[near[picks].any(axis=0)].sum()
    assert found.total == weights.sum()


@settings(max_examples=60, deadline=None)
@given(arrays(float, (7, 2), elements=metres), st.integers(0, 7), st.data())
def test_no_choice_exceeds_the_bound_and_ours_is_near_the_best(sites, count, data):
    weights = data.draw(arrays(float, 7, elements=st.integers(0, 9).map(float)))
    district = np.array(data.draw(st.lists(st.integers(-1, 1), min_size=7, max_size=7)))
    room = np.bincount(district[district >= 0], minlength=2)
    rules = Floors(district, np.minimum(room, [1, 1]) if np.minimum(room, 1).sum() <= count else np.zeros(2, int))
    cover = coverage_within(sites, sites, weights, RADIUS_M)

    plan = choose(cover, count, rules)
    proof = prove(cover, plan, rules)

    every = [np.array(c, int) for c in combinations(range(7), count)]
    best = max(cover.served(c) for c in every if (rules.held_by(c) >= rules.needed).all())
    assert len(set(plan.picks.tolist())) == len(plan.picks) == count
    assert plan.gains.sum() == pytest.approx(plan.served) == pytest.approx(cover.served(plan.picks))
    assert (rules.held_by(plan.picks) >= rules.needed).all()
    assert 0.63 * best <= plan.served <= proof.plan.served <= best + 1e-9 <= proof.bound + 1e-6


def test_the_same_town_gives_the_same_plan_and_a_tie_goes_to_the_first():
    cover = coverage_within(np.zeros((4, 2)), np.zeros((4, 2)), np.ones(4), RADIUS_M)

    assert choose(cover, 1, no_floors(4)).picks.tolist() == [0]
    assert (
        choose(*instance(3)[:1], 9, no_floors(150)).picks.tolist()
        == choose(instance(3)[0], 9, no_floors(150)).picks.tolist()
    )


def test_floors_that_cannot_hold_are_refused():
    cover, _ = instance(1)
    with pytest.raises(ValueError, match="floors ask for more"):
        choose(cover, 3, Floors(np.zeros(150, int), np.array([4])))
    with pytest.raises(ValueError, match="floors ask for more"):
        choose(cover, 3, Floors(np.full(150, NO_DISTRICT), np.array([1])))


# Floors


@pytest.mark.parametrize("seed", range(200))
def test_floors_hold_in_every_town(seed):
    rng = np.random.default_rng(seed)
    count = int(rng.integers(8, 60))
    cover, rules = instance(seed, count, sites=int(rng.integers(60, 160)), districts=int(rng.integers(2, 9)))

    plan = choose(cover, count, rules)

    assert (rules.held_by(plan.picks) >= rules.needed).all()
    assert len(plan.picks) == count
    assert rules.needed.sum() > 0


def test_a_pick_that_only_its_floor_holds_says_so():
    sites = np.array([[0.0, 0.0], [5000.0, 0.0], [9000.0, 0.0]])
    cover = coverage_within(sites, sites, np.array([5.0, 4.0, 1.0]), RADIUS_M)

    plan = choose(cover, 2, Floors(np.array([0, 0, 1]), np.array([0, 1])))

    assert plan.picks.tolist() == [0, 2]
    assert plan.by_floor.tolist() == [False, True]


@pytest.fixture(scope="module")
def audited():
    """Twenty towns, each with our plan, the exact one, and our plan without floors."""
    found = []
    for seed in range(20):
        cover, rules = instance(seed)
        found.append((cover, rules, choose(cover, 20, rules), best_choice(cover, 20, rules, 30.0)))
    return found


def test_ours_serves_nearly_as_much_as_the_exact_best(audited):
    shares = [plan.served / exact.served for _, _, plan, exact in audited]

    assert all(exact.finished for *_, exact in audited)
    assert min(shares) >= 0.95
    assert np.mean(shares) >= 0.99


def test_the_proven_bound_holds_and_is_near(audited):
    for cover, rules, plan, exact in audited:
        proof = prove(cover, plan, rules)
        assert exact.served <= proof.bound + 1e-6
        assert proof.bound <= 1.03 * exact.served
        assert plan.served <= proof.plan.served <= exact.served + 1e-9


def test_floors_at_least_double_what_the_worst_off_district_gets(audited):
    def worst(seed, picks):
        places, district, scores, _ = world(seed)
        near = np.hypot(*(places[:, None] - places[None, picks]).transpose(2, 0, 1)) <= RADIUS_M
        served = scores * near.any(axis=1)
        return (np.bincount(district, served) / np.bincount(district, scores)).min()

    with_floors = np.mean([worst(seed, plan.picks) for seed, (_, _, plan, _) in enumerate(audited)])
    without = np.mean([worst(seed, choose(c, 20, no_floors(150)).picks) for seed, (c, *_) in enumerate(audited)])

    assert with_floors >= 2 * without


def test_two_thousand_candidates_come_within_two_thousandths_of_the_best():
    rng = np.random.default_rng(7)
    places = rng.random((2000, 2)) * [16_000, 14_000]
    cover = coverage_within(places, places, rng.pareto(1.5, 2000), 300.0)

    proof = prove(cover, choose(cover, 60, no_floors(2000)), no_floors(2000))

    assert proof.plan.served >= 0.998 * proof.bound
