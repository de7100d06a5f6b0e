"""Loading a place again and again, changing its folder, and checking it."""

import json
import shutil
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from tests.conftest import DATA
from tests.residents import ask_site, hold
from webapp.domain.errors import Refused
from webapp.settings import place_folder
from webapp.storage.checks import CheckVerdict
from webapp.storage.counting import verify_counts
from webapp.storage.db import db
from webapp.storage.places import Area, BaseMapFeature, Fact, GazetteerName, PledgeRow, area_at
from webapp.storage.suggestions import Suggestion
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


def test_a_check_says_what_is_missing():
    faults, notes = check_place(DATA / "barvik")

    assert faults == []
    assert any("boundary.geojson is missing" in n for n in notes)
    assert any("nothing is promised" in n for n in notes)
    assert any("contact_email is empty" in n for n in notes)


def test_a_check_says_what_is_odd(folder):
    edit(folder / "gazetteer.csv", "15.14,Östra", "17.14,Söder")
    areas = json.loads((folder / "areas.geojson").read_text())
    areas["features"][0]["geometry"]["coordinates"] = [
        [[15.01, 60], [15.05, 60.04], [15.05, 60], [15.01, 60.04], [15.01, 60]]
    ]
    areas["features"][1]["properties"]["population"] = None
    (folder / "areas.geojson").write_text(json.dumps(areas))

    faults, notes = check_place(folder)
    text = "\n".join(notes)

    assert faults == []
    assert "Ringvägen lies outside the bbox" in text
    assert "Ringvägen names Söder, which is no district" in text
    assert "areas.geojson, Västra: Self-intersection" in text
    assert "the districts cover only" in text
    assert "population of Östra is unknown" in text
    assert "1 names have no position" in text
    assert "contact_email is kontakt@testvik.example, which is only an example" in text


def test_huddinge_can_be_loaded(session, context):
    faults, notes = check_place(place_folder("huddinge"))

    assert faults == []
    assert not [n for n in notes if "is missing" in n or "outside" in n or "no district" in n]
    report = load_place(session, context, place_folder("huddinge"))
    assert report.pledges == 9


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
