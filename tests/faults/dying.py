"""Processes that end at a moment of our choosing, and a site served for real."""

import http.client
import os
import re
import signal
import subprocess
import sys
import time
from itertools import count
from urllib.parse import urlencode

from sqlalchemy import event
from sqlalchemy.engine import Engine

from tests.conftest import DATA, NOON, app_settings
from webapp import create_app
from webapp.gateways.clock import SetClock
from webapp.settings import ROOT
from webapp.storage.db import db


def die_at(nth, data_dir, act, at=NOON):
    """Do something to a site in a process of its own that is killed at its ``nth`` statement or commit.

    Return whether it was killed: False when it had ended before, or failed.
    """
    db.session.remove()
    db.engine.dispose()
    child = os.fork()
    if child == 0:
        try:
            _count_down(nth)
            app = create_app(app_settings(data_dir), SetClock(at))
            with app.app_context():
                act(db.session(), app.extensions["lofte_context"])
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL


def _count_down(nth):
    steps = count(1)

    def step(*_):
        if next(steps) == nth:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(Engine, "before_cursor_execute", step)
    event.listen(Engine, "commit", step)


class Served:
    """The site by its production command, in a process of its own; knows which posts were acknowledged."""

    def __init__(self, data_dir, *options):
        self.environ = {
            **os.environ,
            "LOFTE_DATA_DIR": str(data_dir),
            "LOFTE_PLACE": str(DATA / "testvik"),
            "LOFTE_SECRET_KEY": "a secret for tests only, never anywhere else",
            "LOFTE_RATELIMIT": "off",
            "LOFTE_LOG_LEVEL": "ERROR",
        }
        self.lines = []
        self.command = [sys.executable, "-m", "flask", "--app", "app", "serve", "--port", "0", *options]
        self.start()

    def start(self):
        """Start it; it is ready when it says where it serves."""
        self.process = subprocess.Popen(self.command, cwd=ROOT, env=self.environ, stdout=subprocess.PIPE, text=True)
        self.port = int(re.search(r":(\d+)/", self.process.stdout.readline())[1])

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.process.stdout.close()
        for line in list(self.lines):
            line.close()

    def visitor(self):
        visitor = Visitor(self.port)
        self.lines.append(visitor.line)
        return visitor


class Visitor:
    """A browser with one connection and one cookie."""

    def __init__(self, port):
        self.line = http.client.HTTPConnection("127.0.0.1", port, timeout=40)
        self.cookie = ""

    def get(self, path):
        return self._ask("GET", path)

    def post(self, path, fields):
        return self._ask("POST", path, urlencode(fields))

    def suggest(self, key, lat=60.01, lon=15.05):
        """Send the form; return status and the receipt's path, which is the acknowledgement."""
        if not self.cookie:
            self.form = self.get("/suggest")[2]
        token = re.search(r'name="csrf_token" value="([^"]+)"', self.form)[1]
        fields = {"csrf_token": token, "kind": "speed", "lat": lat, "lon": lon, "submission_key": key, "text": key}
        status, headers, body = self.post("/suggest", fields)
        return status, headers.get("Location", ""), body

    def _ask(self, method, path, body=None):
        headers = {"Cookie": self.cookie} if self.cookie else {}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.line.request(method, path, body, headers)
        answer = self.line.getresponse()
        text = answer.read().decode(errors="replace")
        if answer.headers.get("Set-Cookie"):
            self.cookie = answer.headers["Set-Cookie"].partition(";")[0]
        return answer.status, answer.headers, text


def eventually(true, within_s=20):
    """Wait until something holds; return whether it came to."""
    until = time.monotonic() + within_s
    while time.monotonic() < until:
        if true():
            return True
        time.sleep(0.02)
    return bool(true())
