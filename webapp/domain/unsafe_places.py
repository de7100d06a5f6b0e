"""Unsafe places: the steps of one, the activities that answer it, and who takes care of it."""

from datetime import date, timedelta
from enum import StrEnum

from webapp.domain.errors import Fault
from webapp.domain.sites import SiteEvent, SiteStatus
from webapp.domain.suggestions import MAX_TEXT


class Step(StrEnum):
    """How far an unsafe place has come, for those who work with it."""

    RECEIVED = "received"
    LOOKED_AT = "looked_at"
    ANSWERED = "answered"
    CLOSED = "closed"
    DECLINED = "declined"


NEXT_STEPS: dict[Step, frozenset[SiteEvent]] = {
    Step.RECEIVED: frozenset({SiteEvent.LOOKED_AT, SiteEvent.ANSWERED, SiteEvent.CLOSED, SiteEvent.DECLINED}),
    Step.LOOKED_AT: frozenset({SiteEvent.ANSWERED, SiteEvent.CLOSED, SiteEvent.DECLINED}),
    Step.ANSWERED: frozenset({SiteEvent.ANSWERED, SiteEvent.CLOSED, SiteEvent.DECLINED}),
    Step.CLOSED: frozenset({SiteEvent.REOPENED}),
    Step.DECLINED: frozenset({SiteEvent.REOPENED}),
}
"""What can be done at each step. Whoever answers has looked, so a step may be passed over, never gone back."""


class Activity(StrEnum):
    """What answers an unsafe place."""

    FOOT_PATROL = "foot_patrol"
    WEEKEND_EFFORT = "weekend_effort"
    SAFETY_WALK = "safety_walk"
    INSPECTION = "inspection"
    LIGHTING = "lighting"
    CLEARING = "clearing"
    VISIT = "visit"


ANNOUNCED = frozenset({Activity.SAFETY_WALK, Activity.INSPECTION, Activity.LIGHTING, Activity.CLEARING})
"""What may be told of beforehand. Where police will be is told afterwards only, as with checks."""

AHEAD = BACK = timedelta(days=366)


class Owner(StrEnum):
    """Who takes care of an unsafe place."""

    POLICE = "police"
    MUNICIPALITY = "municipality"


CLOSING_REASONS = ("answered", "rebuilt", "other_road_owner", "other")
"""Those of the list of reasons that fit an unsafe place: the others speak of checks."""


def step_of(status: str, looked_at: bool) -> Step:
    """Return how far a place has come: the public status, and whether somebody has looked since it was opened."""
    if status == SiteStatus.OPEN:
        return Step.LOOKED_AT if looked_at else Step.RECEIVED
    return Step(status)


def activity_faults(activity: str, on: date | None, today: date, public_reply: str) -> list[Fault]:
    """Return everything that is wrong with an answer by an activity.

    :param on: the local day of it
    """
    faults = []
    known = activity in set(Activity)
    if not known:
        faults.append(Fault("activity", "unknown" if activity else "missing"))
    if on is None:
        faults.append(Fault("on", "missing"))
    elif on > today and known and Activity(activity) not in ANNOUNCED:
        faults.append(Fault("on", "not_held_yet"))
    elif not today - BACK <= on <= today + AHEAD:
        faults.append(Fault("on", "over_a_year"))
    return faults + reply_faults(public_reply)


def reply_faults(public_reply: str) -> list[Fault]:
    """Return what is wrong with words to residents."""
    return [Fault("public_reply", "too_long", {"max": MAX_TEXT})] if len(public_reply) > MAX_TEXT else []
