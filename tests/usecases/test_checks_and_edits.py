"""What a person splits or moves later never changes what an old check counts as, nor where it was held."""

import pytest
from sqlalchemy import select

from tests.residents import HOME, OFFICER, ask, ask_site, facts, hold, suggestion_of
from tests.worlds import suggest_at
from webapp.domain.errors import Invalid, NotAllowed, NotFound, Overtaken, WrongState
from webapp.domain.roles import OPERATOR, Actor, Role
from webapp.storage.accounts import AuditEntry
from webapp.storage.checks import Check, CheckVerdict
from webapp.storage.db import transaction
from webapp.storage.grouping import place_many
from webapp.storage.sites import Site
from webapp.storage.suggestions import Suggestion
from webapp.usecases.checks import choose_site, record_check
from webapp.usecases.editing import keep_apart, merge, move, overtaking, proposed_merges, site_version, split
from webapp.usecases.sites import verify_sites

BESIDE = (HOME[0], HOME[1] + 0.0009)  # some 50 m east of HOME
BETWEEN = (HOME[0], HOME[1] + 0.00045)
NORTH = (HOME[0] + 0.0018, HOME[1])  # some 200 m from HOME


def verdict(session, receipt):
    session.expire_all()
    kept = session.get_one(CheckVerdict, receipt.check_id)
    return kept.counts, kept.reason, kept.site_id, kept.residents_before


def ids_at(session, site_id):
    session.expire_all()
    return list(session.scalars(select(Suggestion.id).where(Suggestion.site_id == site_id).order_by(Suggestion.id)))


@pytest.fixture
def right(session, context):
    yield
    assert verify_sites(session, context, OPERATOR) == []


@pytest.fixture
def long_site(session, context, clock, right):
    """A public site: three residents at HOME, three 50 m beside; return its id and the three beside."""
    ask_site(session, context)
    tokens = [ask(session, context, BESIDE) for _ in range(3)]
    beside = [suggestion_of(session, token) for token in tokens]
    clock.move(hours=3)
    return beside[0].site_id, [one.id for one in beside]


def test_a_split_leaves_every_old_check_as_it_was(session, context, clock, long_site):
    site_id, beside = long_site
    check = hold(session, context, clock, site_id)
    before = verdict(session, check)
    clock.move(hours=3)

    new = split(session, context, OFFICER, site_id, beside)

    assert verdict(session, check) == before
    assert session.get_one(Check, check.check_id).site_id == site_id
    assert ids_at(session, new) == beside


def test_a_check_before_the_place_was_public_stays_with_it_when_most_who_had_asked_are_split_off(
    session, context, clock, right
):
    early = [suggestion_of(session, ask(session, context, BESIDE, resident=name)).id for name in ("anna", "bo")]
    ask(session, context, resident="anna")
    clock.move(hours=1)
    began = clock()
    clock.move(hours=1)
    site_id = suggestion_of(session, ask(session, context, BETWEEN)).site_id  # the anchor is nearer to HOME's half
    check = record_check(session, context, OFFICER, facts(began, site_id=site_id))
    before = verdict(session, check)
    assert before[0]
    clock.move(hours=3)

    new = split(session, context, OFFICER, site_id, early)

    assert ids_at(session, new) == early
    assert verdict(session, check) == before


def test_a_check_before_the_place_was_public_stays_with_it_when_most_who_had_asked_are_moved(
    session, context, clock, right
):
    early = [suggestion_of(session, ask(session, context)).id for _ in range(2)]
    clock.move(hours=1)
    check = hold(session, context, clock, lat=HOME[0], lon=HOME[1])
    before = verdict(session, check)
    assert before[0]
    other = ask_site(session, context, NORTH).id
    clock.move(hours=3)

    for number in early:
        move(session, context, OFFICER, before[2], number, other, "wrong_place")

    assert verdict(session, check) == before


def test_a_check_held_before_a_split_and_recorded_at_the_new_half_counts_at_the_whole(
    session, context, clock, long_site
):
    site_id, beside = long_site
    began = clock()
    clock.move(minutes=30)
    new = split(session, context, OFFICER, site_id, beside)

    check = record_check(session, context, OFFICER, facts(began, site_id=new))

    assert verdict(session, check)[:3] == (True, None, site_id)


def test_after_a_split_each_half_has_its_own_checks(session, context, clock, long_site):
    site_id, beside = long_site
    new = split(session, context, OFFICER, site_id, beside)
    clock.move(hours=3)

    checks = [hold(session, context, clock, half) for half in (site_id, new)]

    assert [verdict(session, check)[:3] for check in checks] == [(True, None, site_id), (True, None, new)]


def test_a_check_at_the_whole_and_one_at_its_half_soon_after_are_one_occasion(session, context, clock, long_site):
    site_id, beside = long_site
    hold(session, context, clock, site_id)
    clock.move(minutes=10)
    new = split(session, context, OFFICER, site_id, beside)
    clock.move(minutes=10)

    again = hold(session, context, clock, new)

    assert (again.counts, again.reason) == (False, "same_occasion")


def test_a_check_at_the_other_half_after_the_split_is_another_occasion(session, context, clock, long_site):
    site_id, beside = long_site
    new = split(session, context, OFFICER, site_id, beside)
    clock.move(minutes=10)
    hold(session, context, clock, site_id)
    clock.move(minutes=10)

    assert hold(session, context, clock, new).counts


def test_a_moved_member_asked_for_the_new_place_only_from_then_on(session, context, clock, long_site):
    site_id, beside = long_site
    target = ask_site(session, context, NORTH).id
    clock.move(hours=3)
    first = hold(session, context, clock, target)
    clock.move(hours=3)
    move(session, context, OFFICER, site_id, beside[0], target, "other_street")
    clock.move(hours=3)

    second = hold(session, context, clock, target)

    assert verdict(session, first)[3] == 3
    assert verdict(session, second)[3] == 4


def test_a_move_is_undone_by_moving_back(session, context, clock, long_site):
    site_id, beside = long_site
    target = ask_site(session, context, NORTH).id
    before = ids_at(session, site_id)
    move(session, context, OFFICER, site_id, beside[0], target, "wrong_place")
    clock.move(minutes=1)

    move(session, context, OFFICER, target, beside[0], site_id, "moved_by_mistake")

    assert ids_at(session, site_id) == before


def test_a_check_made_before_a_merge_is_found_under_both_ids(app, session, context, clock, right):
    one = ask_site(session, context).id
    clock.move(hours=1)  # the earlier pinned one survives
    other = ask_site(session, context, NORTH).id
    clock.move(hours=3)
    check = hold(session, context, clock, other)
    survivor = merge(session, context, OFFICER, one, other)

    pages = [app.test_client().get(f"/sites/{site_id}", follow_redirects=True) for site_id in (one, other)]

    assert survivor == one
    assert all(check.public_id in page.text for page in pages)
    assert app.test_client().get(f"/sites/{other}").status_code == 301


def test_two_private_neighbours_that_together_have_enough_residents_become_public(session, context, clock, right):
    for at in (HOME, NORTH):
        site = suggestion_of(session, ask(session, context, at)).site_id
        choose_site(session, context, OFFICER, site)
    ask(session, context, NORTH)
    one, other = list(session.scalars(select(Site.id)))

    survivor = merge(session, context, OFFICER, one, other)

    assert session.get_one(Site, survivor).published_at is not None


def test_neighbours_within_100_m_are_proposed_until_a_person_decides(session, context, clock, right):
    spots = [(x, f"{x}-{n}") for x in (0, 75, 1000) for n in range(3)]
    with transaction(session):
        place_many(session, context, [suggest_at(session, context, x, 0, key) for x, key in spots])
    (found,) = proposed_merges(session, OFFICER)
    one, other = found.survivor.id, found.absorbed.id
    assert found.absorbed.distance_m == pytest.approx(75, abs=1)
    keep_apart(session, context, OFFICER, one, other)

    assert proposed_merges(session, OFFICER) == []


def test_what_a_person_parted_is_not_proposed_for_a_merge(session, context, clock, long_site):
    split(session, context, OFFICER, *long_site)

    assert proposed_merges(session, OFFICER) == []


def test_what_is_wrong_with_an_edit_is_said(session, context, clock, long_site):
    site_id, beside = long_site
    with pytest.raises(Invalid):
        split(session, context, OFFICER, site_id, [])
    with pytest.raises(Invalid):
        split(session, context, OFFICER, site_id, ids_at(session, site_id))
    with pytest.raises(Invalid):
        move(session, context, OFFICER, site_id, beside[0], site_id, "wrong_place")
    with pytest.raises(Invalid):
        move(session, context, OFFICER, site_id, beside[0], site_id, "because")
    with pytest.raises(NotFound):
        move(session, context, OFFICER, site_id, 10_000, site_id, "wrong_place")
    with pytest.raises(WrongState):
        merge(session, context, OFFICER, site_id, site_id)
    for role in (Role.PLANNER, Role.MODERATOR, Role.COMMUNICATOR):
        with pytest.raises(NotAllowed):
            split(session, context, Actor(role), site_id, beside)


def test_an_edit_of_what_somebody_else_has_changed_meanwhile_is_not_made(session, context, clock, long_site):
    site_id, beside = long_site
    seen = site_version(session, OFFICER, site_id)
    choose_site(session, context, OFFICER, site_id)

    with pytest.raises(Overtaken):
        split(session, context, OFFICER, site_id, beside, seen)

    told = overtaking(session, OFFICER, site_id, seen)
    assert [deed.what for deed in told.deeds] == ["chosen"]
    assert split(session, context, OFFICER, site_id, beside, told.version)


def test_one_more_voice_holds_nobody_up(session, context, clock, long_site):
    site_id, beside = long_site
    seen = site_version(session, OFFICER, site_id)
    ask(session, context)

    assert split(session, context, OFFICER, site_id, beside, seen)


def test_every_edit_is_in_the_log(session, context, clock, long_site):
    site_id, beside = long_site
    new = split(session, context, OFFICER, site_id, beside)
    clock.move(minutes=1)
    move(session, context, OFFICER, new, beside[0], site_id, "moved_by_mistake")
    keep_apart(session, context, OFFICER, new, site_id)
    merge(session, context, OFFICER, new, site_id)

    logged = list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))[-4:]
    assert logged == ["site.split", "site.member_moved", "site.kept_apart", "site.merged"]
