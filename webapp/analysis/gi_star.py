"""Gi*: the statistic by which other tools name hotspots, for those who compare their map with ours."""

import numpy as np
from numpy.typing import NDArray

Float = NDArray[np.float64]


def gi_star(counts: Float, cell_m: float, band_m: float) -> Float:
    """Return Getis and Ord's Gi* of every cell: how many standard deviations its surroundings lie above the mean.

    Parameters
    ----------
    counts : (R, C) array
        Events in each cell of a square grid.
    cell_m : float, metres
        The side of a cell.
    band_m : float, metres
        Cells whose middles lie at most this far apart are neighbours, each its own too.

    Returns
    -------
    (R, C) array
        z scores; nan where all counts are equal, or where every cell is a neighbour.

    Notes
    -----
    The closed form [1]_ with binary weights: two correlations with a disc instead of a list of neighbours,
    O(cells * neighbours). A z score is no probability of a map: over thousands of cells hundreds are above 2 by
    chance alone. Our own maps therefore use the exact tail and a false discovery rate, see ``hotspots``.

    References
    ----------
    .. [1] Ord & Getis (1995), Geographical Analysis 27, 286-306.

    Examples
    --------
    >>> gi_star(np.array([[0.0, 0.0, 0.0, 9.0]]), 100.0, 100.0).round(3)
    array([[-1.   , -1.732,  0.577,  1.   ]])
    """
    from scipy.ndimage import correlate

    reach = int(band_m // cell_m)
    step = np.arange(-reach, reach + 1) * cell_m
    disc = (np.hypot(step[:, None], step[None, :]) <= band_m * (1 + 1e-12)).astype(float)
    near = correlate(counts.astype(float), disc, mode="constant")
    number = correlate(np.ones(counts.shape), disc, mode="constant")
    cells, mean = counts.size, float(counts.mean())
    spread = float(np.sqrt((counts.astype(float) ** 2).mean() - mean**2))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray((near - mean * number) / (spread * np.sqrt((cells * number - number**2) / (cells - 1))))
