"""Disks that are full or fail, and files that others hold: only what is kept is acknowledged."""

import os
import shutil
import sqlite3
import subprocess
import threading
import time
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest
from sqlalchemy import create_engine, func, select, text

from tests.conftest import NOON, app_settings
from tests.faults.dying import Served, eventually
from tests.postgresql import SERVER, sqlite_only
from tests.staff import token_of
from webapp import create_app
from webapp.gateways.clock import SetClock
from webapp.storage import db as store
from webapp.storage.db import WRITERS_TURN, db
from webapp.storage.suggestions import Suggestion


def form(client, key, **more):
    token = token_of(client.get("/suggest"))
    return {"csrf_token": token, "kind": "speed", "lat": "60.01", "lon": "15.05", "submission_key": key, **more}


def stored(session):
    session.rollback()
    return session.scalar(select(func.count()).select_from(Suggestion))


# A full disk


@pytest.fixture
def small_disk(template_dir, tmp_path):
    """A site on a disk of a few megabytes of its own."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(disk)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True).returncode != 0:
        pytest.skip("a small disk cannot be mounted here: that needs root")
    try:
        shutil.copytree(template_dir, disk / "instance")
        app = create_app(app_settings(disk / "instance"), SetClock(NOON))
        app.testing = True
        with app.app_context():
            yield app, disk / "ballast"
            db.session.remove()
            db.engine.dispose()
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)


def fill(file):
    with file.open("wb", buffering=0) as ballast:
        for size in (1 << 16, 1 << 12):
            with suppress(OSError):
                while ballast.write(b"x" * size) == size:
                    pass


@sqlite_only
def test_on_a_full_disk_nothing_is_acknowledged_reading_goes_on_and_it_is_well_again_with_room(small_disk):
    app, ballast = small_disk
    client = app.test_client()
    fields = form(client, "before")
    assert client.post("/suggest", data=fields).status_code == 303
    fill(ballast)

    refused = client.post("/suggest?lang=sv", data=form(client, "full", text="Bilar kör fort här varje kväll."))

    assert refused.status_code in {503, 507}
    assert "inte sparat" in refused.text
    assert "Bilar kör fort här varje kväll." in refused.text
    assert int(refused.headers["Retry-After"]) > 0
    assert client.get("/").status_code == client.get("/sites").status_code == 200
    assert client.get("/healthz").status_code in {503, 507}
    assert stored(db.session()) == 1

    ballast.unlink()

    assert client.post("/suggest", data=form(client, "full")).status_code == 303
    assert client.get("/healthz").status_code == 200
    assert stored(db.session()) == 2
    assert db.session.execute(text("PRAGMA integrity_check")).scalar() == "ok"


# A disk that syncs, or says that it cannot


@pytest.fixture(scope="module")
def served(template_dir, tmp_path_factory):
    folder = tmp_path_factory.mktemp("served") / "instance"
    shutil.copytree(template_dir, folder)
    site = Served(folder)
    yield site
    site.kill()


@contextmanager
def traced(site, *options):
    """Follow the site's calls to the system, as strace does."""
    if shutil.which("strace") is None:
        pytest.skip("strace is not installed")
    command = ["strace", "-f", "-q", "-p", str(site.process.pid), "-o", os.devnull, *options]
    tracer = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    try:
        followed = eventually(lambda: "TracerPid:\t0" not in _status(site) or tracer.poll() is not None)
        if not followed or tracer.poll() is not None:
            pytest.skip("another process may not be traced here")
        yield
    finally:
        tracer.terminate()
        tracer.wait()
        tracer.stderr.close()


def _status(site):
    return Path(f"/proc/{site.process.pid}/status").read_text()


@sqlite_only
def test_every_acknowledged_suggestion_was_synced_first(served, tmp_path):
    visitor = served.visitor()
    visitor.suggest("warm")
    log = tmp_path / "syncs"

    with traced(served, "-e", "trace=fsync,fdatasync", "-o", str(log)):
        answers = [visitor.suggest(f"key {n}")[0] for n in range(10)]

    assert answers == [303] * 10
    assert log.read_text().count("sync(") >= 10


@sqlite_only
def test_what_the_disk_could_not_sync_is_not_acknowledged(served):
    visitor = served.visitor()
    assert visitor.suggest("before")[0] == 303

    with traced(served, "-e", "trace=fsync,fdatasync", "-e", "inject=fsync,fdatasync:error=EIO"):
        refused, _, page = visitor.suggest("never kept")
        reading, _, _ = visitor.get("/")

    assert refused in {503, 507}
    assert "sparat" in page or "not saved" in page
    assert reading == 200
    assert visitor.suggest("after")[0] == 303


# A database that somebody holds


@contextmanager
def held(app, seconds=None):
    """Let somebody else hold the write lock, for some seconds or until the end of the block."""
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    letting_go = threading.Event()
    holding = threading.Event()

    def hold():
        if SERVER:
            engine = create_engine(url)
            with engine.begin() as other:
                other.execute(text("SELECT pg_advisory_xact_lock(:turn)"), {"turn": WRITERS_TURN})
                holding.set()
                letting_go.wait(seconds)
            engine.dispose()
        else:
            with closing(sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)) as other:
                other.execute("BEGIN IMMEDIATE")
                holding.set()
                letting_go.wait(seconds)
                other.execute("ROLLBACK")

    holder = threading.Thread(target=hold)
    holder.start()
    holding.wait()
    try:
        yield
    finally:
        letting_go.set()
        holder.join()


def test_who_sends_while_another_writes_for_three_seconds_waits_and_is_served(app, client, session):
    fields = form(client, "patient")
    begun = time.monotonic()

    with held(app, 3):
        answer = client.post("/suggest", data=fields)

    assert answer.status_code == 303
    assert time.monotonic() - begun > 2.5
    assert stored(session) == 1


@pytest.mark.parametrize("timeout_ms", [300, pytest.param(5000, marks=pytest.mark.soak)])
def test_when_the_lock_is_held_for_long_the_answer_is_calm_and_keeps_the_words(
    app, client, session, monkeypatch, timeout_ms
):
    monkeypatch.setattr(store, "BUSY_TIMEOUT_MS", timeout_ms)
    fields = form(client, "in vain", text="Bilar kör fort här varje kväll.")

    with held(app, 30):
        answer = client.post("/suggest?lang=sv", data=fields)
        reading = client.get("/sites")

    assert answer.status_code == 503
    assert "inte sparat" in answer.text
    assert "Bilar kör fort här varje kväll." in answer.text
    assert int(answer.headers["Retry-After"]) > 0
    assert reading.status_code == 200
    assert stored(session) == 0
    assert client.post("/suggest", data=fields).status_code == 303
