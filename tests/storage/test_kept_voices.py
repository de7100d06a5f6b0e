"""What a site keeps of its voices: a database from before gets it by the migration, as a rebuild would make it."""

import pytest

from tests.conftest import DATA, NOON, app_settings
from tests.residents import ask, ask_site
from webapp import create_app
from webapp.gateways.clock import SetClock
from webapp.storage.db import db
from webapp.storage.grouping import verify
from webapp.storage.ranking import ranked_sites
from webapp.storage.sites import Site
from webapp.storage.suggestions import Suggestion
from webapp.usecases.places import load_place

KEPT = (Site.voices, Site.risk_counts, Site.channels, Site.campaigns)


@pytest.fixture
def upgraded(tmp_path, monkeypatch):
    from flask_migrate import upgrade

    monkeypatch.setenv("FLASK_RUN_FROM_CLI", "true")
    app = create_app(app_settings(tmp_path), SetClock(NOON))
    with app.app_context():
        upgrade()
        session, context = db.session(), app.extensions["lofte_context"]
        load_place(session, context, DATA / "testvik")
        yield session, context
        db.session.remove()
        db.engine.dispose()


def test_the_migration_gives_sites_what_a_rebuild_would(upgraded):
    from flask_migrate import downgrade, upgrade

    session, context = upgraded
    site = ask_site(session, context)
    one, other, _ = session.query(Suggestion).filter_by(site_id=site.id)
    one.causes, other.causes = "school heavy", "school crossing"
    one.email_confirmed_at, other.reporter_key = NOON, one.reporter_key
    session.commit()
    session.close()

    downgrade(revision="0025")
    upgrade()

    ((voices, *others),) = session.query(*KEPT)
    assert voices > 0
    assert others == [{"crossing": 1, "school": 1}, "form", ""]
    wrong = [line.split(" is ")[0] for line in verify(session, context)]
    assert [line for line in wrong if line.endswith(tuple(column.key for column in KEPT))] == []


def test_fifty_posts_of_one_resident_move_the_score_of_a_site_as_one_does(session, context, clock):
    site = ask_site(session, context)
    before = score_of(session, context, site)
    ask(session, context, resident="eager")
    once = score_of(session, context, site)
    for _ in range(49):
        ask(session, context, resident="eager")

    assert session.get_one(Site, site.id).members == 53
    assert score_of(session, context, site) == pytest.approx(once, rel=1e-9)
    assert once > before
    assert verify(session, context) == []


def score_of(session, context, site):
    session.expire_all()
    return next(one.score.total for one in ranked_sites(session, context) if one.id == site.id)
