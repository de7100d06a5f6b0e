"""What sites are called, and that a name stands once others may have written it down."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from tests.conftest import DATA
from tests.osm import SMALL, changed
from tests.worlds import add_junction, add_road, degrees, lay_roads, road_world, store, store_world
from webapp.domain.roles import OPERATOR
from webapp.language.place_words import Stretch, stretch_name, words_of
from webapp.storage import grouping
from webapp.storage.db import transaction
from webapp.storage.places import GazetteerName
from webapp.storage.restamping import restamp
from webapp.storage.site_names import site_names
from webapp.storage.sites import Site
from webapp.usecases.geodata import import_osm
from webapp.usecases.places import load_place

SV = words_of("sv")
ON_STORGATAN = (15.1225, 60.0101)
PLACED = ("road_id", "junction_id", "measure_m", "easting", "northing", "public_lat", "public_lon")
CROSSED = [(100.0, "Aspgatan"), (300.0, "Björkgatan"), (1000.0, "Cederväg")]


def called(at_m, crossings=CROSSED, words=SV, landmark=None, length_m=2000.0):
    return stretch_name(words, Stretch("Häradsvägen", at_m, length_m, crossings, lambda m: int(m < at_m), landmark))


@pytest.mark.parametrize(
    ("at_m", "name"),
    [
        (200.0, "Häradsvägen, mellan Aspgatan och Björkgatan"),
        (115.0, "Häradsvägen, vid Aspgatan"),
        (116.0, "Häradsvägen, mellan Aspgatan och Björkgatan"),
        (30.0, "Häradsvägen, vid Aspgatan"),
        (400.0, "Häradsvägen, mellan Björkgatan och Cederväg, närmast Björkgatan"),
        (650.0, "Häradsvägen, mellan Björkgatan och Cederväg"),
        (900.0, "Häradsvägen, mellan Björkgatan och Cederväg, närmast Cederväg"),
        (1200.0, "Häradsvägen, vid Cederväg"),
        (1201.0, "Häradsvägen, öster om Cederväg"),
    ],
)
def test_a_stretch_is_named_by_what_crosses_before_and_after_it(at_m, name):
    assert called(at_m) == name


@pytest.mark.parametrize(
    ("language", "name"),
    [
        ("sv", "Häradsvägen, mellan Aspgatan och Björkgatan"),
        ("sv-FI", "Häradsvägen, mellan Aspgatan och Björkgatan"),
        ("en", "Häradsvägen, between Aspgatan and Björkgatan"),
        ("fi", "Häradsvägen: Aspgatan – Björkgatan"),
    ],
)
def test_the_words_are_those_of_the_language_or_none(language, name):
    assert called(200.0, words=words_of(language)) == name


def test_a_landmark_names_the_far_end_of_a_street_and_a_street_that_nothing_crosses():
    assert called(1500.0, landmark="Vårby skola") == "Häradsvägen, vid Vårby skola"
    assert called(200.0, landmark="Vårby skola") == "Häradsvägen, mellan Aspgatan och Björkgatan"
    assert called(50.0, [], landmark="Vårby skola") == "Häradsvägen, vid Vårby skola"
    assert called(50.0, []) is None


def test_where_one_street_crosses_the_side_tells_two_stretches_apart():
    assert called(400.0, [(500.0, "Aspgatan")]) == "Häradsvägen, norr om Aspgatan"
    assert called(600.0, [(500.0, "Aspgatan")]) == "Häradsvägen, öster om Aspgatan"
    assert called(100.0, [(0.0, "Aspgatan")]) == "Häradsvägen, vid Aspgatan"


def test_a_loop_is_never_between_a_street_and_itself():
    loop = [(0.0, "Aspgatan"), (300.0, "Aspgatan")]

    assert called(150.0, loop, length_m=300.0) == "Häradsvägen, vid Aspgatan"
    assert called(150.0, [*loop, (300.0, "Björkgatan")]) == "Häradsvägen, mellan Aspgatan och Björkgatan"


@given(
    st.lists(st.tuples(st.floats(0, 3000), st.sampled_from(["Aspgatan", "Björkgatan", "Cederväg"])), max_size=6),
    st.floats(0, 3000),
)
def test_whatever_crosses_a_name_begins_with_its_street_and_names_nothing_twice(crossings, at_m):
    name = called(at_m, sorted(crossings), length_m=3000.0)

    assert (name is None) == (not crossings)
    assert name is None or name.startswith("Häradsvägen, ")
    if name and " mellan " in name:
        one, _, other = name.partition(" mellan ")[2].partition(",")[0].partition(" och ")
        assert one != other


@pytest.fixture
def street(session):
    """Häradsvägen eastward for 1,600 m from 2 km east of the corner, so that it lies in a district."""
    road_id = add_road(session, "Häradsvägen", [(2000, 0), (3600, 0)])
    for name, x in (("Aspgatan", 2200), ("Björkgatan", 2500), ("Cederväg", 3100)):
        other = add_road(session, name, [(x, -200), (x, 200)])
        add_junction(session, x, 0, sorted([road_id, other]))
    return road_id


@pytest.mark.usefixtures("kept_state_is_right")
def test_sites_along_one_street_have_names_of_their_own(ask, street, session):
    for x in (2100, 2350, 2600, 2800, 2990, 3200):
        ask(x, 5)

    names = session.scalars(select(Site.name).order_by(Site.measure_m)).all()
    assert names == [
        "Häradsvägen, vid Aspgatan",
        "Häradsvägen, mellan Aspgatan och Björkgatan",
        "Häradsvägen, mellan Björkgatan och Cederväg, närmast Björkgatan",
        "Häradsvägen, mellan Björkgatan och Cederväg",
        "Häradsvägen, mellan Björkgatan och Cederväg, närmast Cederväg",
        "Häradsvägen, vid Cederväg",
    ]


@pytest.mark.usefixtures("kept_state_is_right")
def test_a_crossing_is_named_by_its_streets_and_a_branch_by_what_is_next(ask, street, session):
    branch = add_road(session, "Häradsvägen norra", [(2350, 0), (2350, 90)])
    lane = add_road(session, "", [(2800, 0), (2800, 90)])
    add_junction(session, 2350, 0, sorted([street, branch]))
    add_junction(session, 2800, 0, sorted([street, lane]))

    assert ask(2205, 5)[1].name == "Korsningen Aspgatan/Häradsvägen"
    assert ask(2345, 5)[1].name == "Korsningen Häradsvägen/Häradsvägen norra"
    assert ask(2805, 5)[1].name == "Häradsvägen, mellan Björkgatan och Cederväg"


@pytest.mark.usefixtures("kept_state_is_right")
def test_a_site_beside_a_bend_is_named_by_the_street_that_goes_on_there(ask, street, session):
    add_road(session, "Nya gatan", [(3600, 0), (3600, 400)])

    assert ask(3595, 5)[1].name == "Häradsvägen, vid Nya gatan"
    assert ask(3400, 5)[1].name == "Häradsvägen, mellan Cederväg och Nya gatan"
    assert ask(3605, 80)[1].name == "Nya gatan, vid Häradsvägen"


@pytest.mark.usefixtures("kept_state_is_right")
def test_two_carriageways_apart_are_told_apart_by_their_side_and_a_branch_is_no_carriageway(ask, session):
    for north in (0, 40):
        road_id = add_road(session, "Esplanaden", [(2000, north), (2800, north)])
        for name, x in (("Aspgatan", 2100), ("Björkgatan", 2400)):
            other = add_road(session, name, [(x, north - 15), (x, north + 15)])
            add_junction(session, x, north, sorted([road_id, other]))
    add_road(session, "Esplanaden", [(2400, -40), (2400, -200)])

    assert ask(2250, -5)[1].name == "Esplanaden (södra sidan), mellan Aspgatan och Björkgatan"
    assert ask(2250, 45)[1].name == "Esplanaden (norra sidan), mellan Aspgatan och Björkgatan"
    assert ask(2395, -150)[1].name == "Esplanaden, Västra"


@pytest.mark.usefixtures("kept_state_is_right")
def test_a_street_that_nothing_crosses_is_told_apart_by_its_district(ask, session):
    add_road(session, "Ensamma vägen", [(2000, 500), (2400, 500)])
    add_road(session, "", [(2000, 900), (2400, 900)])

    assert ask(2100, 505)[1].name == "Ensamma vägen, Västra"
    assert ask(2100, 905)[1].name == "Västra"


@pytest.mark.usefixtures("kept_state_is_right")
def test_off_the_streets_a_site_is_near_something_that_everyone_knows(ask, session, context):
    known(session, context, "Vallby gård", 2100, 700)
    known(session, context, "Gårdsvägen 3", 2010, 600, kind="address")

    assert ask(2000, 600)[1].name == "Nära Vallby gård, Västra"


@pytest.mark.usefixtures("kept_state_is_right")
def test_an_unsafe_place_says_no_more_than_its_square_does(ask, street, session, context):
    known(session, context, "Vallby gård", 2300, 300)
    one, other = ask(2010, 3, kind="unsafe_place")[1], ask(2240, 240, kind="unsafe_place")[1]

    assert (one.public_lat, one.public_lon) == (other.public_lat, other.public_lon)
    assert one.name == other.name == "Nära Vallby gård, Västra"


def known(session, context, name, x, y, kind="school"):
    lon, lat = (float(v) for v in degrees(context, x, y))
    session.add(GazetteerName(name=name, spelling=name, folded=name.lower(), kind=kind, lat=lat, lon=lon))
    session.flush()


@pytest.mark.usefixtures("kept_state_is_right")
def test_many_sites_named_at_once_are_called_as_one_by_one(session, context):
    roads = lay_roads(session, 12)
    cross = add_road(session, "Tvärgatan", [(1500, -50), (1500, 1100)])
    for number, road_id in enumerate(roads):
        add_junction(session, 1500, number * 90.0, sorted([road_id, cross]))
    world = road_world(3, 150, sites=30, roads=12)
    store_world(session, context, world, range(150), roads)
    grouping.rebuild(session, context)

    sites = session.scalars(select(Site)).all()
    rows = [{column: getattr(site, column) for column in PLACED} for site in sites]
    assert len(sites) > 20
    assert site_names(session, context, "speed", rows) == [s.name for s in sites]
    assert [site_names(session, context, "speed", [row])[0] for row in rows] == [s.name for s in sites]
    unsafe = site_names(session, context, "unsafe_place", rows)
    assert [site_names(session, context, "unsafe_place", [row])[0] for row in rows] == unsafe


def publish(session, context, spot):
    with transaction(session):
        for key in range(3):
            located = grouping.locate(session, context, *spot)
            one = store(session, context, located, spot, f"resident {spot} {key}")
            site = grouping.place_suggestion(session, context, one)
        return site.id


def names(session):
    session.expire_all()
    return dict(session.execute(select(Site.id, Site.name)).all())


@pytest.mark.usefixtures("kept_state_is_right")
def test_a_published_name_stands_while_others_follow_the_map(session, context, tmp_path):
    import_osm(session, context, OPERATOR, SMALL)
    published = publish(session, context, ON_STORGATAN)
    with transaction(session):
        spot = (15.1275, 60.0101)
        waiting = store(session, context, grouping.locate(session, context, *spot), spot, "one")
        waiting = grouping.place_suggestion(session, context, waiting).id
    first = names(session)
    import_osm(session, context, OPERATOR, changed(tmp_path, ("Parkgatan", "Lindgatan")))
    grouping.rebuild(session, context)
    load_place(session, context, DATA / "testvik")
    restamp(session, context, names_changed=True)
    session.commit()

    assert first == {
        published: "Storgatan, vid Parkgatan",
        waiting: "Storgatan, mellan Parkgatan och Backvägen",
    }
    assert names(session) == {**first, waiting: "Storgatan, mellan Lindgatan och Backvägen"}


@pytest.mark.usefixtures("kept_state_is_right")
def test_what_was_published_before_the_streets_came_keeps_its_name(session, context):
    published = publish(session, context, ON_STORGATAN)
    before = names(session)
    import_osm(session, context, OPERATOR, SMALL)

    assert names(session) == before == {published: "Östra"}
