"""A real database a test, made from one template; a clock that stands still; a made-up place."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import hypothesis
import pytest

from tests.postgresql import SERVER, drop_database, own_database
from tests.quick import files_in_memory, made_quick
from webapp import create_app
from webapp.gateways.clock import SetClock
from webapp.settings import read_settings
from webapp.storage.db import db

DATA = Path(__file__).parent / "data"
SHARED = Path(__file__).resolve().parent.parent.parent / "shared"
NOON = datetime(2026, 5, 12, 10, 0, tzinfo=UTC)  # a Tuesday, 12:00 in Stockholm

hypothesis.settings.register_profile("steady", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("steady")  # how long an example takes says how busy the machine is, not what is wrong


def pytest_configure(config):
    """On PostgreSQL an app that a test made and left says so when it goes; what a query leaves open stays an error."""
    if SERVER:
        left = "ignore:Exception ignored in. <function BaseConnection:pytest.PytestUnraisableExceptionWarning"
        config.addinivalue_line("filterwarnings", left)
    files_in_memory()


@pytest.fixture(scope="session", autouse=True)
def quick():
    with made_quick():
        yield


def shared(path):
    """Return a file of the shared data, or skip with its name."""
    file = SHARED / "data" / path
    if not file.exists():
        pytest.skip(f"shared data not here: {path}")
    return file


def app_settings(data_dir, place=DATA / "testvik", **more):
    return read_settings(
        {
            "LOFTE_DATA_DIR": str(data_dir),
            "LOFTE_PLACE": str(place),
            "LOFTE_SECRET_KEY": "a secret for tests only, never anywhere else",
            "LOFTE_RATELIMIT": "off",
            **({} if "LOFTE_DATABASE_URL" in more else own_database(data_dir)),
            **more,
        }
    )


@pytest.fixture(scope="session")
def template_dir(tmp_path_factory):
    """A data folder with the made-up place loaded, copied for each test."""
    from webapp.usecases.places import load_place

    folder = tmp_path_factory.mktemp("template")
    app = create_app(app_settings(folder), SetClock(NOON))
    with app.app_context():
        db.create_all()
        load_place(db.session(), app.extensions["lofte_context"], DATA / "testvik")
        db.session.remove()
        db.engine.dispose()
    return folder


@pytest.fixture
def data_dir(template_dir, tmp_path, monkeypatch):
    folder = tmp_path / "instance"
    shutil.copytree(template_dir, folder)
    for name, value in own_database(folder).items():
        monkeypatch.setenv(name, value)  # for what a test starts as a process of its own
    yield folder
    drop_database(folder)


@pytest.fixture(scope="session")
def template_code(tmp_path_factory):
    """Templates that one test compiled and the next one need not: half the time of a page."""
    from jinja2 import FileSystemBytecodeCache

    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture
def clock():
    return SetClock(NOON)


@pytest.fixture
def app(data_dir, clock, template_code):
    app = create_app(app_settings(data_dir), clock)
    app.jinja_env.bytecode_cache = template_code
    app.testing = True
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def context(app):
    return app.extensions["lofte_context"]


@pytest.fixture
def session(app):
    return db.session()


@pytest.fixture
def client(app):
    return app.test_client()
