"""Where a pledge is heading: each type in the unit that it promises, every condition inside it heard."""

from collections.abc import Sequence
from datetime import date, timedelta

from webapp.domain.pace import Pace, forecast_once
from webapp.domain.pledge_counting import DAY, FRIDAY, SATURDAY, SUNDAY, Period, Tally
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
    own = state_of(counted.done, pledge.target, period.first_on, through, period.last_on, pace)
    wanted = pledge.rule.get("joint")
    if pledge.target is None or not isinstance(wanted, int):
        return own
    pace = pace_of(counted.joint, period.first_on, through, period.last_on, wanted)
    joint = state_of(len(counted.joint), wanted, period.first_on, through, period.last_on, pace)
    return min(own, joint, key=WORST_FIRST.index)
