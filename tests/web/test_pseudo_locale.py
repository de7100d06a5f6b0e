import re
import shutil
from html.parser import HTMLParser

import pytest

from tests.conftest import DATA, app_settings
from tests.pseudo_locale import CODE, app_settings_of, pseudo
from tests.residents import ask, ask_site, hold, reword
from tests.staff import staff_client
from webapp import create_app
from webapp.domain.roles import OPERATOR
from webapp.storage.db import db
from webapp.usecases.checks import decline_site

PUBLIC = [
    "/",
    "/sites",
    "/sites/{site}",
    "/sites/{declined}",
    "/suggest",
    "/suggestions/{token}",
    "/progress",
    "/pledges",
    "/pledges/speed-checks",
    "/follow-ups",
    "/evaluation/2026",
    "/how-we-choose",
    "/login",
    "/no-such-page",
    "/report?what=reply&id={declined}",
    "/report/received",
    "/suggestions/{token}?confirm=erase",
]
STAFF = [
    "/police/sites",
    "/police/sites/{site}",
    "/police/checks/new",
    "/planner/",
    "/communicator/",
    "/moderation/",
    "/moderation/texts/next",
    "/moderation/decided",
    "/moderation/reports",
    "/moderation/signals",
    "/admin/",
    "/admin/log",
]
SAID = ("aria-label", "alt", "title", "placeholder")
DATA_WORDS = re.compile(
    r"testvik\w*|löfteskartan|demo|km/h|geojson|openapi|open data|csv|html|qgis|excel|atom|rss|qr|gps|email@\S*|\S+@\S+"
    r"|https?://\S+|localhost\S*|skolgatan|storgatan|ringvägen|västra|östra|lokalpolisområde|polis\w*|kommun\w*|pdf|svg|png|iframe"
    r"|pledges 2026|at least five speed checks at places that residents have suggested|[0-9a-z]{5}-[0-9a-z]{5}"
)
"""Names, formats, units and the words of the agreement: they are data."""


class Words(HTMLParser):
    """Gathers what a reader meets on a page, marked text and code left out."""

    def __init__(self):
        super().__init__()
        self.said, self.skipped, self.depth = [], 0, []

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        foreign = attributes.get("lang") not in {None, CODE} and tag != "html"
        if tag not in {"input", "img", "link", "meta", "br", "path", "use", "rect", "circle", "hr", "source"}:
            self.depth.append(
                tag in {"script", "style", "code", "svg", "option"} or foreign or "typed" in attributes.get("class", "")
            )
            self.skipped += self.depth[-1]
        if not self.skipped:
            self.said += [attributes[name] for name in SAID if attributes.get(name)]

    def handle_startendtag(self, tag, attrs):
        pass

    def handle_endtag(self, tag):
        if self.depth and tag not in {"input", "img", "link", "meta", "br", "path", "use", "rect", "circle", "hr"}:
            self.skipped -= self.depth.pop()

    def handle_data(self, data):
        if not self.skipped and data.strip():
            self.said.append(data.strip())


@pytest.fixture
def app(data_dir, tmp_path, clock, monkeypatch):
    """The made-up place in the language that nobody speaks."""
    place = tmp_path / "testvik"
    shutil.copytree(DATA / "testvik", place)
    app = create_app(app_settings(data_dir, place=app_settings_of(place, tmp_path, monkeypatch)), clock)
    app.testing = True
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def names(app, session, context, clock):
    site, declined = ask_site(session, context), ask_site(session, context, at=(60.01, 15.12))
    token = ask(session, context, at=(59.98, 15.07))
    clock.move(hours=5)
    hold(session, context, clock, site.id)
    decline_site(session, context, OPERATOR, declined.id, "no_safe_place", "1234")
    reword(session, context, token, "1234 070-123 45 67")
    found = {"site": site.id, "declined": declined.id, "token": token}
    db.session.remove()
    return found


def latin(page):
    words = Words()
    words.feed(page)
    return [text for text in words.said if re.search(r"[A-Za-zÅÄÖåäö]{3}", DATA_WORDS.sub("", text.lower()))]


def test_the_language_keeps_what_is_filled_in():
    assert pseudo("Read %(num)d of {name} &amp; more").count("%(num)d") == 1
    assert "{name}" in pseudo("Read {name}")


@pytest.mark.parametrize("path", PUBLIC)
def test_every_word_of_a_public_page_comes_from_a_catalogue(client, names, path):
    answer = client.get(path.format(**names))

    assert f'<html lang="{CODE}" dir="rtl"' in answer.text
    assert latin(answer.text) == []


@pytest.mark.parametrize("path", STAFF)
def test_every_word_of_a_staff_page_comes_from_a_catalogue(app, names, path):
    answer = staff_client(app, "admin").get(path.format(**names), follow_redirects=True)

    assert 'dir="rtl"' in answer.text
    assert latin(answer.text) == []
