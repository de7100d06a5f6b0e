"""V1, V3, V4: the running site beside a plain Flask-SQLAlchemy application with the same reports on the same server.

What a request costs is the processor time of the server's process; requests a second are its inverse. Waits are by the
clock, both servers one after the other, 16 connections each.
"""

import http.client
import re
import urllib.parse

import numpy as np

from bench.loading import load, serving
from bench.rows import Row
from bench.world import CRS, points

READS, SENDS = 1_500, 300
HALF_M = 200.0
PLAIN = "plain Flask-SQLAlchemy on the same server"


def served(folder, count):
    """Yield the rows; the folder holds the place of ``world.stored_in`` with so many suggestions."""
    from bench.server import fill, plain_app

    plain = folder / "plain"
    plain.mkdir()
    fill(plain_app(plain), count)
    spots = _spots()
    boxes = [_box(lon, lat) for lon, lat in spots[:READS]]
    with serving("plain", plain) as server:
        load(*server, [_get("/hello")] * 200)
        hello = load(*server, [_get("/hello")] * READS)
        views = load(*server, [_get(f"/reports?bbox={box}") for box in boxes])
        bodies = [{"kind": "speed", "lat": lat, "lon": lon, "text": "Fast"} for lon, lat in spots[:SENDS]]
        inserts = load(*server, [_post("/reports", body, {}, 200) for body in bodies])
    with serving("ours", folder) as server:
        load(*server, [_get("/robots.txt")] * 200)
        ours = load(*server, [_get(f"/api/v1/map?bbox={box}&zoom=15") for box in boxes])
        known = _get(f"/api/v1/map?bbox={boxes[0]}&zoom=15", 304, {"If-None-Match": _tag(server[0], boxes[0])})
        kept = load(*server, [known] * READS)
        sent = load(*server, list(_forms(server[0], spots[:SENDS])))
    yield _row("V1 a suggestion sent by the form, processor time", sent.each_s, inserts.each_s, "insert", 1.0)
    yield _row("V3 a view of the map that is known (304)", kept.each_s, hello.each_s, "hello", 2.0)
    yield _row("V4 a view of the map, processor time", ours.each_s, views.each_s, "500 entities at most", 1 / 3)
    yield _row("V4 a view of the map, p99 of waiting", ours.wait(0.99), views.wait(0.99), "the same", 1 / 3)


def _row(what, ours, theirs, said, most):
    return Row(what, ours * 1000, "ms", theirs * 1000, f"{PLAIN}: {said}", ratio_at_most=most)


def _spots():
    from webapp.analysis.projection import to_degrees

    lon, lat = to_degrees(CRS, *points(max(READS, SENDS), seed=9))
    return list(zip(lon.round(6).tolist(), lat.round(6).tolist(), strict=True))


def _box(lon, lat):
    half_lat = HALF_M / 111_320
    half_lon = half_lat / np.cos(np.radians(lat))
    return f"{lon - half_lon:.5f},{lat - half_lat:.5f},{lon + half_lon:.5f},{lat + half_lat:.5f}"


def _get(path, status=200, headers=None):
    return "GET", path, None, headers or {}, status


def _post(path, fields, headers, status=303):
    form = {"Content-Type": "application/x-www-form-urlencoded", **headers}
    return "POST", path, urllib.parse.urlencode(fields), form, status


def _tag(port, box):
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("GET", f"/api/v1/map?bbox={box}&zoom=15")
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.getheader("ETag")


def _forms(port, spots):
    """Return the forms of somebody who has opened the page once, each at another place."""
    token, cookie = form_opened(port)
    for number, (lon, lat) in enumerate(spots):
        yield form_sent(f"{token} {number}", lon, lat, token, cookie)


def form_opened(port):
    """Open the form; return its token and the cookie."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", "/suggest", headers={"Accept-Language": "en"})
    answer = connection.getresponse()
    page = answer.read().decode()
    connection.close()
    return re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)[1], answer.getheader("Set-Cookie").split(";")[0]


def form_sent(key, lon, lat, token, cookie):
    """Return the request that sends it, answered by going on to the receipt."""
    fields = {"kind": "speed", "lat": lat, "lon": lon, "text": "Fast", "submission_key": key, "csrf_token": token}
    return _post("/suggest", fields, {"Cookie": cookie})
