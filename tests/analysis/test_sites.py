import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.analysis.oracles import plain_groups
from tests.worlds import open_world, road_world
from webapp.analysis.sites import FREE, JUNCTION, ROAD, Pins, Points, group, no_pins

UNITS = {"road": ROAD, "junction": JUNCTION, "free": FREE}


def points(suggestions, rank=None):
    unit, place, along, east, north = (list(c) for c in zip(*suggestions, strict=True)) if suggestions else [[]] * 5
    return Points(
        np.array([UNITS[u] for u in unit], np.int64),
        np.array(place, np.int64),
        np.array(along, float) / 1000,
        np.array(east, float) / 1000,
        np.array(north, float) / 1000,
        np.arange(len(unit)) if rank is None else np.array(rank),
    )


def pins_of(pins):
    p = points(pins)
    return Pins(p.unit, p.place, p.measure_m, p.easting, p.northing)


def fast_groups(suggestions, pins=()):
    found = group(points(suggestions), pins_of(list(pins)))
    groups = {frozenset(np.flatnonzero(found.label == k).tolist()) for k in range(len(found.founder))}
    return {n: p for n, p in enumerate(found.pin.tolist()) if p >= 0}, groups


# A few round numbers make equal gaps, coincident points and distances of exactly 60, 100 and 200 m likely.
metres = st.one_of(st.integers(-40, 40).map(lambda v: v * 20_000), st.integers(-700_000, 700_000))
small = st.integers(-9, 9).map(lambda v: v * 12_000)
on_road = st.tuples(st.just("road"), st.integers(1, 2), metres.map(abs), st.just(0), st.just(0))
at_junction = st.tuples(st.just("junction"), st.integers(1, 2), st.just(0), st.just(0), st.just(0))
in_the_open = st.tuples(st.just("free"), st.just(0), st.just(0), metres | small, metres | small)
somewhere = st.one_of(on_road, in_the_open, in_the_open, at_junction)


@settings(max_examples=400, deadline=None)
@given(st.lists(somewhere, max_size=60), st.lists(somewhere, max_size=6))
def test_the_fast_grouping_is_the_plain_one(suggestions, pins):
    assert fast_groups(suggestions, pins) == plain_groups(suggestions, pins)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.just("free"), st.just(0), st.just(0), small, small), max_size=80))
def test_free_points_are_the_components_that_an_oracle_of_all_pairs_finds(suggestions):
    assert fast_groups(suggestions)[1] == plain_groups(suggestions)[1]
