"""The words of unsafe places: activities, owners, steps, reasons, warnings, what was done."""

from typing import Any

from flask_babel import lazy_gettext as _l

from webapp.web.faults import add_faults
from webapp.web.words import suggestions

ACTIVITY: dict[str, Any] = {
    "foot_patrol": _l("Foot patrol by the police"),
    "weekend_effort": _l("Weekend effort by the police"),
    "safety_walk": _l("Safety walk"),
    "inspection": _l("Safety inspection"),
    "lighting": _l("Better lighting"),
    "clearing": _l("Clearing of plants or litter"),
    "visit": _l("Visit by police or municipality"),
}

OWNER: dict[str, Any] = {"police": _l("The police"), "municipality": _l("The municipality")}

STEP: dict[str, Any] = {
    "received": _l("Received"),
    "looked_at": _l("Looked at"),
    "answered": _l("Answered"),
    "closed": _l("Closed"),
    "declined": _l("Declined, with a reason"),
}

LATE: dict[str, Any] = {"evenings": _l("Evenings"), "nights": _l("Nights")}

REASON: dict[str, Any] = {
    **suggestions.REASON,
    "other_road_owner": _l("Somebody else looks after the place and has been told."),
}
"""Why an unsafe place is closed or declined, as everyone reads it."""

WARNING: dict[str, Any] = {
    "text": _l("What residents wrote seems to point at a person. Their words are not published with the place."),
    "name": _l("The name of the place seems to point at a person."),
    "one_spot": _l("Everyone means the same spot, away from any road. It may be somebody's home."),
    "people": _l("Residents name groups or disorder. Look whether the place stands for certain people."),
}

DONE: dict[str, Any] = {
    "looked": _l("The place is marked as looked at. Residents are not told of that by mail."),
    "answered": _l("The answer is saved, and everyone who asked and wants news is told."),
    "closed": _l("The place is closed, and residents can read why."),
    "declined": _l("The place is declined, and residents can read why."),
    "reopened": _l("The place is open again."),
    "given": _l("It is noted who takes care of the place."),
    "published": _l("The place is public, as the middle of a square of 250 m."),
}

ACTIONS: dict[str, Any] = {
    "unsafe.looked_at": _l("looked at an unsafe place"),
    "unsafe.answered": _l("answered an unsafe place"),
    "unsafe.closed": _l("closed an unsafe place"),
    "unsafe.declined": _l("declined an unsafe place"),
    "unsafe.reopened": _l("opened an unsafe place again"),
    "unsafe.owned_by_police": _l("gave an unsafe place to the police"),
    "unsafe.owned_by_municipality": _l("gave an unsafe place to the municipality"),
    "unsafe.published": _l("made an unsafe place public"),
}

add_faults(
    {
        "activity.missing": _l("Choose what was done"),
        "activity.unknown": _l("Choose what was done from the list"),
        "on.not_held_yet": _l("Where police will be is told afterwards only. Write a day up to today."),
        "on.over_a_year": _l("Write a day within a year from today"),
        "owner.missing": _l("Choose the police or the municipality"),
        "owner.unknown": _l("Choose the police or the municipality"),
    }
)
