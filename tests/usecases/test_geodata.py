"""Streets and districts that are imported, and what becomes of suggestions, sites and checks."""

import json

import pytest
from sqlalchemy import func, select, update

from tests.conftest import DATA, app_settings, shared
from tests.osm import SMALL, as_pbf, changed, everything
from tests.residents import OFFICER, hold
from tests.worlds import store
from webapp import create_app
from webapp.domain.checks import RecordCheck
from webapp.domain.errors import NotAllowed, Refused
from webapp.domain.roles import OPERATOR, RESIDENT, Actor, Role
from webapp.storage import grouping
from webapp.storage.checks import Check, CheckVerdict
from webapp.storage.db import db, transaction
from webapp.storage.district_history import DistrictMove
from webapp.storage.place_search import search_places
from webapp.storage.places import Area, BaseMapFeature, attribution
from webapp.storage.progress import progress
from webapp.storage.roads import Junction, Road
from webapp.storage.sites import Site
from webapp.usecases.checks import correct_check
from webapp.usecases.geodata import import_areas, import_osm
from webapp.usecases.places import load_place
from webapp.usecases.sites import verify_sites

ON_STORGATAN = (15.1225, 60.0101)
AT_PARKGATAN = (15.1251, 60.0101)
ON_BACKVAGEN = (15.1302, 60.0120)


@pytest.fixture
def bring(session, context):
    def bring(path=SMALL, **how):
        return import_osm(session, context, OPERATOR, path, **how)

    return bring


@pytest.fixture
def suggest(session, context):
    def suggest(spot, key=None, **more):
        with transaction(session):
            located = grouping.locate(session, context, *spot)
            one = store(session, context, located, spot, key, **more)
            grouping.place_suggestion(session, context, one)
            return one.id

    return suggest


def suggestion(session, number):
    from webapp.storage.suggestions import Suggestion

    session.expire_all()
    return session.get(Suggestion, number)


def road(session, name):
    return session.scalars(select(Road).where(Road.name == name).order_by(Road.length_m.desc())).all()


def test_ways_of_one_name_are_one_road_and_a_branch_is_another(session, bring):
    bring()
    street, branch = road(session, "Storgatan")

    assert street.length_m == pytest.approx(1115, abs=1)
    assert branch.length_m == pytest.approx(334, abs=1)
    assert [part["limit_kmh"] for part in street.parts] == [50, 48, 50, None]
    assert [part["oneway"] for part in street.parts] == [0, 1, 0, 0]
    assert [part["tunnel"] for part in branch.parts] == [True]
    assert (street.speed_limit_kmh, street.oneway, street.alt_names) == (50, False, ["Landsvägen"])


def test_a_road_has_its_owner_and_its_limits_each_way(session, bring):
    bring()
    (lane,) = road(session, "Backvägen")

    assert lane.owner == "Östra vägföreningen"
    assert [(p["limit_kmh"], p["limit_back_kmh"]) for p in lane.parts] in ([(32, 40)], [(40, 32)])


def test_a_crossing_a_t_junction_and_a_branch_are_junctions(session, bring):
    bring()

    assert set(session.scalars(select(Junction.name))) == {
        "Parkgatan / Storgatan",
        "Backvägen / Storgatan",
        "Storgatan",
    }


def test_far_streets_are_left_out_unless_everything_is_asked_for(session, bring):
    bring()
    clipped = road(session, "Fjärrgatan")
    bring(clip=False)

    assert clipped == []
    assert len(road(session, "Fjärrgatan")) == 1


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Storgatan", "street"), ("Landsvägen", "street"), ("Puistokatu", "street"), ("Strandstigen", "street"),
        ("Backskolan", "school"), ("Backen", "school"), ("Backskolans hållplats", "stop"), ("Östra station", "station"),
        ("Lilla torget", "square"), ("Storgatan 13", "address"), ("storgatan 7a", "address"),
        ("Skolgatan", "street"), ("Torget", "square"),
    ],
)  # fmt: skip
def test_imported_names_and_those_of_the_folder_are_found_once(session, context, bring, text, kind):
    bring()
    found = search_places(session, context, text)

    assert [(one.kind, one.exact) for one in found] == [(kind, True)]


def test_loading_the_place_again_keeps_what_was_imported(session, context, bring):
    bring()
    before = everything(session)
    load_place(session, context, DATA / "testvik")

    assert everything(session) == before


def test_the_map_gets_water_with_its_island_green_railway_and_main_roads(session, bring):
    bring()
    drawn = {row.layer: row for row in session.scalars(select(BaseMapFeature))}

    assert {"boundary", "water", "green", "railway", "collector"} <= drawn.keys()
    assert drawn["water"].name == "Långsjön"
    assert len(drawn["water"].geometry["coordinates"]) == 2


def test_a_second_import_changes_no_table(session, bring, clock):
    bring()
    before = everything(session)
    clock.move(hours=1)
    report = bring()

    assert everything(session) == before
    assert not report.changed


def test_xml_and_pbf_give_the_same_database(session, bring, tmp_path):
    bring()
    before = everything(session)
    report = bring(as_pbf(tmp_path))

    assert everything(session) == before
    assert not report.changed


def test_an_unreadable_file_changes_nothing(session, bring, tmp_path):
    bring()
    before = everything(session)
    path = tmp_path / "half.osm"
    path.write_bytes(SMALL.read_bytes()[:4000])

    with pytest.raises(Refused):
        bring(path)

    assert everything(session) == before


def test_a_file_from_elsewhere_changes_nothing_and_says_so(session, bring, tmp_path):
    bring()
    before = everything(session)
    report = bring(changed(tmp_path, ('lon="15.', 'lon="17.')))

    assert report.outside
    assert report.counts.named == 9
    assert everything(session) == before


def test_a_failure_after_the_roads_leaves_nothing_behind(session, bring, monkeypatch):
    before = everything(session)
    monkeypatch.setattr("webapp.usecases.geodata.sync_imported_names", lambda *_: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        bring()

    assert everything(session) == before


def test_only_an_operator_imports(session, context):
    for actor in (RESIDENT, Actor(Role.PLANNER)):
        with pytest.raises(NotAllowed):
            import_osm(session, context, actor, SMALL)


def test_whose_data_it_is_stands_on_the_pages(client, session, context, bring):
    before = client.get("/").text + client.get("/suggest").text
    bring()

    assert "OpenStreetMap" not in before
    for path in ("/", "/suggest", "/sites"):
        assert "© OpenStreetMap contributors" in client.get(path).text, path
    for path in ("/", "/suggest"):  # on the map itself, not only at the end of the page
        assert '<p class="map-credit">© OpenStreetMap contributors</p>' in client.get(path).text, path
    assert attribution(session, context)[-1] == "© OpenStreetMap contributors"


def test_a_suggestion_near_an_imported_street_is_a_site_named_after_it(session, context, bring, suggest):
    bring()
    number = suggest(ON_STORGATAN)
    site = session.get(Site, suggestion(session, number).site_id)

    assert site.unit == "road"
    assert site.name.startswith("Storgatan")
    assert site.name.count("Storgatan") == 1
    assert verify_sites(session, context, OPERATOR) == []


def test_suggestions_made_before_the_roads_find_their_street_and_become_one_site(session, context, bring, suggest):
    numbers = [suggest(ON_STORGATAN), suggest((15.1235, 60.0099)), suggest(ON_BACKVAGEN), suggest(AT_PARKGATAN)]
    apart = {suggestion(session, n).unit for n in numbers}
    report = bring()
    rows = [suggestion(session, n) for n in numbers]

    assert apart == {"free"}
    assert report.moved == 4
    assert [row.unit for row in rows] == ["road", "road", "road", "junction"]
    assert rows[0].site_id == rows[1].site_id != rows[2].site_id
    assert verify_sites(session, context, OPERATOR) == []


def test_a_pinned_site_stays_when_roads_come(session, context, bring, suggest):
    numbers = [suggest((ON_STORGATAN[0] + n / 1e5, ON_STORGATAN[1]), key=f"r{n}") for n in range(3)]
    site_id = suggestion(session, numbers[0]).site_id
    before = {c.key: getattr(session.get(Site, site_id), c.key) for c in Site.__table__.columns}
    bring()
    session.expire_all()

    assert {c.key: getattr(session.get(Site, site_id), c.key) for c in Site.__table__.columns} == before
    assert before["published_at"] is not None
    assert {suggestion(session, n).site_id for n in numbers} == {site_id}
    assert verify_sites(session, context, OPERATOR) == []


@pytest.mark.parametrize("held", [False, True], ids=["loose", "pinned"])
def test_a_street_drawn_anew_keeps_its_sites(session, context, bring, suggest, tmp_path, held):
    bring()
    numbers = [suggest(ON_STORGATAN, key=f"r{n}") for n in range(3 if held else 2)]
    site = session.get(Site, suggestion(session, numbers[0]).site_id)
    old = site.id, site.easting, site.northing, site.measure_m
    longer = changed(tmp_path, ('<node id="1" version="1" lat="60.0100" lon="15.1200"/>',
                                '<node id="1" version="1" lat="60.0100" lon="15.1180"/>'))  # fmt: skip
    bring(longer)
    site = session.get(Site, suggestion(session, numbers[0]).site_id)

    assert site.id == old[0]
    assert (site.easting, site.northing) == pytest.approx(old[1:3], abs=0.01)
    assert site.measure_m == pytest.approx(old[3] + 111.6, abs=0.5)
    assert suggestion(session, suggest(ON_STORGATAN)).site_id == site.id
    assert verify_sites(session, context, OPERATOR) == []


def test_a_street_that_goes_takes_no_pinned_site_with_it(session, context, bring, suggest, tmp_path):
    bring()
    pinned = [suggest(ON_BACKVAGEN, key=f"r{n}") for n in range(3)]
    loose = suggest((15.1302, 60.0108))
    site_id = suggestion(session, pinned[0]).site_id
    gone = changed(tmp_path, ('v="Backvägen"', 'v="Nya vägen"'), ('<way id="105"', '<way id="905"'))
    bring(gone)
    renamed = session.get(Site, site_id)
    name = road(session, "Nya vägen")[0].id

    assert renamed.road_id == name
    assert road(session, "Backvägen") == []
    assert suggestion(session, loose).road_id == name
    assert verify_sites(session, context, OPERATOR) == []


def test_a_street_that_is_not_replaced_stays_while_a_pin_stands_on_it(session, context, bring, suggest, tmp_path):
    bring()
    pinned = [suggest(ON_BACKVAGEN, key=f"r{n}") for n in range(3)]
    without = changed(tmp_path, ('k="highway" v="residential"/><tag k="name" v="Backvägen"', 'k="name" v="Backvägen"'))
    bring(without)
    before = everything(session)
    again = bring(without)

    assert not again.changed
    assert everything(session) == before
    assert len(road(session, "Backvägen")) == 1
    assert suggestion(session, suggest(ON_BACKVAGEN)).site_id == suggestion(session, pinned[0]).site_id
    assert verify_sites(session, context, OPERATOR) == []


def test_a_stub_stays_as_coarse_as_it_is(session, context, bring, suggest):
    number = suggest(ON_STORGATAN)
    with transaction(session):
        one = suggestion(session, number)
        one.state, one.erased_at, one.lat, one.lon = "erased", context.now(), None, None
        one.reporter_key = "random"
        grouping.remove_suggestion(session, context, one)
    bring()
    one = suggestion(session, number)

    assert one.unit in {"road", "free"}
    assert one.measure_m is None or one.measure_m % 10 == 0
    assert verify_sites(session, context, OPERATOR) == []


def test_real_streets_give_a_database_that_is_the_same_twice(tmp_path):
    from tests.conftest import NOON
    from webapp.gateways.clock import SetClock

    files = [shared("osm/stockholm_ostermalm.osm"), shared("osm/stockholm_ostermalm.osm.pbf")]
    place = tmp_path / "ostermalm"
    place.mkdir()
    (place / "place.toml").write_text("bbox = [18.06, 59.334, 18.081, 59.343]\n", encoding="utf-8")
    app = create_app(app_settings(tmp_path / "data", place=place), SetClock(NOON))
    with app.app_context():
        db.create_all()
        session, context = db.session(), app.extensions["lofte_context"]
        load_place(session, context, place)
        report = import_osm(session, context, OPERATOR, files[0])
        before = everything(session)
        again = import_osm(session, context, OPERATOR, files[1])

        assert everything(session) == before
        assert (report.counts, again.changed) == (again.counts, False)
        assert {"Sveavägen", "Birger Jarlsgatan"} <= set(session.scalars(select(Road.name)))
        assert "Kungsgatan / Sveavägen" in set(session.scalars(select(Junction.name)))
        assert [one.kind for one in search_places(session, context, "Sveavägen")] == ["street"]
        db.session.remove()
        db.engine.dispose()


def district(west, east, **properties):
    ring = [[west, 59.96], [east, 59.96], [east, 60.04], [west, 60.04], [west, 59.96]]
    return {"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": [ring]}}


@pytest.fixture
def areas_file(tmp_path):
    """Write districts as GeoJSON: (west, east, properties)."""

    def write(*districts, crs=None, name="districts.geojson"):
        from webapp.analysis.projection import to_metres

        features = [district(west, east, **properties) for west, east, properties in districts]
        whole = {"type": "FeatureCollection", "features": features}
        if crs:
            for one in features:
                ring = one["geometry"]["coordinates"][0]
                east, north = to_metres(crs, [p[0] for p in ring], [p[1] for p in ring])
                one["geometry"]["coordinates"][0] = [list(p) for p in zip(east.tolist(), north.tolist(), strict=True)]
        path = tmp_path / name
        path.write_text(json.dumps(whole), encoding="utf-8")
        return path

    return write


WEST = (15.0, 15.15, {"namn": "Västra", "bor": 7000})
NEW = (15.15, 15.2, {"namn": "Nya", "bor": None})


@pytest.fixture
def redraw(session, context):
    def redraw(path, population="bor"):
        return import_areas(session, context, OPERATOR, path, "namn", population)

    return redraw


def test_districts_are_replaced_by_name(session, redraw, areas_file):
    west = session.scalar(select(Area.id).where(Area.name == "Västra"))
    report = redraw(areas_file(WEST, NEW))
    session.expire_all()

    assert {a.name: a.population for a in session.scalars(select(Area))} == {"Västra": 7000, "Nya": None}
    assert session.scalar(select(Area.id).where(Area.name == "Västra")) == west
    assert (report.areas, report.unknown, report.changed) == (2, 1, True)


@pytest.mark.parametrize("crs", ["EPSG:3006", "EPSG:3011"])
def test_a_file_in_metres_that_does_not_say_so_is_understood(session, redraw, areas_file, crs):
    redraw(areas_file(WEST, NEW, crs=crs))
    (west,) = session.scalars(select(Area.geometry).where(Area.name == "Västra"))

    assert west["coordinates"][0][0] == pytest.approx([15.0, 59.96], abs=1e-6)


def test_a_geopackage_in_its_own_system_is_read_like_geojson(session, redraw, areas_file, tmp_path):
    import pyogrio
    import shapely

    source = areas_file(WEST, NEW, crs="EPSG:3011")
    _, _, wkb, (names, people) = pyogrio.raw.read(source, columns=["namn", "bor"])
    target = tmp_path / "districts.gpkg"
    pyogrio.raw.write(
        target, geometry=shapely.to_wkb(shapely.from_wkb(wkb)), field_data=[names, people], fields=["namn", "bor"],
        layer="districts", geometry_type="Polygon", crs="EPSG:3011", driver="GPKG",
    )  # fmt: skip
    redraw(target)
    session.expire_all()

    assert {a.name: a.population for a in session.scalars(select(Area))} == {"Västra": 7000, "Nya": None}


def test_the_same_districts_again_change_no_table(session, redraw, areas_file, clock):
    path = areas_file(WEST, NEW)
    redraw(path)
    before = everything(session)
    clock.move(hours=1)
    report = redraw(path)

    assert everything(session) == before
    assert (report.changed, report.moved) == (False, 0)


def test_loading_the_place_again_keeps_imported_districts(session, context, redraw, areas_file):
    redraw(areas_file(WEST, NEW))
    load_place(session, context, DATA / "testvik")

    assert set(session.scalars(select(Area.name))) == {"Västra", "Nya"}


@pytest.mark.parametrize(
    ("districts", "population", "word"),
    [
        ([(15.0, 15.1, {"namn": ""})], None, "empty"),
        ([(15.0, 15.1, {"namn": "A", "bor": "many"})], "bor", "whole number"),
        ([(15.0, 15.1, {"namn": "A", "bor": 1.5})], "bor", "whole number"),
        ([(15.0, 15.1, {"name": "A"})], None, "no field namn"),
        ([(0.0, 1.0, {"namn": "A"})], None, "no district lies in the place"),
    ],
)
def test_a_faulty_file_of_districts_is_refused_whole(session, redraw, areas_file, districts, population, word):
    before = everything(session)

    with pytest.raises(Refused, match=word):
        redraw(areas_file(*districts), population)

    assert everything(session) == before


def test_districts_whose_latitude_comes_first_are_refused(session, redraw, areas_file):
    path = areas_file(WEST)
    whole = json.loads(path.read_text(encoding="utf-8"))
    ring = whole["features"][0]["geometry"]["coordinates"][0]
    whole["features"][0]["geometry"]["coordinates"][0] = [[lat, lon] for lon, lat in ring]
    path.write_text(json.dumps(whole), encoding="utf-8")
    before = everything(session)

    with pytest.raises(Refused, match="longitude before latitude"):
        redraw(path)

    assert everything(session) == before


def test_something_else_than_districts_is_refused(redraw, tmp_path):
    for name in ("noise.gpkg", "noise.geojson"):
        path = tmp_path / name
        path.write_bytes(bytes(range(256)))
        with pytest.raises(Refused, match="nothing was stored") as refused:
            redraw(path)
        assert "driver" not in str(refused.value)


@pytest.fixture
def checked(session, context, clock, suggest):
    """A site with one counted check, beside Storgatan."""
    suggest(ON_STORGATAN)
    number = suggest((15.1226, 60.0101))
    clock.move(hours=1)
    receipt = hold(session, context, clock, suggestion(session, number).site_id)
    assert receipt.counts
    return receipt


def verdicts(session):
    session.expire_all()
    columns = (CheckVerdict.check_id, CheckVerdict.counts, CheckVerdict.reason, CheckVerdict.site_id)
    return session.execute(select(*columns).order_by(CheckVerdict.check_id)).all()


def test_roads_change_nothing_that_was_counted(session, context, clock, checked, bring, tmp_path):
    before = verdicts(session)
    clock.move(hours=1)
    bring()
    came = verdicts(session)
    clock.move(hours=1)
    bring(changed(tmp_path, ('<nd ref="1"/><nd ref="2"/>', '<nd ref="10"/><nd ref="1"/><nd ref="2"/>')))

    assert verdicts(session) == came == before
    assert verify_sites(session, context, OPERATOR) == []


def test_a_check_on_a_street_stays_counted_when_the_street_is_drawn_anew(
    session, context, clock, bring, checked, tmp_path
):
    bring()
    clock.move(hours=3)
    site_id = hold_beside(session, context, clock)
    before = verdicts(session)
    clock.move(hours=1)
    bring(changed(tmp_path, ('<nd ref="1"/><nd ref="2"/>', '<nd ref="10"/><nd ref="1"/><nd ref="2"/>')))

    assert site_id is not None
    assert verdicts(session) == before
    assert [row.counts for row in before] == [True, True]
    assert verify_sites(session, context, OPERATOR) == []


def hold_beside(session, context, clock):
    """Suggest on Backvägen, hold a check there, and return its site."""
    with transaction(session):
        one = store(session, context, grouping.locate(session, context, *ON_BACKVAGEN), ON_BACKVAGEN, "another")
        grouping.place_suggestion(session, context, one)
        site_id = one.site_id
    clock.move(hours=1)
    return hold(session, context, clock, site_id).site_id


def test_borders_that_move_stamp_everything_anew_and_count_the_same(
    session, context, clock, checked, suggest, redraw, areas_file
):
    before = verdicts(session)
    report = redraw(areas_file((15.0, 15.12, {"namn": "Västra"}), (15.12, 15.2, {"namn": "Nya"})), None)
    new = session.scalar(select(Area.id).where(Area.name == "Nya"))
    row = session.get(Site, checked.site_id)

    assert verdicts(session) == before
    assert report.moved == 3
    assert row.area_id == new
    assert session.scalar(select(CheckVerdict.area_id)) == new
    assert verify_sites(session, context, OPERATOR) == []


def reached(session, context):
    """Return what the public sees: how many districts, how many in each, and in which each check was."""
    session.expire_all()
    shown = progress(session, context, 2026)
    counted = {d.name: d.counted for d in shown.districts if d.counted}
    return shown.areas, counted, [line.check.area for line in (*shown.checks, *shown.not_counted)]


def test_districts_that_change_places_take_no_check_along(session, context, checked, redraw, areas_file):
    before = reached(session, context)
    redraw(areas_file((15.0, 15.1, {"namn": "Östra"}), (15.1, 15.2, {"namn": "Västra"})), None)

    assert session.get(Site, checked.site_id).area_id == session.scalar(select(Area.id).where(Area.name == "Västra"))
    assert reached(session, context) == before == (1, {"Östra": 1}, ["Östra"])


def test_a_check_stays_counted_in_a_district_that_is_no_more(session, context, checked, redraw, areas_file):
    before = reached(session, context)
    redraw(areas_file((15.0, 15.2, {"namn": "Hela"})), None)

    assert reached(session, context) == before == (1, {"Östra": 1}, ["Östra"])
    assert {d.name: d.former for d in progress(session, context, 2026).districts} == {"Hela": False, "Östra": True}


def test_a_corrected_check_keeps_the_district_of_then(session, context, clock, checked, redraw, areas_file):
    redraw(areas_file((15.0, 15.2, {"namn": "Hela"})), None)
    clock.move(hours=1)
    old = session.get(Check, checked.check_id)
    facts = RecordCheck(old.started_at, old.ended_at, site_id=old.site_id, vehicles=12)
    correct_check(session, context, OFFICER, old.id, facts, "Miscounted")

    assert reached(session, context)[2] == ["Östra"]


def test_checks_held_before_a_place_had_districts_get_its_first(session, context, checked, redraw, areas_file):
    with transaction(session):
        session.execute(update(Check).values(area=None))
    redraw(areas_file((15.0, 15.2, {"namn": "Hela"})), None)
    first = reached(session, context)
    redraw(areas_file((15.0, 15.2, {"namn": "Allt"})), None)

    assert first == reached(session, context) == (1, {"Hela": 1}, ["Hela"])


def test_moved_borders_leave_a_trace_of_where_everything_lay(
    session, context, clock, checked, redraw, areas_file, tmp_path
):
    path = areas_file((15.0, 15.12, {"namn": "Västra"}), (15.12, 15.2, {"namn": "Nya"}))
    redraw(path, None)
    moves = session.execute(
        select(DistrictMove.suggestion_id, DistrictMove.site_id, DistrictMove.before, DistrictMove.after)
    ).all()
    clock.move(hours=1)
    redraw(path, None)
    again = session.scalar(select(func.count()).select_from(DistrictMove))
    redraw(areas_file((15.0, 15.12, {"namn": "Västra"}), name="one.geojson"), None)
    last = session.scalars(select(DistrictMove.after).order_by(DistrictMove.id.desc()).limit(again)).all()

    assert sorted(moves, key=str) == sorted(
        [(1, None, "Östra", "Nya"), (2, None, "Östra", "Nya"), (None, checked.site_id, "Östra", "Nya")], key=str
    )
    assert again == 3
    assert last == [None] * 3


def test_every_stub_and_every_suggestion_lies_where_the_borders_say(session, context, suggest, redraw, areas_file):
    """Also what is erased, what is withdrawn, and what no site holds."""
    numbers = [suggest(ON_STORGATAN), suggest(ON_BACKVAGEN), suggest((15.05, 60.0))]
    with transaction(session):
        one = suggestion(session, numbers[1])
        one.state, one.erased_at, one.lat, one.lon = "erased", context.now(), None, None
        grouping.remove_suggestion(session, context, one)
    redraw(areas_file((15.0, 15.06, {"namn": "Västra"}), (15.06, 15.2, {"namn": "Nya"})), None)
    called = {area.id: area.name for area in session.scalars(select(Area))}

    assert [called.get(suggestion(session, n).area_id) for n in numbers] == ["Nya", "Nya", "Västra"]
    assert {called.get(site.area_id) for site in session.scalars(select(Site))} == {"Västra", "Nya"}
    assert verify_sites(session, context, OPERATOR) == []


def test_imported_names_follow_the_borders(session, context, bring, redraw, areas_file):
    bring()
    redraw(areas_file((15.0, 15.12, {"namn": "Västra"}), (15.12, 15.2, {"namn": "Nya"})), None)

    assert [one.area for one in search_places(session, context, "Backvägen")] == ["Nya"]
