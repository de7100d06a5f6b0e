import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from webapp.analysis.cells import border_of
from webapp.analysis.grid import Grid, cells_of
from webapp.analysis.hotspot_map import find_hotspots, residents_near, shaded_cells

GRID = Grid(500_000.0, 6_650_000.0, 100.0, 30, 25)
EVEN = np.ones(GRID.shape)
LEAST = 3


@st.composite
def worlds(draw):
    """A few spots of a few residents, some residents with many events, and strays."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    spots = draw(st.lists(st.tuples(st.integers(1, 12), st.integers(1, 6)), max_size=8))  # events, residents
    easting, northing, residents = [], [], []
    for number, (events, people) in enumerate(spots):
        at = rng.uniform([0, 0], [3000, 2500])
        points = at + rng.normal(0, 40, (events, 2))
        easting += list(500_000 + points[:, 0])
        northing += list(6_650_000 + points[:, 1])
        residents += list(100 * number + rng.integers(0, people, events))
    strays = draw(st.integers(0, 40))
    easting += list(500_000 + rng.uniform(0, 3000, strays))
    northing += list(6_650_000 + rng.uniform(0, 2500, strays))
    residents += list(10_000 + np.arange(strays))
    return np.array(easting, float), np.array(northing, float), np.array(residents, dtype=np.intp)


@given(worlds())
@settings(max_examples=60, deadline=None)
def test_no_place_of_fewer_than_three_residents_is_ever_shown(world):
    easting, northing, residents = world
    row, col = cells_of(GRID, easting, northing)

    places = find_hotspots(*world, GRID, EVEN, 100.0, LEAST)

    shown = set()
    for place in places:
        cells = set(zip(place.rows.tolist(), place.cols.tolist(), strict=True))
        inside = [(r, c) in cells for r, c in zip(row.tolist(), col.tolist(), strict=True)]
        assert len(set(residents[inside].tolist())) == place.residents >= LEAST
        assert sum(inside) == place.weight == place.counts.sum()
        assert not cells & shown  # nobody is counted in two places
        shown |= cells


@given(worlds())
@settings(max_examples=40, deadline=None)
def test_no_shade_lies_where_fewer_than_three_residents_are_about(world):
    easting, northing, residents = world
    row, col = cells_of(GRID, easting, northing)

    for _least, rows, cols in shaded_cells(*world, GRID, EVEN, 100.0, LEAST):
        for r, c in zip(rows.tolist(), cols.tolist(), strict=True):
            about = (abs(row - r) <= 1) & (abs(col - c) <= 1)
            assert len(set(residents[about].tolist())) >= LEAST


@given(worlds())
@settings(max_examples=30, deadline=None)
def test_residents_near_is_what_counting_by_hand_gives(world):
    easting, northing, residents = world
    if not len(easting):
        return
    row, col = cells_of(GRID, easting, northing)
    near = residents_near(*world, GRID)
    r, c = int(row[0]), int(col[0])

    about = (abs(row - r) <= 1) & (abs(col - c) <= 1)
    assert near[r, c] == len(set(residents[about].tolist()))


@given(worlds(), st.randoms(use_true_random=False))
@settings(max_examples=20, deadline=None)
def test_the_order_of_events_means_nothing(world, random):
    order = list(range(len(world[0])))
    random.shuffle(order)
    shuffled = tuple(values[order] for values in world)

    first = find_hotspots(*world, GRID, EVEN, 100.0, LEAST)
    second = find_hotspots(*shuffled, GRID, EVEN, 100.0, LEAST)

    assert [(p.weight, p.rows.tolist(), p.cols.tolist()) for p in first] == [
        (p.weight, p.rows.tolist(), p.cols.tolist()) for p in second
    ]


def test_fifty_posts_of_one_resident_are_no_place():
    easting, northing = np.full(50, 501_050.0), np.full(50, 6_651_050.0)

    assert find_hotspots(easting, northing, np.zeros(50, dtype=np.intp), GRID, EVEN, 100.0, LEAST) == []


def test_a_place_is_drawn_as_whole_squares_and_not_as_pins():
    easting, northing = np.full(12, 501_033.0), np.full(12, 6_651_077.0)

    (place,) = find_hotspots(easting, northing, np.arange(12), GRID, EVEN, 100.0, LEAST)
    border = border_of(GRID, place.rows, place.cols, "EPSG:3006")

    assert border["type"] == "Polygon"
    assert len(border["coordinates"][0]) == 5
    assert place.significant
    assert (place.rows.tolist(), place.cols.tolist()) == ([10], [10])
