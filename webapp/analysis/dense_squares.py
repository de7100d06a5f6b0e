"""Which squares of a grid enough residents have named."""

import numpy as np
from numpy.typing import NDArray

from webapp.analysis.grid import Grid, cells_of

Float = NDArray[np.float64]
Int = NDArray[np.intp]


def dense_squares(easting: Float, northing: Float, residents: Int, grid: Grid, least: int) -> tuple[Int, Int, Int]:
    """Return the squares that at least so many residents named, and how many did.

    Parameters
    ----------
    easting, northing : (n,) arrays, metres
        One event each, in the system of the grid.
    residents : (n,) array of int
        Whose each event is; one resident counts once in a square.
    grid : Grid
        The squares.
    least : int
        Squares of fewer residents are left out.

    Returns
    -------
    rows, cols, residents : (m,) arrays of int
        From south to north and west to east.

    Notes
    -----
    O(n log n).

    Examples
    --------
    >>> grid = Grid(0.0, 0.0, 100.0, 2, 1)
    >>> east = np.array([10.0, 20.0, 30.0, 150.0])
    >>> dense_squares(east, np.full(4, 50.0), np.array([1, 2, 2, 3]), grid, 2)
    (array([0]), array([0]), array([2]))
    """
    rows, cols = cells_of(grid, easting, northing)
    pairs = np.unique(np.column_stack([rows * grid.cols + cols, residents]), axis=0)
    squares, count = np.unique(pairs[:, 0], return_counts=True)
    kept = count >= least
    row, col = np.divmod(squares[kept], grid.cols)
    return row.astype(np.intp), col.astype(np.intp), count[kept].astype(np.intp)
