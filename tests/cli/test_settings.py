"""What ``settings`` tells, and what it keeps to itself."""

import runpy
from pathlib import Path

import pytest

from webapp.cli.settings import masked
from webapp.settings import SETTINGS


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
    [("LOFTE_PLACE", "nowhere", "no place here"), ("LOFTE_RATELIMIT", "maybe", "on or off")],
)
def test_a_setting_that_cannot_be_used_ends_every_command_with_one_sentence(monkeypatch, name, value, sentence):
    monkeypatch.setenv(name, value)

    with pytest.raises(SystemExit, match=sentence):
        runpy.run_path(str(Path(__file__).parents[2] / "app.py"))
