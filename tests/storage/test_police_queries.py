"""What police read is the same on SQLite and on PostgreSQL: the ranked list, the recommending, the year, the shift."""

import pytest

from tests import many_sites
from tests.conftest import DATA, NOON, app_settings
from tests.postgresql import cluster
from tests.residents import OFFICER
from webapp import create_app
from webapp.domain.recommending import BatchWish
from webapp.domain.site_list import ListWish
from webapp.gateways.clock import SetClock
from webapp.storage.db import db
from webapp.storage.versions import versions_of
from webapp.usecases.checks import choose_site
from webapp.usecases.places import load_place
from webapp.usecases.recommending import fairness_now, recommend, show_batch
from webapp.usecases.shift import ShiftWish, shift_of
from webapp.usecases.site_list import list_sites
from webapp.usecases.year_calendar import year_calendar


@pytest.fixture(scope="module")
def server():
    with cluster() as address:
        yield address


def read(folder, address=""):
    """Return what police read of a made-up year."""
    app = create_app(app_settings(folder, LOFTE_DATABASE_URL=address), SetClock(NOON))
    with app.app_context():
        db.create_all()
        session, context = db.session(), app.extensions["lofte_context"]
        load_place(session, context, DATA / "testvik")
        many_sites.fill(session, context, 60)
        listing = list_sites(session, context, OFFICER, ListWish())
        found = {
            "list": [
                (one.site.id, one.site.rank, round(one.site.score.total, 6), one.suggested) for one in listing.lines
            ],
            "facets": listing.counts,
            "versions": versions_of(session, [one.site.id for one in listing.lines]),
        }
        batch = show_batch(session, context, OFFICER, recommend(session, context, OFFICER, BatchWish(5, seed="7")))
        found["recommended"] = [(one.site_id, one.window, round(one.probability, 9)) for one in batch.picks]
        found["fairness"] = fairness_now(session, context, OFFICER)
        for pick in batch.picks:
            choose_site(session, context, OFFICER, pick.site_id, NOON.date())
        found["shift"] = [stop.site_id for stop in shift_of(session, context, OFFICER, ShiftWish()).stops]
        found["year"] = year_calendar(session, context, OFFICER, 2026)
        db.session.remove()
        db.engine.dispose()
    return found


def test_the_list_the_recommending_the_shift_and_the_year_are_the_same_on_both(server, tmp_path):
    sqlite, postgresql = read(tmp_path / "one"), read(tmp_path / "other", server + "postgres")

    assert len(sqlite["list"]) == 60
    assert len(sqlite["shift"]) == 5
    for name, told in sqlite.items():
        assert postgresql[name] == told, name
