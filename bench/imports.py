"""Imports of OpenStreetMap extracts and what follows one: seconds and memory, beside osmium's own plain read."""

import json
import subprocess
import sys
import time

import numpy as np

from bench.osm_world import extent, write_extract
from bench.world import SOUTH, TALL_M, WEST, WIDE_M, app_in, as_csv, points
from webapp.settings import ROOT

REAL = ROOT.parent / "shared" / "data" / "osm" / "stockholm_ostermalm.osm.pbf"
OSTERMALM = "18.06,59.334,18.081,59.343"
WAYS, TOWN = 500_000, 50_000
SHARE_OF_HOUSES = 10
PINS = 100_000


def extracts(folder):
    """Import a real extract, 500,000 road ways, and a town by itself and in a file of ten times as many ways."""
    every = write_extract(folder / "every.osm.pbf", WAYS)
    town = write_extract(folder / "town.osm.pbf", TOWN)
    houses = write_extract(folder / "houses.osm.pbf", TOWN, (SHARE_OF_HOUSES - 1) * TOWN)
    small, large = (",".join(map(str, extent(count))) for count in (TOWN // SHARE_OF_HOUSES, WAYS))
    rows = []
    if REAL.exists():
        rows += _pair(folder, "import a real city centre", REAL, OSTERMALM)[:1]
    rows += _pair(folder, f"import {WAYS} road ways", every, large)
    alone = _child(town, small, folder / "alone")
    for what, file in (("10 x the roads", every), (f"{SHARE_OF_HOUSES} x the ways, houses", houses)):
        there = _child(file, small, folder / file.stem)
        row = {"what": f"one town in a file of {what}", "ours": there["mb"], "unit": "MB", "peer": alone["mb"]}
        rows.append({**row, "beside": "the town's own file"})
    return rows


def _pair(folder, what, file, bbox):
    """Return a row of seconds and a row of memory beside osmium's plain read of the same file."""
    ours, peer = _child(file, bbox, folder / f"of-{file.name.split('.')[0]}"), _child(file, bbox)
    beside = "osmium: read it, with positions"
    return [
        {"what": what, "ours": ours["s"], "unit": "s", "peer": peer["s"], "beside": beside},
        {"what": f"{what}, most memory", "ours": ours["mb"], "unit": "MB", "peer": peer["mb"], "beside": beside},
    ]


def _child(*arguments):
    command = [sys.executable, "-m", "bench.import_child", *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    return json.loads(done.stdout)


def resnapping(folder):
    """Find the street of 100,000 suggestions anew after a road change, beside asking for each by itself."""
    from webapp.domain.roles import OPERATOR
    from webapp.formats.reports_csv import Reading
    from webapp.storage.db import db, transaction
    from webapp.storage.locating import locate_position
    from webapp.storage.resnapping import resnap
    from webapp.storage.road_sync import RoadChange
    from webapp.usecases.imports import import_suggestions

    app = app_in(folder / "resnapping")
    ctx = app.extensions["lofte_context"]
    with app.app_context():
        session = db.session()
        easting, northing = points(PINS)
        import_suggestions(session, ctx, OPERATOR, as_csv(easting, northing), Reading(ctx.place.tz, {}, {}))
        with transaction(session):
            lay_streets(session)
            change = RoadChange(changed=True, boxes=[(WEST, SOUTH, WEST + WIDE_M, SOUTH + TALL_M)])
            started = time.perf_counter()
            resnap(session, ctx, change, {})
            ours = time.perf_counter() - started
            started = time.perf_counter()
            some = slice(0, None, PINS // 500)
            for pin in zip(easting[some].tolist(), northing[some].tolist(), strict=True):
                locate_position(session, *pin)
            peer = (time.perf_counter() - started) * PINS / 500
        db.session.remove()
        db.engine.dispose()
    what = f"snap {PINS} suggestions to changed roads"
    return [{"what": what, "ours": ours, "unit": "s", "peer": peer, "beside": "a query each (500, scaled)"}]


def lay_streets(session, apart_m=100.0):
    """Store straight streets across the whole world, both ways, without their crossings."""
    from sqlalchemy import insert

    from webapp.storage.roads import Road

    rows = []
    for across, (far_m, wide_m) in enumerate(((TALL_M, WIDE_M), (WIDE_M, TALL_M))):
        for place in np.arange(0.0, far_m, apart_m).tolist():
            ends = [(WEST, SOUTH + place), (WEST + wide_m, SOUTH + place)]
            if across:
                ends = [(WEST + place, SOUTH), (WEST + place, SOUTH + wide_m)]
            line = np.linspace(*ends, 50)
            (west, south), (east, north) = line.min(axis=0).tolist(), line.max(axis=0).tolist()
            box = {"west": west, "south": south, "east": east, "north": north}
            name = f"Street {across} {place:.0f}"
            rows.append({"source_id": name, "name": name, "length_m": wide_m, "geometry": line.tobytes(), **box})
    session.execute(insert(Road), rows)
