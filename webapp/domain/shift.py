"""Which of the chosen sites belong to a day's shift, and the hours that residents name for that day."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from webapp.domain.suggestions import DAYS, HOURS

SLOT_H = 3


class ShiftDay(StrEnum):
    """The shifts that are no single coming day."""

    TODAY = "today"  # what is planned for today, what is left of earlier days, and what has no day
    UNDATED = "undated"
    ALL = "all"


def belongs(planned_on: date | None, wanted: ShiftDay | date, today: date) -> bool:
    """Whether a choice with this day is in the shift that is asked for."""
    if wanted == ShiftDay.ALL:
        return True
    if planned_on is None:
        return wanted in {ShiftDay.TODAY, ShiftDay.UNDATED}
    if wanted == ShiftDay.TODAY:
        return planned_on <= today
    return planned_on == wanted


def cells_of_day(cells: Sequence[str], on: date) -> tuple[str, ...]:
    """Return those of the cells that residents named, such as ``mon-06``, that lie on the weekday of a date."""
    day = DAYS[on.weekday()]
    return tuple(cell for cell in cells if cell.startswith(f"{day}-"))


def first_slot(cells: Sequence[str], on: date, tz: ZoneInfo) -> tuple[datetime, datetime] | None:
    """Return the first unbroken stretch of named hours on a date, as aware local times; None when none is named."""
    hours = sorted(int(cell.removeprefix(f"{DAYS[on.weekday()]}-")) for cell in cells_of_day(cells, on))
    if not hours:
        return None
    end = hours[0] + SLOT_H
    while end in hours:
        end += SLOT_H
    starts_at = datetime.combine(on, time(hours[0]), tz)
    ends_on = on if end < len(HOURS) * SLOT_H else on + timedelta(days=1)
    return starts_at, datetime.combine(ends_on, time(end % 24), tz)
