"""Worlds of suggestions made from a seed: along roads and in the open, and the means to store them."""

from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from webapp.domain.sites import site_id_of
from webapp.domain.suggestions import State
from webapp.storage.grouping import locate_many
from webapp.storage.locating import cell_of
from webapp.storage.roads import Junction, Road
from webapp.storage.suggestions import Suggestion

WEST, SOUTH = 500_000.0, 6_650_000.0  # in the middle of the made-up place


@dataclass
class World:
    """N suggestions: on which road and where along it, where in the open, and the planted site (-1: a stray)."""

    road: np.ndarray
    measure_m: np.ndarray
    easting: np.ndarray
    northing: np.ndarray
    truth: np.ndarray


def road_world(seed, count, sites=120, roads=60, length_m=3000.0, noise_m=25.0, strays=0.12):
    """Planted sites along straight roads 90 m apart; pins scatter along the road, and some are anywhere."""
    rng = np.random.default_rng(seed)
    places = [(road, m) for road in range(roads) for m in np.arange(100.0, length_m - 100.0, 230.0)]
    stations = [places[i] for i in rng.permutation(len(places))[:sites]]
    weight = rng.gamma(2.0, 1.0, sites) + 0.2
    truth = rng.choice(sites, count, p=weight / weight.sum())
    measure = np.array([stations[t][1] for t in truth]) + rng.normal(0, noise_m, count)
    across = np.array([stations[t][0] for t in truth]) * 90.0 + rng.normal(0, 10.0, count)
    stray = rng.random(count) < strays
    measure[stray] = rng.uniform(0, length_m, stray.sum())
    across[stray] = rng.uniform(0, (roads - 1) * 90.0, stray.sum())
    truth[stray] = -1
    measure = np.clip(measure, 0.0, length_m).round(3)
    road = np.clip(np.rint(across / 90.0), 0, roads - 1).astype(int)  # what the pin snaps to
    return World(road, measure, WEST + measure, SOUTH + across.round(3), truth)


def open_world(seed, count, sites=60, side_m=4000.0, noise_m=15.0, strays=0.12):
    """Planted places in the open, at least 250 m apart; pins scatter around them, and some are anywhere."""
    rng = np.random.default_rng(seed)
    grid = np.arange(150.0, side_m, 300.0)
    centres = np.array([(x, y) for x in grid for y in grid])
    centres = centres[rng.permutation(len(centres))[:sites]] + rng.uniform(-20, 20, (sites, 2))
    weight = rng.gamma(2.0, 1.0, sites) + 0.2
    truth = rng.choice(sites, count, p=weight / weight.sum())
    spot = centres[truth] + rng.normal(0, noise_m, (count, 2))
    stray = rng.random(count) < strays
    spot[stray] = rng.uniform(0, side_m, (stray.sum(), 2))
    truth[stray] = -1
    nothing = np.zeros(count, int)
    return World(nothing, nothing * 0.0, WEST + spot[:, 0].round(3), SOUTH + spot[:, 1].round(3), truth)


def lay_roads(session, world_roads, length_m=3000.0, apart_m=90.0):
    """Store straight roads eastward, ``apart_m`` from each other; return their ids from the south."""
    ids = []
    for number in range(world_roads):
        ids.append(add_road(session, f"Road {number}", [(0.0, number * apart_m), (length_m, number * apart_m)]))
    return ids


def add_road(session, name, corners):
    line = np.add(corners, (WEST, SOUTH))
    row = Road(
        source_id=f"by hand: {name} from {corners[0]}",
        name=name,
        length_m=float(np.hypot(*np.diff(line, axis=0).T).sum()),
        west=line[:, 0].min(),
        east=line[:, 0].max(),
        south=line[:, 1].min(),
        north=line[:, 1].max(),
        geometry=line.astype("<f8").tobytes(),
    )
    session.add(row)
    session.flush()
    return row.id


def add_junction(session, x, y, road_ids, name=None):
    row = Junction(easting=WEST + x, northing=SOUTH + y, road_ids=road_ids, name=name)
    session.add(row)
    session.flush()
    return row.id


def degrees(ctx, x, y):
    """Return lon, lat of a position in metres from the south-western corner of the worlds."""
    from webapp.analysis.projection import to_degrees

    lon, lat = to_degrees(ctx.place.crs, np.asarray(x) + WEST, np.asarray(y) + SOUTH)
    return lon, lat


def suggest_at(session, ctx, x, y, key=None, kind="speed", number=None, **more):
    """Store one suggestion at a position in metres from the corner, as the form would; it is not placed yet."""
    lon, lat = (float(v) for v in degrees(ctx, x, y))
    return store(session, ctx, locate_many(session, ctx, [lon], [lat])[0], (lon, lat), key, kind, number, **more)


_numbers = iter(range(1, 10**9))


def store(session, ctx, located, pin, key=None, kind="speed", number=None, **more):
    number = number or f"number-{next(_numbers)}"
    received = more.pop("received_at", None) or ctx.now()
    suggestion = Suggestion(
        public_number=number,
        founding_id=site_id_of(number),
        channel=more.pop("channel", "form"),
        kind=kind,
        state=State.LIVE.value,
        received_at=received,
        created_at=received,
        accepted_at=received,
        lat=pin[1],
        lon=pin[0],
        easting=located.easting,
        northing=located.northing,
        unit=located.unit,
        road_id=located.road_id,
        measure_m=located.measure_m,
        junction_id=located.junction_id,
        cell_col=located.cell_col,
        cell_row=located.cell_row,
        area_id=located.area_id,
        reporter_key=key or f"key-{number}",
        **more,
    )
    session.add(suggestion)
    session.flush()
    return suggestion


def store_world(session, ctx, world, rows, road_ids=None):
    """Store some suggestions of a world, a second apart, each from a resident of its own; return them."""
    found = []
    for place, row in enumerate(rows_of(ctx, world, rows, road_ids)):
        row["received_at"] += timedelta(seconds=place)
        found.append(Suggestion(**row))
    session.add_all(found)
    session.flush()
    return found


def rows_of(ctx, world, rows, road_ids=None):
    """Return some suggestions of a world as rows of one import; the file's id is the number in the world."""
    lon, lat = degrees(ctx, world.easting[rows] - WEST, world.northing[rows] - SOUTH)
    found = []
    for place, row in enumerate(rows):
        easting, northing = float(world.easting[row]), float(world.northing[row])
        col, line = cell_of(easting, northing)
        found.append(
            {
                "public_number": f"world-{row}",
                "founding_id": site_id_of(f"world-{row}"),
                "channel": "import",
                "external_id": str(row),
                "kind": "speed",
                "state": "live",
                "received_at": ctx.now(),
                "created_at": ctx.now(),
                "accepted_at": ctx.now(),
                "lat": float(lat[place]),
                "lon": float(lon[place]),
                "easting": easting,
                "northing": northing,
                "unit": "free" if road_ids is None else "road",
                "road_id": None if road_ids is None else road_ids[world.road[row]],
                "measure_m": None if road_ids is None else float(world.measure_m[row]),
                "cell_col": col,
                "cell_row": line,
                "reporter_key": f"key-{row}",
                "when_cells": "mon-06",
            }
        )
    return found
