"""A site that has Huddinge's nine pledges, and events of them."""

from datetime import date

from webapp.domain.pledge_events import EventWish
from webapp.domain.roles import Actor, Role
from webapp.formats.pledges_toml import parse_pledges
from webapp.settings import ROOT
from webapp.storage.db import transaction
from webapp.storage.pledges import replace_pledges

PLEDGES = ROOT / "geodata" / "huddinge" / "pledges.toml"
HEADER = "pledge,on,count,joint,kind,area,parties,note"
POLICE = Actor(Role.POLICE, None, "police")
PLANNER = Actor(Role.PLANNER, None, "municipality")
FIRE = Actor(Role.COMMUNICATOR, None, "fire-service")


def nine_pledges(session):
    """Give the place of the tests the agreement of 2020, which runs on."""
    with transaction(session):
        replace_pledges(session, parse_pledges(PLEDGES.read_text(encoding="utf-8"), "pledges.toml"))


def wish(pledge, on, **more):
    return EventWish(pledge, date.fromisoformat(on), **more)


def csv_of(*rows):
    return "\n".join([HEADER, *rows, ""]).encode()
