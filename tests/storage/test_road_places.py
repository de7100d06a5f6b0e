"""Places that streets make, on a small town drawn by hand."""

import time

import pytest

from tests import worlds
from tests.worlds import SOUTH, WEST
from webapp.domain.names import fold
from webapp.storage.places import GazetteerName
from webapp.storage.road_places import (
    crossings_along,
    crossings_of,
    describe_point,
    road_ids_named,
    stretch_between,
)
from webapp.storage.roads import Road

EAST = 2000.0  # where the town begins, so that it lies in a district


def from_corner(spot):
    return (round(spot[0] - WEST - EAST, 1), round(spot[1] - SOUTH, 1))


def degrees(context, x, y):
    return (float(v) for v in worlds.degrees(context, x + EAST, y))


def add_road(session, name, corners):
    return worlds.add_road(session, name, [(x + EAST, y) for x, y in corners])


def add_junction(session, x, y, road_ids):
    return worlds.add_junction(session, x + EAST, y, road_ids)


@pytest.fixture
def town(session):
    """Storgatan eastward for a kilometre; three streets cross it, Parkgatan with two carriageways."""
    ids = {
        "Storgatan": add_road(session, "Storgatan", [(0, 0), (1000, 0)]),
        "Skolgatan": add_road(session, "Skolgatan", [(200, -300), (200, 300)]),
        "Parkgatan": add_road(session, "Parkgatan", [(600, -300), (600, 300)]),
        "Parkgatan 2": add_road(session, "Parkgatan väst", [(570, -300), (570, 300)]),
        "Backvägen": add_road(session, "Backvägen", [(900, 0), (900, 300)]),
    }
    session.get(Road, ids["Parkgatan 2"]).name = "Parkgatan"
    session.get(Road, ids["Backvägen"]).alt_names = ["Brinken", "Åsvägen"]
    spellings = {name: (name,) for name in ("Storgatan", "Skolgatan", "Parkgatan")}
    for name, ways in {**spellings, "Backvägen": ("Backvägen", "Brinken", "Åsvägen")}.items():
        session.add_all(GazetteerName(name=name, spelling=w, folded=fold(w), kind="street") for w in ways)
    street = ids["Storgatan"]
    add_junction(session, 200, 0, sorted([street, ids["Skolgatan"]]))
    add_junction(session, 600, 0, sorted([street, ids["Parkgatan"]]))
    add_junction(session, 570, 0, sorted([street, ids["Parkgatan 2"]]))
    add_junction(session, 900, 0, sorted([street, ids["Backvägen"]]))
    return ids


@pytest.mark.parametrize("name", ["Åsvägen", "asvagen", " ÅSVÄGEN ", "Backvägen", "backvagen"])
def test_a_street_is_found_by_any_of_its_names_however_it_is_spelt(session, town, name):
    assert road_ids_named(session, name) == [town["Backvägen"]]


@pytest.mark.parametrize("name", ["", " ", "-", "Backväge", "%", "Storgatan 5"])
def test_what_is_no_street_has_no_roads(session, town, name):
    assert road_ids_named(session, name) == []


def test_a_street_of_two_carriageways_is_two_roads(session, town):
    assert road_ids_named(session, "parkgatan") == sorted([town["Parkgatan"], town["Parkgatan 2"]])


def test_two_streets_meet_in_their_crossing_whichever_comes_first(session, town):
    there = crossings_of(session, [town["Storgatan"]], [town["Skolgatan"]])

    assert [from_corner(spot) for spot in there] == [(200.0, 0.0)]
    assert crossings_of(session, [town["Skolgatan"]], [town["Storgatan"]]) == there


def test_the_two_nodes_of_a_crossing_with_two_carriageways_are_one(session, town):
    both = road_ids_named(session, "Parkgatan")

    assert [from_corner(s) for s in crossings_of(session, [town["Storgatan"]], both)] == [(585.0, 0.0)]


def test_streets_that_meet_twice_have_two_crossings_in_a_steady_order(session, town):
    bow = add_road(session, "Bågen", [(100, 0), (100, 100), (400, 100), (400, 0)])
    add_junction(session, 400, 0, [town["Storgatan"], bow])
    add_junction(session, 100, 0, [town["Storgatan"], bow])

    found = crossings_of(session, [bow], [town["Storgatan"]])

    assert [from_corner(s) for s in found] == [(100.0, 0.0), (400.0, 0.0)]


def test_streets_that_do_not_meet_and_a_street_with_itself_have_no_crossing(session, town):
    assert crossings_of(session, [town["Skolgatan"]], [town["Backvägen"]]) == []
    assert crossings_of(session, [town["Storgatan"]], [town["Storgatan"]]) == []
    assert crossings_of(session, [town["Storgatan"]], []) == []


def test_a_street_is_found_by_its_name_as_written_where_the_gazetteer_has_it_not(session, town):
    wild = add_road(session, "Vilda vägen", [(0, 900), (100, 900)])

    assert road_ids_named(session, "Vilda vägen") == [wild]


def test_a_name_of_one_street_is_no_name_of_its_namesake(session, town):
    """Backvägen is a street twice, and only one of them was Brinken."""
    other = add_road(session, "Backvägen nord", [(0, 900), (100, 900)])
    session.get(Road, other).name = "Backvägen"

    assert road_ids_named(session, "Brinken") == [town["Backvägen"]]
    assert road_ids_named(session, "Backvägen") == sorted([town["Backvägen"], other])


@pytest.mark.parametrize(
    ("corners", "corner"),
    [
        ([(1000, 0), (1000, 300)], (1000.0, 0.0)),  # a corner where the name changes
        ([(1000, 0), (1300, 0)], (1000.0, 0.0)),  # and straight on
        ([(1005, 10), (1005, 300)], (1002.5, 5.0)),  # drawn to the kerb
        ([(400, 10), (400, 300)], (400.0, 10.0)),  # the end of one at the side of the other
    ],
)
def test_streets_that_no_junction_joins_meet_where_one_ends_at_the_other(session, town, corners, corner):
    other = [add_road(session, "Nya gatan", corners)]

    assert [from_corner(s) for s in crossings_of(session, [town["Storgatan"]], other)] == [corner]
    assert crossings_of(session, other, [town["Storgatan"]]) == crossings_of(session, [town["Storgatan"]], other)


@pytest.mark.parametrize(
    "corners",
    [
        [(0, 10), (1000, 10)],  # beside it all the way
        [(500, 12), (700, 12), (720, 300)],  # beside it for a while
        [(400, 20), (400, 300)],  # too far away
        [(400, -300), (400, 300)],  # on a bridge over it
    ],
)
def test_streets_beside_or_above_each_other_do_not_meet(session, town, corners):
    assert crossings_of(session, [town["Storgatan"]], [add_road(session, "Nya gatan", corners)]) == []


def test_a_stretch_reaches_to_a_corner_where_the_name_changes(session, context, town):
    beyond = [add_road(session, "Nya gatan", [(1000, 0), (1000, 300)])]
    spot = stretch_between(session, context, [town["Storgatan"]], [town["Backvägen"]], beyond)

    assert from_corner(spot) == (950.0, 0.0)


def test_where_a_street_goes_over_into_another_it_says_where_one_is(session, context, town):
    beyond = add_road(session, "Nya gatan", [(1000, 0), (1000, 300)])
    add_road(session, "Broväg", [(800, 300), (1000, 300), (1200, 300)])  # passes its other end: no bend

    lon, lat = degrees(context, 1000, 60)

    assert crossings_along(session, town["Storgatan"])[-1] == (1000.0, "Nya gatan")
    assert crossings_along(session, beyond) == [(0.0, "Storgatan")]
    assert describe_point(session, context, lat, lon) == "Nya gatan vid Storgatan, Västra"


def test_a_stretch_across_a_gap_lies_on_the_street_between_its_crossings(session, context, town):
    far = [add_road(session, "Storgatan östra", [(1200, 0), (1500, 0)])]
    lane = [add_road(session, "Nya gatan", [(1300, -100), (1300, 100)])]
    add_junction(session, 1300, 0, sorted([*far, *lane]))
    street = [town["Storgatan"], *far]

    assert from_corner(stretch_between(session, context, street, [town["Backvägen"]], lane)) in [(1000, 0), (1200, 0)]
    assert stretch_between(session, context, street, [town["Skolgatan"]], lane) is None  # 1,100 m: two streets


def test_a_stretch_between_two_streets_is_known_by_its_middle_along_the_street(session, context, town):
    def between(one, other):
        return stretch_between(session, context, [town["Storgatan"]], [town[one]], [town[other]])

    assert from_corner(between("Skolgatan", "Backvägen")) == (550.0, 0.0)
    assert between("Backvägen", "Skolgatan") == between("Skolgatan", "Backvägen")


def test_a_stretch_round_a_bend_has_its_middle_on_the_street(session, context):
    bent = add_road(session, "Kröken", [(0, 0), (300, 0), (300, 100)])
    ends = [add_road(session, name, [(x, y - 50), (x, y + 50)]) for name, x, y in [("A", 0, 0), ("B", 300, 100)]]
    add_junction(session, 0, 0, [bent, ends[0]])
    add_junction(session, 300, 100, [bent, ends[1]])

    assert from_corner(stretch_between(session, context, [bent], [ends[0]], [ends[1]])) == (200.0, 0.0)


def test_there_is_no_stretch_to_a_street_that_does_not_cross(session, context, town):
    street, far = [town["Storgatan"]], [add_road(session, "Fjärran", [(0, 900), (100, 900)])]

    assert stretch_between(session, context, street, [town["Skolgatan"]], far) is None
    assert stretch_between(session, context, [], [town["Skolgatan"]], [town["Backvägen"]]) is None


def test_what_crosses_a_street_comes_in_the_order_of_the_measure_without_its_own_name(session, town):
    branch = add_road(session, "Storgatan, gränd", [(300, 0), (300, 90)])
    session.get(Road, branch).name = "Storgatan"
    add_junction(session, 300, 0, sorted([town["Storgatan"], branch]))

    assert crossings_along(session, town["Storgatan"]) == [
        (200.0, "Skolgatan"),
        (570.0, "Parkgatan"),
        (900.0, "Backvägen"),
    ]
    assert crossings_along(session, 10**6) == []


@pytest.mark.parametrize(
    ("x", "y", "name"),
    [
        (300, 10, "Storgatan vid Skolgatan, Västra"),
        (420, -20, "Storgatan vid Parkgatan, Västra"),
        (210, 12, "Skolgatan / Storgatan, Västra"),
        (905, 250, "Backvägen, Västra"),
        (1000, 30, "Storgatan vid Backvägen, Västra"),
        (300, 150, None),
    ],
)
def test_a_point_is_called_by_its_crossing_or_its_street_and_the_nearest_one(session, context, town, x, y, name):
    lon, lat = degrees(context, x, y)

    assert describe_point(session, context, lat, lon) == name


def landmark(session, context, name, x, y, kind="school"):
    lon, lat = degrees(context, x, y)
    row = GazetteerName(name=name, spelling=name, folded=name.lower(), kind=kind, lat=float(lat), lon=float(lon))
    session.add(row)
    session.flush()


def test_without_a_crossing_near_a_landmark_says_where_on_the_street(session, context, town):
    landmark(session, context, "Backskolan", 950, 280)
    landmark(session, context, "Backvägen 7", 910, 260, kind="address")
    lon, lat = degrees(context, 905, 250)

    assert describe_point(session, context, lat, lon) == "Backvägen vid Backskolan, Västra"


def test_off_the_streets_a_point_is_near_a_landmark_and_nobodys_door(session, context, town):
    landmark(session, context, "Vallby gård", 320, 170)
    landmark(session, context, "Storgatan 7", 301, 151, kind="address")
    lon, lat = degrees(context, 300, 150)

    assert describe_point(session, context, lat, lon) == "Nära Vallby gård, Västra"


def test_a_district_that_the_name_has_already_is_not_said_twice(session, context):
    landmark(session, context, "Västra torget", 320, 170)
    lon, lat = degrees(context, 300, 150)

    assert describe_point(session, context, lat, lon) == "Nära Västra torget"


def test_a_point_is_named_fast_among_five_thousand_roads(session, context, town):
    for number in range(5000):
        east, north = 50.0 * (number % 70), -3000.0 + 80.0 * (number // 70)
        road_id = add_road(session, f"Väg {number}", [(east, north), (east + 45.0, north + 70.0)])
        add_junction(session, east, north, [road_id, town["Storgatan"]])
    lon, lat = degrees(context, 300, 10)
    describe_point(session, context, lat, lon)
    times = []
    for _ in range(20):
        started = time.perf_counter()
        describe_point(session, context, lat, lon)
        times.append(time.perf_counter() - started)

    assert sorted(times)[10] < 0.05  # measured 0.006; the bound allows for a busy machine
