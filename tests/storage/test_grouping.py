"""Sites on a real database: what publishes, what holds, what leaves, and what the public may see."""

import pytest
from sqlalchemy import func, select

from tests.worlds import SOUTH, WEST, suggest_at
from webapp.domain.errors import WrongState
from webapp.domain.sites import SiteEvent
from webapp.storage import grouping
from webapp.storage.checks import Check
from webapp.storage.site_events import fold
from webapp.storage.sites import MapCell, Site, SiteEventRow
from webapp.storage.suggestions import Suggestion

pytestmark = pytest.mark.usefixtures("kept_state_is_right")


def types(session, site_id):
    rows = select(SiteEventRow.type).where(SiteEventRow.site_id == site_id).order_by(SiteEventRow.id)
    return session.scalars(rows).all()


def squares(session, size_m=100):
    rows = select(func.sum(MapCell.suggestions)).where(MapCell.size_m == size_m)
    return session.scalar(rows) or 0


def public(session):
    """Return everything that the public may derive: published sites, and the squares of the map."""
    sites = session.execute(
        select(Site.id, Site.residents, Site.members, Site.status).where(Site.published_at.is_not(None))
    )
    cells = session.execute(select(MapCell.kind, MapCell.size_m, MapCell.col, MapCell.row, MapCell.suggestions))
    return set(map(tuple, sites)), set(map(tuple, cells))


def test_a_suggestion_founds_a_site_that_only_its_sender_knows(ask):
    suggestion, site = ask(0)

    assert (site.id, site.residents, site.published_at) == (suggestion.founding_id, 1, None)


def test_the_third_resident_makes_a_site_public_and_freezes_it(ask, session, context):
    for x in (0, 40, 50):
        _, site = ask(x)

    assert site.published_at == site.pinned_at == context.now()
    assert types(session, site.id) == ["emerged", "pinned"] + ["member_attached"] * 3
    assert session.scalars(select(Suggestion.sticky)).all() == [True] * 3


def test_fifty_suggestions_of_one_resident_are_one_resident(ask):
    for number in range(50):
        _, site = ask(number % 7, key="one and the same")

    assert (site.residents, site.members, site.published_at) == (1, 50, None)


def test_an_unsafe_place_waits_for_a_person(ask, session, context):
    for x in range(5):
        _, site = ask(x, kind="unsafe_place")
    assert (site.residents, site.published_at) == (5, None)

    grouping.publish_site(session, context, site, None)

    assert site.published_at is not None


def test_speed_and_unsafe_places_never_mix(ask):
    _, speed = ask(0)
    _, unsafe = ask(0, kind="unsafe_place")

    assert speed.id != unsafe.id


def test_later_suggestions_join_within_a_hundred_metres_of_the_anchor_and_stay(ask):
    for x in (0, 20, 40):
        ask(x)
    _, inside = ask(120)
    _, outside = ask(120.5, 10)

    assert inside.members == 4
    assert inside.id != outside.id
    assert inside.easting == pytest.approx(WEST + 20, abs=0.01)


def test_a_new_pin_takes_in_the_neighbours_within_its_reach(ask, session):
    neighbour, alone = ask(110)
    for x in (0, 20, 40):
        _, site = ask(x)

    assert neighbour.site_id == site.id
    assert neighbour.sticky
    assert session.get(Site, alone.id) is None
    assert site.residents == 4


def test_what_a_new_pin_leaves_behind_is_grouped_without_it(ask, session):
    """Cut from a chain that was too long, the last three belonged to two groups; on their own they are one."""
    for x, key in ((0, "a"), (50, "b"), (150, "a"), (200, "b"), (259, "a"), (318, "a"), (378, "a")):
        ask(x, key=key)

    _, site = ask(100, key="c")

    assert (site.members, site.published_at is not None) == (5, True)
    assert sorted(session.scalars(select(Site.members))) == [3, 5]


def test_choosing_changes_nothing_public_even_when_enough_neighbours_are_within_reach(ask, session, context):
    _, chosen = ask(0)
    for x in (90, 95):
        ask(x)
    before = public(session)

    grouping.pin_privately(session, context, chosen, None)

    assert public(session) == before
    assert chosen.residents == 3
    assert chosen.published_at is None
    assert types(session, chosen.id) == ["emerged", "pinned_private"] + ["member_attached"] * 3


def test_a_private_pin_goes_public_under_the_same_id_and_anchor(ask, session, context):
    _, chosen = ask(0)
    grouping.pin_privately(session, context, chosen, None)
    anchor = chosen.easting, chosen.northing

    ask(80)
    _, site = ask(90)

    assert site.id == chosen.id
    assert site.published_at is not None
    assert (site.easting, site.northing) == anchor
    assert types(session, site.id)[-1] == "pinned"


def test_the_older_founder_gives_the_name_when_two_groups_grow_together(ask, clock):
    _, first = ask(0)
    clock.move(hours=1)
    _, second = ask(100)
    older, younger = first.id, second.id
    clock.move(hours=1)

    _, joined = ask(50, key="key-of-the-first")

    assert (joined.id, joined.members) == (older, 3)
    assert younger != older


def test_every_id_leads_to_the_site_of_today(ask, leave, session, clock):
    first, _ = ask(0)
    clock.move(hours=1)
    second, _ = ask(50)
    old = first.founding_id

    leave(first, "withdrawn")

    assert grouping.resolve_site(session, second.founding_id).id == second.founding_id
    assert grouping.resolve_site(session, old).id == second.founding_id
    assert grouping.resolve_site(session, "never-was") is None


@pytest.mark.parametrize("how", ["withdrawn", "spam"])
def test_who_leaves_an_unpinned_group_may_part_it(ask, leave, how, session):
    ask(0)
    between, site = ask(50, key="same")
    ask(100, key="same")
    assert site.members == 3

    leave(between, how)

    assert sorted(session.scalars(select(Site.members))) == [1, 1]
    assert between.site_id is None


@pytest.mark.parametrize("how", ["withdrawn", "spam"])
def test_a_published_site_stays_when_its_members_leave(ask, leave, how, session):
    members = [ask(x, when_cells="mon-06")[0] for x in (0, 10, 20)]
    site = grouping.resolve_site(session, members[0].founding_id)

    for member in members:
        leave(member, how)

    assert (site.residents, site.members, sum(site.when_counts)) == (0, 0, 0)
    assert site.published_at is not None
    assert squares(session) == 0


def test_what_was_no_spam_after_all_comes_back_where_it_was(ask, leave, session, context):
    members = [ask(x)[0] for x in (0, 10, 20)]
    leave(members[1], "spam")

    members[1].state, members[1].spam_at = "live", None
    site = grouping.place_suggestion(session, context, members[1])

    assert (site.members, site.residents) == (3, 3)


def test_an_erased_suggestion_leaves_a_stub_that_counts_without_times_or_place(ask, leave, session):
    stub, site = ask(3, 3, when_cells="mon-06 tue-06", causes="school")
    ask(20, when_cells="mon-06")

    leave(stub, "erased")

    assert (site.residents, site.members) == (2, 2)
    assert (sum(site.when_counts), site.cause_counts) == (1, {})
    assert ((stub.easting - WEST) % 50, (stub.northing - SOUTH) % 50) == (25.0, 25.0)
    assert squares(session) == 1


def test_a_stub_that_a_pin_holds_keeps_nothing_of_its_place_but_the_site(ask, leave):
    members = [ask(x)[0] for x in (0, 10, 44)]

    leave(members[2], "erased")

    assert members[2].easting == pytest.approx(WEST + 22, abs=0.01)


def test_a_stub_whose_square_lies_within_reach_of_a_pin_joins_it(ask, leave):
    for x in (24, 25, 26):
        _, site = ask(x, 25)
    stub, alone = ask(149, 25)
    assert alone.id != site.id

    leave(stub, "erased")

    assert (stub.site_id, stub.sticky, site.members) == (site.id, True, 4)


def test_who_withdrew_and_then_erases_does_not_come_back_as_a_stub(ask, leave, session):
    suggestion, _ = ask(0)
    ask(10)
    leave(suggestion, "withdrawn")

    leave(suggestion, "erased")

    assert session.scalars(select(Site.members)).all() == [1]


def test_an_erasure_publishes_nothing(ask, leave, session):
    """Its random key makes one person look like two."""
    posts = [ask(x, key="one person")[0] for x in range(4)]

    for post in posts[:3]:
        leave(post, "erased")

    assert session.scalar(select(func.count()).where(Site.published_at.is_not(None))) == 0


def test_times_and_causes_are_summed(ask):
    ask(0, when_cells="mon-00 mon-06", causes="school heavy")
    _, site = ask(5, when_cells="mon-06 sun-21", causes="school")

    assert (site.when_counts[0], site.when_counts[2], site.when_counts[55]) == (1, 2, 1)
    assert site.cause_counts == {"heavy": 1, "school": 2}


def test_the_map_counts_what_no_public_site_holds(ask, session):
    ask(500)
    assert squares(session) == 1

    for x in (0, 10, 20):
        ask(x)

    assert squares(session) == 1
    assert [squares(session, 100 * 2**step) for step in range(9)] == [1] * 9


def test_closing_an_unpublished_site_keeps_its_id_and_tells_nobody(ask, session, context):
    _, site = ask(0)
    before = public(session)

    grouping.record_site_event(
        session, context, site, SiteEvent.CLOSED, None, data={"reason": "rebuilt", "reply": "Ombyggd."}
    )

    assert (site.status, site.status_reason, site.status_reply) == ("closed", "rebuilt", "Ombyggd.")
    assert site.pinned_at is not None
    assert public(session) == before


def test_a_step_that_is_not_in_the_table_leaves_nothing_behind(ask, session, context):
    _, site = ask(0)

    with pytest.raises(WrongState):
        grouping.record_site_event(session, context, site, SiteEvent.REOPENED)

    assert site.pinned_at is None
    assert types(session, site.id) == []


def test_the_same_events_make_the_same_state_twice(three_sites, session, context):
    grouping.merge_sites(session, context, three_sites[0], three_sites[2], None)

    assert fold(session) == fold(session)


def test_a_check_at_a_group_that_takes_another_name_follows_it(ask, session, context, clock):
    later, site = ask(50)
    row = Check(
        public_id="c1",
        site_id=site.id,
        started_at=context.now(),
        ended_at=context.now(),
        held_on=context.now().date(),
        recorded_at=context.now(),
        easting=0.0,
        northing=0.0,
        lat=0.0,
        lon=0.0,
    )
    session.add(row)
    session.flush()

    earlier = suggest_at(session, context, 0, 0, received_at=context.now().replace(year=2025))
    site = grouping.place_suggestion(session, context, earlier)

    assert site.id == earlier.founding_id == later.site_id
    session.refresh(row)
    assert row.site_id == site.id


def test_every_square_of_the_map_holds_what_it_counts(ask, session, context):
    from webapp.analysis.projection import to_metres

    suggestion, _ = ask(730, 1270, kind="unsafe_place")

    cells = session.scalars(select(MapCell).order_by(MapCell.size_m)).all()
    assert [cell.size_m for cell in cells] == [250 * 2**step for step in range(8)]
    for cell in cells:
        assert (cell.col, cell.row) == (suggestion.easting // cell.size_m, suggestion.northing // cell.size_m)
        centre = [float(v) for v in to_metres(context.place.crs, cell.lon, cell.lat)]
        assert centre == pytest.approx([(cell.col + 0.5) * cell.size_m, (cell.row + 0.5) * cell.size_m], abs=0.05)


def test_a_suggestion_that_does_not_stand_is_not_placed(ask, leave, session, context):
    suggestion, _ = ask(0)
    leave(suggestion, "withdrawn")

    with pytest.raises(ValueError, match="does not stand"):
        grouping.place_suggestion(session, context, suggestion)


def test_an_import_groups_once_and_then_publishes_whatever_the_order_of_its_rows(session, context):
    """The rows of one import are received at one instant: the file's id as text decides who founded."""
    for number in ("b10", "b9", "a"):
        suggest_at(session, context, int(number[1:] or 0), 0, number=number, channel="import", external_id=number)

    grouping.place_many(session, context, session.scalars(select(Suggestion)).all())

    site = session.scalars(select(Site)).one()
    founder = session.get(Suggestion, site.founder_id)
    assert (founder.external_id, site.residents) == ("a", 3)
    assert site.published_at == context.now()


def test_a_key_that_changes_is_counted_again(ask, session, context):
    ask(0)
    ask(1, key="cookie")
    suggestion, site = ask(2, key="cookie")
    assert site.published_at is None

    suggestion.reporter_key, suggestion.email_confirmed_at = "e-mail", context.now()
    site = grouping.place_suggestion(session, context, suggestion)

    assert (site.residents, site.confirmed) == (3, 1)
    assert site.published_at is not None


def test_verify_names_what_differs(ask, session, context):
    _, site = ask(0)
    site.residents = 7
    session.flush()

    found = grouping.verify(session, context)
    grouping.rebuild(session, context)

    assert found == [f"site {site.id}: residents is 7, a rebuild gives 1"]
