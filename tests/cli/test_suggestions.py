import csv
import json

import pytest

from tests.boston import run
from webapp.formats.hotspot_writers import FORMATS
from webapp.storage.hotspots import hotspot_map
from webapp.usecases import exports

HEADER = "id,created,lat,lon,category,comment\n"
GOOD = HEADER + "1,2026-03-01T12:00:00Z,60.0,15.05,people speed,För fort\n"


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "reports.csv"
    path.write_text(GOOD, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "args",
    [
        ("--kind-map", "people speed"),
        ("--kind-map", "people speed=fast"),
        ("--default-kind", "fast"),
        ("--column", "created"),
        ("--column", "height=h"),
        ("--column", "=created"),
    ],
)
def test_a_wrong_option_is_wrong_usage(app, file, args):
    assert run(app, "suggestions", "import", file, *args).exit_code == 2


def test_a_file_that_is_not_there_is_wrong_usage(app, tmp_path):
    assert run(app, "suggestions", "import", tmp_path / "none.csv").exit_code == 2


def test_columns_are_renamed_either_way_round(app, tmp_path):
    path = tmp_path / "reports.csv"
    path.write_text("nr;Opened;y;x;category\n1;2026-03-01;60,0;15,05;speed\n", encoding="utf-8")

    result = run(
        app, "suggestions", "import", path,
        "--column", "id=nr", "--column", "opened=created", "--column", "lat=Y", "--column", "lon=x",
    )  # fmt: skip

    assert result.exit_code == 0, result.output
    assert "1 rows: 1 stored" in result.stdout


def test_a_column_to_rename_that_is_not_there_is_a_fault(app, file):
    result = run(app, "suggestions", "import", file, "--column", "created=nowhere", "--default-kind", "speed")

    assert result.exit_code == 1
    assert "there is no column nowhere" in result.stderr


def test_a_dry_run_says_what_would_be_stored(app, file):
    result = run(app, "suggestions", "import", file, "--default-kind", "speed", "--dry-run")

    assert "1 would be stored" in result.stdout


def test_the_copy_follows_the_suffix(app, file, tmp_path):
    run(app, "suggestions", "import", file, "--default-kind", "speed")

    assert run(app, "suggestions", "export", "-o", tmp_path / "a.csv").exit_code == 0
    assert run(app, "suggestions", "export", "-o", tmp_path / "a.GeoJSON").exit_code == 0
    assert run(app, "suggestions", "export", "-o", tmp_path / "a.xlsx").exit_code == 2
    with (tmp_path / "a.csv").open(newline="", encoding="utf-8") as table:
        assert [r["comment"] for r in csv.DictReader(table)] == ["För fort"]
    assert len(json.loads((tmp_path / "a.GeoJSON").read_bytes())["features"]) == 1


def test_a_folder_that_is_not_there_is_refused_in_a_sentence(app, tmp_path):
    result = run(app, "suggestions", "export", "-o", tmp_path / "no" / "a.csv")

    assert result.exit_code == 1
    assert "cannot be written" in result.stderr


def test_hotspots_in_all_formats_are_found_once_and_are_what_each_format_gives_alone(app, tmp_path, monkeypatch):
    found = []
    monkeypatch.setattr(exports, "hotspot_map", lambda *wish: found.append(wish) or hotspot_map(*wish))
    result = run(app, "export", "hotspots", "--format", "all", "-o", tmp_path / "new" / "files", "--excel")
    assert result.exit_code == 0, result.output
    assert len(found) == 1
    assert {path.suffix[1:] for path in (tmp_path / "new" / "files").iterdir()} == set(FORMATS)

    alone = tmp_path / "alone.csv"
    assert run(app, "export", "hotspots", "--format", "csv", "--excel", "-o", alone).exit_code == 0
    assert alone.read_bytes() == (tmp_path / "new" / "files" / "hotspots.csv").read_bytes()
    assert run(app, "export", "hotspots", "--format", "all", "--crs", "EPSG:3006", "-o", tmp_path).exit_code == 2
    alone.unlink()
    alone.write_text("in the way")
    assert run(app, "export", "hotspots", "--format", "all", "-o", alone).exit_code == 1


@pytest.mark.parametrize("what", ["hotspots", "sites"])
@pytest.mark.parametrize("format_", ["doc", "shp", "xlsx"])
def test_a_format_that_is_not_there_is_wrong_usage(app, tmp_path, what, format_):
    result = run(app, "export", what, "--format", format_, "-o", tmp_path / "out")

    assert result.exit_code == 2
    assert not (tmp_path / "out").exists()


def test_exports_of_an_empty_site_are_valid_and_empty(app, tmp_path):
    for what, format_ in (("hotspots", "geojson"), ("hotspots", "csv"), ("hotspots", "html"), ("sites", "geojson")):
        out = tmp_path / f"{what}.{format_}"
        result = run(app, "export", what, "--format", format_, "-o", out)
        assert result.exit_code == 0, result.output
        assert result.stdout == ""
        assert out.stat().st_size > 0
    assert json.loads((tmp_path / "hotspots.geojson").read_bytes())["features"] == []
    assert "Ingen plats har tre eller fler" in (tmp_path / "hotspots.html").read_text(encoding="utf-8")


def test_a_period_that_ends_before_it_begins_is_wrong_usage(app, tmp_path):
    out = tmp_path / "out.csv"
    result = run(app, "export", "hotspots", "--format", "csv", "-o", out, "--from", "2026-02-01", "--to", "2026-01-01")

    assert result.exit_code == 2


def test_a_backup_prints_its_name_and_over_data_a_restore_is_refused(app, file, tmp_path):
    run(app, "suggestions", "import", file, "--default-kind", "speed")

    made = run(app, "backup", "create", tmp_path / "copies")
    over = run(app, "backup", "restore", made.stdout.strip())

    assert made.exit_code == 0
    assert over.exit_code == 1
    assert "holds data already" in over.stderr
