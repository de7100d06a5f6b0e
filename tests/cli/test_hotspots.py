"""``hotspots rank``, on real reports and on the streets of a made-up town."""

import json
from datetime import date

import numpy as np
import pytest

from tests.boston import MAPPED, REPORTS, boston_app, run
from tests.conftest import shared
from webapp.analysis.grid import counts_in, grid_over
from webapp.analysis.ranking import hit_rate
from webapp.storage.db import db
from webapp.storage.hotspot_ranking import foretell, units_of
from webapp.storage.hotspots import read_events
from webapp.storage.suggestions import Suggestion

UNTIL = "2016-04-01"


@pytest.fixture(scope="module")
def boston(tmp_path_factory):
    app = boston_app(tmp_path_factory.mktemp("boston"))
    assert run(app, "suggestions", "import", shared(REPORTS), *MAPPED).exit_code == 0
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def ranked(app, *more):
    result = run(app, "hotspots", "rank", "--json", *more)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def later_and_earlier(app, kind):
    with app.app_context():
        rows = db.session.query(Suggestion.easting, Suggestion.northing, Suggestion.created_at, Suggestion.kind).all()
    if kind:
        rows = [row for row in rows if row.kind == kind]
    spots = np.array([(row.easting, row.northing) for row in rows])
    later = np.array([f"{row.created_at:%Y-%m-%d %H}" >= f"{UNTIL} 04" for row in rows])
    return spots[later], spots[~later]


@pytest.mark.parametrize("kind", [None, "speed"])
def test_the_first_places_meet_more_of_the_later_reports_than_the_raw_count(boston, kind):
    places = ranked(boston, "--top", "150", "--until", UNTIL, *(("--kind", kind) if kind else ()))
    later, earlier = later_and_earlier(boston, kind)
    grid = grid_over((*(earlier.min(axis=0) - 500), *(earlier.max(axis=0) + 500)), 100.0)
    after = counts_in(grid, later[:, 0], later[:, 1]).ravel()
    count = np.argsort(-counts_in(grid, earlier[:, 0], earlier[:, 1]).ravel(), kind="stable")[: len(places)]
    ours = counts_in(grid, np.array([p["easting"] for p in places]), np.array([p["northing"] for p in places])).ravel()

    assert set(places[0]) == {"lat", "lon", "easting", "northing", "weight", "q"}
    assert ours.max() == 1
    assert after[ours > 0].sum() >= after[count].sum()


def test_speed_alone_is_foretold_about_as_well_as_by_the_kernel_that_hindsight_would_choose(boston):
    with boston.app_context():
        found = foretell(db.session(), boston.extensions["lofte_context"], "speed", date(2016, 2, 12))
        later = read_events(db.session(), boston.extensions["lofte_context"], "speed", date(2016, 2, 12), None)
        rows = units_of(db.session(), boston.extensions["lofte_context"], later).rows
        exposure = found.units.exposure
        after = np.bincount(rows, minlength=len(exposure)).astype(float)
        alone = {h: found.units.density(found.on, h) for h in (50.0, 100.0, 200.0, 500.0)}
        count = np.bincount(found.units.rows[found.on], minlength=len(exposure)).astype(float)

    def judged(density):
        return np.mean([hit_rate(density, after, exposure, share) for share in (0.01, 0.02, 0.05)])

    assert judged(found.density) >= 0.95 * max(judged(density) for density in alone.values())
    assert judged(found.density) > judged(count)


def test_only_what_was_made_before_the_day_is_looked_at(boston):
    assert ranked(boston, "--until", "2016-01-01") == []
    assert ranked(boston, "--top", "5", "--until", UNTIL) != ranked(boston, "--top", "5")
    assert len(ranked(boston, "--top", "5")) == 5


def test_the_same_question_has_the_same_answer_and_says_what_it_is(boston):
    assert ranked(boston, "--top", "40") == ranked(boston, "--top", "40")
    lines = run(boston, "hotspots", "rank", "--top", "3")
    assert len(lines.stdout.splitlines()) == 3
    assert "foretells suggestions, not danger" in lines.stderr
    assert run(boston, "hotspots", "rank", "--top", "0").exit_code == 2
