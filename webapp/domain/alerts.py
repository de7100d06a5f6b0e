"""Alerts: which public news somebody wants by e-mail, and how often. Only what is public already is ever told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from math import cos, hypot, radians
from zoneinfo import ZoneInfo

from webapp.domain.calendar import local_date
from webapp.domain.errors import Fault
from webapp.domain.suggestions import Kind
from webapp.domain.wishes import read_email

METRES_A_DEGREE = 111_195.0
RADII_M = (500, 1000, 2000, 5000)
MOST_CORNERS = 50
DIGEST_HOUR = 8  # on the place's clock
MONDAY = 0
TOLD_WITHIN = timedelta(days=31)
"""News older than this are no news: a site's earlier checks when it becomes public, or after a long halt."""


class Pace(StrEnum):
    """How often."""

    AT_ONCE = "at_once"
    DAILY = "daily"
    WEEKLY = "weekly"


class Where(StrEnum):
    """How an alert names its ground."""

    EVERYWHERE = "everywhere"
    AREA = "area"
    NEAR = "near"
    DRAWN = "drawn"


Corner = tuple[float, float]
"""lon, lat in degrees."""


@dataclass(frozen=True)
class Ground:
    """Where news are wanted from: a district, a circle, a drawn area, or everywhere when nothing is given."""

    area: str | None = None
    lat: float | None = None
    lon: float | None = None
    radius_m: int | None = None
    corners: tuple[Corner, ...] = ()

    @property
    def where(self) -> Where:
        """How the ground is named."""
        if self.corners:
            return Where.DRAWN
        if self.radius_m is not None:
            return Where.NEAR
        return Where.AREA if self.area else Where.EVERYWHERE

    def holds(self, lat: float, lon: float, area: str | None) -> bool:
        """Whether a public place lies on it.

        :param area: the slug of the district of the place
        """
        if self.corners:
            return _inside(lon, lat, self.corners)
        if self.radius_m is not None and self.lat is not None and self.lon is not None:
            north_m = (lat - self.lat) * METRES_A_DEGREE
            east_m = (lon - self.lon) * METRES_A_DEGREE * cos(radians(self.lat))
            return hypot(north_m, east_m) <= self.radius_m
        return self.area is None or self.area == area


@dataclass(frozen=True)
class AlertWish:
    """What somebody wishes to hear of, as typed."""

    where: str = ""
    area: str = ""
    lat: str = ""
    lon: str = ""
    place_text: str = ""
    radius_m: str = ""
    drawn: str = ""
    kinds: tuple[str, ...] = ()
    pace: str = ""
    email: str = ""


@dataclass(frozen=True)
class AlertWords:
    """What a wish says, read; its ground is read apart, since a place may have to be looked up."""

    kinds: tuple[str, ...]
    pace: Pace
    email: str


def read_alert(wish: AlertWish) -> tuple[AlertWords | None, list[Fault]]:
    """Return kinds, pace and address, or everything that is wrong with them."""
    faults = []
    kinds = tuple(kind.value for kind in Kind if kind.value in wish.kinds)
    if len(kinds) < len(set(wish.kinds)):
        faults.append(Fault("kinds", "unknown"))
    pace = next((p for p in Pace if p == wish.pace), None)
    if pace is None:
        faults.append(Fault("pace", "unknown" if wish.pace else "missing"))
    email, email_faults = read_email(wish.email)
    faults += email_faults
    if email is None and not email_faults:
        faults.append(Fault("email", "missing"))
    if faults or pace is None or email is None:
        return None, faults
    return AlertWords(kinds or tuple(kind.value for kind in Kind), pace, email), []


def read_radius(text: str) -> tuple[int, list[Fault]]:
    """Return a radius from the list, in metres."""
    try:
        radius_m = int(text[:6])
    except ValueError:
        return 0, [Fault("radius_m", "unknown" if text else "missing")]
    return (radius_m, []) if radius_m in RADII_M else (0, [Fault("radius_m", "unknown")])


def read_corners(text: str, bbox: tuple[float, float, float, float]) -> tuple[tuple[Corner, ...], list[Fault]]:
    """Return the corners of a drawn area, written ``lon,lat lon,lat …``; at least three, within the place."""
    west, south, east, north = bbox
    corners: list[Corner] = []
    for pair in text.split()[: MOST_CORNERS + 2]:
        lon_text, _, lat_text = pair.partition(",")
        try:
            lon, lat = float(lon_text), float(lat_text)
        except ValueError:
            return (), [Fault("drawn", "unreadable")]
        if not (west - 0.1 <= lon <= east + 0.1 and south - 0.1 <= lat <= north + 0.1):
            return (), [Fault("drawn", "outside_place")]
        corners.append((round(lon, 5), round(lat, 5)))
    if len(corners) > 1 and corners[0] == corners[-1]:
        corners.pop()
    if len(set(corners)) < 3:
        return (), [Fault("drawn", "too_few_corners")]
    return (tuple(corners), []) if len(corners) <= MOST_CORNERS else ((), [Fault("drawn", "too_many_corners")])


def next_digest(pace: Pace, after: datetime, tz: ZoneInfo) -> datetime:
    """Return when the next digest is due, in UTC: in the morning, each day or each Monday; at once is now."""
    if pace is Pace.AT_ONCE:
        return after
    day = local_date(after, tz)
    while True:
        due = _morning(day, tz)
        if due > after and (pace is Pace.DAILY or day.weekday() == MONDAY):
            return due
        day += timedelta(days=1)


def _morning(day: date, tz: ZoneInfo) -> datetime:
    return datetime.combine(day, time(DIGEST_HOUR), tz).astimezone(UTC)


def _inside(lon: float, lat: float, corners: Sequence[Corner]) -> bool:
    """Whether a point lies in a polygon: a line from it to the east crosses the border an odd number of times."""
    inside = False
    for (lon1, lat1), (lon2, lat2) in zip(corners, (*corners[1:], corners[0]), strict=True):
        if (lat1 > lat) != (lat2 > lat) and lon < lon1 + (lat - lat1) / (lat2 - lat1) * (lon2 - lon1):
            inside = not inside
    return inside
