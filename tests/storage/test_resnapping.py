"""After a change of the roads every loose suggestion is where it would be if it came today, and no other one moves."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from tests.worlds import add_junction, add_road, suggest_at
from webapp.storage.db import transaction
from webapp.storage.locating import FEW, locate, locate_many, locate_position
from webapp.storage.resnapping import resnap
from webapp.storage.road_sync import RoadChange
from webapp.storage.roads import Junction, Road
from webapp.storage.suggestions import Suggestion

EVERYWHERE = [(0.0, 0.0, 1e7, 1e7)]
COLUMNS = (Suggestion.unit, Suggestion.road_id, Suggestion.measure_m, Suggestion.junction_id)

corner = st.tuples(st.integers(0, 12), st.integers(0, 12)).map(lambda at: (at[0] * 20.0, at[1] * 20.0))
street = st.tuples(st.sampled_from(["Storgatan", "Torggatan", "Backen"]), st.lists(corner, min_size=2, max_size=4))
crossing = st.tuples(corner, st.sets(st.integers(0, 3), max_size=3))
pin = st.tuples(st.floats(-50, 290), st.floats(-50, 290))


@pytest.fixture
def emptied(session):
    """Take away what an earlier example stored."""

    def empty():
        for table in (Suggestion, Junction, Road):
            session.execute(delete(table))
        session.expire_all()

    return empty


def one_by_one(session, row, street_before):
    """Return unit, road, measure and junction of a suggestion by a query each, as the form asks."""
    found = locate_position(session, row.easting, row.northing)
    if street_before is not None and (street_before in found.tie or found.unit == "free"):
        found = locate_position(session, row.easting, row.northing, street_before)
    return found.unit, found.road_id, found.measure_m, found.junction_id


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(street, min_size=1, max_size=4),
    st.lists(st.integers(0, 3), max_size=2),
    st.lists(crossing, max_size=2),
    st.lists(st.tuples(pin, st.integers(-1, 3)), min_size=1, max_size=6),
)
def test_all_at_once_is_the_same_as_one_by_one(session, context, emptied, streets, tunnels, crossings, pins):
    with transaction(session):
        emptied()
        ids = [add_road(session, f"{name} {k}", line) for k, (name, line) in enumerate(streets)]
        for row in session.scalars(select(Road)):
            row.source_id, row.name = f"w{row.id}", row.name[:-2]
            if row.id - ids[0] in tunnels:
                row.parts = [{"to_m": row.length_m, "tunnel": True}]
        for (x, y), met in crossings:
            add_junction(session, x, y, sorted(ids[k] for k in met if k < len(ids)))
        rows = [suggest_at(session, context, x, y) for (x, y), _ in pins]
        for row, (_, on) in zip(rows, pins, strict=True):
            row.unit, row.road_id, row.junction_id, row.measure_m = "free", None, None, None
            if 0 <= on < len(ids):
                row.unit, row.road_id, row.measure_m = "road", ids[on], 0.0
        session.flush()
        names = {row.id: row.name for row in session.scalars(select(Road))}
        expected = {row.id: one_by_one(session, row, names.get(row.road_id)) for row in rows}

        lons, lats = [row.lon for row in rows], [row.lat for row in rows]
        few = [locate(session, context, lon, lat) for lon, lat in zip(lons, lats, strict=True)]
        repeated = FEW // len(rows) + 1
        assert locate_many(session, context, lons * repeated, lats * repeated) == few * repeated

        resnap(session, context, RoadChange(changed=True, boxes=EVERYWHERE), names)

        found = {i: tuple(rest) for i, *rest in session.execute(select(Suggestion.id, *COLUMNS))}
    assert found == expected


def test_what_a_person_stated_stands_when_a_road_far_away_changes(session, context):
    with transaction(session):
        near = add_road(session, "Storgatan", [(0.0, 0.0), (300.0, 0.0)])
        stated = add_road(session, "Lokalgatan", [(0.0, 33.0), (300.0, 33.0)])
        row = suggest_at(session, context, 100.0, 5.0)
        row.road_id = stated
        session.flush()
        names = {near: "Storgatan", stated: "Lokalgatan"}
        elsewhere = RoadChange(changed=True, boxes=[(row.easting + 500, row.northing, row.easting + 600, row.northing)])
        moved_by_far = resnap(session, context, elsewhere, names)
        stayed = session.scalar(select(Suggestion.road_id))
        beside = RoadChange(changed=True, boxes=[(row.easting + 30, row.northing, row.easting + 90, row.northing)])
        moved_by_near = resnap(session, context, beside, names)

        assert (moved_by_far, stayed) == (0, stated)
        assert (moved_by_near, session.scalar(select(Suggestion.road_id))) == (1, near)


def test_only_pins_within_reach_of_what_changed_are_asked_about(session, context, monkeypatch):
    from webapp.analysis.bulk_snapping import StreetNet

    asked = []
    monkeypatch.setattr(
        StreetNet,
        "snap_many",
        lambda net, east, north, real=StreetNet.snap_many: (asked.extend(east.tolist()), real(net, east, north))[1],
    )
    with transaction(session):
        add_road(session, "Storgatan", [(0.0, 0.0), (3000.0, 0.0)])
        rows = [suggest_at(session, context, x, 5.0) for x in (100.0, 1000.0, 2000.0)]
        box = (rows[1].easting - 10, rows[1].northing, rows[1].easting + 10, rows[1].northing)
        resnap(session, context, RoadChange(changed=True, boxes=[box]), {})

        assert asked == [rows[1].easting]
        assert np.isfinite(asked).all()
