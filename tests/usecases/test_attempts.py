"""A check that could not be done: a private row, counted nowhere, one for each form."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from tests.residents import OFFICER, ask, ask_site, site_of
from webapp.domain.errors import Invalid, NotAllowed, NotFound
from webapp.domain.roles import RESIDENT, Actor, Role
from webapp.storage.attempts import Attempt
from webapp.storage.audit import newest
from webapp.storage.checks import Check
from webapp.storage.choosing import open_choices
from webapp.storage.counting import verify_counts
from webapp.storage.progress import count
from webapp.usecases.attempts import record_attempt
from webapp.usecases.checks import choose_site

TODAY = date(2026, 5, 12)


@pytest.fixture
def site(session, context):
    return ask_site(session, context)


def rows(session):
    return session.scalars(select(Attempt).order_by(Attempt.id)).all()


def test_it_is_a_row_of_its_own_and_no_check(session, context, site):
    choose_site(session, context, OFFICER, site.id, TODAY)

    record_attempt(session, context, OFFICER, site.id, "weather")

    assert [(r.site_id, r.tried_on, r.reason) for r in rows(session)] == [(site.id, TODAY, "weather")]
    assert session.scalar(select(func.count(Check.id))) == 0
    assert count(session, context, 2026)[0] == 0
    assert verify_counts(session, context) == []
    assert site.status == "open"
    assert site.id in open_choices(session)
    assert (newest(session)[0].action, newest(session)[0].object) == ("check.not_done", site.id)


def test_the_site_can_be_taken_off_the_list_at_once(session, context, site):
    choose_site(session, context, OFFICER, site.id)

    record_attempt(session, context, OFFICER, site.id, "no_room", keep_choice=False)

    assert site.id not in open_choices(session)


def test_one_form_is_one_visit(session, context, site):
    for _ in range(3):
        record_attempt(session, context, OFFICER, site.id, "weather", submission_key="one")
    record_attempt(session, context, OFFICER, site.id, "weather", submission_key="two")

    assert len(rows(session)) == 2


@pytest.mark.parametrize(
    ("reason", "days", "fault"),
    [
        ("", 0, ("reason", "missing")),
        ("the man in the red car", 0, ("reason", "unknown")),
        ("weather", 1, ("tried_on", "in_the_future")),
        ("weather", -40, ("tried_on", "too_old")),
    ],
)
def test_what_cannot_be_is_refused(session, context, site, reason, days, fault):
    with pytest.raises(Invalid) as error:
        record_attempt(session, context, OFFICER, site.id, reason, tried_on=TODAY + timedelta(days=days))

    assert [(f.field, f.code) for f in error.value.faults] == [fault]
    assert rows(session) == []


def test_a_site_that_nobody_chose_keeps_its_id_and_stays_unpublished(session, context):
    lonely = site_of(session, ask(session, context))

    record_attempt(session, context, OFFICER, lonely.id, "other")

    assert lonely.pinned_at is not None
    assert lonely.published_at is None


def test_only_police_write_it_down_and_only_at_a_site(session, context, site):
    for actor in (RESIDENT, Actor(Role.PLANNER), Actor(Role.MODERATOR), Actor(Role.COMMUNICATOR)):
        with pytest.raises(NotAllowed):
            record_attempt(session, context, actor, site.id, "weather")
    with pytest.raises(NotFound):
        record_attempt(session, context, OFFICER, "nosuchsite", "weather")
