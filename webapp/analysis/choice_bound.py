"""How much better any choice could be: a proven upper bound, by Lagrangian relaxation."""

from dataclasses import dataclass

import numpy as np

from webapp.analysis.choice import Floors, Plan, choose
from webapp.analysis.coverage import Coverage, Float, Int

STEPS = 200
SHARES = (0.1, 0.2, 0.3, 0.5, 0.7, 1.0)
MEMORY = 0.7  # how much of the last direction a step keeps: a third of the steps are needed
PATIENCE = 10  # steps without a better bound before they are halved
TRY_EVERY = 50
"""Every so many steps the relaxed answer is repaired by exchanges; a better plan is kept."""


@dataclass(frozen=True)
class Proof:
    """A plan and what no plan can exceed, in the same weight; ``plan`` may be better than the one given."""

    plan: Plan
    bound: float


def prove(coverage: Coverage, plan: Plan, floors: Floors, steps: int = STEPS, enough: float = 0.9995) -> Proof:
    """Prove how near a plan is to the best one with the same number of picks and the same floors.

    The rule "a group is served only by a pick" is taken out and paid for: group ``g`` costs ``price[g]``.
    For any prices, the best choice under these payments is found exactly by sorting, and its value is never
    below that of the best plan. Subgradient steps look for the prices with the least such value.

    Parameters
    ----------
    coverage : Coverage
        S candidates and G groups of demand.
    plan : Plan
        The plan to prove; its ``served`` sets the length of the steps.
    floors : Floors
        The floors that every plan must keep.
    steps : int
        Greatest number of subgradient steps.
    enough : float
        Stop once the plan serves this share of the bound.

    Notes
    -----
    O(steps (Z + S)) for the Z pairs of the coverage. Steps are those of Polyak along a smoothed
    direction, halved when the bound rests [1]_, [2]_. The bound also holds when the search stops early:
    every price vector gives one.

    References
    ----------
    .. [1] Fisher (1981), Management Science 27, 1-18.
    .. [2] Camerini, Fratta & Maffioli (1975), Mathematical Programming Study 3, 26-34.

    Examples
    --------
    >>> from webapp.analysis.choice import no_floors
    >>> from webapp.analysis.coverage import coverage_within
    >>> sites = np.array([[0.0, 0.0], [500.0, 0.0]])
    >>> cover = coverage_within(sites, sites, np.array([5.0, 4.0]), radius_m=100.0)
    >>> prove(cover, choose(cover, 1, no_floors(2)), no_floors(2)).bound
    5.0
    """
    weights = coverage.weights
    count = len(plan.picks)
    if count == 0 or not len(weights):
        return Proof(plan, plan.served)
    prices = _first_prices(coverage, count, floors)
    bound, best_prices, slope = float(weights.sum()), prices, np.zeros(len(weights))
    length, rested = 1.0, 0
    for step in range(steps):
        value, chosen = _relaxed(coverage, prices, count, floors)
        rested = 0 if value < bound * (1 - 1e-5) else rested + 1
        if value < bound:
            bound, best_prices = value, prices
        if (step + 1) % TRY_EVERY == 0:
            repaired = choose(coverage, count, floors, start=chosen)
            plan = repaired if repaired.served > plan.served * (1 + 1e-9) else plan
        if plan.served >= enough * bound or length < 1e-3:
            break
        if rested >= PATIENCE:
            length, rested, prices, slope = length / 2, 0, best_prices, np.zeros(len(weights))
            _, chosen = _relaxed(coverage, prices, count, floors)
        slope = MEMORY * slope + (1 - MEMORY) * _slope(coverage, prices, chosen)
        # A price at its limit that would be pushed further cannot move, and would only shorten the step.
        way = np.where(((prices <= 0) & (slope > 0)) | ((prices >= weights) & (slope < 0)), 0.0, slope)
        size = float(way @ way)
        if size == 0:
            break
        prices = np.clip(prices - length * max(value - plan.served, 1e-6 * bound) / size * way, 0.0, weights)
    return Proof(plan, max(bound, plan.served))


def _relaxed(coverage: Coverage, prices: Float, count: int, floors: Floors) -> tuple[float, Int]:
    """Return the best value under these prices, which no plan exceeds, and the picks that reach it."""
    worth = coverage.matrix @ prices
    chosen = _best_under(worth, count, floors)
    return float(np.maximum(coverage.weights - prices, 0.0).sum() + worth[chosen].sum()), chosen


def _slope(coverage: Coverage, prices: Float, chosen: Int) -> Float:
    """Return a subgradient: how often each group is paid for, less whether it is taken, (G,)."""
    slope = -(coverage.weights > prices).astype(float)
    for pick in chosen:
        slope[coverage.groups[coverage.starts[pick] : coverage.starts[pick + 1]]] += 1
    return slope


def _first_prices(coverage: Coverage, count: int, floors: Floors) -> Float:
    """Begin where a few plain guesses are best: a share of each group's weight, less the more candidates serve it."""
    servers = np.maximum(1, np.diff(coverage.turned.indptr))
    guesses = [share * coverage.weights / servers**power for share in SHARES for power in (0.0, 0.5, 1.0)]
    return np.asarray(min(guesses, key=lambda prices: _relaxed(coverage, prices, count, floors)[0]))


def _best_under(worth: Float, count: int, floors: Floors) -> Int:
    """Return the ``count`` worthiest candidates that keep the floors: each district's best, then the rest."""
    taken = np.zeros(len(worth), bool)
    for district, needed in enumerate(floors.needed):
        if needed:
            rows = np.flatnonzero(floors.district == district)
            taken[rows[np.argpartition(-worth[rows], needed - 1)[:needed]]] = True
    left = count - int(taken.sum())
    if left > 0:
        rows = np.flatnonzero(~taken)
        taken[rows[np.argpartition(-worth[rows], left - 1)[:left]]] = True
    return np.flatnonzero(taken)
