"""V2: grouping from scratch at three sizes, beside scikit-learn's DBSCAN and the C++ of ``dbscan``."""

import json
import subprocess
import sys
from importlib.util import find_spec

import numpy as np

from bench.import_child import most_memory_mb
from bench.rows import Row, best_of
from bench.world import points
from webapp.settings import ROOT

SIZES = (20_000, 100_000)
MANY = 1_000_000
GAP_M, CORE = 40.0, 3
HAS_DBSCAN = find_spec("dbscan") is not None
PEER = "dbscan (C++)" if HAS_DBSCAN else "dbscan is not installed"


def clustering():
    """Yield seconds at every size, and the most memory of the largest; the row of scikit-learn at 100,000 is last."""
    rows = [row for count in SIZES for row in _both(count)]
    ours = _child("ours", MANY)
    theirs = _child("dbscan", MANY) if HAS_DBSCAN else {"s": None, "mb": None}
    what = f"V2 group {MANY:,} suggestions"
    yield Row(what, ours["s"], "s", theirs["s"], f"{PEER}; scikit-learn dies of memory", ratio_at_most=4.0)
    yield Row(f"{what}, most memory", ours["mb"], "MB", theirs["mb"], PEER, at_most=700.0)
    steps = MANY * np.log(MANY) / (SIZES[1] * np.log(SIZES[1]))
    once = next(row.ours for row in rows if f"{SIZES[1]:,}" in row.what)
    yield Row(f"V2 {MANY:,} over {SIZES[1]:,}, of n log n", ours["s"] / once / steps, "", at_most=2.0)
    yield from rows


def _both(count):
    from sklearn.cluster import DBSCAN

    ours, theirs = ours_of(count), dbscan_of(count) if HAS_DBSCAN else None
    both = np.column_stack(points(count))
    peer = best_of(1, lambda: DBSCAN(eps=GAP_M, min_samples=CORE, algorithm="kd_tree").fit(both))
    what = f"V2 group {count:,} suggestions"
    yield Row(what, ours, "s", theirs, PEER, ratio_at_most=4.0)
    bounds = {"at_most": 1.0} if count == SIZES[0] else {"ratio_at_most": 1 / 20}
    yield Row(what, ours, "s", peer, "scikit-learn DBSCAN, kd_tree", **bounds)


def ours_of(count, times=3):
    """Return the processor seconds of our grouping."""
    from webapp.analysis.sites import FREE, Points, group, no_pins

    easting, northing = points(count)
    zeros = np.zeros(count, np.int64)
    free = Points(zeros + FREE, zeros, np.zeros(count), easting, northing, np.arange(count))
    return best_of(times, lambda: group(free, no_pins()))


def dbscan_of(count, times=3):
    """Return those of ``dbscan``, in all its threads."""
    from dbscan import DBSCAN

    both = np.column_stack(points(count))
    return best_of(times, lambda: DBSCAN(both, eps=GAP_M, min_samples=CORE))


def _child(which, count):
    command = [sys.executable, "-m", "bench.clustering", which, str(count)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    return json.loads(done.stdout.splitlines()[-1])


if __name__ == "__main__":
    seconds = {"ours": ours_of, "dbscan": dbscan_of}[sys.argv[1]](int(sys.argv[2]), times=1)
    print(json.dumps({"s": seconds, "mb": most_memory_mb()}))
