"""Which N candidates serve the most demand while every district gets its floor: greedy, then exchanges."""

from dataclasses import dataclass

import numpy as np

from webapp.analysis.coverage import Bool, Coverage, Float, Int

NO_DISTRICT = -1


@dataclass(frozen=True)
class Floors:
    """How many picks each district must have.

    Attributes
    ----------
    district : (S,) array
        The district of each candidate, from 0, or ``NO_DISTRICT``.
    needed : (D,) array
        The least number of picks in each district; never more than it has candidates.
    """

    district: Int
    needed: Int

    def held_by(self, picks: Int) -> Int:
        """Return how many picks each district has, (D,)."""
        districts = self.district[picks]
        return np.bincount(districts[districts >= 0], minlength=len(self.needed))


@dataclass(frozen=True)
class Plan:
    """Picks in the order in which each adds the most.

    Attributes
    ----------
    picks : (K,) array
        Rows of the candidates.
    gains : (K,) array
        The weight that each adds to those before it; they add up to ``served``.
    by_floor : (K,) array
        Whether only its district's floor holds it here: elsewhere an exchange would serve more.
    served : float
        The weight that all of them serve together.
    """

    picks: Int
    gains: Float
    by_floor: Bool
    served: float


def no_floors(candidates: int) -> Floors:
    """Return floors that ask for nothing."""
    return Floors(np.full(candidates, NO_DISTRICT, np.int64), np.zeros(0, np.int64))


def choose(coverage: Coverage, count: int, floors: Floors, *, start: Int | None = None) -> Plan:
    """Pick the candidates that serve the most demand, with every floor kept.

    Greedy with forced picks: as soon as there are only as many picks left as the districts still lack, a
    pick must lie in one that lacks. Then picks are exchanged one for one, the best first, while that serves
    more and breaks no floor.

    Parameters
    ----------
    coverage : Coverage
        S candidates, and what each serves.
    count : int
        How many to pick; fewer when there are fewer candidates.
    floors : Floors
        The floors; their sum must not be above the number of picks.
    start : (K,) array, optional
        Picks to begin the exchanges from, instead of the greedy ones; must keep the floors.

    Raises
    ------
    ValueError
        If the floors ask for more picks than there are, or for more than a district has.

    Notes
    -----
    O(Z) for greedy over the Z pairs of the coverage, O(Z) for a round of exchanges. A tie goes to the lower row.
    Without floors greedy serves at least 1 - 1/e of the best possible [1]_; the problem is the maximal covering
    location problem [2]_. How near the answer is to the best is what ``choice_bound`` proves.

    References
    ----------
    .. [1] Nemhauser, Wolsey & Fisher (1978), Mathematical Programming 14, 265-294.
    .. [2] Church & ReVelle (1974), Papers of the Regional Science Association 32, 101-118.

    Examples
    --------
    >>> from webapp.analysis.coverage import coverage_within
    >>> sites = np.array([[0.0, 0.0], [500.0, 0.0], [900.0, 0.0]])
    >>> cover = coverage_within(sites, sites, np.array([5.0, 4.0, 1.0]), radius_m=100.0)
    >>> choose(cover, 2, no_floors(3)).picks
    array([0, 1])
    >>> choose(cover, 2, Floors(np.array([0, 0, 1]), np.array([1, 1]))).picks
    array([0, 2])
    """
    count = min(count, coverage.candidates)
    room = np.bincount(floors.district[floors.district >= 0], minlength=len(floors.needed))
    if floors.needed.sum() > count or (floors.needed > room).any():
        raise ValueError("the floors ask for more picks than there can be")
    picks = _greedy(coverage, count, floors) if start is None else start.copy()
    return finished(coverage, _exchanged(coverage, picks, floors), floors)


def finished(coverage: Coverage, picks: Int, floors: Floors) -> Plan:
    """Return picks as a plan: ordered by what each adds, with the ones that only a floor holds marked."""
    order, gains = _by_gain(coverage, picks)
    ordered = picks[order]
    return Plan(ordered, gains, _held_by_floor(coverage, ordered, floors), float(gains.sum()))


def _greedy(coverage: Coverage, count: int, floors: Floors) -> Int:
    gain = coverage.matrix @ coverage.weights
    covered = np.zeros(len(coverage.weights), bool)
    free = np.ones(coverage.candidates, bool)
    lacking = floors.needed.copy()
    picks = np.empty(count, np.int64)
    for step in range(count):
        allowed = free
        if lacking.sum() >= count - step:  # only forced picks are left
            allowed = free & _in(floors.district, lacking > 0)
        best = int(np.where(allowed, gain, -1.0).argmax())
        picks[step], free[best] = best, False
        district = floors.district[best]
        if district >= 0 and lacking[district] > 0:
            lacking[district] -= 1
        fresh = _groups(coverage, best)
        fresh = fresh[~covered[fresh]]
        covered[fresh] = True
        gain -= _sum_over(coverage, fresh)
    return picks


def _exchanged(coverage: Coverage, picks: Int, floors: Floors) -> Int:
    """Exchange picks one for one while that serves more."""
    picks = picks.copy()
    times = _times_covered(coverage, picks)
    gain = coverage.matrix @ (coverage.weights * (times == 0))
    least = 1e-9 * max(coverage.total, 1.0)
    quiet = 0
    at = 0
    while len(picks) and quiet < len(picks):
        pick = picks[at]
        alone, without = _without(coverage, pick, times, gain)
        allowed = _may_replace(pick, picks, floors)
        best = int(np.where(allowed, without, -1.0).argmax())
        if allowed[best] and without[best] > coverage.weights[alone].sum() + least:
            gain = without
            times[_groups(coverage, pick)] -= 1
            picks[at] = best
            new = _groups(coverage, best)
            gain = gain - _sum_over(coverage, new[times[new] == 0])
            times[new] += 1
            quiet = 0
        else:
            quiet += 1
        at = (at + 1) % len(picks)
    return picks


def _without(coverage: Coverage, pick: int, times: Int, gain: Float) -> tuple[Int, Float]:
    """Return the groups that only a pick serves, and what each candidate would add if it were taken away."""
    mine = _groups(coverage, pick)
    alone = mine[times[mine] == 1]
    return alone, gain + _sum_over(coverage, alone)


def _may_replace(pick: int, picks: Int, floors: Floors) -> Bool:
    """Return which candidates may come in a pick's place with every floor kept, (S,)."""
    allowed = np.ones(len(floors.district), bool)
    district = floors.district[pick]
    if district >= 0 and floors.held_by(picks)[district] <= floors.needed[district]:
        allowed = floors.district == district
    allowed = allowed.copy()
    allowed[picks] = False
    return allowed


def _held_by_floor(coverage: Coverage, picks: Int, floors: Floors) -> Bool:
    """Return for each pick whether an exchange into another district would serve more but break its floor."""
    times = _times_covered(coverage, picks)
    gain = coverage.matrix @ (coverage.weights * (times == 0))
    held = floors.held_by(picks)
    least = 1e-9 * max(coverage.total, 1.0)
    answer = np.zeros(len(picks), bool)
    for at, pick in enumerate(picks):
        district = floors.district[pick]
        if district < 0 or held[district] > floors.needed[district]:
            continue
        alone, without = _without(coverage, pick, times, gain)
        without[picks] = -1.0
        answer[at] = without.max(initial=-1.0) > coverage.weights[alone].sum() + least
    return answer


def _by_gain(coverage: Coverage, picks: Int) -> tuple[Int, Float]:
    """Order picks so that each is the one that adds the most to those before it."""
    covered = np.zeros(len(coverage.weights), bool)
    left = sorted(range(len(picks)), key=lambda at: int(picks[at]))
    order, gains = [], []
    while left:
        adds = [float(coverage.weights[g[~covered[g]]].sum()) for g in (_groups(coverage, picks[at]) for at in left)]
        best = int(np.argmax(adds))
        order.append(left.pop(best))
        gains.append(adds[best])
        covered[_groups(coverage, picks[order[-1]])] = True
    return np.array(order, np.int64), np.array(gains, float)


def _groups(coverage: Coverage, candidate: int) -> Int:
    return coverage.groups[coverage.starts[candidate] : coverage.starts[candidate + 1]]


def _times_covered(coverage: Coverage, picks: Int) -> Int:
    times = np.zeros(len(coverage.weights), np.int64)
    for pick in picks:
        times[_groups(coverage, pick)] += 1
    return times


def _sum_over(coverage: Coverage, groups: Int) -> Float:
    """Return the weight of some groups that each candidate serves, (S,)."""
    rows = coverage.turned[groups]
    weights = np.repeat(coverage.weights[groups], np.diff(rows.indptr))
    return np.asarray(np.bincount(rows.indices, weights, coverage.candidates), float)


def _in(district: Int, wanted: Bool) -> Bool:
    """Return which candidates lie in one of the wanted districts, (S,)."""
    return np.append(wanted, False)[district]
