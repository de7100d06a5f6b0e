"""Loading a place again and again, changing its folder, and checking it."""

import json
import shutil
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from tests.conftest import DATA
from tests.osm import SMALL
from tests.residents import ask_site, hold
from tests.worlds import store
from webapp.domain.errors import Refused
from webapp.domain.roles import OPERATOR
from webapp.settings import place_folder
from webapp.storage import grouping
from webapp.storage.checks import CheckVerdict
from webapp.storage.counting import verify_counts
from webapp.storage.db import db, transaction
from webapp.storage.places import Area, BaseMapFeature, Fact, GazetteerName, PledgeRow, area_at
from webapp.storage.suggestions import Suggestion
from webapp.usecases.geodata import import_osm
from webapp.usecases.places import check_place, load_place

TABLES = (Area, BaseMapFeature, GazetteerName, PledgeRow, Fact)


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(DATA / "testvik", tmp_path / "testvik")


def rows(session):
    return {t.__tablename__: session.execute(select(*t.__table__.columns)).all() for t in TABLES}


def edit(path, old, new):
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def keep_suggestion(session, lon=15.11, area_id=None):
    at = datetime(2026, 5, 1, tzinfo=UTC)
    row = Suggestion(
        public_number="n1", founding_id="f1", channel="form", kind="speed", received_at=at, created_at=at,
        lat=60.0, lon=lon, easting=0, northing=0, unit="free", cell_col=0, cell_row=0, reporter_key="k",
        area_id=area_id,
    )  # fmt: skip
    session.add(row)
    session.commit()
    return row


def test_loading_twice_leaves_every_row_as_it_was(session, context, folder, clock):
    before = rows(session)
    clock.move(days=20)

    report = load_place(session, context, folder)

    assert rows(session) == before
    assert (report.areas, report.names, report.pledges, report.moved) == (2, 6, 1, 0)


def test_a_district_that_keeps_its_name_keeps_its_id(session, context, folder):
    ids = {a.name: a.id for a in session.scalars(select(Area))}
    edit(folder / "areas.geojson", '"Västra", "population": 6000', '"Norra", "population": 7000')

    load_place(session, context, folder)

    now = {a.name: a.id for a in session.scalars(select(Area))}
    assert now.keys() == {"Norra", "Östra"}
    assert now["Östra"] == ids["Östra"]


def test_a_moved_border_moves_what_lies_between(session, context, folder):
    suggestion = keep_suggestion(session, lon=15.11, area_id=area_at(session, 15.11, 60.0))
    edit(folder / "areas.geojson", "15.1,", "15.12,")

    report = load_place(session, context, folder)

    session.refresh(suggestion)
    assert report.moved == 1
    assert session.get(Area, suggestion.area_id).name == "Västra"
    assert area_at(session, 15.11, 60.0) == suggestion.area_id


def test_a_faulty_folder_changes_nothing_and_names_every_fault(session, context, folder):
    before = rows(session)
    edit(folder / "gazetteer.csv", "60.001", "sixty")
    edit(folder / "areas.geojson", "6000", '"6 tusen"')
    edit(folder / "boundary.geojson", "Testvik", "Annanstans")

    with pytest.raises(Refused) as refusal:
        load_place(session, context, folder)

    assert "gazetteer.csv, line 3" in str(refusal.value)
    assert "areas.geojson, feature 1" in str(refusal.value)
    assert rows(session) == before


def test_a_write_that_fails_half_way_leaves_nothing_behind(session, context, folder, monkeypatch):
    before = rows(session)
    edit(folder / "areas.geojson", "6000", "6001")
    monkeypatch.setattr("webapp.storage.restamping.mark_version", lambda session: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        load_place(session, context, folder)

    assert rows(session) == before


def test_another_place_is_refused_once_residents_have_spoken(session, context):
    keep_suggestion(session)

    with pytest.raises(Refused, match="holds suggestions of testvik; barvik needs a database of its own"):
        load_place(session, context, DATA / "barvik")

    assert session.scalar(select(Fact.value).where(Fact.key == "place")) == "testvik"


def test_a_place_of_nothing_but_a_bbox_loads(session, context):
    report = load_place(session, context, DATA / "barvik")

    assert (report.areas, report.names, report.map_features, report.pledges) == (0, 0, 0, 0)
    assert session.scalars(select(Area)).all() == []


TODAY = date(2026, 5, 12)


def lacks(found):
    """Return what the table says is missing, by subject."""
    return {(row.what, row.lacks) for row in found.rows if row.lacks}


def has(found, what):
    return next(row.has for row in found.rows if row.what == what)


def test_a_check_of_a_bare_folder_says_what_is_missing_and_what_follows():
    found = check_place(DATA / "barvik", TODAY)

    assert (found.faults, found.notes) == ([], [])
    assert {what for what, _ in lacks(found)} == {
        "border", "districts", "names", "map", "pledges", "sources", "authority", "contact_email", "privacy_email",
        "retention.decision",
    }  # fmt: skip
    assert all(row.without for row in found.rows if row.lacks)
    assert "not known" in has(found, "roads")


def test_a_check_says_what_is_odd(folder):
    edit(folder / "gazetteer.csv", "15.14,Östra", "17.14,Söder")
    edit(folder / "place.toml", "center = [15.1, 60.0]", "center = [17.0, 60.0]")
    areas = json.loads((folder / "areas.geojson").read_text())
    areas["features"][0]["geometry"]["coordinates"] = [
        [[15.01, 60], [15.05, 60.04], [15.05, 60], [15.01, 60.04], [15.01, 60]]
    ]
    areas["features"][1]["properties"]["population"] = None
    (folder / "areas.geojson").write_text(json.dumps(areas))

    found = check_place(folder, TODAY)
    text = "\n".join([*found.notes, *(row.lacks for row in found.rows)])

    assert found.faults == []
    assert "Ringvägen lies outside the bbox" in text
    assert "Ringvägen names Söder, which is no district" in text
    assert "areas.geojson, Västra: Self-intersection" in text
    assert "center lies outside the bbox" in text
    assert "they cover only" in text
    assert "the population of Östra is unknown" in text
    assert "1 name of gazetteer.csv without a position" in text
    assert ("contact_email", "only an example") in lacks(found)


@pytest.mark.parametrize(
    ("crs", "word"), [("EPSG:4326", "degrees, not in metres"), ("EPSG:999999", "not known"), ("metres", "not known")]
)
def test_a_system_that_does_not_count_in_metres_is_a_fault(session, context, folder, crs, word):
    edit(folder / "place.toml", 'crs = "EPSG:3006"', f'crs = "{crs}"')
    found = check_place(folder, TODAY)

    assert len(found.faults) == 1
    assert word in found.faults[0]
    with pytest.raises(Refused, match=crs):
        load_place(session, context, folder)


def test_a_system_made_for_another_country_and_its_number_are_odd(folder):
    edit(folder / "place.toml", 'crs = "EPSG:3006"', 'crs = "EPSG:3067"')
    edit(folder / "place.toml", 'country = "SE"', 'country = "FI"')
    found = dict(lacks(check_place(folder, TODAY)))

    assert "Finland" in found["coordinates"]
    assert "Sweden's" in found["emergency.other"]


@pytest.mark.parametrize(
    ("stated", "lack"),
    [(None, "states no date"), ("2025-01-01", ""), ("2019", "more than 5 years old"), ("soon", "states no date")],
)
def test_the_age_of_a_border_is_what_the_file_states(folder, stated, lack):
    border = json.loads((folder / "boundary.geojson").read_text())
    border["features"][0]["properties"] = {"name": "Testvik", **({"date": stated} if stated else {})}
    (folder / "boundary.geojson").write_text(json.dumps(border))
    found = check_place(folder, TODAY)
    row = next(row for row in found.rows if row.what == "border")

    assert lack in row.lacks
    assert bool(row.lacks) == bool(lack)
    assert "km²" in row.has


def test_a_language_that_no_page_is_written_in_is_told(folder):
    from webapp.domain.place_check import PAGES_IN
    from webapp.web.language import WRITTEN

    edit(folder / "place.toml", "languages = [", 'languages = ["fi", ')

    assert ("languages", "no page is written in fi") in lacks(check_place(folder, TODAY))
    assert set(PAGES_IN) == set(WRITTEN)


def test_with_a_database_the_check_tells_what_was_imported_and_where_suggestions_are(session, context):
    import_osm(session, context, OPERATOR, SMALL)
    for spot in ((15.1225, 60.0101), (15.1251, 60.0101), (15.02, 59.97), (15.03, 59.97)):
        with transaction(session):
            located = grouping.locate(session, context, *spot)
            grouping.place_suggestion(session, context, store(session, context, located, spot))
    found = check_place(DATA / "testvik", TODAY, session)

    assert has(found, "roads").startswith("4, 2 km, 3 junctions; 100% of the length has a name, ")
    assert has(found, "suggestions") == "4: 25% on a street, 25% at a junction, 50% on neither"
    assert ("suggestions", "many are near no street that cars use") in lacks(found)
    assert "folder" in has(found, "names")
    assert "from osm" in has(found, "names")
    assert found.facts.stored.roads == 4
    assert not [lack for what, lack in lacks(found) if what in {"map", "districts"}]


def test_a_database_that_holds_another_place_tells_nothing_of_this_one(session):
    assert check_place(DATA / "barvik", TODAY, session).facts.stored is None


def test_huddinge_can_be_loaded(session, context):
    found = check_place(place_folder("huddinge"), TODAY)

    assert (found.faults, found.notes) == ([], [])
    assert {what for what, _ in lacks(found)} <= {
        "border", "districts", "names", "map", "contact_email", "privacy_email", "retention.decision",
    }  # fmt: skip
    report = load_place(session, context, place_folder("huddinge"))
    assert report.pledges == 9


def test_the_check_is_printed_as_one_table_or_as_json(app):
    runner = app.test_cli_runner()
    shown, told = runner.invoke(args=["place", "check"]), runner.invoke(args=["place", "check", "--json"])
    known = json.loads(told.stdout)

    assert (shown.exit_code, told.exit_code) == (0, 0)
    assert [row["what"] for row in known["table"]][:3] == ["border", "districts", "roads"]
    assert known["facts"]["stored"]["roads"] == 0
    assert all(row["lacks"] in shown.stdout and row["without"] in shown.stdout for row in known["table"])


def test_a_folder_that_cannot_be_loaded_is_exit_1_with_its_faults(app, folder):
    edit(folder / "gazetteer.csv", "60.001", "sixty")
    result = app.test_cli_runner().invoke(args=["place", "check", "--folder", str(folder)])

    assert result.exit_code == 1
    assert "gazetteer.csv, line 3" in result.stdout
    assert "cannot be loaded: 1 fault" in result.stderr


def test_the_commands_answer_in_sentences(app, monkeypatch):
    runner = app.test_cli_runner()

    loaded, checked = runner.invoke(args=["place", "load"]), runner.invoke(args=["place", "check"])
    nowhere = runner.invoke(args=["place", "check", "--folder", "/nowhere"])

    assert (loaded.exit_code, checked.exit_code, nowhere.exit_code) == (0, 0, 1)
    assert "Testvik: 2 districts" in loaded.output
    assert "SOURCES.md is missing" in checked.output


def test_loading_before_the_tables_are_there_says_so(app):
    db.drop_all()

    result = app.test_cli_runner().invoke(args=["place", "load"])

    assert result.exit_code == 1
    assert "db upgrade" in result.output


def test_a_changed_rule_is_asked_again_of_every_check_already_held(session, context, folder, clock):
    site = ask_site(session, context)
    clock.move(hours=3)
    assert hold(session, context, clock, site.id, minutes=20).counts
    edit(folder / "pledges.toml", "min_minutes = 15", "min_minutes = 30")

    load_place(session, context, folder)

    assert session.scalars(select(CheckVerdict.reason)).all() == ["too_short"]
    assert verify_counts(session, context) == []
