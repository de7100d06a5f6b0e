"""What is read of the base map for a view: no more than it may hold, and the same after the same import."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from tests.conftest import DATA
from tests.map_world import bring_streets, write_grid
from webapp.storage.base_map import MapSquare, base_map, drawing_of, map_cut
from webapp.usecases.places import load_place

GRID = (15.02, 59.97, 15.04, 59.98)


@pytest.fixture
def streets(session, context, tmp_path):
    return bring_streets(session, context, write_grid(tmp_path / "grid.osm", lines=16))


def size_of(drawing):
    return sum(len(path) for path in drawing.layers.values())


@pytest.mark.parametrize("most_bytes", [1_000, 4_000, 12_000, 50_000])
@pytest.mark.parametrize("pixel_m", [0.5, 1.0, 2.0, 4.0])
def test_a_view_that_would_hold_too_much_is_drawn_coarser(session, context, streets, most_bytes, pixel_m):
    found = drawing_of(session, map_cut(session, context), GRID, pixel_m, most_bytes)

    assert 0 < size_of(found) <= most_bytes


def test_a_finer_view_holds_more_until_it_may_not(session, context, streets):
    made = map_cut(session, context)

    whole = [drawing_of(session, made, GRID, pixel_m, 1_000_000) for pixel_m in (1.0, 2.0, 4.0, 8.0)]

    assert [one.level for one in whole] == [0, 1, 2, 3]
    assert [size_of(one) for one in whole] == sorted((size_of(one) for one in whole), reverse=True)
    assert drawing_of(session, made, GRID, 1.0, 4_000).level > 0


def test_a_view_reads_its_own_squares_and_not_the_whole_map(session, context, streets):
    made = map_cut(session, context)

    near = drawing_of(session, made, (15.03, 59.975, 15.031, 59.9755), 0.5, 100_000)

    everything = session.scalar(select(func.sum(func.length(MapSquare.body))).where(MapSquare.level == 0))
    assert size_of(near) < everything / 4


def test_loading_the_place_again_leaves_the_map_as_it_is_cut(session, context, streets):
    before = map_cut(session, context)
    load_place(session, context, DATA / "testvik")
    again = map_cut(session, context)

    assert before == again
    assert before.streets


def test_a_map_cut_for_another_box_is_not_drawn_in_this_one(session, context, streets):

    moved = replace(context, place=replace(context.place, bbox=(16.0, 59.95, 16.2, 60.05)))

    made = map_cut(session, moved)

    assert made.version == ""
    assert drawing_of(session, made, GRID, 1.0, 100_000).layers == {}


def test_a_file_of_its_own_gets_main_roads_as_one_layer(session, streets):
    assert "road" in {layer for layer, _, _ in base_map(session)}
    assert "motorway" not in {layer for layer, _, _ in base_map(session)}
