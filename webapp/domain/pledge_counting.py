"""How each type of pledge is counted from its events: one table of pure functions.

Events belong to the local year of their date. Whatever is reported stays; what does not count has a reason.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from webapp.domain.names import fold
from webapp.domain.pledge_events import EventKind, PledgeEvent, kinds_of
from webapp.domain.pledges import Pledge, PledgeType

FRIDAY, SATURDAY, SUNDAY = 5, 6, 7
DAY = timedelta(days=1)


class WhyNot(StrEnum):
    """Why an event does not count."""

    WRONG_YEAR = "wrong_year"  # no agreement with the pledge covers the day
    WRONG_WEEKDAY = "wrong_weekday"
    HALF_WEEKEND = "half_weekend"  # the weekend's other evening has no event
    SPLIT_WEEKEND = "split_weekend"  # the weekend's other evening lies outside the year
    SAME_EVENING = "same_evening"  # another event of the evening counts
    SAME_WEEK = "same_week"  # another event in the same district and week counts
    WRONG_AREA = "wrong_area"
    WEEKEND_EFFORT = "weekend_effort"  # a weekend effort is never a foot patrol
    WRONG_KIND = "wrong_kind"


@dataclass(frozen=True)
class Period:
    """The days of one year on which the pledge's agreement is in force, both included."""

    first_on: date
    last_on: date

    def holds(self, on: date) -> bool:
        """Whether the period covers a day."""
        return self.first_on <= on <= self.last_on


@dataclass(frozen=True)
class Part:
    """A condition inside a pledge. ``done`` is None while nobody has told this site."""

    name: str
    target: int | None
    done: int | None = None


@dataclass(frozen=True)
class Tally:
    """What a pledge's events come to. ``units`` and ``joint`` hold the day of each thing counted, sorted."""

    units: tuple[date, ...] = ()
    parts: tuple[Part, ...] = ()
    joint: tuple[date, ...] = ()
    not_counted: dict[str, WhyNot] = field(default_factory=dict)  # by the event's id

    @property
    def done(self) -> int:
        """How much counts."""
        return len(self.units)


def tally(pledge: Pledge, events: Iterable[PledgeEvent], period: Period) -> Tally:
    """Return what the events of one pledge come to in one year, in whatever order they are given."""
    inside, outside = list[PledgeEvent](), dict[str, WhyNot]()
    for event in sorted(events, key=lambda e: (e.on, e.id)):
        if period.holds(event.on):
            inside.append(event)
        else:
            outside[event.id] = WhyNot.WRONG_YEAR
    counted = COUNTERS[pledge.type](pledge, inside, period)
    return Tally(counted.units, counted.parts, counted.joint, {**outside, **counted.not_counted})


def _count(pledge: Pledge, events: Sequence[PledgeEvent], _period: Period) -> Tally:
    """Count each event as often as it says; ``joint`` and ``areas`` are parts where the rule names them."""
    kinds = kinds_of(pledge)
    refused = {e.id: WhyNot.WRONG_KIND for e in events if kinds and e.kind and e.kind not in kinds}
    good = [e for e in events if e.id not in refused]
    joint = _days(e for e in good if e.joint)
    parts = []
    if isinstance(pledge.rule.get("joint"), int):
        parts.append(Part("joint", pledge.rule["joint"], len(joint)))
    if pledge.rule.get("count_areas"):
        parts.append(Part("areas", None, len({e.area for e in good if e.area})))
    return Tally(_days(good), tuple(parts), joint if pledge.rule.get("joint") else (), refused)


def _days(events: Iterable[PledgeEvent]) -> tuple[date, ...]:
    return tuple(sorted(event.on for event in events for _ in range(event.count)))


def _weekends(_pledge: Pledge, events: Sequence[PledgeEvent], period: Period) -> Tally:
    """Count weekends whose Friday and Saturday evening both have an event, both within the period."""
    refused: dict[str, WhyNot] = {}
    evenings: dict[date, dict[int, PledgeEvent]] = defaultdict(dict)  # by the weekend's Saturday
    for event in events:
        weekday = event.on.isoweekday()
        if weekday not in {FRIDAY, SATURDAY}:
            refused[event.id] = WhyNot.WRONG_WEEKDAY
        elif weekday in evenings[_saturday(event.on)]:
            refused[event.id] = WhyNot.SAME_EVENING
        else:
            evenings[_saturday(event.on)][weekday] = event
    whole = {saturday for saturday, held in evenings.items() if len(held) == 2}
    for saturday in evenings.keys() - whole:
        split = not (period.holds(saturday) and period.holds(saturday - DAY))
        reason = WhyNot.SPLIT_WEEKEND if split else WhyNot.HALF_WEEKEND
        refused |= {event.id: reason for event in evenings[saturday].values()}
    return Tally(tuple(sorted(whole)), not_counted=refused)


def _saturday(on: date) -> date:
    return on + DAY if on.isoweekday() == FRIDAY else on


def _fridays(_pledge: Pledge, events: Sequence[PledgeEvent], _period: Period) -> Tally:
    """Count distinct Fridays; a holiday is a Friday like any other."""
    refused: dict[str, WhyNot] = {}
    fridays: set[date] = set()
    for event in events:
        if event.on.isoweekday() != FRIDAY:
            refused[event.id] = WhyNot.WRONG_WEEKDAY
        elif event.on in fridays:
            refused[event.id] = WhyNot.SAME_EVENING
        else:
            fridays.add(event.on)
    return Tally(tuple(sorted(fridays)), not_counted=refused)


def _weeks_in_areas(pledge: Pledge, events: Sequence[PledgeEvent], period: Period) -> Tally:
    """Count ISO weeks in which each named area had an event; the parts are the weeks of each area by itself."""
    areas = {fold(str(area)): str(area) for area in pledge.rule.get("areas", ())}
    weeks: dict[str, set[date]] = {area: set() for area in areas}
    refused: dict[str, WhyNot] = {}
    for event in events:
        area, week = fold(event.area or ""), week_ends_on(event.on, period)
        if event.kind == EventKind.WEEKEND_EFFORT:
            refused[event.id] = WhyNot.WEEKEND_EFFORT
        elif area not in weeks:
            refused[event.id] = WhyNot.WRONG_AREA
        elif week in weeks[area]:
            refused[event.id] = WhyNot.SAME_WEEK
        else:
            weeks[area].add(week)
    parts = tuple(Part(name, pledge.target, len(weeks[area])) for area, name in areas.items())
    whole = set.intersection(*weeks.values()) if weeks else set()
    return Tally(tuple(sorted(whole)), parts, not_counted=refused)


def week_ends_on(on: date, period: Period) -> date:
    """Return the Sunday of a day's ISO week; a week cut by the end of the period ends with it."""
    return min(on + DAY * (SUNDAY - on.isoweekday()), period.last_on)


def _asked(_pledge: Pledge, events: Sequence[PledgeEvent], _period: Period) -> Tally:
    """Count the posts that asked residents; the checks themselves are counted by their own rule."""
    asked = [event for event in events if event.kind == EventKind.ASKED]
    refused = {event.id: WhyNot.WRONG_KIND for event in events if event.kind != EventKind.ASKED}
    return Tally(parts=(Part("asked", None, len(_days(asked))),), not_counted=refused)


COUNTERS: dict[PledgeType, Callable[[Pledge, Sequence[PledgeEvent], Period], Tally]] = {
    PledgeType.CHECKS: _asked,
    PledgeType.COUNT: _count,
    PledgeType.WEEKENDS: _weekends,
    PledgeType.FRIDAYS: _fridays,
    PledgeType.WEEKS_IN_AREAS: _weeks_in_areas,
    PledgeType.ONGOING: _count,
}
"""How each type is counted."""
