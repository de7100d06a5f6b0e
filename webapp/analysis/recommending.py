"""The next N as police get them: a plan with its proof, some of it by lot, and a window of the week for each."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from webapp.analysis.choice import Floors, Plan, choose
from webapp.analysis.choice_bound import prove
from webapp.analysis.coverage import Bool, Coverage, Float, Int, coverage_along
from webapp.analysis.draw import explored, generator, inclusion_probabilities, systematic_draw
from webapp.analysis.windows import draw_windows, window_chances

EXPLORED = 0.15
"""At most this share of the picks is drawn by lot."""
LEAST_SHARE = 0.95
"""What stays of a plan must by itself serve this share of what the whole plan serves."""


@dataclass(frozen=True)
class Eligible:
    """The sites that may be recommended, best score first.

    Attributes
    ----------
    places : (S, 2) array, metres
        Easting and northing of their anchors.
    scores : (S,) array
        Their scores, none below zero.
    floors : Floors
        Their districts and what each district needs.
    lacking : (D,) array
        Whether a district has had fewer counted checks this year than its floor of the year.
    voices : (S, 56) array
        How often each window of the week was named at each site.
    roads : sequence of (V, 2) arrays, metres
        Easting and northing of the points of each road of the place; none: a check serves in a straight line.
    """

    places: Float
    scores: Float
    floors: Floors
    lacking: Bool
    voices: Float
    roads: Sequence[Float] = ()

    def cover(self, radius_m: float) -> Coverage:
        """Return what a check at each site serves; scores count in ten-thousandths, so that sums are exact."""
        return coverage_along(self.roads, self.places, np.round(self.scores * 10_000), radius_m)


@dataclass(frozen=True)
class Batch:
    """The picks, first those of the plan by what each adds, then those drawn by lot.

    Attributes
    ----------
    picks : (K,) array
        Rows of the sites.
    probabilities : (K,) array
        1 for the plan's, the inclusion probability for those drawn.
    drawn, by_floor : (K,) arrays
        Whether the lot chose it; whether only its district's floor holds it here.
    gains : (K,) array
        Which share of all scores each adds to those before it.
    windows, window_probabilities : (K,) arrays
        The window of the week drawn for each, and how likely it was.
    chances : (S,) array
        How likely the lot was to draw each site; 0 for those of the plan, and where nothing is drawn.
    coverage, bound, coverage_drawn : float
        Shares of all scores: what the plan serves, what no plan can exceed, what these picks serve.
    """

    picks: Int
    probabilities: Float
    drawn: Bool
    by_floor: Bool
    gains: Float
    windows: Int
    window_probabilities: Float
    chances: Float
    coverage: float
    bound: float
    coverage_drawn: float


def recommend(sites: Eligible, count: int, radius_m: float, seed: str, shift: Bool | None = None) -> Batch:
    """Recommend ``count`` sites and a window for each.

    The plan is greedy with exchanges and a proven bound. Then the picks that add the least, at most 15 % and
    only while the others still serve 95 % and keep every floor, make room for as many drawn by lot: all alike
    among the sites in districts that lack checks this year, else in proportion to their scores. Which picks
    make room does not depend on the seed, so the logged probabilities are the true ones.

    Parameters
    ----------
    sites : Eligible
        S sites.
    count : int
        How many to recommend; fewer when there are fewer sites.
    radius_m : float, metres
        How far a check serves, along the roads where there are any.
    seed : str
        What the lot is drawn from: the same seed draws the same.
    shift : (56,) array, optional
        The windows of the week that can be served; none given: all.

    Notes
    -----
    Scores count in ten-thousandths, so sums are exact and the same inputs give the same picks.
    """
    cover = sites.cover(radius_m)
    proof = prove(cover, choose(cover, count, sites.floors), sites.floors)
    kept, chances, number = _room_for_the_lot(sites, proof.plan)
    rng = generator(seed)
    drawn = systematic_draw(chances, rng) if number else np.zeros(0, np.int64)
    picks = np.concatenate([proof.plan.picks[kept], drawn]).astype(np.int64)
    window_odds = window_chances(sites.voices, shift)[picks]
    windows = draw_windows(window_odds, rng)
    by_lot = np.arange(len(picks)) >= len(kept)
    total = max(cover.total, 1.0)
    return Batch(
        picks=picks,
        probabilities=np.where(by_lot, chances[picks], 1.0),
        drawn=by_lot,
        by_floor=np.append(proof.plan.by_floor[kept], np.zeros(len(drawn), bool)),
        gains=_gains(cover, picks) / total,
        windows=windows,
        window_probabilities=window_odds[np.arange(len(picks)), windows],
        chances=chances,
        coverage=proof.plan.served / total,
        bound=proof.bound / total,
        coverage_drawn=cover.served(picks) / total,
    )


def replacement(sites: Eligible, staying: Int, gone: Int, radius_m: float) -> int | None:
    """Return the site that best takes the place of one skipped: it adds the most and keeps the floors; None: no site.

    Parameters
    ----------
    sites : Eligible
        S sites.
    staying : (K,) array of int
        The rows of the other picks.
    gone : (L,) array of int
        Rows that were skipped and do not come back.
    radius_m : float, metres
        How far a check serves.
    """
    cover = sites.cover(radius_m)
    served = np.zeros(len(cover.weights), bool)
    for pick in staying:
        served[cover.groups[cover.starts[pick] : cover.starts[pick + 1]]] = True
    adds = cover.matrix @ (cover.weights * ~served)
    allowed = np.ones(len(sites.scores), bool)
    allowed[staying] = allowed[gone] = False
    lacking = sites.floors.held_by(staying) < sites.floors.needed
    in_need = allowed & np.append(lacking, False)[sites.floors.district]
    allowed = in_need if in_need.any() else allowed
    return int(np.where(allowed, adds, -1.0).argmax()) if allowed.any() else None


def _room_for_the_lot(sites: Eligible, plan: Plan) -> tuple[Int, Float, int]:
    """Return which picks of the plan stay, each site's chance in the lot, and how many are drawn."""
    greatest = int(EXPLORED * len(plan.picks))
    going = explored(plan.gains, _spare(plan, sites.floors), plan.served, greatest, LEAST_SHARE)
    kept = np.setdiff1d(np.arange(len(plan.picks)), going)
    pool = np.ones(len(sites.scores), bool)
    pool[plan.picks[kept]] = False
    quiet = pool & np.append(sites.lacking, False)[sites.floors.district]
    sizes = quiet.astype(float) if quiet.sum() >= len(going) > 0 else np.where(pool, sites.scores, 0.0)
    number = min(len(going), int((sizes > 0).sum()))
    return kept, inclusion_probabilities(sizes, number), number


def _spare(plan: Plan, floors: Floors) -> Int:
    """Return the positions that no floor needs, those that add the least first."""
    held = floors.held_by(plan.picks)
    spare = []
    for at in range(len(plan.picks) - 1, -1, -1):
        district = floors.district[plan.picks[at]]
        if district < 0 or held[district] > floors.needed[district]:
            spare.append(at)
            if district >= 0:
                held[district] -= 1
    return np.array(spare, np.int64)


def _gains(cover: Coverage, picks: Int) -> Float:
    """Return the weight that each pick adds to those before it, (K,)."""
    served = np.zeros(len(cover.weights), bool)
    gains = np.zeros(len(picks))
    for at, pick in enumerate(picks):
        mine = cover.groups[cover.starts[pick] : cover.starts[pick + 1]]
        gains[at] = cover.weights[mine[~served[mine]]].sum()
        served[mine] = True
    return gains
