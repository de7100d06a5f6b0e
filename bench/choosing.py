"""Which sixty next: how fast, how near the best, and how near is proven."""

import time

import numpy as np

from bench.world import points

COUNT = 60
STORED = 100_000


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
    """Choose and prove; return the proof and the seconds."""
    from webapp.analysis.choice import choose, no_floors
    from webapp.analysis.choice_bound import prove

    start = time.perf_counter()
    floors = no_floors(cover.candidates)
    proof = prove(cover, choose(cover, COUNT, floors), floors)
    return proof, time.perf_counter() - start


def _beside_highs():
    from webapp.analysis.choice import no_floors
    from webapp.analysis.choice_audit import best_choice

    rows = []
    for radius_m in (150.0, 500.0):
        *_, cover = _instance(100.0, 2_000, radius_m)
        proof, ours = _ours(cover)
        start = time.perf_counter()
        exact = best_choice(cover, COUNT, no_floors(cover.candidates), 60.0)
        theirs = time.perf_counter() - start
        what = f"choose {COUNT} of 2000, {radius_m:.0f} m"
        served, bound = proof.plan.served, proof.bound
        rows += [
            {"what": what, "ours": ours, "unit": "s", "peer": theirs, "beside": "scipy.optimize.milp (HiGHS)"},
            {"what": "  served", "ours": served, "unit": "", "peer": exact.served, "beside": "the exact best"},
            {"what": "  served, of what is proven", "ours": served / bound * 100, "unit": "%"},
        ]
    return rows


def _beside_spopt():
    places, demand, cover = _instance(100.0, 2_000, 150.0)
    _, ours = _ours(cover)
    row = {"what": f"choose {COUNT} of 2000, 150 m", "ours": ours, "unit": "s"}
    try:
        import pulp
        from spopt.locate import MCLP
    except ImportError:
        return {**row, "beside": "spopt is not installed"}
    apart = np.hypot(*(demand[:: STORED // 4_000, None] - places[None]).transpose(2, 0, 1))
    start = time.perf_counter()
    problem = MCLP.from_cost_matrix(apart, np.ones(len(apart)), 150.0, p_facilities=COUNT)
    problem.solve(pulp.PULP_CBC_CMD(msg=False))
    theirs = time.perf_counter() - start
    return {**row, "peer": theirs, "beside": "spopt MCLP with CBC, of 4,000 of the points"}


def _twenty_thousand():
    *_, cover = _instance(60.0, 20_000, 150.0)
    proof, ours = _ours(cover)
    what = f"choose {COUNT} of {cover.candidates}, 150 m, and prove"
    return [
        {"what": what, "ours": ours, "unit": "s"},
        {"what": "  served, of what is proven", "ours": proof.plan.served / proof.bound * 100, "unit": "%"},
    ]
