"""A dense place for maps: a grid of named streets, a lake, main roads; and how wide a view of it is."""

import xml.etree.ElementTree as ET

from webapp.domain.roles import OPERATOR
from webapp.usecases.geodata import import_osm

PLACE = "name = '{name}'\ncenter = [{lon}, {lat}]\nbbox = {bbox}\n"
METRE_LAT, METRE_LON = 1 / 111_320, 1 / 55_660  # at 60° north


def write_place(folder, name, bbox):
    """Write a place that is nothing but a box."""
    folder.mkdir(parents=True, exist_ok=True)
    lon, lat = (bbox[0] + bbox[2]) / 2, (bbox[1] + bbox[3]) / 2
    text = PLACE.format(name=name, lon=lon, lat=lat, bbox=list(bbox))
    (folder / "place.toml").write_text(text, encoding="utf-8")
    return folder


def write_grid(path, lines=40, step_m=60.0, bends=3, lon=15.02, lat=59.97):
    """Write an extract of ``lines`` streets each way, every one bent, with a main road and a lake."""
    root = ET.Element("osm", version="0.6")
    ways, number = [], 0

    def way(points, **tags):
        nonlocal number
        refs = []
        for east, north in points:
            number += 1
            place = {"lat": f"{lat + north * METRE_LAT:.7f}", "lon": f"{lon + east * METRE_LON:.7f}"}
            ET.SubElement(root, "node", id=str(number), version="1", **place)
            refs.append(number)
        ways.append((refs, tags))

    side = (lines - 1) * step_m
    for n in range(lines):
        wobble = [(i * side / (lines * bends), (i % 3) * 2.0) for i in range(lines * bends + 1)]
        way([(x, n * step_m + w) for x, w in wobble], highway="residential", name=f"Tvärgatan {n + 1}")
        way([(n * step_m + w, x) for x, w in wobble], highway="residential", name=f"Långgatan {n + 1}")
    way([(-side, side / 2), (2 * side, side / 2 + 50)], highway="primary", name="Stora vägen")
    lake = [(side + 100 + 300 * (i % 2), i * side / 60) for i in range(60)]
    way([*lake, (side + 900, side), lake[0]], natural="water", name="Sjön")
    ways[-1][0][-1] = ways[-1][0][0]
    for i, (refs, tags) in enumerate(ways, start=1):
        element = ET.SubElement(root, "way", id=str(i), version="1")
        for ref in refs:
            ET.SubElement(element, "nd", ref=str(ref))
        for key, value in tags.items():
            ET.SubElement(element, "tag", k=key, v=value)
    ET.ElementTree(root).write(path, encoding="utf-8", xml_declaration=True)
    return path


def bring_streets(session, context, path):
    """Import an extract whole."""
    return import_osm(session, context, OPERATOR, path, clip=False)
