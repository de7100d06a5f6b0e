"""Which news a feed holds, and the days on which they became public: never an hour."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import cos, hypot, radians
from zoneinfo import ZoneInfo

from webapp.domain.calendar import local_date

METRES_A_DEGREE = 111_320.0
MOST_ENTRIES = 100


@dataclass(frozen=True)
class Circle:
    """Everything within a distance of a point in degrees."""

    lat: float
    lon: float
    radius_m: float

    def holds(self, lat: float, lon: float) -> bool:
        """Whether a point lies in the circle."""
        north_m = (lat - self.lat) * METRES_A_DEGREE
        east_m = (lon - self.lon) * METRES_A_DEGREE * cos(radians(self.lat))
        return hypot(north_m, east_m) <= self.radius_m


@dataclass(frozen=True)
class FeedFilter:
    """What every piece of news must fit. ``bbox`` is west, south, east, north; ``area`` a district's slug or name."""

    kind: str | None = None
    area: str | None = None
    bbox: tuple[float, float, float, float] | None = None
    circle: Circle | None = None

    def holds(self, point: tuple[float, float] | None) -> bool:
        """Whether a public position fits; what has none (its place is not public) is only in feeds without a box."""
        if point is None:
            return self.bbox is None and self.circle is None
        lat, lon = point
        if self.bbox is not None:
            west, south, east, north = self.bbox
            if not (west <= lon <= east and south <= lat <= north):
                return False
        return self.circle is None or self.circle.holds(lat, lon)


def published_on(recorded_at: datetime, ended_at: datetime, delay_hours: float, tz: ZoneInfo) -> date:
    """Return the local day on which a held check became public: recorded, over, and past the place's delay."""
    return local_date(max(recorded_at, ended_at + timedelta(hours=delay_hours)), tz)


def midnight(on: date, tz: ZoneInfo) -> datetime:
    """Return the local midnight that begins a day: the only time that a feed ever tells."""
    return datetime(on.year, on.month, on.day, tzinfo=tz)
