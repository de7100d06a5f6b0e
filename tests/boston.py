"""A place made from docs/importing.md in a temporary folder, and the real reports that go into it."""

import re

from tests.conftest import NOON, app_settings, shared
from webapp import create_app
from webapp.gateways.clock import SetClock
from webapp.settings import ROOT
from webapp.storage.db import db

REPORTS = "reports/boston_vision_zero_2016h1.csv"
MAPPED = ("--kind-map", "people speed=speed", "--default-kind", "unsafe_place")


def boston_app(folder):
    """Return an app for Boston with an empty database; skip when the reports are not here."""
    shared(REPORTS)
    toml = re.search(r"```toml\n(.*?)```", (ROOT / "docs" / "importing.md").read_text(encoding="utf-8"), re.DOTALL)
    (folder / "boston").mkdir()
    (folder / "boston" / "place.toml").write_text(toml[1], encoding="utf-8")
    app = create_app(app_settings(folder / "instance", place=folder / "boston"), SetClock(NOON))
    with app.app_context():
        db.create_all()
    return app


def run(app, *args):
    """Run a command; return its result."""
    return app.test_cli_runner().invoke(args=[str(a) for a in args])
