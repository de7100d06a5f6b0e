"""A real server on loopback and Debian's Chromium; nothing is fetched from anywhere else."""

import os
import threading
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright
from werkzeug.serving import make_server

CHROMIUM = Path("/usr/bin/chromium")
PATIENCE_MS = 90_000
"""How long anything may take: a busy machine is no fault of a page."""
expect.set_options(timeout=PATIENCE_MS)


class Server:
    """The app on a free port of this machine, in a thread of its own."""

    def __init__(self, app):
        self.server = make_server("127.0.0.1", 0, app, threaded=True)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


class Patient:
    """A browser whose windows wait as long as it takes."""

    def __init__(self, browser):
        self.browser = browser

    def new_context(self, **how):
        context = self.browser.new_context(**how)
        context.set_default_timeout(PATIENCE_MS)
        return context


@pytest.fixture
def server(app):
    with Server(app) as running:
        yield running


@pytest.fixture
def contact(server, app):
    """Take the server away and bring it back at its address."""

    class Contact:
        port = server.server.server_port

        def lose(self):
            server.server.shutdown()
            server.thread.join()
            server.server.server_close()

        def find(self):
            server.server = make_server("127.0.0.1", self.port, app, threaded=True)
            server.thread = threading.Thread(target=server.server.serve_forever, daemon=True)
            server.thread.start()

    return Contact()


@pytest.fixture(scope="session")
def chromium():
    if not CHROMIUM.exists():
        pytest.fail("Chromium is missing: apt-get install chromium")
    with sync_playwright() as playwright:
        flags = ["--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
        if os.geteuid() == 0:
            flags.append("--no-sandbox")
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=flags)
        yield Patient(browser)
        browser.close()


@pytest.fixture
def open_page(chromium, server):
    """Open pages of the site in a fresh browser; fail on any request to another host and on script errors."""
    contexts, outside, errors = [], [], []

    def watched(context):
        context.on("request", lambda r: None if r.url.startswith((server.url, "data:")) else outside.append(r.url))
        page = context.new_page()
        page.on("pageerror", lambda e: errors.append(str(e)))
        page.on("console", lambda m: errors.append(m.text) if "Content Security Policy" in m.text else None)
        return page

    def opener(path="/", width=1280, height=800, scheme="light", locale="sv-SE", script=True, touch=False):
        context = chromium.new_context(
            viewport={"width": width, "height": height},
            color_scheme=scheme,
            locale=locale,
            java_script_enabled=script,
            has_touch=touch,
            base_url=server.url,
        )
        contexts.append(context)
        page = watched(context)
        page.goto(path)
        return page

    yield opener
    for context in contexts:
        context.close()
    assert outside == []
    assert errors == []
