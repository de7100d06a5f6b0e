"""A page pays for what it shows: reading pages load no analysis, no geometry and no folium."""

import json
import os
import subprocess
import sys

from tests.conftest import DATA
from webapp.settings import ROOT

HEAVY = (
    "numpy",
    "scipy",
    "shapely",
    "pyproj",
    "folium",
    "geopy",
    "pandas",
    "rapidfuzz",
    "argon2",
    "segno",
    "alembic",
    "authlib",
    "joserfc",
)
# Not /suggest/name: no page asks it, a script does after a click on the map; to name a street it has to measure.
READING = (
    "/", "/?lang=en", "/sites", "/progress", "/pledges", "/suggest", "/suggest?lat=60&lon=15.05",
    "/login", "/how-we-choose", "/privacy",
    "/accessibility", "/healthz", "/api/v1/sites.geojson", "/api/v1/map?bbox=15,59.95,15.2,60.05&zoom=12",
    "/basemap.svg", "/basemap.json?bbox=15,59.95,15.2,60.05&zoom=12", "/api/v1/areas.geojson",
    "/api/v1/progress.json", "/api/v1/pledges.json", "/api/v1/checks.json",
    "/api/v1/ledger.jsonl", "/progress/proof",
)  # fmt: skip

LOOK = """
import json, sys
from webapp import create_app
app = create_app()
client = app.test_client()
seen = {}
for path in json.loads(sys.argv[1]):
    seen[path] = client.get(path).status_code
print(json.dumps({"seen": seen, "loaded": [m for m in json.loads(sys.argv[2]) if m in sys.modules]}))
"""


def look(data_dir, paths, **settings):
    environ = {**os.environ, "LOFTE_DATA_DIR": str(data_dir), "LOFTE_PLACE": str(DATA / "testvik"), **settings}
    environ.pop("FLASK_RUN_FROM_CLI", None)
    output = subprocess.check_output(
        [sys.executable, "-c", LOOK, json.dumps(paths), json.dumps(HEAVY)], cwd=ROOT, env=environ, text=True
    )
    return json.loads(output)


def test_reading_pages_load_nothing_heavy(data_dir):
    answer = look(data_dir, READING)

    assert {path: status for path, status in answer["seen"].items() if status != 200} == {}
    assert answer["loaded"] == []


def test_a_remote_geocoder_is_not_loaded_before_it_is_asked(data_dir):
    answer = look(data_dir, ("/", "/suggest", "/suggest?place_text=Storgatan", "/privacy"), LOFTE_GEOCODER="photon")

    assert answer["loaded"] == []
