"""A seeded world of suggestions, the same on every machine: roads, popular sites, and people who point anywhere."""

import csv
import io
from pathlib import Path

import numpy as np

from bench.rows import spent

WEST, SOUTH, WIDE_M, TALL_M = 660_000.0, 6_560_000.0, 16_000.0, 14_000.0
CRS = "EPSG:3006"
PLACE = """name = "Bench"
timezone = "Europe/Stockholm"
languages = ["en"]
crs = "EPSG:3006"
bbox = [17.75, 59.1, 18.2, 59.35]
"""


def points(count, seed=20_201):
    """Return easting and northing of suggestions: 85 % about 10,757 sites on 600 roads, the rest anywhere."""
    rng = np.random.default_rng(seed)
    sites = 10_757
    start = rng.uniform([0, 0], [WIDE_M, TALL_M], (600, 2))
    bearing, length = rng.uniform(0, 2 * np.pi, 600), rng.uniform(300, 3000, 600)
    road = rng.integers(0, 600, sites)
    along = rng.uniform(0, 1, sites) * length[road]
    at = start[road] + np.column_stack([np.cos(bearing[road]), np.sin(bearing[road])]) * along[:, None]
    popularity = rng.pareto(1.15, sites) + 0.1
    chosen = at[rng.choice(sites, count, p=popularity / popularity.sum())] + rng.normal(0, 15, (count, 2))
    anywhere = rng.random(count) < 0.15
    chosen[anywhere] = rng.uniform([0, 0], [WIDE_M, TALL_M], (int(anywhere.sum()), 2))
    chosen = np.clip(chosen, 0, [WIDE_M, TALL_M])
    return WEST + chosen[:, 0], SOUTH + chosen[:, 1]


def as_csv(easting, northing):
    """Return the suggestions as a file to import."""
    from webapp.analysis.projection import to_degrees

    lon, lat = to_degrees(CRS, easting, northing)
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(("id", "created", "lat", "lon", "category"))
    writer.writerows(
        (n, "2026-03-01", f"{a:.6f}", f"{b:.6f}", "speed") for n, (a, b) in enumerate(zip(lat, lon, strict=True))
    )
    return out.getvalue().encode()


def app_in(folder: Path, place: str = PLACE):
    """Return the app of an empty place in a folder, loaded as an operator loads it.

    :param place: what its ``place.toml`` says
    """
    from webapp.storage.db import db
    from webapp.usecases.places import load_place

    (folder / "place").mkdir(parents=True)
    (folder / "place" / "place.toml").write_text(place)
    app = app_at(folder)
    with app.app_context():
        db.create_all()
        load_place(db.session(), app.extensions["lofte_context"], folder / "place")
        db.session.remove()
    return app


def app_at(folder: Path):
    """Return the app of the place that ``app_in`` made in a folder."""
    from webapp import create_app
    from webapp.settings import read_settings

    return create_app(read_settings(settings_at(folder)))


def settings_at(folder: Path):
    """Return the environment of that app."""
    return {
        "LOFTE_DATA_DIR": str(folder / "data"),
        "LOFTE_PLACE": str(folder / "place"),
        "LOFTE_SECRET_KEY": "only for measuring",
        "LOFTE_BASE_URL": "http://127.0.0.1",
        "LOFTE_RATELIMIT": "off",
        "LOFTE_LOG_LEVEL": "WARNING",
    }


def stored_in(folder: Path, count: int):
    """Import so many suggestions into a new place in a folder; return its app and the processor seconds of that."""
    from webapp.domain.roles import OPERATOR
    from webapp.formats.reports_csv import Reading
    from webapp.storage.db import db
    from webapp.usecases.imports import import_suggestions

    app = app_in(folder)
    ctx = app.extensions["lofte_context"]
    data = as_csv(*points(count))
    with app.app_context():
        reading = Reading(ctx.place.tz, {}, {})
        seconds, _ = spent(lambda: import_suggestions(db.session(), ctx, OPERATOR, data, reading))
        db.session.remove()
    return app, seconds
