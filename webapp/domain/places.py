"""A place: what a folder in geodata/ says about one municipality."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from zoneinfo import ZoneInfo

from webapp.domain.messages import QuietHours
from webapp.domain.open_data import OpenData


@dataclass(frozen=True)
class Address:
    """What another geocoder calls a position; ``text`` tells it apart from others of the same name."""

    text: str
    lat: float
    lon: float


Geocode = Callable[[str], Sequence[Address]]
"""Returns the addresses that words may mean, none when nobody answers; never raises."""


@dataclass(frozen=True)
class Emergency:
    """Numbers to call instead of using this site."""

    now: str = "112"
    other: str = "114 14"


@dataclass(frozen=True)
class Accessibility:
    """What the municipality says in its accessibility statement; what it has not said is None or empty."""

    email: str = ""
    phone: str = ""
    answer_days: int | None = None
    assessed_on: date | None = None
    updated_on: date | None = None
    flaws: tuple[str, ...] = ()  # its own, beside those of the program


@dataclass(frozen=True)
class Place:
    """One municipality. ``bbox`` is west, south, east, north and ``center`` lon, lat, in degrees."""

    slug: str
    name: str
    bbox: tuple[float, float, float, float]
    center: tuple[float, float]
    country: str = "SE"
    timezone: str = "Europe/Stockholm"
    languages: tuple[str, ...] = ("sv", "en")
    crs: str = "EPSG:3006"
    pin_tolerance_m: float = 300.0
    publish_threshold: int = 3
    check_delay_hours: float = 0.0
    revisit_weeks: int = 12  # so long after a check the place waits for another visit
    quiet_hours: QuietHours = field(default_factory=QuietHours)
    authority: str = ""
    police: str = ""
    partners: tuple[str, ...] = ()
    contact_email: str = ""
    contact_phone: str = ""
    privacy_email: str = ""
    emergency: Emergency = Emergency()
    retention_decision: str = ""
    contact_months: int = 3
    text_months: int = 12
    closed_between_campaigns: bool = False  # suggestions are taken while a question runs, and only then
    processors: tuple[str, ...] = ()  # who handles personal data on its behalf, and what for
    accessibility: Accessibility = Accessibility()
    open_data: OpenData = field(default_factory=OpenData)
    attribution: tuple[str, ...] = field(default_factory=tuple)

    @property
    def tz(self) -> ZoneInfo:
        """The place's timezone, whose calendar year a check belongs to."""
        return ZoneInfo(self.timezone)
