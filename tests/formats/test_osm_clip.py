"""An extract is clipped while it is read: nothing of the place is lost by that, and nothing else is remembered."""

import random
import tracemalloc

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.osm_world import BLOCK_LAT, BLOCK_LON, SOUTH, WEST, write_extract
from tests.osm import SMALL
from webapp.analysis.projection import to_metres
from webapp.formats.osm import read_osm
from webapp.formats.osm_map import base_map_of
from webapp.formats.osm_roads import build_network

CRS = "EPSG:3006"
TOWN = (WEST - 0.001, SOUTH - 0.001, WEST + 10.5 * BLOCK_LON, SOUTH + 10.5 * BLOCK_LAT)


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """A town by itself, with as many houses again ten times over, in a country of ten times its size, and more."""
    folder = tmp_path_factory.mktemp("extracts")
    return {
        "alone": write_extract(folder / "alone.osm.pbf", 500),
        "houses": write_extract(folder / "houses.osm.pbf", 500, houses=4500),
        "country": write_extract(folder / "country.osm.pbf", 5000),
        "continent": write_extract(folder / "continent.osm.pbf", 15_000),
    }


def region_of(bbox):
    frame = shapely.segmentize(shapely.box(*bbox), 0.001)
    return shapely.transform(frame, lambda p: shapely.get_coordinates(shapely.points(*to_metres(CRS, *p.T))))


def test_ways_that_are_no_roads_are_not_remembered(files):
    alone, among = read_osm(files["alone"], TOWN), read_osm(files["houses"], TOWN)

    assert among.streets == alone.streets
    assert among.counts == alone.counts
    assert len(among.positions.ids) == len(alone.positions.ids)


def test_of_a_country_only_the_town_is_remembered(files):
    whole, town = read_osm(files["country"]), read_osm(files["country"], TOWN)

    assert town.counts == whole.counts
    assert len(whole.streets) == 5000
    assert 180 <= len(town.streets) <= 260  # ten blocks square, two ways each, and those that reach out
    assert len(town.positions.ids) < len(whole.positions.ids) / 15


def most_bytes(path):
    tracemalloc.start()
    read_osm(path, TOWN)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


def test_what_lies_elsewhere_in_the_file_costs_next_to_nothing_while_it_is_read(files):
    """A road way two hundred bytes beyond the batch that is looked at, a house the ids and places of its corners."""
    larger = most_bytes(files["continent"]) - most_bytes(files["country"])

    assert larger < 10_000 * 200
    assert most_bytes(files["houses"]) - most_bytes(files["alone"]) < 4500 * 4 * 50


box_of_blocks = st.tuples(st.floats(0, 14), st.floats(0, 14), st.floats(0.2, 6), st.floats(0.2, 6))


@settings(deadline=None, max_examples=25)
@given(box_of_blocks)
def test_clipping_while_reading_loses_no_road_of_the_place(files, blocks):
    col, row, wide, tall = blocks
    bbox = (
        WEST + col * BLOCK_LON,
        SOUTH + row * BLOCK_LAT,
        WEST + (col + wide) * BLOCK_LON,
        SOUTH + (row + tall) * BLOCK_LAT,
    )
    around = (bbox[0] - 0.02, bbox[1] - 0.01, bbox[2] + 0.02, bbox[3] + 0.01)
    region = region_of(bbox)

    assert build_network(read_osm(files["alone"], around), CRS, region) == build_network(
        read_osm(files["alone"]), CRS, region
    )


def test_a_road_that_crosses_the_place_without_a_corner_in_it_is_taken(tmp_path):
    path = tmp_path / "long.osm"
    path.write_text(
        '<osm version="0.6"><node id="1" version="1" lat="60.0" lon="15.000"/><node id="2" version="1" lat="60.0" '
        'lon="15.010"/><way id="7" version="1"><nd ref="1"/><nd ref="2"/><tag k="highway" v="primary"/>'
        '<tag k="name" v="Raka vägen"/></way></osm>',
        encoding="utf-8",
    )
    region = region_of((15.004, 59.999, 15.006, 60.001))

    assert [road.name for road in build_network(read_osm(path), CRS, region).roads] == ["Raka vägen"]


def test_a_lake_that_reaches_into_the_place_is_drawn_whole_with_its_island():
    near = read_osm(SMALL, (15.1295, 60.0235, 15.131, 60.0245))  # one corner of it
    (lake,) = [one for one in base_map_of(near, None) if one.layer == "water"]

    assert lake == next(one for one in base_map_of(read_osm(SMALL), None) if one.layer == "water")
    assert len(lake.geometry["coordinates"]) == 2


def test_the_order_of_things_in_a_file_does_not_matter_nor_do_ids_of_what_is_not_uploaded(tmp_path):
    lines = SMALL.read_text(encoding="utf-8").splitlines()
    head, things, tail = lines[:3], lines[3:-1], lines[-1:]
    random.Random(4).shuffle(things)
    mixed, drawn = tmp_path / "mixed.osm", tmp_path / "drawn.osm"
    mixed.write_text("\n".join([*head, *things, *tail]), encoding="utf-8")
    text = SMALL.read_text(encoding="utf-8")
    drawn.write_text(text.replace('node id="', 'node id="-').replace('nd ref="', 'nd ref="-'), encoding="utf-8")
    whole = build_network(read_osm(SMALL), CRS)

    assert build_network(read_osm(mixed), CRS) == whole
    assert {road.name for road in build_network(read_osm(drawn), CRS).roads} == {road.name for road in whole.roads}
    assert read_osm(drawn).counts == read_osm(SMALL).counts
