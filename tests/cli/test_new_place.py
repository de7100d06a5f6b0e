"""docs/new_place.md, followed to the letter: a place from nothing, and a Finnish one from the page's own lines."""

import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.boston import run
from tests.conftest import NOON, app_settings, shared
from webapp import create_app
from webapp.gateways.clock import SetClock
from webapp.settings import ROOT
from webapp.storage.db import db

PAGE = (ROOT / "docs" / "new_place.md").read_text(encoding="utf-8")


def blocks(kind):
    return re.findall(rf"^```{kind}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def opened(data_dir, place):
    """Return the front page of a place, and what the site knows a street as."""
    app = create_app(app_settings(data_dir, place=place), SetClock(NOON))
    with app.app_context():
        client = app.test_client()
        pages = client.get("/").text, client.get("/suggest").text
        found = run(app, "place", "check", "--json")
        db.session.remove()
        db.engine.dispose()
    return pages, json.loads(found.stdout)


@pytest.fixture
def trial(tmp_path):
    """Run the page's first block as it stands, but for the install, and in a folder of the test's own."""
    commands = blocks("sh")[0].replace("make install\n", "")
    commands = commands.replace("$PWD/instance", str(tmp_path)).replace(" instance/", f" {tmp_path}/")
    scripts = Path(sys.executable).parent
    environment = {**os.environ, "PATH": f"{scripts}:{os.environ['PATH']}"}
    for name in [name for name in environment if name.startswith("LOFTE_")]:
        del environment[name]
    done = subprocess.run(
        ["sh", "-e", "-c", commands], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr
    return tmp_path, done.stdout


def test_the_trial_of_the_page_gives_a_site_with_streets_and_districts(trial):
    folder, printed = trial
    (home, form), known = opened(folder / "byn-data", folder / "byn")
    stored = known["facts"]["stored"]

    assert "2 districts, 0 of them without a known population" in printed
    assert "Byn" in home
    assert "© OpenStreetMap contributors" in home
    assert 'name="kind"' in form
    assert (stored["roads"], stored["districts"]) == (4, {"Västra byn": 2100, "Östra byn": 1400})
    assert known["faults"] == []


def test_each_step_left_out_of_the_trial_leaves_a_site_that_works(tmp_path):
    place = tmp_path / "byn"
    place.mkdir()
    (place / "place.toml").write_text("bbox = [15.10, 60.00, 15.16, 60.03]\n", encoding="utf-8")
    app = create_app(app_settings(tmp_path / "data", place=place), SetClock(NOON))
    with app.app_context():
        db.create_all()
        assert run(app, "place", "load").exit_code == 0
        client = app.test_client()
        for path in ("/", "/suggest", "/sites", "/progress"):
            assert client.get(path).status_code == 200, path
        db.session.remove()
        db.engine.dispose()


def test_every_place_toml_of_the_page_is_a_place(tmp_path):
    from webapp.formats.place_folder import read_place

    for number, text in enumerate(blocks("toml")):
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / "place.toml").write_text(text, encoding="utf-8")
        assert read_place(folder).name == tomllib.loads(text)["name"]


def test_the_finnish_place_of_the_page_has_its_streets_by_both_names(tmp_path):
    extract = shared("osm/helsinki_centre.osm.pbf")
    place = tmp_path / "helsingfors"
    place.mkdir()
    (place / "place.toml").write_text(blocks("toml")[1], encoding="utf-8")
    app = create_app(app_settings(tmp_path / "data", place=place), SetClock(NOON))
    with app.app_context():
        db.create_all()
        assert run(app, "place", "load").exit_code == 0
        told = json.loads(run(app, "geodata", "import-osm", extract, "--json").stdout)
        swedish = json.loads(run(app, "geodata", "find", "Alexandersgatan", "--json").stdout)
        finnish = json.loads(run(app, "geodata", "find", "Aleksanterinkatu", "--json").stdout)
        checked = json.loads(run(app, "place", "check", "--json").stdout)
        home = app.test_client().get("/")
        db.session.remove()
        db.engine.dispose()

    assert (told["named"], told["maxspeed"]) == (807, 763)
    assert swedish
    assert finnish
    assert checked["faults"] == []
    assert not [
        row
        for row in checked["table"]
        if row["what"] in {"coordinates", "languages", "emergency.other"} and row["lacks"]
    ]
    assert (home.status_code, "Helsingfors" in home.text) == (200, True)


def test_every_command_of_the_page_exists(app):
    """With the options that it shows."""
    for line in "\n".join(blocks("sh")).splitlines():
        words = line.split()
        if "flask" not in words[:1]:
            continue
        words = words[3:] if words[1] == "--app" else words[1:]
        if words[0] == "db":
            continue
        shown = run(app, *words[:2], "--help")
        assert shown.exit_code == 0, line
        for option in (word for word in words if word.startswith("--")):
            assert option in shown.stdout, line
