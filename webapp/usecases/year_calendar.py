"""The police's calendar of a year: held checks, planned ones, holidays, and the pace that is left. Private."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from webapp.domain.calendar import local_date, weeks_between
from webapp.domain.context import Context
from webapp.domain.holidays import holidays
from webapp.domain.pace import Pace
from webapp.domain.progress import pace_of
from webapp.domain.roles import Actor, Permission, require
from webapp.domain.year_plan import HeldOn, Month, PlannedOn, year_plan
from webapp.storage import shift as store
from webapp.storage.progress import progress


@dataclass(frozen=True)
class YearCalendar:
    """A year. ``needed_per_week`` is None where nothing was promised, or no week is left."""

    year: int
    today: date
    months: tuple[Month, ...]
    done: int
    planned: int
    target: int | None
    weeks_left: float
    needed_per_week: float | None
    pace: Pace | None


def year_calendar(session: Session, ctx: Context, actor: Actor, year: int) -> YearCalendar:
    """Return a year with everything that police know of it: no delay of the public pages holds a check back here.

    :raises NotAllowed: the actor may not see the police's list
    """
    require(actor, Permission.SEE_POLICE_LIST)
    today = local_date(ctx.now(), ctx.place.tz)
    promised = progress(session, ctx, year)
    held = [HeldOn(*row) for row in store.checks_of_year(session, year)]
    planned = [PlannedOn(*row) for row in store.planned_in(session, date(year, 1, 1), date(year, 12, 31))]
    first_on, last_on = promised.first_on, promised.last_on
    days = [check.on for check in held if check.counts and first_on <= check.on <= last_on]
    through = min(today, last_on)
    left = weeks_between(max(today, first_on), last_on) if today <= last_on else 0.0
    target = promised.target
    needed = max(0, target - len(days)) / left if target is not None and left > 0 else None
    return YearCalendar(
        year=year,
        today=today,
        months=year_plan(year, held, planned, holidays(ctx.place.country, year)),
        done=len(days),
        planned=len(planned),
        target=target,
        weeks_left=left,
        needed_per_week=needed,
        pace=pace_of(days, first_on, through, last_on, target),
    )
