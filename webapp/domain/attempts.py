"""Why a check that was chosen could not be done. Private: such a visit is no check, and counts nothing."""

from datetime import date, timedelta

from webapp.domain.errors import Fault

REASONS = (
    "no_room",
    "weather",
    "road_works",
    "called_away",
    "no_equipment",
    "no_time",
    "no_traffic",
    "unsafe",
    "other",
)
"""Codes of a closed list: there is nowhere to write about a person or a vehicle."""

OLDEST = timedelta(days=31)


def attempt_faults(reason: str, tried_on: date, today: date) -> list[Fault]:
    """Return what is wrong with what was told about a visit; an empty list when nothing is."""
    faults = [] if reason in REASONS else [Fault("reason", "unknown" if reason else "missing")]
    if tried_on > today:
        faults.append(Fault("tried_on", "in_the_future"))
    elif today - tried_on > OLDEST:
        faults.append(Fault("tried_on", "too_old"))
    return faults
