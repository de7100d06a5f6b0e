"""Grouping, the surface of hotspots, and a running site. Read the ratios: seconds change with the machine."""

import statistics

import numpy as np

from bench.rows import Row, best_of, spent
from bench.world import CRS, SOUTH, TALL_M, WEST, WIDE_M, app_in, as_csv, points

SIZES = (20_000, 100_000)
STORED = SURFACE = 100_000
MORE = 200


def grouping():
    """Yield: group everything from scratch, beside scikit-learn's DBSCAN of the same points."""
    from sklearn.cluster import DBSCAN

    from webapp.analysis.sites import FREE, Points, group, no_pins

    for count in SIZES:
        easting, northing = points(count)
        zeros = np.zeros(count, np.int64)
        free = Points(zeros + FREE, zeros, np.zeros(count), easting, northing, np.arange(count))
        both = np.column_stack([easting, northing])
        ours = best_of(5, lambda free=free: group(free, no_pins()))
        peer = best_of(1, lambda both=both: DBSCAN(eps=40, min_samples=3, algorithm="kd_tree").fit(both))
        bounds = {"at_most": 1.0} if count == SIZES[0] else {"ratio_at_most": 1 / 20}
        yield Row(f"group {count:,} suggestions", ours, "s", peer, "scikit-learn DBSCAN", **bounds)


def surface():
    """Yield: the kernel surface on a 50 m grid, beside the exact sum, and KDEpy where it is installed."""
    from webapp.analysis.grid import Grid
    from webapp.analysis.surface import kernel_surface

    easting, northing = points(SURFACE)
    grid = Grid(WEST, SOUTH, 50.0, int(WIDE_M / 50), int(TALL_M / 50))
    ours = best_of(5, lambda: kernel_surface(easting, northing, grid, 100.0))
    exact = _exact_surface(easting, northing, grid, 100.0)
    error = np.abs(kernel_surface(easting, northing, grid, 100.0) - exact).max() / exact.max()
    seconds, their_error = _kdepy(easting, northing, grid, exact)
    beside = "KDEpy FFTKDE" if seconds else "KDEpy is not installed"
    yield Row(f"kernel surface, {SURFACE:,} points, 50 m", ours, "s", seconds, beside, ratio_at_most=0.5)
    share = float(error) * 100
    yield Row("its greatest error, share of the peak", share, "%", their_error, beside, ratio_at_most=1 / 8)


def site(folder, refit_s):
    """Yield what a running site with 100,000 suggestions stored takes.

    :param refit_s: processor seconds of scikit-learn's DBSCAN of the same points
    """
    from webapp.domain.roles import OPERATOR
    from webapp.formats.reports_csv import Reading
    from webapp.storage.db import db, transaction
    from webapp.storage.grouping import rebuild, verify
    from webapp.usecases.imports import import_suggestions

    app = app_in(folder)
    ctx = app.extensions["lofte_context"]
    beside = "scikit-learn DBSCAN refit"
    with app.app_context():
        data = as_csv(*points(STORED))
        reading = Reading(ctx.place.tz, {}, {})
        imported, _ = spent(lambda: import_suggestions(db.session(), ctx, OPERATOR, data, reading))
        yield Row(f"import {STORED:,} rows, grouped and published", imported, "s")
        with transaction(db.session()):
            whole, _ = spent(lambda: rebuild(db.session(), ctx))
        if faults := verify(db.session(), ctx):
            raise SystemExit(f"sites verify: {faults[0]}")
        yield Row(f"sites rebuild of {STORED:,}, all of it", whole, "s", refit_s, beside)
        one = _one_more(db.session(), ctx)
        yield Row("one more suggestion, committed (median)", one, "s", refit_s, beside, ratio_at_most=1 / 2000)
        yield from _map(app)
        db.session.remove()
        db.engine.dispose()


def _one_more(session, ctx):
    from webapp.analysis.projection import to_degrees
    from webapp.domain.roles import RESIDENT
    from webapp.usecases.suggestions import SuggestionWish, suggest

    lon, lat = to_degrees(CRS, *points(MORE, seed=5))
    seconds = []
    for a, b in zip(lat, lon, strict=True):
        wish = SuggestionWish(kind="speed", lat=f"{a:.6f}", lon=f"{b:.6f}")
        seconds.append(spent(lambda wish=wish: suggest(session, ctx, RESIDENT, wish))[0])
    return statistics.median(seconds)


def _map(app):
    """Yield: the map at every zoom over random middles; the body is bounded wherever one looks."""
    rng = np.random.default_rng(3)
    client = app.test_client()
    seconds, sizes = [], []
    for zoom in range(9, 18):
        half = 360 / 2**zoom * 2
        for lon, lat in rng.uniform([17.8, 59.13], [18.1, 59.28], (12, 2)):
            box = f"{lon - half:.5f},{lat - half / 2:.5f},{lon + half:.5f},{lat + half / 2:.5f}"
            took, answer = spent(lambda box=box, zoom=zoom: client.get(f"/api/v1/map?bbox={box}&zoom={zoom}"))
            seconds.append(took)
            sizes.append(len(answer.get_data()))
            if answer.status_code != 200:
                raise SystemExit(f"/api/v1/map answered {answer.status_code}")
    hello = best_of(20, lambda: client.get("/robots.txt"))
    ordered = sorted(seconds)
    beside = "/robots.txt of the same site"
    yield Row("/api/v1/map, any zoom, median", statistics.median(ordered), "s", hello, beside)
    yield Row("/api/v1/map, any zoom, p99", ordered[int(len(ordered) * 0.99)], "s", hello, beside)
    yield Row("/api/v1/map, largest body", max(sizes) / 1000, "kB", at_most=30.0)


def _exact_surface(easting, northing, grid, bandwidth_m):
    """Return the exact sum by two dense factors and a matrix product, a slice of the points at a time."""
    east = grid.west + (np.arange(grid.cols) + 0.5) * grid.cell_m
    north = grid.south + (np.arange(grid.rows) + 0.5) * grid.cell_m
    total = np.zeros(grid.shape)
    for start in range(0, len(easting), 10_000):
        some = slice(start, start + 10_000)
        along = np.exp(-((east[:, None] - easting[some]) ** 2) / (2 * bandwidth_m**2))
        up = np.exp(-((north[:, None] - northing[some]) ** 2) / (2 * bandwidth_m**2))
        total += up @ along.T
    return total / (2 * np.pi * bandwidth_m**2)


def _kdepy(easting, northing, grid, exact):
    try:
        from KDEpy import FFTKDE
    except ImportError:
        return None, None
    east = grid.west + (np.arange(grid.cols) + 0.5) * grid.cell_m
    north = grid.south + (np.arange(grid.rows) + 0.5) * grid.cell_m
    where = np.array([(x, y) for x in east for y in north])
    data = np.column_stack([easting, northing])
    inside = (data > where.min(axis=0)).all(axis=1) & (data < where.max(axis=0)).all(axis=1)
    estimator = FFTKDE(kernel="gaussian", bw=100.0)
    seconds = best_of(3, lambda: estimator.fit(data[inside]).evaluate(where))
    density = estimator.fit(data[inside]).evaluate(where).reshape(grid.cols, grid.rows).T * inside.sum()
    return seconds, float(np.abs(density - exact).max() / exact.max()) * 100
