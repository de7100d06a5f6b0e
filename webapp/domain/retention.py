"""When what a person gave has been kept long enough: two clocks, the person's short, the place's long."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime

from webapp.domain.calendar import local_date, start_of_day
from webapp.domain.places import Place


@dataclass(frozen=True)
class Deadlines:
    """What is older has expired.

    ``texts_before``: words sent in. ``contacts_before``: addresses, by when the matter was closed.
    ``keys_before``: the keys that tell residents apart, once their year has been evaluated.
    """

    texts_before: datetime
    contacts_before: datetime
    keys_before: datetime


@dataclass(frozen=True)
class Expired:
    """How much has expired: suggestions with words, with an address, with a key of an old year; reports; comments."""

    texts: int
    contacts: int
    keys: int
    reports: int
    comments: int = 0

    def __bool__(self) -> bool:
        """Whether anything has."""
        return any((self.texts, self.contacts, self.keys, self.reports, self.comments))


def deadlines(now: datetime, place: Place) -> Deadlines:
    """Return what has been kept long enough by an instant, counted in whole local months."""
    today = local_date(now, place.tz)
    return Deadlines(
        texts_before=start_of_day(months_before(today, place.text_months), place.tz),
        contacts_before=start_of_day(months_before(today, place.contact_months), place.tz),
        keys_before=start_of_day(date(today.year - 1, 1, 1), place.tz),
    )


def months_before(day: date, months: int) -> date:
    """Return the same day so many months earlier, or the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
