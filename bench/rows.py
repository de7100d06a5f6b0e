"""A row of the table, and how its figures are taken.

Time is processor time of the process that does the work: what else runs on the machine waits beside it and is not in
the figure. What other work still takes away, caches and shared cores, the best of several runs and a peer in the same
run show.
"""

import time
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Row:
    """One figure of ours beside a peer's, both in ``unit``; it passes when it is within every bound that it has.

    ``at_most`` and ``at_least`` bound our figure, ``ratio_at_most`` and ``ratio_at_least`` ours to the
    peer's; ``beside`` is what the peer is.
    """

    what: str
    ours: float
    unit: str
    peer: float | None = None
    beside: str = ""
    at_most: float | None = None
    at_least: float | None = None
    ratio_at_most: float | None = None
    ratio_at_least: float | None = None

    @property
    def ratio(self):
        """Ours to the peer's, None without one."""
        return self.ours / self.peer if self.peer else None

    @property
    def passes(self):
        """Whether it is within its bounds; None when it has none, or none that can be judged."""
        bounds = [
            (self.ours, self.at_most),
            (self.at_least, self.ours),
            (self.ratio, self.ratio_at_most),
            (self.ratio_at_least, self.ratio),
        ]
        judged = [lower <= upper for lower, upper in bounds if lower is not None and upper is not None]
        return all(judged) if judged else None

    def fields(self):
        """Return what bench/results.json says of it."""
        return {**asdict(self), "ratio": self.ratio, "passes": self.passes}

    def __str__(self):
        """Return its line of the table."""
        return LINE.format(
            self.what,
            f"{self.ours:.4g} {self.unit}",
            "-" if self.peer is None else f"{self.peer:.4g} {self.unit}",
            "-" if self.ratio is None else f"{self.ratio:.3g}",
            self._bound(),
            {None: "-", True: "passes", False: "FALLS SHORT"}[self.passes],
            self.beside,
        ).rstrip()

    def _bound(self):
        bounds = [] if self.at_most is None else [f"<= {self.at_most:g} {self.unit}"]
        bounds += [] if self.at_least is None else [f">= {self.at_least:g} {self.unit}"]
        bounds += [] if self.ratio_at_most is None else [f"ratio <= {self.ratio_at_most:.3g}"]
        bounds += [] if self.ratio_at_least is None else [f"ratio >= {self.ratio_at_least:.3g}"]
        return ", ".join(bounds) or "-"


LINE = "{:52} {:>11} {:>11} {:>9}  {:16} {:11}  {}"
HEAD = LINE.format("what (time is processor time)", "ours", "peer", "ratio", "bound", "", "beside")


def spent(do):
    """Return the processor seconds that something takes, and what it gives."""
    start = time.process_time()
    given = do()
    return time.process_time() - start, given


def best_of(times, do):
    """Return the least processor seconds of several runs."""
    return min(spent(do)[0] for _ in range(times))
