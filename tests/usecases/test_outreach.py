"""Who are we not hearing: voices by district, how soon places are told of again, and what may not be told."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.residents import ask, hold
from tests.staff import staff_client
from webapp.analysis.under_reporting import Basis
from webapp.domain.errors import NotAllowed
from webapp.domain.roles import RESIDENT, Actor, Role
from webapp.domain.wishes import SuggestionWish
from webapp.storage.db import db
from webapp.storage.outreach import heard_sites
from webapp.usecases.outreach import outreach
from webapp.usecases.suggestions import suggest

WRITER = Actor(Role.COMMUNICATOR)
TZ = ZoneInfo("Europe/Stockholm")
HALF_YEAR = timedelta(weeks=26)
WEST, EAST = 15.05, 15.15
_numbers = iter(range(10_000))


@pytest.fixture
def winter(clock):
    clock.at = datetime(2026, 1, 5, 12, tzinfo=TZ)


def shown(session, ctx, at):
    """Add a voice of somebody who had been shown the place."""
    number = next(_numbers)
    wish = SuggestionWish(
        kind="speed", lat=str(at[0]), lon=str(at[1]), submission_key=f"shown {number:05}",
        reporter_secret=f"shown {number}", saw_site=True,
    )  # fmt: skip
    suggest(session, ctx, RESIDENT, wish)


def test_reports_after_the_first_count_until_the_first_check_each_resident_once(session, context, clock, winter):
    site = (60.01, WEST)
    ask(session, context, site, resident="anna")
    clock.move(weeks=1)
    ask(session, context, site, resident="anna")  # the same person again
    ask(session, context, site, resident="bo")
    clock.move(weeks=1)
    ask(session, context, site, resident="cia")  # the third: public from now on
    clock.move(weeks=1)
    ask(session, context, site, resident="dan")
    shown(session, context, site)
    clock.move(weeks=1)
    hold(session, context, clock, heard_id(session, clock))
    clock.move(weeks=1)
    ask(session, context, site, resident="eva")  # after the check

    (heard,) = heard_sites(session, clock(), HALF_YEAR)

    assert (heard.reports_before, heard.all_since, heard.unshown_since) == (2, 2, 1)
    assert heard.weeks_before == pytest.approx(2)
    assert heard.weeks_since == pytest.approx(2)


def heard_id(session, clock):
    from sqlalchemy import select

    from webapp.storage.sites import Site

    return session.scalars(select(Site.id)).one()


def test_after_half_a_year_a_place_is_not_waited_for(session, context, clock, winter):
    ask(session, context, (60.01, WEST))
    clock.move(weeks=40)

    (heard,) = heard_sites(session, clock(), HALF_YEAR)

    assert heard.weeks_before == pytest.approx(26)


def spread(session, context, lon, places, north=59.965):
    for n in range(places):
        ask(session, context, (north + n * 0.004, lon))


def test_a_quiet_district_is_on_the_list_and_a_rate_needs_ten_places(session, context, clock, winter):
    spread(session, context, WEST, 12)
    spread(session, context, EAST, 1)
    clock.move(weeks=4)

    found = outreach(session, context, WRITER)

    by_name = {d.voices.name: d for d in found.districts}
    assert [d.voices.suggestions for d in found.districts] == [12, 1]
    assert by_name["Västra"].sites == 12
    assert by_name["Västra"].rate is not None
    assert by_name["Östra"].rate is None
    assert by_name["Västra"].voices.channels == {"form": 12}
    if by_name["Östra"].expected is not None:
        assert [d.voices.name for d in found.quiet] == ["Östra"]


def test_a_panel_that_knows_too_little_uses_only_the_time_before_publication(session, context, clock, winter):
    spread(session, context, WEST, 12)
    clock.move(weeks=4)

    assert outreach(session, context, WRITER).basis is Basis.BEFORE_PUBLIC


def test_only_communicators_and_administrators_see_it(app, session, context):
    for role in (Role.POLICE, Role.PLANNER, Role.MODERATOR):
        with pytest.raises(NotAllowed):
            outreach(session, context, Actor(role))
    db.session.remove()
    page = staff_client(app, "communicator").get("/communicator/outreach")
    assert page.status_code == 200
    assert "Vilka hör vi inte?" in page.text
    assert "för få platser" in page.text
