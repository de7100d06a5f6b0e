"""A town of straight streets written as an extract, and residents who point at planted places in it."""

from dataclasses import dataclass

import numpy as np

from tests.worlds import SOUTH, WEST, degrees

EAST_M, NORTH_M = 1000.0, -1000.0  # where the town begins, from the corner of the worlds
STREETS, APART_M = 16, 90.0  # eastward
LANES, BLOCK_M = 6, 600.0  # northward, one at each end of a block
IN_BLOCK = (170.0, 430.0)  # planted places keep away from crossings, and 260 m from each other


@dataclass(frozen=True)
class Planted:
    """N pins in metres from the corner of the worlds, and the planted place of each; -1 is a stray."""

    x: np.ndarray
    y: np.ndarray
    truth: np.ndarray


def write_grid(path, ctx):
    """Write the streets as OpenStreetMap XML, a way for each block; return the path."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<osm version="0.6">']
    lines += [_node(ctx, street, lane) for street in range(STREETS) for lane in range(LANES)]
    ways = [
        (f"Västra gatan {street}", _number(street, lane), _number(street, lane + 1))
        for street in range(STREETS)
        for lane in range(LANES - 1)
    ]
    ways += [
        (f"Norra gränd {lane}", _number(street, lane), _number(street + 1, lane))
        for lane in range(LANES)
        for street in range(STREETS - 1)
    ]
    for number, (name, start, end) in enumerate(ways, 10_001):
        tags = f'<tag k="highway" v="residential"/><tag k="name" v="{name}"/>'
        lines.append(f'<way id="{number}" version="1"><nd ref="{start}"/><nd ref="{end}"/>{tags}</way>')
    path.write_text("\n".join([*lines, "</osm>"]), encoding="utf-8")
    return path


def planted_pins(seed, count=1000, sites=100, crossings=12, noise_m=25.0, strays=0.15):
    """Plant places along streets, a few in crossings, and let residents point at them; some point anywhere."""
    rng = np.random.default_rng(seed)
    stretches = [
        (lane * BLOCK_M + along, street * APART_M)
        for street in range(STREETS)
        for lane in range(LANES - 1)
        for along in IN_BLOCK
    ]
    nodes = [(lane * BLOCK_M, street * APART_M) for street in range(STREETS) for lane in range(LANES)]
    places = np.array(
        [stretches[i] for i in rng.permutation(len(stretches))[:sites]]
        + [nodes[i] for i in rng.permutation(len(nodes))[:crossings]]
    )
    weight = rng.gamma(2.0, 1.0, len(places)) + 0.2
    truth = rng.choice(len(places), count, p=weight / weight.sum())
    in_crossing = truth >= sites
    spread = np.where(in_crossing[:, None], (8.0, 8.0), (noise_m, 10.0))
    spot = places[truth] + rng.normal(0.0, 1.0, (count, 2)) * spread
    stray = rng.random(count) < strays
    spot[stray] = rng.uniform((0.0, 0.0), ((LANES - 1) * BLOCK_M, (STREETS - 1) * APART_M), (int(stray.sum()), 2))
    return Planted(spot[:, 0] + EAST_M, spot[:, 1] + NORTH_M, np.where(stray, -1, truth))


def as_reports(ctx, pins, rows):
    """Return some of the pins as a file of reports; the id is the number of the pin."""
    lon, lat = degrees(ctx, pins.x[rows], pins.y[rows])
    lines = ["id,created,lat,lon,category"]
    lines += [f"{row},2026-03-01,{a:.7f},{o:.7f},speed" for row, a, o in zip(rows, lat, lon, strict=True)]
    return "\n".join(lines).encode()


def in_metres(pins):
    """Return the pins as (N, 2) easting and northing."""
    return np.column_stack([pins.x + WEST, pins.y + SOUTH])


def _number(street, lane):
    return street * LANES + lane + 1


def _node(ctx, street, lane):
    lon, lat = degrees(ctx, EAST_M + lane * BLOCK_M, NORTH_M + street * APART_M)
    return f'<node id="{_number(street, lane)}" version="1" lat="{float(lat):.7f}" lon="{float(lon):.7f}"/>'
