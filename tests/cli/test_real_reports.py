"""Real reports of a real city, in a place made from the guide: docs/importing.md."""

import json

import pytest

from tests.boston import MAPPED, REPORTS, boston_app, run
from tests.conftest import shared
from webapp.storage.db import db
from webapp.storage.suggestions import Suggestion


@pytest.fixture
def boston(tmp_path):
    app = boston_app(tmp_path)
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def stored(app):
    with app.app_context():
        rows = db.session.query(Suggestion.external_id, Suggestion.public_number, Suggestion.site_id)
        return sorted(rows.all())


def test_the_reports_go_in_whole_prove_right_and_go_in_once(boston, tmp_path):
    first = run(boston, "suggestions", "import", shared(REPORTS), *MAPPED)
    assert first.exit_code == 0, first.output
    assert "7849 rows: 7849 stored" in first.stdout
    before = stored(boston)
    assert len(before) == 7849

    verified = run(boston, "sites", "verify")
    assert verified.exit_code == 0, verified.output

    again = run(boston, "suggestions", "import", shared(REPORTS), *MAPPED)
    assert "0 stored, 7849 stored already" in again.stdout
    assert stored(boston) == before

    out = tmp_path / "hotspots.geojson"
    exported = run(boston, "export", "hotspots", "--format", "geojson", "-o", out)
    assert exported.exit_code == 0, exported.output
    spots = json.loads(out.read_bytes())["features"]
    assert {s["properties"]["kind"] for s in spots} == {"speed", "unsafe_place"}
    assert any(s["properties"]["significant"] for s in spots)
    assert not any(s["properties"]["residents"] in {"1-2", "0"} for s in spots)

    copy = tmp_path / "copy.csv"
    assert run(boston, "suggestions", "export", "-o", copy).exit_code == 0
    assert copy.stat().st_mode & 0o077 == 0


def test_one_bad_row_among_thousands_refuses_all_and_is_named_by_its_line(boston, tmp_path):
    lines = shared(REPORTS).read_bytes().split(b"\n")
    text = b"\n".join(lines)
    bad = tmp_path / "bad.csv"
    start = next(n for n, line in enumerate(lines) if n >= 6999 and line.count(b",") == 6 and line[:5].isdigit())
    lines[start] = lines[start].replace(b",42.", b",forty-two ", 1)
    bad.write_bytes(b"\n".join(lines))
    assert bad.read_bytes() != text

    result = run(boston, "suggestions", "import", bad, *MAPPED)

    assert result.exit_code == 1
    assert f"Line {start + 1}: lat 'forty-two" in result.stderr
    assert result.stdout == ""
    assert stored(boston) == []


def test_rows_in_another_town_are_named_and_the_rest_stored(boston, tmp_path):
    lines = shared(REPORTS).read_bytes().split(b"\n")[:40]
    lines += [b"far,2016-02-01T00:00:00Z,40.71,-74.0,people speed,walks,", b""]
    file = tmp_path / "reports.csv"
    file.write_bytes(b"\n".join(lines))

    result = run(boston, "suggestions", "import", file, *MAPPED)

    assert result.exit_code == 0
    assert "Line 41: set aside, 40.71 -74.0" in result.stderr
    assert "1 set aside" in result.stdout
    assert "far" not in {row[0] for row in stored(boston)}


def test_a_category_without_a_kind_is_a_fault(boston):
    result = run(boston, "suggestions", "import", shared(REPORTS), "--kind-map", "people speed=speed")

    assert result.exit_code == 1
    assert f"Nothing was stored: {7849 - 1056} faults" in result.stderr
    assert stored(boston) == []
