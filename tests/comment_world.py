"""The made-up town of our own comments, its streets as an extract, and what is counted when they are read."""

import csv
import json
from itertools import combinations
from math import sqrt

import shapely

from tests.conftest import DATA, app_settings
from webapp import create_app
from webapp.gateways.clock import SetClock

TOWN = DATA / "lovhamn"


def own_comments(half=None):
    """Return our own comments: all, the half that rules were tuned on (``dev``), or the one held out (``held``)."""
    rows = [json.loads(line) for line in (DATA / "comments_own.jsonl").read_text(encoding="utf-8").splitlines()]
    return [row for row in rows if half is None or (int(row["id"][1:]) % 2 == 1) == (half == "dev")]


def fresh_comments():
    """Return the sixty that were written and frozen after the rules were, by somebody who had not read them."""
    return [json.loads(line) for line in (DATA / "comments_fresh.jsonl").read_text(encoding="utf-8").splitlines()]


def write_streets(path):
    """Write the town's streets as OpenStreetMap XML, with a node where two of them meet."""
    with (TOWN / "streets.csv").open(encoding="utf-8") as file:
        streets = [(row["name"], _points(row["line"])) for row in csv.DictReader(file)]
    lines = [shapely.LineString(points) for _, points in streets]
    on = {n: list(points) for n, (_, points) in enumerate(streets)}
    for a, b in combinations(range(len(lines)), 2):
        met = lines[a].intersection(lines[b])
        if not met.is_empty:
            spot = (round(met.x, 7), round(met.y, 7))
            on[a].append(spot)
            on[b].append(spot)
    nodes = {spot: n for n, spot in enumerate(sorted({s for spots in on.values() for s in spots}), 1)}
    out = ['<?xml version="1.0" encoding="UTF-8"?>', '<osm version="0.6">']
    out += [f'<node id="{n}" version="1" lat="{lat:.7f}" lon="{lon:.7f}"/>' for (lon, lat), n in nodes.items()]
    for n, (name, _) in enumerate(streets):
        along = sorted(set(on[n]), key=lambda spot, line=lines[n]: line.project(shapely.Point(spot)))
        refs = "".join(f'<nd ref="{nodes[spot]}"/>' for spot in along)
        tags = f'<tag k="highway" v="residential"/><tag k="name" v="{name}"/>'
        out.append(f'<way id="{10_001 + n}" version="1">{refs}{tags}</way>')
    path.write_text("\n".join([*out, "</osm>"]), encoding="utf-8")
    return path


def _points(line):
    numbers = [float(word) for word in line.split()]
    return [(lon, lat) for lat, lon in zip(numbers[::2], numbers[1::2], strict=True)]


def place_app(folder, place, at, streets=False):
    """Return an app with a place loaded, with its streets if asked for."""
    from webapp.domain.roles import OPERATOR
    from webapp.storage.db import db
    from webapp.usecases.geodata import import_osm
    from webapp.usecases.places import load_place

    app = create_app(app_settings(folder, place), SetClock(at))
    with app.app_context():
        db.create_all()
        load_place(db.session(), app.extensions["lofte_context"], place)
        if streets:
            import_osm(db.session(), app.extensions["lofte_context"], OPERATOR, write_streets(folder / "streets.osm"))
        db.session.remove()
    return app


def counted(rows, read):
    """Return how many places are found, wrong and missed over comments; ``read`` gives the names in a text."""
    found = wrong = missed = 0
    for row in rows:
        got, want = set(read(row)), set(row["places"])
        found, wrong, missed = found + len(got & want), wrong + len(got - want), missed + len(want - got)
    return found, wrong, missed


def wilson(hits, of):
    """Return the bounds of a share that hold it with 95 %."""
    if not of:
        return 0.0, 1.0
    z, share = 1.96, hits / of
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    half = z * sqrt(share * (1 - share) / of + z * z / (4 * of * of)) / (1 + z * z / of)
    return middle - half, middle + half


def plain_names(text, names):
    """Return the names that stand in a text as they are written, the longest first: what a plain gazetteer finds."""
    found, rest = [], f" {text.casefold()} "
    for name in sorted(names, key=len, reverse=True):
        at = rest.find(name.casefold())
        while at > 0:
            before, after = rest[at - 1], rest[at + len(name)]
            if not before.isalnum() and not after.isalnum():
                found.append(names[name])
                rest = rest[:at] + "\0" * len(name) + rest[at + len(name) :]
            at = rest.find(name.casefold(), at + 1)
    return found


def told(what, counts):
    """Return precision and recall with their bounds, as a line."""
    found, wrong, missed = counts
    parts = [what]
    for name, of in (("P", found + wrong), ("R", found + missed)):
        low, high = wilson(found, of)
        parts.append(f"{name} {found / of if of else 0:.3f} ({low:.3f}-{high:.3f}, n={of})")
    return "  ".join(parts)
