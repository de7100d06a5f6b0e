"""``sites rebuild`` and ``sites verify``, as an operator runs them."""

import json

import pytest
from sqlalchemy import func, select, update

from tests.worlds import suggest_at
from webapp.domain.errors import NotAllowed, NotFound, WrongState
from webapp.domain.roles import OPERATOR, RESIDENT, Actor, Role
from webapp.storage import grouping
from webapp.storage.db import transaction
from webapp.storage.sites import Site, SiteEventRow
from webapp.usecases.editing import merge
from webapp.usecases.sites import rebuild_sites, verify_sites


@pytest.fixture
def run(app):
    return lambda *args: app.test_cli_runner().invoke(args=["sites", *args])


@pytest.fixture
def two_sites(session, context, clock):
    """Two published sites 300 m apart, the first an hour older, and one that is only its sender's."""
    with transaction(session):
        for x in (0, 1, 2, 300, 301, 302, 900):
            clock.move(minutes=20)
            grouping.place_suggestion(session, context, suggest_at(session, context, x, 0))
    return session.scalars(select(Site.id).where(Site.published_at.is_not(None)).order_by(Site.published_at)).all()


def test_rebuild_prints_what_it_did_as_json(run, two_sites):
    result = run("rebuild", "--json")

    printed = json.loads(result.stdout)
    assert result.exit_code == 0
    assert (printed["suggestions"], printed["sites"]) == (7, 3)
    assert printed["seconds"].keys() == {"load", "group", "write"}
    assert all(seconds >= 0 for seconds in printed["seconds"].values())


def test_rebuild_keeps_every_event_and_changes_nothing_that_was_right(run, session, two_sites):
    before = session.execute(select(Site.id, Site.members, Site.pinned_at).order_by(Site.id)).all()
    events = session.scalar(select(func.count()).select_from(SiteEventRow))
    session.rollback()

    result = run("rebuild")

    assert result.exit_code == 0
    assert session.execute(select(Site.id, Site.members, Site.pinned_at).order_by(Site.id)).all() == before
    assert session.scalar(select(func.count()).select_from(SiteEventRow)) == events


def test_verify_is_calm_when_all_is_right(run, two_sites):
    result = run("verify")

    assert (result.exit_code, result.stdout) == (0, "What is kept equals a rebuild.\n")


def test_verify_names_each_difference_and_a_rebuild_puts_it_right(run, session, two_sites):
    with transaction(session):
        session.execute(update(Site).where(Site.id == two_sites[0]).values(residents=9))

    wrong = run("verify")
    run("rebuild")
    right = run("verify")

    assert wrong.exit_code == 1
    assert wrong.stdout == f"site {two_sites[0]}: residents is 9, a rebuild gives 3\n"
    assert right.exit_code == 0


def test_an_empty_place_can_be_rebuilt_and_verified(run):
    assert json.loads(run("rebuild", "--json").stdout)["sites"] == 0
    assert run("verify").exit_code == 0


@pytest.mark.parametrize("act", [rebuild_sites, verify_sites])
def test_only_an_operator_rebuilds_and_verifies(session, context, act):
    for actor in (RESIDENT, Actor(Role.POLICE), Actor(Role.ADMIN)):
        with pytest.raises(NotAllowed):
            act(session, context, actor)


def test_a_merge_keeps_the_earlier_site_and_both_ids(session, context, two_sites):
    older, younger = two_sites

    assert merge(session, context, Actor(Role.POLICE), younger, older) == older

    assert grouping.resolve_site(session, younger).id == older
    assert verify_sites(session, context, OPERATOR) == []


def test_a_merge_is_refused_to_residents_for_unknown_ids_and_for_one_site_twice(session, context, two_sites):
    older, younger = two_sites

    with pytest.raises(NotAllowed):
        merge(session, context, RESIDENT, older, younger)
    with pytest.raises(NotFound):
        merge(session, context, OPERATOR, older, "nowhere")
    merge(session, context, OPERATOR, older, younger)
    with pytest.raises(WrongState):
        merge(session, context, OPERATOR, older, younger)


def test_a_merge_that_fails_half_way_leaves_nothing_behind(session, context, two_sites, monkeypatch):
    def fail(*_):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr("webapp.usecases.editing.recount", fail)
    with pytest.raises(RuntimeError):
        merge(session, context, OPERATOR, *two_sites)

    assert {site.id for site in session.scalars(select(Site))} >= set(two_sites)
    assert verify_sites(session, context, OPERATOR) == []
