from datetime import UTC, datetime
from xml.etree.ElementTree import fromstring

from webapp.formats.gpx import NAMESPACE, Waypoint, write_gpx

NOON = datetime(2026, 5, 12, 10, 0, tzinfo=UTC)
GPX = {"g": NAMESPACE}


def test_stops_are_waypoints_and_a_route_in_their_order():
    stops = [Waypoint(60.01, 15.05, "1. Åsvägen & <Skolan>", "30 km/h\x07"), Waypoint(60.02, 15.1, "2. Torget")]

    root = fromstring(write_gpx("Passet", stops, NOON))

    assert (root.tag, root.get("version")) == (f"{{{NAMESPACE}}}gpx", "1.1")
    assert [child.tag.split("}")[1] for child in root] == ["metadata", "wpt", "wpt", "rte"]  # the schema's order
    assert [p.get("lat") for p in root.findall("g:rte/g:rtept", GPX)] == ["60.010000", "60.020000"]
    assert root.findtext("g:wpt/g:name", namespaces=GPX) == "1. Åsvägen & <Skolan>"
    assert root.findtext("g:wpt/g:desc", namespaces=GPX) == "30 km/h"
    assert root.findtext("g:metadata/g:time", namespaces=GPX) == "2026-05-12T10:00:00Z"


def test_one_stop_is_no_route():
    root = fromstring(write_gpx("Passet", [Waypoint(60.0, 15.0, "x")], NOON))

    assert root.find("g:rte", GPX) is None
