"""What police plan changes no byte of anything public: every address, its headers, feeds, pictures, and later ids."""

import re
import shutil
from contextlib import contextmanager
from datetime import date, timedelta
from unittest.mock import patch

import pytest

from tests.conftest import app_settings
from tests.public_world import add_site
from tests.reports import publish
from tests.residents import OFFICER, ask, ask_site, hold, reword, site_of, suggestion_of
from tests.route_access import fill
from tests.staff import staff_client
from webapp import create_app
from webapp.domain.campaigns import CampaignWish
from webapp.domain.recommending import BatchWish
from webapp.domain.roles import OPERATOR
from webapp.domain.suitability import Assessment
from webapp.gateways.clock import SetClock
from webapp.storage.db import db
from webapp.storage.sites import Site
from webapp.usecases.attempts import record_attempt
from webapp.usecases.campaigns import create_campaign
from webapp.usecases.checks import choose_site, unchoose_site
from webapp.usecases.recommending import recommend
from webapp.usecases.suitability import assess_site
from webapp.web.guards import PUBLIC

RANDOM = re.compile(rb'name="(?:csrf_token|submission_key)"[^>]* value="[^"]*"|[0-9a-f]{4}-[0-9a-f]{4}(?=</|")')
"""What is new on every page anyway: the secrets of a form, the reference of an error."""
LIVING = {"Date", "Set-Cookie", "Expires", "Last-Modified"}
EXTRA = ("/feeds/sites.atom?area=vastra", "/api/v1/map?bbox=15,59.9,15.2,60.1&zoom=18", "/api/v1/checks.json?year=2026",
         "/basemap.svg?lat=60.01&lon=15.05", "/sites?status=open", "/suggest/near?kind=speed&lat=60.01&lon=15.05",
         "/suggest?lat=60.01&lon=15.05&kind=speed", "/?kind=speed", "/api/v1/sites.geojson?status=checked")  # fmt: skip


@pytest.fixture
def world(session, context, clock):
    """A place with something at every public address; a public site, one that is not, and a kept check."""
    site = ask_site(session, context)
    token = ask(session, context, at=(59.98, 15.07))
    reword(session, context, token, "Fort fram vid skolan.")
    hidden = site_of(session, token)
    quiet = add_site(session, published=False)
    wish = CampaignWish(*["Var?"] * 4, clock().date(), clock().date(), slug="speed-checks")
    create_campaign(session, context, OPERATOR, wish)
    clock.move(hours=5)
    check = hold(session, context, clock, site.id)
    found = {
        "site_id": site.id, "token": token, "slug": "speed-checks", "year": "2026", "public_id": check.public_id,
        "number": suggestion_of(session, token).public_number, "filename": "css/site.css", "hidden": hidden.id,
        "quiet": quiet,
    }  # fmt: skip
    found["report"] = publish(session, context)
    session.commit()
    db.session.remove()
    return found


def seen(app, names):
    """Return status, headers and body of every public address, in both languages; and that a copy is still good."""
    found = {}
    client = app.test_client()
    rules = [r for r in app.url_map.iter_rules() if r.endpoint in PUBLIC and "GET" in r.methods]
    paths = [fill(rule, names) for rule in sorted(rules, key=lambda r: r.rule)]
    for path in (*paths, *EXTRA):
        for language in ("sv", "en"):
            with client.get(path, headers={"Accept-Language": language}) as answer:
                headers = sorted((name, value) for name, value in answer.headers if name not in LIVING)
                found[path, language] = (answer.status_code, headers, RANDOM.sub(b"", answer.data))
                etag = answer.headers.get("ETag")
            if etag:
                asked = {"If-None-Match": etag, "Accept-Language": language}
                with client.get(path, headers=asked) as again:
                    assert again.status_code == 304
    return found


def plan(app, session, context, names):
    """Do everything that is planned or tried in private, through use cases and the pages of a shift."""
    today = context.now().date()
    choose_site(session, context, OFFICER, names["site_id"], today + timedelta(days=1))
    choose_site(session, context, OFFICER, names["site_id"], today + timedelta(days=9))
    choose_site(session, context, OFFICER, names["hidden"])
    choose_site(session, context, OFFICER, names["quiet"], date(2026, 6, 1))
    recommend(session, context, OFFICER, BatchWish(3))
    assess_site(session, context, OFFICER, names["hidden"], Assessment("unsuitable", reason="no_safe_place"))
    record_attempt(session, context, OFFICER, names["site_id"], "weather")
    record_attempt(session, context, OFFICER, names["hidden"], "no_room", keep_choice=False)
    unchoose_site(session, context, OFFICER, names["quiet"])
    police = staff_client(app, "police")
    shift = ("", ".ics", ".gpx", "/kept", "/ready")
    for path in (*(f"/police/shift{part}" for part in shift), "/police/calendar", "/police/recommend", "/police/sw.js"):
        with police.get(path) as answer:
            assert answer.status_code == 200
    db.session.remove()


def different(before, after):
    return [key for key in before if before[key] != after[key]]


def test_what_is_planned_or_could_not_be_done_changes_nothing_that_the_public_gets(app, session, context, world):
    before = seen(app, world)
    assert sum(status == 200 for status, _, _ in before.values()) > 60

    plan(app, session, context, world)

    assert different(before, seen(app, world)) == []


@contextmanager
def opened(folder, at):
    other = create_app(app_settings(folder), SetClock(at))
    other.testing = True
    with other.app_context():
        yield other, other.extensions["lofte_context"]
        db.session.remove()
        db.engine.dispose()


def held_later(app, context, clock, names):
    """Hold a check and let a resident ask, with the same dice in either world, and look at everything."""
    with patch("webapp.domain.checks.secrets.token_hex", lambda n: "5" * 2 * n):
        clock.move(hours=3)
        hold(db.session(), context, clock, names["site_id"])
    db.session.remove()
    return seen(app, names)


def test_after_a_check_nobody_can_tell_whether_it_had_been_planned(app, data_dir, tmp_path, world, clock):
    db.engine.dispose()
    copy = tmp_path / "another-world"
    shutil.copytree(data_dir, copy)
    with opened(copy, clock()) as (planned, context):
        plan(planned, db.session(), context, world)
        with_a_plan = held_later(planned, context, context.now, world)

    without = held_later(app, app.extensions["lofte_context"], clock, world)

    assert different(without, with_a_plan) == []
    assert db.session.get(Site, world["site_id"]).checks == 2
