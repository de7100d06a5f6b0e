"""A running site: what one more suggestion and a view of the map take. Read the ratios, as machines differ."""

import statistics

import numpy as np

from bench.rows import Row, best_of, spent
from bench.world import CRS, app_in, as_csv, points, stored_in

STORED = 100_000
MORE = 200
HOT, FEW, VOICES = 20_000, 10, 40
"""How many voices a popular and another site have, and how many more each is given."""


def site(folder, refit_s):
    """Yield what a running site with 100,000 suggestions stored takes.

    :param refit_s: processor seconds of scikit-learn's DBSCAN of the same points
    """
    from webapp.storage.db import db, transaction
    from webapp.storage.grouping import rebuild, verify

    app, imported = stored_in(folder, STORED)
    ctx = app.extensions["lofte_context"]
    beside = "scikit-learn DBSCAN refit"
    with app.app_context():
        yield Row(f"import {STORED:,} rows, grouped and published", imported, "s")
        with transaction(db.session()):
            whole, _ = spent(lambda: rebuild(db.session(), ctx))
        if faults := verify(db.session(), ctx):
            raise SystemExit(f"sites verify: {faults[0]}")
        yield Row(f"sites rebuild of {STORED:,}, all of it", whole, "s", refit_s, beside)
        lon, lat = to_degrees_of(*points(MORE, seed=5))
        one = statistics.median(_sent(db.session(), ctx, lon, lat))
        yield Row("V1 one more suggestion, committed (median)", one, "s", refit_s, beside, ratio_at_most=1 / 2000)
        yield from map_views(app)
        db.session.remove()
        db.engine.dispose()


def popularity(folder):
    """Yield: one more voice at a site that thousands have named, beside one that ten have."""
    from webapp.domain.roles import OPERATOR
    from webapp.formats.reports_csv import Reading
    from webapp.storage.db import db
    from webapp.usecases.imports import import_suggestions

    app = app_in(folder / "popular")
    ctx = app.extensions["lofte_context"]
    rng = np.random.default_rng(8)
    east, north = (axis[:2].tolist() for axis in points(2))
    at = np.repeat([0, 1], [HOT, FEW])
    easting, northing = (np.array(axis)[at] + rng.normal(0, 10, HOT + FEW) for axis in (east, north))
    with app.app_context():
        session = db.session()
        import_suggestions(session, ctx, OPERATOR, as_csv(easting, northing), Reading(ctx.place.tz, {}, {}))
        off = rng.normal(0, 10, (2, VOICES))
        each = [
            statistics.median(_sent(session, ctx, *to_degrees_of(x + off[0], y + off[1])))
            for x, y in zip(east, north, strict=True)
        ]
        db.session.remove()
        db.engine.dispose()
    beside = f"at a site with {FEW} voices"
    yield Row(f"one more voice at a site with {HOT:,}", each[0], "s", each[1], beside, ratio_at_most=1.5)


def to_degrees_of(easting, northing):
    """Return lon and lat of positions in metres."""
    from webapp.analysis.projection import to_degrees

    return to_degrees(CRS, easting, northing)


def _sent(session, ctx, lons, lats):
    """Send a suggestion about each position; return the processor seconds of each."""
    from webapp.domain.roles import RESIDENT
    from webapp.usecases.suggestions import SuggestionWish, suggest

    wishes = [SuggestionWish(kind="speed", lat=f"{a:.6f}", lon=f"{b:.6f}") for a, b in zip(lats, lons, strict=True)]
    return [spent(lambda wish=wish: suggest(session, ctx, RESIDENT, wish))[0] for wish in wishes]


def map_views(app):
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
    yield Row("V3 /api/v1/map, any zoom, median", statistics.median(ordered), "s", hello, beside)
    worst = ordered[int(len(ordered) * 0.99)]
    yield Row("V3 /api/v1/map, any zoom, p99", worst, "s", hello, beside, at_most=0.002)
    yield Row("V3 /api/v1/map, largest body", max(sizes) / 1000, "kB", at_most=30.0)
