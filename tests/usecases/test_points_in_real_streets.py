"""Points in two real towns are called by a street that is near, and quickly."""

import random
import time

import pytest
from sqlalchemy import select

from tests.conftest import NOON, app_settings, shared
from webapp import create_app
from webapp.analysis.projection import to_metres
from webapp.analysis.snapping import project, steps_in_tunnels, vertices_of
from webapp.domain.roles import OPERATOR
from webapp.gateways.clock import SetClock
from webapp.storage.db import db
from webapp.storage.road_places import STREET_NEAR_M, describe_point
from webapp.storage.roads import Road
from webapp.usecases.geodata import import_osm
from webapp.usecases.places import load_place

POINTS = 300
STOCKHOLM = ("osm/stockholm_ostermalm.osm.pbf", 'bbox = [18.0602, 59.3343, 18.0807, 59.3422]\nlanguages = ["sv"]\n')
HELSINKI = (
    "osm/helsinki_centre.osm.pbf",
    'bbox = [24.9352, 60.1642, 24.9534, 60.1791]\ncrs = "EPSG:3879"\nlanguages = ["fi", "sv"]\n',
)


@pytest.fixture
def town(tmp_path, request):
    extract, settings = request.param
    file, place = shared(extract), tmp_path / "town"
    place.mkdir()
    (place / "place.toml").write_text(settings, encoding="utf-8")
    app = create_app(app_settings(tmp_path / "data", place=place), SetClock(NOON))
    with app.app_context():
        db.create_all()
        session, context = db.session(), app.extensions["lofte_context"]
        load_place(session, context, place)
        import_osm(session, context, OPERATOR, file)
        yield session, context
        db.session.remove()
        db.engine.dispose()


@pytest.mark.parametrize("town", [STOCKHOLM, HELSINKI], indirect=True, ids=["Stockholm", "Helsinki"])
def test_every_point_has_a_name_and_beside_a_street_one_that_is_near(town):
    session, context = town
    rows = session.execute(select(Road.name, Road.geometry, Road.parts).where(Road.name.is_not(None)))
    lines = [(name, vertices_of(geometry), parts) for name, geometry, parts in rows]
    streets = [(name, line, steps_in_tunnels(line, parts)) for name, line, parts in lines]
    (west, south, east, north), rng = context.place.bbox, random.Random(7)
    took, beside = [], 0

    for _ in range(POINTS):
        lat, lon = rng.uniform(south, north), rng.uniform(west, east)
        started = time.perf_counter()
        name = describe_point(session, context, lat, lon)
        took.append(time.perf_counter() - started)
        spot = [float(v) for v in to_metres(context.place.crs, lon, lat)]
        near = {street for street, line, below in streets if project(line, *spot, below)[0] <= STREET_NEAR_M}
        beside += bool(near)
        assert name
        assert not near or any(street in name for street in near)

    assert beside > POINTS / 2
    assert sorted(took)[POINTS // 2] < 0.05  # measured 0.004; the bound allows for a busy machine
