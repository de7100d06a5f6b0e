"""Events of pledges: what a party reports that it did, what may be told of it, and whose pledge it is to report."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from urllib.parse import urlsplit

from webapp.domain.errors import Fault
from webapp.domain.names import fold
from webapp.domain.pledges import Pledge, PledgeType
from webapp.domain.roles import Actor, Role
from webapp.domain.unsafe_places import Activity

MAX_COUNT = 10_000
MAX_NOTE, MAX_SHORT, MAX_LINK = 1000, 200, 500
EARLIEST = date(1990, 1, 1)


class EventKind(StrEnum):
    """What an event was, where that is more than its pledge says."""

    DIALOGUE = "dialogue"
    INSPECTION = "inspection"
    SAFETY_WALK = "safety_walk"
    FOOT_PATROL = "foot_patrol"
    WEEKEND_EFFORT = "weekend_effort"
    VISIT = "visit"
    MEASURE = "measure"
    ASKED = "asked"  # a post that asked residents where to check


class Channel(StrEnum):
    """The way by which an event came in."""

    FORM = "form"
    FILE = "file"
    API = "api"


ACTIVITY_OF_KIND: dict[str, Activity] = {
    EventKind.INSPECTION: Activity.INSPECTION,
    EventKind.SAFETY_WALK: Activity.SAFETY_WALK,
    EventKind.FOOT_PATROL: Activity.FOOT_PATROL,
    EventKind.WEEKEND_EFFORT: Activity.WEEKEND_EFFORT,
}
ACTIVITY_OF_TYPE: dict[PledgeType, Activity] = {
    PledgeType.WEEKENDS: Activity.WEEKEND_EFFORT,
    PledgeType.WEEKS_IN_AREAS: Activity.FOOT_PATROL,
}
"""As what residents of an unsafe place are told of an event; all else is a visit."""


@dataclass(frozen=True)
class EventWish:
    """What somebody wants to report, as read from a form, a file or a program."""

    pledge: str
    on: date | None  # local
    count: int = 1
    joint: bool = False  # together with another authority
    kind: str = ""
    area: str = ""
    parties: str = ""  # who was there
    number: int | None = None  # how many people took part
    note: str = ""
    note_public: bool = False
    evidence: str = ""  # a link that everyone may open
    unsafe: tuple[str, ...] = ()  # ids of the unsafe places that it answered


@dataclass(frozen=True)
class PledgeEvent:
    """An event as everyone may read it, after every correction."""

    id: str
    pledge: str
    on: date
    count: int = 1
    joint: bool = False
    kind: str = ""
    area: str | None = None  # a district that the place knows; what else was typed stays inside
    parties: tuple[str, ...] = ()  # slugs of parties to the agreement
    number: int | None = None
    note: str | None = None
    evidence: str | None = None
    corrected: bool = False


def may_report(actor: Actor, pledge: Pledge) -> bool:
    """Whether the pledge is the actor's own or shared; an administrator and an operator report for everybody."""
    return actor.role in {Role.ADMIN, Role.OPERATOR} or (actor.party is not None and actor.party in pledge.parties)


def activity_of(pledge: Pledge, kind: str) -> Activity:
    """Return as what residents of an unsafe place are told of an event."""
    return ACTIVITY_OF_KIND.get(kind) or ACTIVITY_OF_TYPE.get(pledge.type, Activity.VISIT)


def kinds_of(pledge: Pledge) -> tuple[str, ...]:
    """Return the kinds that the rule of a pledge counts; none where it says nothing of kinds."""
    if pledge.type == PledgeType.CHECKS:
        return (EventKind.ASKED,)
    return tuple(str(kind) for kind in pledge.rule.get("kinds", ()))


def event_faults(wish: EventWish, pledge: Pledge | None, today: date) -> list[Fault]:
    """Return everything that is wrong with an event; one on a day that does not count is not wrong.

    :param pledge: the one that the slug names, in any agreement; None if there is none
    :param today: the place's local date
    """
    if pledge is None:
        return [Fault("pledge", "unknown" if wish.pledge else "missing")]
    return [*_what_faults(wish, pledge), *_day_faults(wish.on, today), *_word_faults(wish)]


def _what_faults(wish: EventWish, pledge: Pledge) -> Iterable[Fault]:
    if pledge.type == PledgeType.CHECKS and wish.kind != EventKind.ASKED:
        yield Fault("pledge", "counted_from_checks")
    if wish.kind and wish.kind not in {*EventKind, *kinds_of(pledge)}:
        yield Fault("kind", "unknown", {"text": wish.kind[:40]})
    if wish.kind == EventKind.ASKED and not wish.evidence.strip():
        yield Fault("evidence", "missing")
    if not 1 <= wish.count <= MAX_COUNT:
        yield Fault("count", "too_small" if wish.count < 1 else "too_large", {"min": 1, "max": MAX_COUNT})
    if wish.number is not None and not 0 <= wish.number <= 1_000_000:
        yield Fault("number", "negative" if wish.number < 0 else "too_large", {"max": 1_000_000})


def _day_faults(on: date | None, today: date) -> Iterable[Fault]:
    if on is None:
        yield Fault("on", "missing")
    elif on > today:
        yield Fault("on", "in_the_future")
    elif on < EARLIEST:
        yield Fault("on", "too_old")


def _word_faults(wish: EventWish) -> Iterable[Fault]:
    for name, longest in (("area", MAX_SHORT), ("parties", MAX_SHORT), ("note", MAX_NOTE), ("evidence", MAX_LINK)):
        if len(getattr(wish, name)) > longest:
            yield Fault(name, "too_long", {"max": longest})
    if wish.evidence.strip() and not _is_link(wish.evidence.strip()):
        yield Fault("evidence", "not_a_link")


def _is_link(text: str) -> bool:
    try:
        parts = urlsplit(text)
        named = bool(parts.hostname) and parts.username is None and parts.password is None
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and named and text.isprintable() and " " not in text


def known_area(typed: str, names: Mapping[str, str]) -> str | None:
    """Return the district that somebody typed, in whatever case or by an alias; None for anything else.

    :param names: folded name or alias -> the name of the district
    """
    return names.get(fold(typed)) if typed else None


def known_parties(typed: str, names: Mapping[str, str]) -> tuple[str, ...]:
    """Return the slugs of the parties in a text such as ``police, fire-service``, each once.

    :param names: slug -> name of a party
    """
    slugs = {fold(spelling): slug for slug, name in names.items() for spelling in (slug, name)}
    found = (slugs.get(fold(part)) for part in re.split(r"[,;|+/&]", typed))
    return tuple(dict.fromkeys(slug for slug in found if slug))
