"""Where a pledge is heading: each type in the unit that it promises, every condition inside it heard."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from webapp.domain.names import fold
from webapp.domain.pace import Pace, forecast_once
from webapp.domain.pledge_counting import DAY, FRIDAY, SATURDAY, SUNDAY, Period, Tally, week_ends_on
from webapp.domain.pledge_events import EventKind, PledgeEvent
from webapp.domain.pledges import Pledge, PledgeType
from webapp.domain.progress import PledgeState, pace_of, state_of

ONCE_A_WEEK: dict[PledgeType, int] = {
    PledgeType.WEEKENDS: SATURDAY,
    PledgeType.FRIDAYS: FRIDAY,
    PledgeType.WEEKS_IN_AREAS: SUNDAY,
}
"""Types of which a week can hold one at most, and the weekday on which it is settled whether it did."""

WORST_FIRST = (
    PledgeState.NOT_KEPT,
    PledgeState.BEHIND,
    PledgeState.ON_TRACK,
    PledgeState.AHEAD,
    PledgeState.KEPT,
    PledgeState.ONGOING,
)


def pledge_pace(pledge: Pledge, counted: Tally, period: Period, through: date) -> Pace | None:
    """Return the forecast of a pledge's own number; None where none is promised, too early, and at the end."""
    if pledge.target is None or not period.first_on <= through < period.last_on:
        return None
    if pledge.type not in ONCE_A_WEEK:
        return pace_of(counted.units, period.first_on, through, period.last_on, pledge.target)
    kept = set(counted.units)
    days = settling_days(ONCE_A_WEEK[pledge.type], period)
    over = [day for day in days if day < through or (day == through and day in kept)]
    left = [day for day in days if day >= through and day not in kept]
    return forecast_once([day in kept for day in over], counted.done, len(left), pledge.target)


def settling_days(weekday: int, period: Period) -> Sequence[date]:
    """Return each day of the period on which a week is settled; a week that the period cuts off ends with it."""
    first = period.first_on + DAY * ((weekday - period.first_on.isoweekday()) % 7)
    if weekday == SATURDAY and first == period.first_on:
        first += timedelta(weeks=1)  # its Friday lies before the period
    days = [first + timedelta(weeks=n) for n in range((period.last_on - first).days // 7 + 1)]
    if weekday == SUNDAY and (not days or days[-1] < period.last_on):
        days.append(period.last_on)
    return days


def pledge_state(pledge: Pledge, counted: Tally, period: Period, through: date, pace: Pace | None) -> PledgeState:
    """Return how a pledge stands: no better than the worst of its conditions."""
    return min(_states(pledge, counted, period, through, pace).values(), key=WORST_FIRST.index)


def held_back_by(pledge: Pledge, counted: Tally, period: Period, through: date, pace: Pace | None) -> str | None:
    """Return the condition that stands worse than the pledge's own number; None where none does."""
    states = _states(pledge, counted, period, through, pace)
    return min(states, key=lambda name: WORST_FIRST.index(states[name])) or None


def _states(pledge: Pledge, counted: Tally, period: Period, through: date, pace: Pace | None) -> dict[str, PledgeState]:
    """Return how a pledge's own number stands, under no name, and each condition by its name."""
    states = {"": state_of(counted.done, pledge.target, period.first_on, through, period.last_on, pace)}
    wanted = pledge.rule.get("joint")
    if pledge.target is not None and isinstance(wanted, int):
        pace = pace_of(counted.joint, period.first_on, through, period.last_on, wanted)
        states["joint"] = state_of(len(counted.joint), wanted, period.first_on, through, period.last_on, pace)
    return states


def missed_weeks(
    pledge: Pledge, events: Iterable[PledgeEvent], period: Period, through: date
) -> dict[str, tuple[int, ...]]:
    """Return the numbers of the ISO weeks, over by now, in which a named district had no event; for patrols only."""
    if pledge.type != PledgeType.WEEKS_IN_AREAS:
        return {}
    had = {
        (fold(event.area or ""), week_ends_on(event.on, period))
        for event in events
        if period.holds(event.on) and event.kind != EventKind.WEEKEND_EFFORT
    }
    over = [day for day in settling_days(SUNDAY, period) if day < through or through == period.last_on]
    areas = [str(area) for area in pledge.rule.get("areas", ())]
    return {area: tuple(day.isocalendar().week for day in over if (fold(area), day) not in had) for area in areas}
