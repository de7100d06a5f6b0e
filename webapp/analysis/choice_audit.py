"""The exact best choice, by a solver of integer programs: slow, and only for looking over the fast one's shoulder."""

from dataclasses import dataclass

import numpy as np

from webapp.analysis.choice import Floors
from webapp.analysis.coverage import Coverage, Int


@dataclass(frozen=True)
class Audit:
    """What the solver found: its picks, what they serve, what nothing can exceed, and whether it finished."""

    picks: Int
    served: float
    bound: float
    finished: bool


def best_choice(coverage: Coverage, count: int, floors: Floors, seconds: float = 60.0) -> Audit | None:
    """Solve the maximal covering problem with floors exactly, as far as the time goes.

    Parameters
    ----------
    coverage : Coverage
        S candidates and G groups of demand.
    count : int
        How many to pick; no more than S.
    floors : Floors
        The least number of picks in each district.
    seconds : float
        Time limit of the solver.

    Returns
    -------
    Audit or None
        None when the time ended before any choice was found.

    Notes
    -----
    HiGHS, as ``scipy.optimize.milp`` ships it. Variables: a pick y[s] in {0, 1}, a group served x[g] in [0, 1].

    Examples
    --------
    >>> from webapp.analysis.choice import no_floors
    >>> from webapp.analysis.coverage import coverage_within
    >>> sites = np.array([[0.0, 0.0], [500.0, 0.0]])
    >>> cover = coverage_within(sites, sites, np.array([5.0, 4.0]), radius_m=100.0)
    >>> best_choice(cover, 1, no_floors(2)).served
    5.0
    """
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_matrix, hstack, identity

    candidates, groups = coverage.candidates, len(coverage.weights)
    if not groups or not count:
        return Audit(np.zeros(0, np.int64), 0.0, 0.0, True)
    rows = np.zeros((1 + len(floors.needed), candidates + groups))
    rows[0, :candidates] = 1
    for district in range(len(floors.needed)):
        rows[1 + district, :candidates] = floors.district == district
    least = np.append(float(count), floors.needed)
    most = np.append(float(count), np.full(len(floors.needed), np.inf))
    answer = milp(
        np.append(np.zeros(candidates), -coverage.weights),
        integrality=np.append(np.ones(candidates), np.zeros(groups)),
        bounds=Bounds(0, 1),
        constraints=[
            LinearConstraint(hstack([-coverage.turned, identity(groups)]).tocsr(), ub=np.zeros(groups)),
            LinearConstraint(csr_matrix(rows), least, most),
        ],
        options={"time_limit": seconds, "mip_rel_gap": 0.0},
    )
    if answer.x is None:
        return None
    picks = np.flatnonzero(answer.x[:candidates] > 0.5)
    return Audit(picks, coverage.served(picks), float(-answer.mip_dual_bound), answer.status == 0)
