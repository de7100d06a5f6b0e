"""Which sixty next: how fast, how near the best, and how near is proven."""

import time
import warnings

import numpy as np

from bench.rows import Row, spent
from bench.world import points

COUNT = 60
STORED = 100_000
CANDIDATES = (2_000, 20_000)


def choosing():
    """Choose 60 of 2,000 places beside HiGHS and spopt, and of the fullest 20,000 squares, which HiGHS cannot do."""
    return [*_beside_highs(), _beside_spopt(), *_twenty_thousand()]


def _instance(squares_m, candidates, radius_m):
    from webapp.analysis.coverage import coverage_within

    demand = np.column_stack(points(STORED))
    squares, number = np.unique(np.floor(demand / squares_m), axis=0, return_counts=True)
    fullest = np.argsort(-number, kind="stable")[:candidates]
    places = (squares[fullest] + 0.5) * squares_m
    return places, demand, coverage_within(places, demand, np.ones(len(demand)), radius_m)


def _ours(cover):
    """Return the proof of our choice, and the processor seconds that choosing and proving take."""
    from webapp.analysis.choice import choose, no_floors
    from webapp.analysis.choice_bound import prove

    floors = no_floors(cover.candidates)
    seconds, proof = spent(lambda: prove(cover, choose(cover, COUNT, floors), floors))
    return proof, seconds


def _beside_highs():
    from webapp.analysis.choice import no_floors
    from webapp.analysis.choice_audit import best_choice

    for radius_m in (150.0, 500.0):
        *_, cover = _instance(100.0, CANDIDATES[0], radius_m)
        proof, ours = _ours(cover)
        floors = no_floors(cover.candidates)
        theirs, exact = spent(lambda cover=cover, floors=floors: best_choice(cover, COUNT, floors, 60.0))
        what, beside = f"V5 choose {COUNT} of {CANDIDATES[0]:,}, {radius_m:.0f} m", "scipy.optimize.milp (HiGHS)"
        served = proof.plan.served
        yield Row(f"{what}, and prove", ours, "s", theirs, beside, ratio_at_most=1.0)
        yield Row(f"{what}: served, of the best", served / exact.served * 100, "%", beside=beside, at_least=99.8)
        yield Row(f"{what}: served, of what is proven", served / proof.bound * 100, "%")


def _beside_spopt():
    what, bound = f"V5 choose {COUNT} of {CANDIDATES[0]:,}, 150 m, and prove", 1 / 100
    places, demand, cover = _instance(100.0, CANDIDATES[0], 150.0)
    _, ours = _ours(cover)
    try:
        import pulp
        from spopt.locate import MCLP
    except ImportError:
        return Row(what, ours, "s", beside="spopt is not installed", ratio_at_most=bound)
    apart = np.hypot(*(demand[:: STORED // 4_000, None] - places[None]).transpose(2, 0, 1))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about the next version of PuLP
        start = time.perf_counter()  # CBC is a process of its own: its processor time is not in ours
        problem = MCLP.from_cost_matrix(apart, np.ones(len(apart)), 150.0, p_facilities=COUNT)
        problem.solve(pulp.PULP_CBC_CMD(msg=False))
        theirs = time.perf_counter() - start
    return Row(what, ours, "s", theirs, "spopt MCLP: model and CBC, of 4,000 of the points", ratio_at_most=bound)


def _twenty_thousand():
    *_, cover = _instance(60.0, CANDIDATES[1], 150.0)
    proof, ours = _ours(cover)
    what = f"V5 choose {COUNT} of {cover.candidates:,}, 150 m"
    yield Row(f"{what}, and prove", ours, "s", at_most=5.0)
    yield Row(f"{what}: served, of what is proven", proof.plan.served / proof.bound * 100, "%", at_least=95.0)
