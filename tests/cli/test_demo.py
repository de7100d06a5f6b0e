"""A made-up year: into an empty database only, the same each time, and marked on every page."""

import shutil
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from sqlalchemy import func, select

from tests.conftest import NOON, app_settings
from tests.osm import SMALL
from webapp import create_app
from webapp.cli import demo_plan
from webapp.cli.demo_plan import Answer, Occasion, Voice, choose_spots, metres, plan
from webapp.cli.demo_words import ACCOUNTS, PASSWORD, REPLIES, TEXTS
from webapp.domain.passwords import password_fault
from webapp.domain.roles import STAFF
from webapp.domain.sites import REASONS
from webapp.gateways.clock import SetClock
from webapp.storage.accounts import Account
from webapp.storage.checks import Check, CheckVerdict
from webapp.storage.db import db
from webapp.storage.grouping import verify
from webapp.storage.places import DEMO, fact
from webapp.storage.sites import Site
from webapp.storage.suggestions import Suggestion
from webapp.storage.unsafe_places import UnsafeActivity

GRID = [(59.96 + i * 0.005, 15.02 + j * 0.01) for i in range(12) for j in range(12)]


@pytest.fixture
def load(app):
    return lambda *args: app.test_cli_runner().invoke(args=["demo", "load", *args])


@pytest.fixture(scope="module")
def played(template_dir, tmp_path_factory):
    """A demo of a shorter year, loaded once: the same acts, fewer of them. Tests only read it."""
    folder = tmp_path_factory.mktemp("demo") / "instance"
    shutil.copytree(template_dir, folder)
    app = create_app(app_settings(folder), SetClock(NOON))
    with app.app_context():
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(demo_plan, "SUGGESTIONS", 180)
            patch.setattr(demo_plan, "SPOTS", 15)
            result = app.test_cli_runner().invoke(args=["demo", "load"])
        assert result.exit_code == 0, result.output
        yield app
        db.session.remove()
        db.engine.dispose()


def count(session, table):
    return session.scalar(select(func.count()).select_from(table))


def acts(place, now=NOON, seed=1):
    rng = Random(seed)
    return plan(rng, place, choose_spots(rng, GRID), now)


def test_an_empty_database_becomes_a_year_with_sites_in_every_state(played):
    session = db.session()

    assert count(session, Suggestion) > 170
    assert {"open", "checked", "closed", "declined"} <= set(session.scalars(select(Site.status)))
    reasons = set(session.scalars(select(CheckVerdict.reason)))
    assert None in reasons
    assert len(reasons) >= 3
    assert session.scalar(select(func.max(Check.recorded_at))) <= NOON
    assert session.scalar(select(func.max(Suggestion.received_at))) <= NOON
    assert {a.role for a in session.scalars(select(Account))} == {str(role) for role in STAFF}
    assert fact(session, DEMO) == "1"


def test_the_kept_state_of_a_demo_is_what_a_rebuild_gives(played):
    assert verify(db.session(), played.extensions["lofte_context"]) == []


def test_every_page_of_a_demo_says_so_and_no_other_does(played, client):
    for path in ("/", "/sites", "/suggest", "/progress", "/login", "/nowhere"):
        assert 'class="demo"' in played.test_client().get(path).text, path
        assert 'class="demo"' not in client.get(path).text, path


def test_a_second_time_changes_nothing(played):
    before = count(db.session(), Suggestion)

    calm = played.test_cli_runner().invoke(args=["demo", "load", "--if-empty"])
    refused = played.test_cli_runner().invoke(args=["demo", "load"])

    assert (calm.exit_code, refused.exit_code) == (0, 1)
    assert count(db.session(), Suggestion) == before


def test_where_there_is_any_data_nothing_is_made_up(load, session):
    session.add(Account(email="anna@testvik.example", role="admin", created_at=NOON))
    session.commit()

    refused, calm = load(), load("--if-empty")

    assert (refused.exit_code, calm.exit_code) == (1, 0)
    assert "empty database only" in refused.output
    assert count(session, Suggestion) == 0
    assert count(session, Account) == 1
    assert fact(session, DEMO) is None


def test_a_demo_needs_its_place_loaded(load):
    db.drop_all()

    assert "db upgrade" in load().output


def test_the_same_seed_place_and_day_give_the_same_year(context):
    assert acts(context.place) == acts(context.place)
    assert acts(context.place) != acts(context.place, seed=2)


@pytest.mark.parametrize("now", [NOON, datetime(2026, 1, 3, 9, tzinfo=UTC), datetime(2026, 12, 31, 22, tzinfo=UTC)])
def test_nothing_in_the_plan_lies_ahead(context, now):
    planned = acts(context.place, now)

    assert [type(a) for kind in (Voice, Occasion, Answer) for a in planned if isinstance(a, kind)]
    assert planned == sorted(planned, key=lambda act: act.at)
    assert max(a.at for a in planned if not isinstance(a, Occasion)) < now - timedelta(days=1)
    assert max(a.at for a in planned if isinstance(a, Occasion)) < now - timedelta(hours=20)


def test_spots_lie_apart(context):
    spots = [(s.lat, s.lon) for s in choose_spots(Random(1), GRID)]

    assert len(spots) > 30
    assert min(metres(a, b) for a in spots for b in spots if a != b) > demo_plan.APART_M


def test_the_demo_password_would_be_taken_for_a_real_account(context):
    assert password_fault(PASSWORD, ("Huddinge", *(a.email for a in ACCOUNTS))) is None
    assert {a.role for a in ACCOUNTS} == set(STAFF)
    assert all(a.email.endswith("@demo.example") for a in ACCOUNTS)


def test_the_words_of_a_demo_hold_no_personal_data():
    from webapp.language.personal_data import find

    texts = [text for kinds in TEXTS.values() for words in kinds.values() for text in words]

    assert [text for text in texts if find(text)] == []
    assert all(set(replies) <= set(REASONS) for replies in REPLIES.values())


def test_some_texts_are_read_and_the_newest_wait_for_whoever_tries_it(played):
    states = dict(
        db.session()
        .execute(
            select(Suggestion.text_state, func.count())
            .where(Suggestion.text.is_not(None), Suggestion.state == "live")
            .group_by(Suggestion.text_state)
        )
        .all()
    )

    assert states["waiting"] == 12
    assert states["shown"] > 12


def test_unsafe_places_are_left_at_each_step(played):
    session = db.session()
    sites = session.scalars(select(Site).where(Site.kind == "unsafe_place", Site.published_at.is_not(None))).all()

    assert {site.status for site in sites} >= {"answered", "closed"}  # a whole year has a no, too
    assert count(session, UnsafeActivity) >= 2


def test_where_there_are_streets_people_complain_of_streets(app, session, load, monkeypatch):
    monkeypatch.setattr(demo_plan, "SUGGESTIONS", 60)
    monkeypatch.setattr(demo_plan, "CHECKS", 4)
    imported = app.test_cli_runner().invoke(args=["geodata", "import-osm", str(SMALL)])
    loaded = load()
    units = session.scalars(select(Suggestion.unit).where(Suggestion.kind == "speed", Suggestion.state == "live")).all()

    assert (imported.exit_code, loaded.exit_code) == (0, 0), loaded.output
    assert sum(unit != "free" for unit in units) > 0.8 * len(units) > 20
