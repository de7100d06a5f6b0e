"""Places and the way through them as GPX 1.1, for navigators and maps in a car."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.etree.ElementTree import Element, SubElement, tostring

NAMESPACE = "http://www.topografix.com/GPX/1/1"
MIMETYPE = "application/gpx+xml"
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 has no way to write."""


@dataclass(frozen=True)
class Waypoint:
    """A place with its name, a sentence about it, and a word for its kind."""

    lat: float
    lon: float
    name: str
    description: str = ""
    kind: str = ""


def write_gpx(name: str, stops: Sequence[Waypoint], made_at: datetime, route: bool = True) -> bytes:
    """Return the stops as waypoints and, if there are at least two, as a route in their order.

    :param made_at: aware; when the file was written
    """
    root = Element("gpx", {"xmlns": NAMESPACE, "version": "1.1", "creator": "Löfteskartan"})
    about = SubElement(root, "metadata")
    SubElement(about, "name").text = _text(name)
    SubElement(about, "time").text = f"{made_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    for stop in stops:
        _point(root, "wpt", stop)
    if route and len(stops) > 1:
        way = SubElement(root, "rte")
        SubElement(way, "name").text = _text(name)
        for stop in stops:
            _point(way, "rtept", stop)
    data: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return data


def _point(parent: Element, tag: str, stop: Waypoint) -> None:
    point = SubElement(parent, tag, {"lat": f"{stop.lat:.6f}", "lon": f"{stop.lon:.6f}"})
    for name, words in (("name", stop.name), ("desc", stop.description), ("type", stop.kind)):
        if words:
            SubElement(point, name).text = _text(words)


def _text(words: str) -> str:
    return _NOT_XML.sub("", words)
