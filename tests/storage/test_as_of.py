"""Sites as they stood when a check started: nothing that came later may lend it anything."""

from datetime import timedelta

import pytest

from tests.conftest import NOON
from tests.worlds import SOUTH, WEST, add_junction, add_road, degrees, store
from webapp.storage import grouping
from webapp.storage.roads import Road

pytestmark = pytest.mark.usefixtures("kept_state_is_right")
HOUR = timedelta(hours=1)


@pytest.fixture
def near(session, context):
    """Return the sites near metres from the corner, as they stood some hours after noon."""

    def near(x, y=0.0, hours=1.0, kind="speed"):
        return grouping.sites_as_of(session, context, kind, WEST + x, SOUTH + y, NOON + hours * HOUR)

    return near


def ids(site):
    return [asked.suggestion_id for asked in site.asked]


def test_a_suggestion_qualifies_a_check_that_starts_later_and_none_that_starts_with_it(ask, near):
    suggestion, site = ask(0)

    assert near(0, hours=0) == []
    (found,) = near(0, hours=1e-9)
    assert (found.site_id, ids(found)) == (site.id, [suggestion.id])


@pytest.mark.parametrize(("x", "found"), [(150.0, 1), (150.01, 0)])
def test_a_site_reaches_a_hundred_and_fifty_metres_from_its_anchor(ask, near, x, found):
    ask(0)

    assert len(near(x)) == found


def test_the_nearest_site_comes_first(ask, near):
    _, far = ask(0)
    _, close = ask(120)

    assert [s.site_id for s in near(100)] == [close.id, far.id]
    assert [s.distance_m for s in near(100)] == pytest.approx([20.0, 100.0], abs=0.01)


def test_the_anchor_is_that_of_the_moment_not_of_today(ask, near, clock):
    ask(0)
    clock.move(hours=2)
    for x in (50, 100):
        ask(x)

    assert near(140, hours=1)[0].distance_m == pytest.approx(140, abs=0.01)
    assert near(140, hours=3)[0].distance_m == pytest.approx(90, abs=0.01)


def test_a_group_of_then_is_named_by_the_site_that_holds_it_today(ask, near, clock):
    _, first = ask(0)
    clock.move(hours=2)
    ask(1)
    _, published = ask(2)

    (then,) = near(0, hours=1)

    assert (then.site_id, then.published, len(then.asked)) == (published.id, False, 1)
    assert first.id == published.id


def test_a_pin_counts_from_when_it_was_made(ask, near, session, context, clock):
    _, site = ask(0)
    ask(90)
    clock.move(hours=2)
    grouping.pin_privately(session, context, site, None)

    assert [len(s.asked) for s in near(0, hours=2)] == [1, 1]
    assert [len(s.asked) for s in near(0, hours=2.001)] == [2]


@pytest.mark.parametrize("how", ["withdrawn", "spam"])
@pytest.mark.parametrize("pinned", [True, False])
def test_who_leaves_qualifies_what_started_before_but_nothing_after(
    ask, leave, near, clock, session, context, how, pinned
):
    suggestion, site = ask(0)
    if pinned:
        grouping.pin_privately(session, context, site, None)
    clock.move(hours=2)
    leave(suggestion, how)

    assert [ids(s) for s in near(0, hours=1)] == [[suggestion.id]]
    assert [ids(s) for s in near(0, hours=2)] == [[suggestion.id]]
    assert [ids(s) for s in near(0, hours=2.001) if s.asked] == []
    assert near(0, hours=1)[0].site_id == suggestion.founding_id


def test_an_erased_suggestion_still_qualifies(ask, leave, near, clock):
    suggestion, site = ask(0)
    clock.move(hours=2)

    leave(suggestion, "erased")

    assert [(s.site_id, ids(s)) for s in near(0, hours=3)] == [(site.id, [suggestion.id])]
    assert [ids(s) for s in near(0, hours=1)] == [[suggestion.id]]


def test_a_later_merge_lends_nothing_to_an_earlier_check_and_is_found_under_both_ids(
    ask, near, session, context, clock
):
    for x in (0, 1, 2):
        _, first = ask(x)
    clock.move(hours=2)
    for x in (130, 131, 132):
        _, second = ask(x)
    clock.move(hours=2)
    old = second.id
    grouping.merge_sites(session, context, first, second, None)

    before = near(131, hours=3)
    assert [(s.site_id, len(s.asked)) for s in before] == [(first.id, 3), (first.id, 3)]
    assert [s.distance_m for s in before] == pytest.approx([0.0, 130.0], abs=0.01)
    assert [(s.site_id, len(s.asked)) for s in near(131, hours=5)] == [(first.id, 6)]
    assert grouping.resolve_site(session, old).id == first.id


def test_a_moved_member_belongs_where_it_was_then(ask, near, session, context, clock):
    for x in (0, 1, 2):
        member, _ = ask(x)
    for x in (300, 301, 302):
        _, second = ask(x)
    clock.move(hours=2)
    grouping.move_member(session, context, member, second, None)

    assert len(near(0, hours=1)[0].asked) == 3
    assert len(near(0, hours=3)[0].asked) == 2
    assert len(near(300, hours=3)[0].asked) == 4


def test_another_kind_is_not_near(ask, near):
    ask(0, kind="unsafe_place")

    assert near(0) == []
    assert len(near(0, kind="unsafe_place")) == 1


def test_only_the_same_road_is_the_same_unit_and_distance_runs_along_it(ask, near, session):
    add_road(session, "L-gatan", [(0, 0), (100, 0), (100, 100)])
    add_road(session, "Andra gatan", [(0, 60), (60, 60)])
    ask(50, 0)

    (round_the_corner,) = near(100, 40)
    (other_road,) = near(50, 60)

    assert (round_the_corner.same_unit, round_the_corner.distance_m) == (True, pytest.approx(90, abs=0.01))
    assert (other_road.same_unit, other_road.distance_m) == (False, pytest.approx(60, abs=0.01))


def test_a_junction_is_on_each_of_its_roads(ask, near, session):
    streets = [add_road(session, "A", [(-200, 0), (200, 0)]), add_road(session, "B", [(0, -200), (0, 200)])]
    add_road(session, "C", [(-200, 70), (200, 70)])
    add_junction(session, 0, 0, streets)
    ask(5, 5)

    assert near(60, 0)[0].same_unit
    assert not near(60, 70)[0].same_unit


def test_without_roads_everything_is_one_unit(ask, near):
    ask(0)

    assert near(100)[0].same_unit


def test_above_a_tunnel_a_site_of_the_open_ground_is_reached_and_who_names_the_tunnel_is_on_it(
    ask, near, session, context
):
    below = session.get(Road, add_road(session, "Tunneln", [(-400, 0), (400, 0)]))
    below.parts = [{"to_m": 800.0, "tunnel": True}]
    session.flush()
    _, above = ask(0, 10)
    spot = tuple(float(v) for v in degrees(context, 0, 12))
    named = store(session, context, grouping.locate(session, context, *spot, "Tunneln"), spot)
    grouping.place_suggestion(session, context, named)

    assert (above.unit, named.unit, named.road_id) == ("free", "road", below.id)
    assert {(site.site_id, site.same_unit) for site in near(5, 8)} == {(above.id, True), (named.site_id, True)}
