"""Streets and reports imported from files: what was planted is found, street by street, however it came in."""

import numpy as np
import pytest
from sklearn.cluster import DBSCAN
from sklearn.metrics import adjusted_rand_score
from sqlalchemy import select

from tests.street_grid import LANES, STREETS, as_reports, in_metres, planted_pins, write_grid
from webapp.domain.roles import OPERATOR
from webapp.formats.reports_csv import Reading
from webapp.storage.roads import Junction, Road, positions_on_roads
from webapp.storage.sites import Site
from webapp.storage.suggestions import Suggestion
from webapp.usecases.geodata import import_osm
from webapp.usecases.imports import import_suggestions
from webapp.usecases.sites import verify_sites


@pytest.fixture
def grid(session, context, tmp_path):
    import_osm(session, context, OPERATOR, write_grid(tmp_path / "grid.osm", context))


@pytest.fixture
def ask_all(session, context):
    """Import the pins, all at once or in parts; return the site of each pin."""

    def ask_all(pins, parts=1):
        for rows in np.array_split(np.arange(len(pins.truth)), parts):
            data = as_reports(context, pins, rows.tolist())
            import_suggestions(session, context, OPERATOR, data, Reading(context.place.tz, {}, {}))
        found = dict(session.execute(select(Suggestion.external_id, Suggestion.site_id)).all())
        return np.array([found[str(row)] for row in range(len(pins.truth))])

    return ask_all


def test_the_grid_is_streets_that_cross(session, grid):
    assert len(session.scalars(select(Road.id)).all()) == STREETS + LANES
    assert len(session.scalars(select(Junction.id)).all()) == STREETS * LANES - 4  # in a corner nothing crosses


@pytest.mark.parametrize(("seed", "parts"), [(1, 1), (2, 1), (3, 1), (4, 5), (5, 5)])
def test_planted_places_are_found_on_imported_streets_and_better_than_by_density(
    session, context, grid, ask_all, seed, parts
):
    pins = planted_pins(seed)
    planted = pins.truth >= 0

    site_of = ask_all(pins, parts)

    ours = adjusted_rand_score(pins.truth[planted], site_of[planted])
    theirs = adjusted_rand_score(pins.truth[planted], by_density(pins)[planted])
    assert ours >= 0.95
    assert ours > theirs + 0.05
    assert verify_sites(session, context, OPERATOR) == []
    _each_site_is_short_and_on_one_street(session)


def by_density(pins):
    """Return the groups that DBSCAN makes in the plane; what it leaves alone is a group of its own."""
    found = DBSCAN(eps=55, min_samples=3).fit_predict(in_metres(pins))
    return np.where(found < 0, np.arange(len(found)) + len(found), found)


def _each_site_is_short_and_on_one_street(session):
    members = {}
    for suggestion in session.scalars(select(Suggestion)):
        members.setdefault(suggestion.site_id, []).append(suggestion)
    sites = session.scalars(select(Site)).all()
    assert {site.id for site in sites} == members.keys()
    for site in sites:
        own = members[site.id]
        assert {(one.unit, one.road_id, one.junction_id) for one in own} == {
            (site.unit, site.road_id, site.junction_id)
        }
        if site.unit == "road":
            assert np.ptp([one.measure_m for one in own]) <= 200.001
            (on_road,) = positions_on_roads(session, [(site.road_id, site.measure_m)])
            assert (site.easting, site.northing) == pytest.approx(on_road, abs=0.001)


def test_on_a_street_places_are_told_apart_by_name(session, context, grid, ask_all):
    ask_all(planted_pins(6, strays=0.0))

    published = session.scalars(select(Site.name).where(Site.published_at.is_not(None))).all()
    assert len(published) > 80
    beside = [n for n in published if " mellan Norra gränd " in n or n.startswith("Korsningen ")]
    assert len(beside) >= 0.9 * len(published)  # a corner of the town, where two streets end, is no crossing
    assert len(set(published)) >= 0.99 * len(published)
