"""The words of pledges: how each type is counted, why an event does not count, where it is heading."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from webapp.domain.built_measures import counts_measures
from webapp.domain.pace import Pace
from webapp.domain.pledge_pace import ONCE_A_WEEK
from webapp.domain.pledges import Pledge, PledgeType
from webapp.domain.progress import PledgeState
from webapp.storage.pledge_progress import PledgeProgress
from webapp.web.language import number

KIND: dict[str, Any] = {
    "dialogue": _l("Safety dialogue"),
    "inspection": _l("Safety inspection"),
    "safety_walk": _l("Safety walk"),
    "foot_patrol": _l("Foot patrol"),
    "weekend_effort": _l("Weekend effort"),
    "visit": _l("Visit"),
    "measure": _l("Measure"),
    "asked": _l("Post that asked residents"),
}

WHY_NOT: dict[str, Any] = {
    "wrong_year": _l("No agreement with this pledge covered that day."),
    "wrong_weekday": _l("It was another weekday than the pledge says."),
    "half_weekend": _l("The weekend's other evening has no effort."),
    "split_weekend": _l("The weekend's other evening lies in another year."),
    "same_evening": _l("Another event of the same evening counts already."),
    "same_week": _l("Another patrol in the district counts for that week already."),
    "wrong_area": _l("The pledge is for other districts."),
    "weekend_effort": _l("A weekend effort is not a foot patrol."),
    "wrong_kind": _l("It was of another kind than the pledge says."),
}
"""Why an event does not count."""

RULE: dict[PledgeType, Any] = {
    PledgeType.CHECKS: _l("A check counts when a resident had suggested the place before it began."),
    PledgeType.COUNT: _l("Every occasion counts, on its own day."),
    PledgeType.WEEKENDS: _l(
        "A weekend counts when both its Friday and its Saturday evening had an effort, both within the year."
    ),
    PledgeType.FRIDAYS: _l("Each Friday counts once, a holiday too. Other weekdays do not count."),
    PledgeType.WEEKS_IN_AREAS: _l(
        "A week, Monday to Sunday, counts when each of %(areas)s had a patrol. A weekend effort is not a foot patrol."
    ),
    PledgeType.ONGOING: _l("No number is promised. Everything that is done is shown here."),
}
"""How each type is counted."""


def rule_text(pledge: Pledge) -> str:
    """Return the sentences that say how a pledge is counted."""
    said = str(RULE[pledge.type]) % {"areas": ", ".join(str(area) for area in pledge.rule.get("areas", ()))}
    if counts_measures(pledge):
        said += " " + _("Each measure that is built counts on its day, as it stands in the municipality's register.")
    if isinstance(pledge.rule.get("joint"), int):
        said += " " + _(
            "At least %(joint)s of them must be held together with another authority.",
            joint=number(pledge.rule["joint"]),
        )
    return said


def part_line(name: str, done: int | None, target: int | None, missed: Sequence[int] = ()) -> str:
    """Return how far a condition inside a pledge has come.

    :param missed: the weeks, over by now, in which a district had no patrol
    """
    if done is None:
        return (
            str(_("not known here yet"))
            if target is None
            else str(_("at least %(n)s, not known here yet", n=number(target)))
        )
    if target is None:
        return number(done)
    if name == "joint":
        return str(_("%(done)s of at least %(target)s", done=number(done), target=number(target)))
    if missed:
        weeks = ", ".join(str(week) for week in missed)
        return str(
            _(
                "%(done)s of %(target)s weeks. None in week %(weeks)s.",
                done=number(done),
                target=number(target),
                weeks=weeks,
            )
        )
    return str(_("%(done)s of %(target)s weeks", done=number(done), target=number(target)))


def pace_text(shown: PledgeProgress) -> str:
    """Return where a pledge is heading, with its band; the state has said in a word how it stands."""
    pace, target = shown.pace, shown.pledge.target
    if shown.state == PledgeState.KEPT:
        return str(_("The pledge is kept."))
    if shown.state == PledgeState.NOT_KEPT:
        return str(_("The year is over, and the pledge was not kept."))
    if target is None or shown.done is None:
        return ""
    if pace is None:
        return str(_("It is too early in the year to say where this is heading. We say so after six weeks."))
    sentences = (_band(pace), _needed(shown.pledge.type, pace, target, shown.done), _held_back(shown))
    return " ".join(sentence for sentence in sentences if sentence)


def _held_back(shown: PledgeProgress) -> str:
    """Return what is missing of the condition that stands worse than the number itself."""
    part = next((part for part in shown.parts if part.name == shown.held_back_by), None)
    if part is None or part.target is None or part.done is None or part.done >= part.target:
        return ""
    return str(
        ngettext(
            "At least %(num)s more must be held together with another authority.",
            "At least %(num)s more must be held together with another authority.",
            part.target - part.done,
        )
    )


def _band(pace: Pace) -> str:
    if pace.low == pace.high:
        return str(_("This year's pace points to %(low)s by the end of the year.", low=number(pace.low)))
    return str(
        _(
            "This year's pace points to between %(low)s and %(high)s by the end of the year, eight years of ten.",
            low=number(pace.low),
            high=number(pace.high),
        )
    )


def _needed(type_: PledgeType, pace: Pace, target: int, done: int) -> str:
    left = target - done
    if left <= 0:
        return ""
    if type_ not in ONCE_A_WEEK:
        rate = number(pace.needed_per_week, 1)
        return str(
            _("To reach %(target)s, about %(rate)s a week are needed from now on.", target=number(target), rate=rate)
        )
    if pace.needed_per_week > 1:
        return str(_("Too few weeks are left to reach %(target)s.", target=number(target)))
    weeks = round(left / pace.needed_per_week)
    return str(
        ngettext(
            "%(left)s of the %(num)s week that is left must count to reach %(target)s.",
            "%(left)s of the %(num)s weeks that are left must count to reach %(target)s.",
            weeks,
            left=number(left),
            target=number(target),
        )
    )
