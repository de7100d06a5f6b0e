"""The words of checks and pledges: why a check does not count, how a pledge stands, what it is counted in."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from webapp.domain.counting import CountingRule
from webapp.web.language import number

REASON: dict[str, Any] = {
    "not_held": _l("The check was not over when it was recorded."),
    "wrong_year": _l("No agreement covered that day."),
    "wrong_kind": _l("The place was not suggested for speed."),
    "too_short": _l("It lasted less than %(minutes)s minutes."),
    "too_far": _l("It was held more than %(metres)s m from the place, or on another road."),
    "no_suggestion_before": _l("No resident had suggested the place when the check began."),
    "same_occasion": _l("The same occasion as a counted check: less than %(hours)s hours between them."),
    "withdrawn": _l("The check has been taken back."),
}
"""Why a check does not count, with the settings of the rule as gaps."""

STATE: dict[str, Any] = {
    "kept": _l("Kept"),
    "not_kept": _l("Not kept"),
    "ahead": _l("Ahead"),
    "on_track": _l("On track"),
    "behind": _l("Behind pace"),
    "ongoing": _l("No number promised"),
}
STATE_UNKNOWN = _l("Not known here")

PART: dict[str, Any] = {
    "asked": _l("Posts that asked residents"),
    "joint": _l("Together with another authority"),
    "areas": _l("Different districts"),
}
"""Conditions inside a pledge; any other name is a district."""


def reason_text(code: str, rule: CountingRule) -> str:
    """Return the sentence that says why a check does not count."""
    return str(REASON[code]) % {
        "minutes": number(rule.min_minutes),
        "metres": number(rule.max_distance_m),
        "hours": number(rule.gap_hours),
    }


def state_text(code: str | None) -> str:
    """Return how a pledge stands, or that it is not known."""
    return str(STATE.get(code or "", STATE_UNKNOWN))


def part_text(name: str) -> str:
    """Return the name of a condition inside a pledge."""
    return str(PART.get(name, name))


def unit_text(pledge_type: str, slug: str, many: int) -> str:
    """Return what a pledge is counted in."""
    if pledge_type == "checks":
        return str(ngettext("check", "checks", many))
    if pledge_type == "weekends":
        return str(ngettext("weekend", "weekends", many))
    if pledge_type == "fridays":
        return str(ngettext("Friday", "Fridays", many))
    if pledge_type == "weeks_in_areas":
        return str(ngettext("week", "weeks", many))
    if slug.endswith("-visits"):
        return str(ngettext("visit", "visits", many))
    if slug.endswith("-measures"):
        return str(ngettext("measure", "measures", many))
    return str(ngettext("occasion", "occasions", many))


def counted_text(pledge_type: str, slug: str, many: int) -> str:
    """Return what one event of a pledge was: an evening, a patrol, three visits."""
    if pledge_type in {"weekends", "fridays"}:
        return str(_("Evening"))
    if pledge_type == "weeks_in_areas":
        return str(_("Foot patrol"))
    if slug.endswith("-visits"):
        return str(ngettext("%(num)s visit", "%(num)s visits", many))
    return str(ngettext("%(num)s occasion", "%(num)s occasions", many))


def pledges_heading(many: int, place: str) -> str:
    """Return the heading of the page of all pledges."""
    if many == 9:
        return str(_("Nine pledges to you who live in %(place)s", place=place))
    return str(
        ngettext(
            "%(num)s pledge to you who live in %(place)s", "%(num)s pledges to you who live in %(place)s", many,
            place=place,
        )
    )  # fmt: skip
