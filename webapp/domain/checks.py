"""What a person may write down about a held check, and what is wrong with it."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import isfinite

from webapp.domain.coordinates import fault_of
from webapp.domain.errors import Fault
from webapp.domain.places import Place
from webapp.domain.suggestions import MAX_TEXT

LONGEST = timedelta(hours=24)
MAX_VEHICLES = 100_000
MAX_KMH = 300
OUTSIDE_DEG = 0.01  # about a kilometre beyond the place's box


@dataclass(frozen=True)
class RecordCheck:
    """A held check as a person tells it: at a site, or at a position when it was held anywhere.

    Times are aware UTC; ``vehicles`` passed, ``over_limit`` of them above the limit.
    """

    started_at: datetime
    ended_at: datetime
    site_id: str | None = None
    lat: float | None = None
    lon: float | None = None
    vehicles: int | None = None
    over_limit: int | None = None
    mean_kmh: float | None = None
    v85_kmh: float | None = None
    limit_kmh: int | None = None
    public_note: str = ""
    submission_key: str | None = None


def check_faults(facts: RecordCheck, now: datetime, place: Place) -> list[Fault]:
    """Return everything that is wrong with what was told; an empty list when nothing is."""
    return [*_time_faults(facts, now), *_number_faults(facts), *_place_faults(facts, place), *_note_faults(facts)]


def _time_faults(facts: RecordCheck, now: datetime) -> list[Fault]:
    faults = []
    if facts.started_at > now:
        faults.append(Fault("started_at", "in_the_future"))
    elif facts.ended_at > now:
        faults.append(Fault("ended_at", "in_the_future"))
    if facts.ended_at <= facts.started_at:
        faults.append(Fault("ended_at", "ends_before_start"))
    elif facts.ended_at - facts.started_at > LONGEST:
        faults.append(Fault("ended_at", "over_a_day"))
    return faults


def _number_faults(facts: RecordCheck) -> list[Fault]:
    limits = {
        "vehicles": MAX_VEHICLES,
        "over_limit": MAX_VEHICLES,
        "mean_kmh": MAX_KMH,
        "v85_kmh": MAX_KMH,
        "limit_kmh": MAX_KMH,
    }
    faults = []
    for name, most in limits.items():
        value = getattr(facts, name)
        if value is None:
            continue
        if not isfinite(value):
            faults.append(Fault(name, "not_a_number"))
        elif value < 0:
            faults.append(Fault(name, "negative"))
        elif value > most:
            faults.append(Fault(name, "too_large", {"max": most}))
    if not faults and facts.vehicles is not None and facts.over_limit is not None and facts.over_limit > facts.vehicles:
        faults.append(Fault("over_limit", "more_than_vehicles"))
    return faults


def _place_faults(facts: RecordCheck, place: Place) -> list[Fault]:
    if facts.lat is None or facts.lon is None:
        missing = facts.site_id is None or (facts.lat is None) != (facts.lon is None)
        return [Fault("lat", "missing")] if missing else []
    if not (isfinite(facts.lat) and isfinite(facts.lon)):
        return [Fault("lat", "not_a_number")]
    west, south, east, north = place.bbox
    box = (west - OUTSIDE_DEG, south - OUTSIDE_DEG, east + OUTSIDE_DEG, north + OUTSIDE_DEG)
    code = fault_of(facts.lat, facts.lon, box)
    if code is None and not (box[0] <= facts.lon <= box[2] and box[1] <= facts.lat <= box[3]):
        code = "outside"
    return [Fault("lat", code, {"place": place.name})] if code else []


def _note_faults(facts: RecordCheck) -> list[Fault]:
    return [Fault("public_note", "too_long", {"max": MAX_TEXT})] if len(facts.public_note) > MAX_TEXT else []


def planned_on_fault(planned_on: date | None, today: date) -> Fault | None:
    """Return what is wrong with the day of a plan: it is from today to a year ahead, or left open."""
    if planned_on is None:
        return None
    if planned_on < today:
        return Fault("planned_on", "too_early")
    return Fault("planned_on", "too_late") if planned_on > today + timedelta(days=366) else None


def new_public_id() -> str:
    """Return a random id that reveals neither order nor number of checks."""
    return secrets.token_hex(6)
