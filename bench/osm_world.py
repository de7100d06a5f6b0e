"""A seeded extract of a made-up country: towns of square blocks, houses between them, as much of each as asked for."""

from math import isqrt
from pathlib import Path

import numpy as np

WEST, SOUTH = 15.0, 59.0
BLOCK_LON, BLOCK_LAT = 0.0018, 0.0009  # about 100 m each way
STREET_BLOCKS = 20  # after so many blocks a street has another name
CLASSES = ("residential", "residential", "residential", "tertiary", "unclassified", "footway")
LIMITS = ("30", "40", "50", None)


def extent(roads):
    """Return west, south, east, north of what ``write_extract`` makes of so many roads."""
    side = side_of(roads)
    return WEST, SOUTH, WEST + side * BLOCK_LON, SOUTH + side * BLOCK_LAT


def side_of(roads):
    """Return how many blocks a square of so many roads has along its side."""
    return isqrt(roads // 2) + 1


def write_extract(path: Path, roads: int, houses: int = 0, seed: int = 3) -> Path:
    """Write ways along the sides of blocks, each of four nodes, and closed ways of five nodes that are no roads."""
    import osmium

    path.unlink(missing_ok=True)
    rng = np.random.default_rng(seed)
    side = side_of(roads)
    bends = rng.normal(0, BLOCK_LAT / 30, (roads, 4))
    kinds = rng.integers(0, len(CLASSES), roads // STREET_BLOCKS + 1).tolist()
    limits = rng.integers(0, len(LIMITS), roads // STREET_BLOCKS + 1).tolist()
    with osmium.SimpleWriter(str(path)) as writer:
        for row in range(side + 1):
            for col in range(side + 1):
                _node(writer, _corner(side, col, row), WEST + col * BLOCK_LON, SOUTH + row * BLOCK_LAT)
        first = (side + 1) ** 2 + 1
        for number in range(roads):
            col, row, across = _block(side, number)
            for step in (1, 2):
                east = WEST + (col + across * step / 3) * BLOCK_LON + bends[number, step - 1]
                north = SOUTH + (row + (1 - across) * step / 3) * BLOCK_LAT + bends[number, step + 1]
                _node(writer, first + 2 * number + step - 1, east, north)
        corners = first + 2 * roads
        for number in range(houses):
            _house_nodes(writer, side, number, corners + 4 * number)
        for number in range(roads):
            col, row, across = _block(side, number)
            end = _corner(side, col + across, row + 1 - across)
            refs = [_corner(side, col, row), first + 2 * number, first + 2 * number + 1, end]
            street = _street(side, col, row, across)
            tags = {
                "highway": CLASSES[kinds[street % len(kinds)]],
                "name": f"{'Östra' if across else 'Norra'} gatan {street}",
            }
            limit = LIMITS[limits[street % len(limits)]]
            _way(writer, number + 1, refs, tags | ({"maxspeed": limit} if limit else {}))
        for number in range(houses):
            at = corners + 4 * number
            _way(writer, roads + number + 1, [at, at + 1, at + 2, at + 3, at], {"building": "yes"})
    return path


def _corner(side, col, row):
    return row * (side + 1) + col + 1


def _block(side, number):
    """Return column, row and direction (1 eastward, 0 northward) of a way."""
    block, across = divmod(number, 2)
    return block % side, block // side, across


def _street(side, col, row, across):
    """Return the number of the street that a side of a block is part of."""
    line, along = (row, col) if across else (col, row)
    return ((line * (side // STREET_BLOCKS + 1)) + along // STREET_BLOCKS) * 2 + across


def _house_nodes(writer, side, number, node):
    col, row = number % side, (number // side) % side
    west = WEST + (col + 0.2 + 0.05 * (number // side**2 % 12)) * BLOCK_LON
    south = SOUTH + (row + 0.3) * BLOCK_LAT
    for step, (right, up) in enumerate(((0, 0), (1, 0), (1, 1), (0, 1))):
        _node(writer, node + step, west + right * BLOCK_LON / 25, south + up * BLOCK_LAT / 10)


def _node(writer, number, lon, lat):
    from osmium.osm.mutable import Node

    writer.add_node(Node(id=number, version=1, location=(lon, lat)))


def _way(writer, number, refs, tags):
    from osmium.osm.mutable import Way

    writer.add_way(Way(id=number, version=1, nodes=refs, tags=tags))
