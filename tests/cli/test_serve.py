"""When a site may be served, and that it answers once it is."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from urllib.request import urlopen

import pytest

from tests.conftest import DATA, app_settings
from webapp.cli import worker
from webapp.cli.serve import _proxy
from webapp.settings import ROOT
from webapp.storage.db import db
from webapp.storage.places import DEMO, PLACE, SERVED_AT, fact, set_fact


@pytest.fixture
def serve(app):
    def run(*args, **changes):
        app.extensions["lofte_settings"] = app_settings(app.extensions["lofte_settings"].data_dir, **changes)
        return app.test_cli_runner().invoke(args=["serve", *args])

    return run


def test_a_real_site_needs_a_secret(serve):
    result = serve(LOFTE_SECRET_KEY="")

    assert result.exit_code == 1
    assert "LOFTE_SECRET_KEY is not set" in result.output


@pytest.mark.parametrize("args", [(), ("--demo",)])
def test_a_database_without_tables_is_refused(serve, args):
    db.drop_all()

    result = serve(*args)

    assert result.exit_code == 1
    assert "db upgrade" in result.output


@pytest.mark.parametrize("args", [(), ("--demo",)])
def test_a_place_that_is_not_loaded_is_refused(serve, session, args):
    set_fact(session, PLACE, "elsewhere")
    session.commit()

    result = serve(*args)

    assert result.exit_code == 1
    assert "place load" in result.output


def test_a_site_can_do_the_rounds_of_the_worker_itself_one_that_fails_included(app, monkeypatch):
    rounds = threading.Semaphore(0)
    monkeypatch.setattr(worker, "JOBS", {"broken": lambda: 1 // 0, "counts": lambda: rounds.release() or 0})

    thread = worker.start_beside(app, every=0.01)
    told = [rounds.acquire(timeout=20) for _ in range(3)]
    worker.stop.set()
    thread.join(20)

    assert told == [True] * 3
    assert not thread.is_alive()


def test_a_demo_has_a_worker():
    assert "serve --demo --worker" in (ROOT / "Makefile").read_text(encoding="utf-8")


def test_demo_data_is_never_served_as_real(serve, session):
    set_fact(session, DEMO, "1")
    session.commit()

    result = serve()

    assert result.exit_code == 1
    assert "demo data" in result.output


@pytest.mark.parametrize(("address", "believed"), [(None, False), ("127.0.0.1", True)])
def test_only_a_named_proxy_is_believed(address, believed):
    settings = _proxy(address)

    assert settings["clear_untrusted_proxy_headers"]
    assert ("trusted_proxy" in settings) is believed


def test_a_served_site_answers_and_dies_with_its_process(data_dir, session):
    environ = {
        **os.environ,
        "LOFTE_DATA_DIR": str(data_dir),
        "LOFTE_PLACE": str(DATA / "testvik"),
        "LOFTE_SECRET_KEY": "for this test only",
    }
    command = [sys.executable, "-m", "flask", "--app", "app", "serve", "--port", "0", "--trusted-proxy", "127.0.0.1"]
    with subprocess.Popen(command, cwd=ROOT, env=environ, stdout=subprocess.PIPE, text=True) as process:
        try:
            address = re.search(r"http://[\d.]+:\d+/", process.stdout.readline()).group()
            with urlopen(address + "healthz", timeout=20) as answer:
                assert answer.status == 200
                assert "Server" not in answer.headers
        finally:
            process.send_signal(signal.SIGTERM)
            started = time.monotonic()
            process.wait(10)
    assert time.monotonic() - started < 5
    assert f"{fact(session, SERVED_AT)}/" == address
