"""What ``settings`` tells, and what it keeps to itself."""

import runpy
from pathlib import Path

import pytest

from webapp.cli.settings import masked
from webapp.settings import SETTINGS, read_settings


def test_every_setting_is_listed_with_its_source_and_no_secret(app, monkeypatch):
    monkeypatch.setenv("LOFTE_SECRET_KEY", "nobody-may-read-this")
    monkeypatch.setenv("LOFTE_MAIL_URL", "smtp://post:hemligt@mail.example:587")

    output = app.test_cli_runner().invoke(args=["settings"]).output

    assert [line.split("=")[0] for line in output.splitlines()] == [s.name for s in SETTINGS]
    assert "nobody-may-read-this" not in output
    assert "hemligt" not in output
    assert "LOFTE_MAIL_URL=smtp://post:********@mail.example:587  (environment)" in output
    assert "LOFTE_PLACE=huddinge  (default)" in output


def test_an_address_without_a_password_is_shown_whole():
    assert masked("LOFTE_DATABASE_URL", "postgresql://lofte@db/lofte") == "postgresql://lofte@db/lofte"
    assert masked("LOFTE_RATELIMIT_STORAGE", "memory://") == "memory://"
    assert masked("LOFTE_SECRET_KEY", "") == ""


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("LOFTE_PLACE", "nowhere", "no place here"),
        ("LOFTE_RATELIMIT", "maybe", "on or off"),
        ("LOFTE_TILE_URL", "https://tiles.example/{z}/{x}/{y}.png", "LOFTE_TILE_ATTRIBUTION must name"),
    ],
)
def test_a_setting_that_cannot_be_used_ends_every_command_with_one_sentence(monkeypatch, name, value, sentence):
    monkeypatch.setenv(name, value)

    with pytest.raises(SystemExit, match=sentence):
        runpy.run_path(str(Path(__file__).parents[2] / "app.py"))


@pytest.mark.parametrize(
    "address",
    [
        "tiles.example/{z}/{x}/{y}.png", "https://tiles.example/{z}/{x}.png", "https://{s}.tiles.example/{z}/{x}/{y}.png",
        "https://tiles.example/{z}/{x}/{y}/{y}", "ftp://tiles.example/{z}/{x}/{y}", "https:///{z}/{x}/{y}",
        "https://me:secret@tiles.example/{z}/{x}/{y}", "https://tiles.example/{z}/{x}/{y} 'unsafe-inline'",
        "https://tiles.example; script-src */{z}/{x}/{y}", "https://tiles.example:x/{z}/{x}/{y}", "{z}{x}{y}",
    ],
)  # fmt: skip
def test_an_address_of_tiles_that_cannot_be_used_is_one_sentence_without_what_may_be_a_key(address):
    with pytest.raises(ValueError, match="LOFTE_TILE_URL must be") as fault:
        read_settings({"LOFTE_TILE_URL": address, "LOFTE_TILE_ATTRIBUTION": "Kartverket"})

    assert address not in str(fault.value)


def test_tiles_by_http_are_refused_on_a_site_by_https():
    tiles = {"LOFTE_TILE_URL": "http://tiles.example/{z}/{x}/{y}.png", "LOFTE_TILE_ATTRIBUTION": "Kartverket"}

    assert read_settings(tiles).tile_origin == "http://tiles.example"
    with pytest.raises(ValueError, match="must be https"):
        read_settings({**tiles, "LOFTE_BASE_URL": "https://lofte.example"})


def test_the_tiles_of_wmts_are_told_in_its_own_words():
    address = "https://kartor.example:8443/wmts/{TileMatrix}/{TileRow}/{TileCol}.png?key=1"
    settings = read_settings({"LOFTE_TILE_URL": address, "LOFTE_TILE_ATTRIBUTION": "Kartverket"})

    assert settings.tile_url == "https://kartor.example:8443/wmts/{z}/{y}/{x}.png?key=1"
    assert settings.tile_origin == "https://kartor.example:8443"
