"""Speed-reducing measures of the municipality: their kinds, the steps they go through, and when."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from webapp.domain.errors import Fault, WrongState
from webapp.domain.suggestions import MAX_TEXT


class MeasureKind(StrEnum):
    """What is built. The Swedish terms are in KIND_TERMS."""

    RAISED_PLATFORM = "raised_platform"
    SPEED_HUMP = "speed_hump"
    SPEED_CUSHION = "speed_cushion"
    NARROWING = "narrowing"
    LATERAL_SHIFT = "lateral_shift"
    RAISED_CROSSING = "raised_crossing"
    RAISED_JUNCTION = "raised_junction"
    REFUGE = "refuge"
    SPEED_DISPLAY = "speed_display"
    LOWERED_LIMIT = "lowered_limit"
    OTHER = "other"


KIND_TERMS: Mapping[MeasureKind, tuple[str, ...]] = {
    MeasureKind.RAISED_PLATFORM: ("upphöjning", "platågupp"),
    MeasureKind.SPEED_HUMP: ("gupp", "farthinder"),
    MeasureKind.SPEED_CUSHION: ("vägkudde",),
    MeasureKind.NARROWING: ("avsmalning",),
    MeasureKind.LATERAL_SHIFT: ("sidoförskjutning", "chikan"),
    MeasureKind.RAISED_CROSSING: ("upphöjt övergångsställe", "upphöjd gångpassage"),
    MeasureKind.RAISED_JUNCTION: ("förhöjd korsning", "upphöjd korsning"),
    MeasureKind.REFUGE: ("mittrefug", "refug"),
    MeasureKind.SPEED_DISPLAY: ("hastighetsdisplay",),
    MeasureKind.LOWERED_LIMIT: ("sänkt hastighet",),
    MeasureKind.OTHER: ("annat",),
}
"""How planners write each kind; the first term is the page's."""


class MeasureStatus(StrEnum):
    """How far a measure has come."""

    PLANNED = "planned"
    DECIDED = "decided"
    BUILT = "built"
    REMOVED = "removed"


NEXT: Mapping[MeasureStatus, frozenset[MeasureStatus]] = {
    MeasureStatus.PLANNED: frozenset({MeasureStatus.DECIDED, MeasureStatus.BUILT, MeasureStatus.REMOVED}),
    MeasureStatus.DECIDED: frozenset({MeasureStatus.PLANNED, MeasureStatus.BUILT, MeasureStatus.REMOVED}),
    MeasureStatus.BUILT: frozenset({MeasureStatus.REMOVED}),
    MeasureStatus.REMOVED: frozenset({MeasureStatus.PLANNED}),
}
"""A measure that was only planned is "removed" when it is given up. What is built is not unbuilt by a plan."""

TERMS = {term: kind for kind, terms in KIND_TERMS.items() for term in terms}
LONGEST_NAME, LONGEST_LINK, MOST_COST = 200, 500, 10_000_000_000


@dataclass(frozen=True)
class MeasureFacts:
    """What is told of a measure. ``geometry`` is a GeoJSON point or line in degrees; days are local dates."""

    kind: str
    status: str
    geometry: Mapping[str, Any] | None
    street: str = ""
    on: date | None = None  # the day of its status
    cost: int | None = None  # in the currency of the place
    link: str = ""  # to the plan
    note: str = ""  # everyone can read it
    site_id: str | None = None


def move(current: MeasureStatus, target: MeasureStatus) -> MeasureStatus:
    """Return ``target`` if a measure may go there from ``current``.

    :raises WrongState: the step is not in the table
    """
    if target not in NEXT[current]:
        raise WrongState(f"a measure cannot go from {current} to {target}")
    return target


def built_on(steps: Iterable[tuple[str, date | None]]) -> date | None:
    """Return the day on which a measure was built, by everything that was told of it, the first first.

    What was built and taken away again was built; one that is planned where it stood as built never was.

    >>> built_on([("planned", None), ("built", date(2026, 4, 2)), ("removed", date(2026, 9, 1))])
    datetime.date(2026, 4, 2)
    """
    day, before = None, ""
    for status, on in steps:
        if status == MeasureStatus.BUILT:
            day = on
        elif before == MeasureStatus.BUILT and status != MeasureStatus.REMOVED:
            day = None
        before = status
    return day


def kind_of(text: str) -> str:
    """Return the code that a text means: a code itself, or a Swedish term; else the text as it is.

    >>> kind_of("Platågupp")
    'raised_platform'
    """
    plain = " ".join(text.split()).casefold()
    return str(TERMS.get(plain, plain))


def measure_faults(facts: MeasureFacts, today: date) -> list[Fault]:
    """Return everything that cannot be true, or that cannot be kept."""
    faults = []
    if facts.kind not in set(MeasureKind):
        faults.append(Fault("kind", "unknown" if facts.kind else "missing"))
    if facts.status not in set(MeasureStatus):
        faults.append(Fault("status", "unknown" if facts.status else "missing"))
    if facts.geometry is None:
        faults.append(Fault("place_text", "missing"))
    if facts.cost is not None and not 0 <= facts.cost <= MOST_COST:
        faults.append(Fault("cost", "too_large", {"max": MOST_COST}))
    for name, text, most in (
        ("street", facts.street, LONGEST_NAME),
        ("link", facts.link, LONGEST_LINK),
        ("note", facts.note, MAX_TEXT),
    ):
        if len(text) > most:
            faults.append(Fault(name, "too_long", {"max": most}))
    if facts.link and not is_web_address(facts.link):
        faults.append(Fault("link", "not_a_link"))
    return [*faults, *day_faults(facts.status, facts.on, today)]


def day_faults(status: str, on: date | None, today: date) -> list[Fault]:
    """Return what is wrong with the day of a status: what is built or removed was so by today."""
    done = status in {MeasureStatus.BUILT, MeasureStatus.REMOVED}
    if done and on is None:
        return [Fault("on", "missing")]
    return [Fault("on", "in_the_future")] if done and on is not None and on > today else []


def is_web_address(text: str) -> bool:
    """Whether a text is an address that a page may link to: http or https with a host, and nothing hidden in it."""
    try:
        parts = urlsplit(text)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and text.isprintable() and " " not in text
    except ValueError:
        return False
