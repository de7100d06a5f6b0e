import json
from pathlib import Path

import pytest

from tests.boston import run
from tests.osm import SMALL, as_pbf


def test_the_counts_are_printed_as_json(app):
    result = run(app, "geodata", "import-osm", SMALL, "--json")
    told = json.loads(result.stdout)

    assert result.exit_code == 0, result.output
    assert {name: told[name] for name in ("named", "names", "maxspeed", "oneway")} == {
        "named": 9,
        "names": 5,
        "maxspeed": 4,
        "oneway": 2,
    }
    assert (told["roads"], told["junctions"], told["changed"]) == (4, 3, True)


def test_the_counts_are_of_the_file_whether_it_is_clipped_or_not(app):
    clipped = json.loads(run(app, "geodata", "import-osm", SMALL, "--json").stdout)
    whole = json.loads(run(app, "geodata", "import-osm", SMALL, "--no-clip", "--json").stdout)

    assert clipped["named"] == whole["named"]
    assert clipped["roads"] + 1 == whole["roads"]


def test_an_unreadable_file_is_one_sentence_and_exit_1(app, tmp_path):
    path = tmp_path / "noise.osm.pbf"
    path.write_bytes(b"no map at all")
    result = run(app, "geodata", "import-osm", path)

    assert result.exit_code == 1
    assert result.stdout == ""
    assert len(result.stderr.strip().splitlines()) == 1


def test_a_file_from_elsewhere_is_told_once_and_without_numbers_of_the_place(app):
    run(app, "geodata", "import-osm", SMALL)
    text = SMALL.read_text(encoding="utf-8").replace('lat="60', 'lat="40').replace('lat="59', 'lat="39')
    path = Path(app.extensions["lofte_settings"].data_dir, "far.osm")
    path.write_text(text, encoding="utf-8")
    result = run(app, "geodata", "import-osm", path)

    assert result.exit_code == 0
    assert "lies in" in result.stderr
    assert "so nothing was stored" in result.stderr
    assert "0 roads" not in result.stdout
    assert "last import" not in result.stdout


def database_bytes(app):
    """Return the bytes of the database with all that is in its log."""
    from webapp.storage.db import db

    db.session.remove()
    with db.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    db.engine.dispose()
    return Path(app.extensions["lofte_settings"].data_dir, "lofte.sqlite3").read_bytes()


@pytest.mark.parametrize(
    "name", ["half.osm", "half.osm.pbf", "empty.osm", "noise.osm.pbf", "folder.osm", "nowhere.osm"]
)
def test_a_file_that_cannot_be_read_leaves_the_database_byte_for_byte(app, tmp_path, name):
    run(app, "geodata", "import-osm", SMALL)
    path = tmp_path / name
    whole = SMALL if name.endswith(".osm") else as_pbf(tmp_path)
    if name.startswith("folder"):
        path.mkdir()
    elif not name.startswith("nowhere"):
        data = {"half": whole.read_bytes(), "empty": b"", "noise": bytes(range(256)) * 9}[name.split(".")[0]]
        path.write_bytes(data[: len(data) * 2 // 3])
    before = database_bytes(app)

    result = run(app, "geodata", "import-osm", path, "--json")

    assert database_bytes(app) == before
    assert (result.exit_code, result.stdout) == (1, "")
    assert len(result.stderr.strip().splitlines()) == 1


def test_a_second_run_says_that_nothing_has_changed(app):
    run(app, "geodata", "import-osm", SMALL)
    result = run(app, "geodata", "import-osm", SMALL)

    assert "Nothing has changed" in result.stdout
    assert run(app, "sites", "verify").exit_code == 0


@pytest.fixture
def districts(tmp_path):
    ring = [[15.0, 59.96], [15.2, 59.96], [15.2, 60.04], [15.0, 60.04], [15.0, 59.96]]
    one = {
        "type": "Feature",
        "properties": {"NAMN": "Allt", "BEF": 9},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
    path = tmp_path / "districts.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [one]}), encoding="utf-8")
    return path


def test_districts_are_imported_by_the_names_of_their_fields(app, districts):
    result = run(app, "geodata", "import-areas", districts, "--name-field", "NAMN", "--population-field", "BEF")
    again = run(app, "geodata", "import-areas", districts, "--name-field", "NAMN", "--population-field", "BEF")

    assert result.exit_code == 0, result.output
    assert "1 districts, 0 of them without" in result.stdout
    assert "Nothing has changed" in again.stdout


def test_of_a_whole_countrys_file_only_the_own_districts_are_taken(app, districts):
    whole = json.loads(districts.read_text(encoding="utf-8"))
    other = json.loads(json.dumps(whole["features"][0]))
    whole["features"][0]["properties"]["kod"], other["properties"]["kod"] = "0126", "0127"
    districts.write_text(json.dumps({**whole, "features": [whole["features"][0], other]}), encoding="utf-8")
    command = ("geodata", "import-areas", districts, "--name-field", "NAMN", "--only")

    own, none = run(app, *command, "kod=0126"), run(app, *command, "kod=9999")

    assert "1 districts" in own.stdout
    assert (none.exit_code, none.stderr.count("\n")) == (1, 1), none.exception
    assert "whose kod is 9999" in none.stderr
    assert run(app, *command, "0126").exit_code == 2


def test_a_field_that_is_not_there_is_refused_and_the_others_are_named(app, districts):
    result = run(app, "geodata", "import-areas", districts, "--name-field", "namn")

    assert result.exit_code == 1
    assert "NAMN" in result.stderr


def test_districts_without_a_name_field_are_wrong_usage(app, districts):
    assert run(app, "geodata", "import-areas", districts).exit_code == 2
