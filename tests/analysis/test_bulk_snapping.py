"""Many pins at once are where one by one they are, tunnels, ties and all."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from webapp.analysis.bulk_snapping import StreetNet
from webapp.analysis.sites import FREE, ROAD
from webapp.analysis.snapping import JUNCTION_REACH_M, ROAD_REACH_M, JunctionPoint, RoadShape, snap

spots = st.tuples(st.integers(0, 30), st.integers(0, 30)).map(lambda spot: (spot[0] * 8.0, spot[1] * 8.0))
metres = st.one_of(spots, st.tuples(st.floats(-60, 300), st.floats(-60, 300)))


@st.composite
def networks(draw):
    lines = draw(st.lists(st.lists(spots, min_size=2, max_size=6), max_size=6))
    roads = []
    for number, line in enumerate(lines):
        tunnels = draw(st.one_of(st.none(), st.lists(st.booleans(), min_size=len(line) - 1, max_size=len(line) - 1)))
        roads.append(RoadShape(number * 3 + 1, np.array(line, float), None if tunnels is None else np.array(tunnels)))
    ids = [road.road_id for road in roads]
    met = st.lists(st.sampled_from(ids), unique=True, max_size=3) if ids else st.just([])
    nodes = draw(st.lists(st.tuples(spots, met), max_size=5))
    junctions = [JunctionPoint(9 - k, *spot, frozenset(those)) for k, (spot, those) in enumerate(nodes)]
    return roads, junctions


@settings(deadline=None, max_examples=300)
@given(networks(), st.lists(metres, min_size=1, max_size=12))
def test_what_is_sure_at_once_is_what_one_by_one_gives(network, pins):
    roads, junctions = network
    net = StreetNet(roads, junctions)

    found = net.snap_many(*np.array(pins, float).T)

    for k, (easting, northing) in enumerate(pins):
        near = net.roads_near(easting, northing, ROAD_REACH_M), net.junctions_near(easting, northing, JUNCTION_REACH_M)
        one = snap(*near, easting, northing)
        if not found.unsure[k]:
            measure_m = float(found.measure_m[k]) if one.unit == ROAD else None
            assert (found.unit[k], found.place[k], measure_m) == (one.unit, one.place, one.measure_m)
            assert not one.tied or found.open_to_words[k]


def test_a_place_without_streets_has_only_free_pins():
    found = StreetNet([], []).snap_many(np.array([1.0, 2.0]), np.array([3.0, 4.0]))

    assert found.unit.tolist() == [FREE, FREE]
    assert found.open_to_words.all()


def test_a_hundred_thousand_pins_are_asked_of_their_own_streets_only():
    """Every pin stands beside the street of its own row, whose measure is where it stands."""
    rows = np.arange(100.0) * 90.0
    roads = [RoadShape(k, np.array([[0.0, y], [1500.0, y], [3000.0, y]])) for k, y in enumerate(rows)]
    rng = np.random.default_rng(4)
    own, along = rng.integers(0, 100, 100_000), rng.uniform(0, 3000, 100_000)

    found = StreetNet(roads, []).snap_many(along, rows[own] + rng.uniform(-20, 20, 100_000))

    assert (found.place == own).all()
    assert np.allclose(found.measure_m, along)
