"""A person parts a site in two: the half nearer the anchor keeps the id, and everything follows from the events."""

import pytest
from sqlalchemy import select

from tests.worlds import add_road, suggest_at
from webapp.domain.errors import WrongState
from webapp.storage import grouping
from webapp.storage.site_events import fold, parted_from
from webapp.storage.site_members import strip_of
from webapp.storage.sites import Site
from webapp.storage.splitting import plan_cut
from webapp.storage.suggestions import Suggestion

pytestmark = pytest.mark.usefixtures("kept_state_is_right")


def members(session, site):
    return {s.id for s in session.scalars(select(Suggestion).where(Suggestion.site_id == site.id))}


@pytest.fixture
def long_site(ask):
    """A published site in the open with three residents at 0 m and three at 60 m."""
    return [ask(x, key=f"{x}-{n}")[0].id for x in (0, 60) for n in range(3)]


def site_of(session, number):
    return session.get(Site, session.get(Suggestion, number).site_id)


def test_the_half_nearer_the_anchor_keeps_the_id_and_both_are_marked(long_site, ask, session, context):
    site = site_of(session, long_site[0])
    anchor = site.easting, site.northing

    new = grouping.split_site(session, context, site, long_site[3:], None)

    assert (site.easting, site.northing) == anchor
    assert members(session, site) == set(long_site[:3])
    assert members(session, new) == set(long_site[3:])
    assert (site.person_edited, new.person_edited) == (True, True)
    assert (site.residents, new.residents) == (3, 3)
    assert parted_from(session, new.id)[0] == site.id
    assert parted_from(session, site.id) is None


def test_whichever_half_is_pointed_at_the_nearer_one_stays(long_site, session, context):
    site = site_of(session, long_site[0])
    near_first = plan_cut(session, context, site, long_site[:3])
    far_first = plan_cut(session, context, site, long_site[3:])

    assert {m.id for m in near_first.leaves.members} == {m.id for m in far_first.leaves.members}


def test_both_halves_are_public_when_each_has_enough_residents(long_site, session, context):
    site = site_of(session, long_site[0])

    new = grouping.split_site(session, context, site, long_site[3:], None)

    assert site.published_at is not None
    assert new.published_at == context.now()


def test_a_half_with_too_few_residents_is_private_and_its_members_are_squares_of_the_map_again(
    long_site, session, context
):
    site = site_of(session, long_site[0])

    new = grouping.split_site(session, context, site, long_site[4:], None)

    assert (new.residents, new.published_at) == (2, None)
    assert new.pinned_at is not None
    assert site.published_at is not None


def test_a_private_half_is_published_when_the_third_resident_asks(long_site, ask, session, context, clock):
    site = site_of(session, long_site[0])
    new = grouping.split_site(session, context, site, long_site[4:], None)
    clock.move(hours=1)

    _, joined = ask(new.easting - 500_000 + 20, key="another")

    assert joined.id == new.id
    assert new.published_at == clock()


def test_a_site_below_the_threshold_parts_into_two_that_nobody_sees(ask, session, context):
    ask(0)
    second, site = ask(50)
    grouping.pin_privately(session, context, site, None)

    new = grouping.split_site(session, context, site, [second.id], None)

    assert (site.published_at, new.published_at) == (None, None)
    assert {site.residents, new.residents} == {1}


def test_an_unpinned_site_is_not_parted_by_hand_nor_one_left_empty(long_site, ask, session, context):
    one, loose = ask(2000)
    ask(2010)
    site = site_of(session, long_site[0])

    for which, chosen in ((loose, [one.id]), (site, []), (site, long_site), (site, [long_site[0], one.id])):
        with pytest.raises(WrongState):
            grouping.split_site(session, context, which, chosen, None)


def test_a_half_on_a_road_lies_on_the_road(session, context):
    road = add_road(session, "Long road", [(0.0, 0.0), (1000.0, 0.0)])
    numbers = []
    for x in (400, 410, 420, 470, 480, 490):
        one = suggest_at(session, context, x, 3.0, f"key-{x}")
        grouping.place_suggestion(session, context, one)
        numbers.append(one.id)
    site = site_of(session, numbers[0])

    new = grouping.split_site(session, context, site, numbers[3:], None)

    assert (new.unit, new.road_id, new.measure_m) == ("road", road, 480.0)
    assert new.published_at is not None


def test_what_was_merged_can_be_parted_and_merged_again(three_sites, session, context, clock):
    first, second = three_sites[0].id, three_sites[1].id
    came = members(session, three_sites[1])
    survivor = grouping.merge_sites(session, context, three_sites[0], three_sites[1], None)
    clock.move(hours=1)
    new = grouping.split_site(session, context, survivor, came, None)
    assert new.id not in {first, second}
    assert members(session, new) == came
    assert grouping.resolve_site(session, second).id == first

    clock.move(hours=1)
    again = grouping.merge_sites(session, context, survivor, new, None)

    assert again.id == first
    assert grouping.resolve_site(session, new.id).id == grouping.resolve_site(session, second).id == first
    assert again.members == 6


def test_a_rebuild_makes_the_same_two_halves(long_site, session, context):
    site = site_of(session, long_site[0])
    new = grouping.split_site(session, context, site, long_site[4:], None)
    session.get(Suggestion, long_site[5]).site_id = site.id
    new.person_edited = False
    session.flush()
    assert grouping.verify(session, context) != []

    grouping.rebuild(session, context)

    assert members(session, session.get(Site, new.id)) == set(long_site[4:])
    assert fold(session).sites[new.id].person_edited


def test_the_strip_shows_members_in_their_order_along_the_site(long_site, session, context):
    strip = strip_of(session, site_of(session, long_site[0]))

    assert [line.along_m for line in strip.members] == [0, 0, 0, 60, 60, 60]
    assert 0 <= strip.anchor_m <= strip.length_m == 60
