"""Whether it is dark: how high the sun stands, from nothing but the place and the time. Pure."""

from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from math import asin, cos, degrees, radians, sin
from zoneinfo import ZoneInfo

from webapp.domain.suggestions import DAYS

DARK_BELOW = -6.0
"""Degrees: with the sun deeper below the horizon civil twilight is over, and one sees by lamps alone."""
SLOT = timedelta(hours=3)
STEP = timedelta(minutes=15)
_J2000 = datetime(2000, 1, 1, 12, tzinfo=UTC)


class Light(StrEnum):
    """Whether a window of time is dark."""

    LIGHT = "light"
    PARTLY = "partly"
    DARK = "dark"


def sun_elevation(lat: float, lon: float, at: datetime) -> float:
    """Return how high the middle of the sun stands, in degrees; below zero under the horizon, air left out.

    The low-precision formulas of the Astronomical Almanac: good to a few hundredths of a degree from 1950 to 2050.

    >>> round(sun_elevation(0.0, 0.0, datetime(2026, 3, 20, 12, 7, tzinfo=UTC)))
    90
    """
    days = (at - _J2000) / timedelta(days=1)
    mean = radians((280.460 + 0.9856474 * days) % 360)
    anomaly = radians((357.528 + 0.9856003 * days) % 360)
    ecliptic = mean + radians(1.915) * sin(anomaly) + radians(0.020) * sin(2 * anomaly)
    tilt = radians(23.439 - 0.0000004 * days)
    declination = asin(sin(tilt) * sin(ecliptic))
    # The right ascension by its difference from the ecliptic longitude: the usual series, good to 0.01 degrees.
    half = (tilt / 2) ** 2
    ascension = ecliptic - half * sin(2 * ecliptic) + half**2 / 2 * sin(4 * ecliptic)
    sidereal = radians((280.46062 + 360.98564737 * days + lon) % 360)
    hour = sidereal - ascension
    height = sin(radians(lat)) * sin(declination) + cos(radians(lat)) * cos(declination) * cos(hour)
    return degrees(asin(max(-1.0, min(1.0, height))))


def is_dark(lat: float, lon: float, at: datetime) -> bool:
    """Whether civil twilight is over."""
    return sun_elevation(lat, lon, at) < DARK_BELOW


def light_between(lat: float, lon: float, start: datetime, end: datetime) -> Light:
    """Return whether it is dark from ``start`` to ``end``, all the time or a part of it; looks every 15 minutes."""
    moments = [start + STEP * n for n in range((end - start) // STEP + 1)]
    dark = [is_dark(lat, lon, at) for at in moments]
    return Light.DARK if all(dark) else Light.PARTLY if any(dark) else Light.LIGHT


def light_of_window(lat: float, lon: float, window: str, today: date, tz: ZoneInfo) -> Light:
    """Return whether a window of the week, such as ``mon-06``, is dark when it comes next."""
    on = today + timedelta(days=(DAYS.index(window[:3]) - today.weekday()) % len(DAYS))
    start = datetime.combine(on, time(int(window[4:])), tz).astimezone(UTC)
    return light_between(lat, lon, start, start + SLOT)


def light_hours(lat: float, lon: float, on: date, tz: ZoneInfo) -> tuple[datetime | None, datetime | None]:
    """Return when it gets light and when it gets dark on a local date, to the minute; None where it does not.

    Both are None when it is dark all day, or light. Near midsummer it may get dark after midnight only; what is told
    then is the first time that it gets light and the last that it gets dark within the date.
    """
    start = datetime.combine(on, time(), tz).astimezone(UTC)
    end = datetime.combine(on + timedelta(days=1), time(), tz).astimezone(UTC)
    minutes = [start + timedelta(minutes=n) for n in range((end - start) // timedelta(minutes=1) + 1)]
    dark = [is_dark(lat, lon, at) for at in minutes]
    turns = [(at, now) for at, before, now in zip(minutes[1:], dark, dark[1:], strict=False) if before != now]
    light = next((at for at, now in turns if not now), None)
    night = next((at for at, now in reversed(turns) if now), None)
    return light and light.astimezone(tz), night and night.astimezone(tz)
