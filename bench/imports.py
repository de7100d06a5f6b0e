"""Imports of OpenStreetMap extracts and what follows one: seconds and memory, beside osmium's own plain read."""

import json
import subprocess
import sys

import numpy as np

from bench.osm_world import extent, write_extract
from bench.rows import Row, spent
from bench.world import SOUTH, TALL_M, WEST, WIDE_M, app_in, as_csv, points
from webapp.settings import ROOT

REAL = ROOT.parent / "shared" / "data" / "osm" / "stockholm_ostermalm.osm.pbf"
OSTERMALM = "18.06,59.334,18.081,59.343"
CENTRE, TOWN, WAYS = 1_394, 50_000, 500_000
SHARE_OF_HOUSES = 10
PINS = 50_000


def extracts(folder):
    """Yield: a real extract, 500,000 road ways, and a town by itself and in a file of ten times as many ways."""
    beside = "osmium: read it, with positions"
    made_up = folder / "centre.osm.pbf"
    centre, box, said = REAL, OSTERMALM, "a real city centre"
    if not REAL.exists():
        centre, box, said = write_extract(made_up, CENTRE), ",".join(map(str, extent(CENTRE))), "a made-up city centre"
    ours = min(_child(centre, box, folder / f"centre{n}")["s"] for n in range(2))
    peer = min(_child(centre, box)["s"] for _ in range(2))
    yield Row(f"import {said}", ours, "s", peer, beside, at_most=10.0)
    small, large = (",".join(map(str, extent(count))) for count in (TOWN // SHARE_OF_HOUSES, WAYS))
    every = write_extract(folder / "every.osm.pbf", WAYS)
    whole, read = _child(every, large, folder / "whole"), _child(every, large)
    yield Row(f"import {WAYS:,} road ways", whole["s"], "s", read["s"], beside)
    yield Row(f"import {WAYS:,} road ways, most memory", whole["mb"], "MB", read["mb"], beside, at_most=1500.0)
    alone = _child(write_extract(folder / "town.osm.pbf", TOWN), small, folder / "alone")
    houses = write_extract(folder / "houses.osm.pbf", TOWN, (SHARE_OF_HOUSES - 1) * TOWN)
    for what, file, most in (("10 x the roads", every, None), (f"{SHARE_OF_HOUSES} x the ways, houses", houses, 1.25)):
        there = _child(file, small, folder / file.stem.split(".")[0])
        own = "the town's own file"
        what = f"one town in a file of {what}, memory"
        yield Row(what, there["mb"], "MB", alone["mb"], own, ratio_at_most=most)


def _child(*arguments):
    command = [sys.executable, "-m", "bench.import_child", *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    return json.loads(done.stdout)


def resnapping(folder):
    """Return: find the street of 50,000 suggestions anew after a road change, beside asking for each by itself."""
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
            ours, _ = spent(lambda: resnap(session, ctx, change, {}))
            some = slice(0, None, PINS // 500)
            pins = list(zip(easting[some].tolist(), northing[some].tolist(), strict=True))
            peer, _ = spent(lambda: [locate_position(session, *pin) for pin in pins])
        db.session.remove()
        db.engine.dispose()
    what = f"snap {PINS:,} suggestions to changed roads"
    return Row(what, ours, "s", peer * PINS / len(pins), "a query each (500, scaled)", ratio_at_most=1.0)


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
