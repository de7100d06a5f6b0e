"""What the public may see: the one gate that every page, feed, API and export passes.

Each public thing is a frozen record with exactly the fields that may leave. What a record does not have,
nobody can print: no pin, no extent, no member, no choice, no exact number of residents, no hour of a check.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from math import ceil
from typing import Any, Protocol

from webapp.domain.errors import NotFound
from webapp.domain.pledge_events import PledgeEvent, known_area, known_parties
from webapp.domain.sites import SiteStatus
from webapp.domain.suggestions import WHEN, Kind

BANDS: tuple[tuple[int, str], ...] = (
    (2, "1-2"),
    (5, "3-5"),
    (10, "6-10"),
    (20, "11-20"),
    (50, "21-50"),
    (100, "51-100"),
)
MANY = "101+"

FINEST_CELL_M = {"speed": 100, "unsafe_place": 250}
"""The side of the finest square of not yet published suggestions: what a single home can be hidden in."""

ANSWERS = frozenset({SiteStatus.ANSWERED, SiteStatus.CLOSED, SiteStatus.DECLINED})
"""The statuses that say since when, why, and in which words."""

DECIMALS = 5
"""About a metre: as exact as an anchor on a road needs; off a road the square's centre is what is printed."""


def band(n: int) -> str:
    """Return how many residents as a span, so that no one can be counted out. Nobody at all is "0"."""
    if n <= 0:
        return "0"
    return next((name for most, name in BANDS if n <= most), MANY)


def band_level(name: str) -> int:
    """Return a band's level, 1 to 5, for a picture; the two highest share the fifth."""
    names = [n for _, n in BANDS] + [MANY]
    return min(names.index(name) + 1, 5) if name in names else 0


def is_public_yet(ended_at: datetime, now: datetime, delay_hours: float) -> bool:
    """Whether a check may be told of: it is over, and the place's delay has passed since."""
    return ended_at + timedelta(hours=delay_hours) <= now


class SiteRow(Protocol):
    """What a row of a site brings to the gate."""

    id: str
    name: str
    kind: str
    area: str | None
    status: str
    status_reason: str | None
    status_reply: str | None
    status_at: datetime | None
    residents: int
    when_counts: Sequence[int]
    cause_counts: Mapping[str, int]
    checks: int
    last_check_on: date | None
    public_lat: float
    public_lon: float
    published_at: datetime | None


@dataclass(frozen=True)
class PublicSite:
    """A published site as everyone may see it. ``lat``, ``lon`` are its public place, never a pin."""

    id: str
    name: str
    kind: str
    area: str | None
    status: str
    reason: str | None  # a code of the list; of an unsafe place that is answered, the activity
    reply: str | None
    answered_at: datetime | None  # of a no, a closing or an activity; never of a check, whose recording nobody is told
    residents: str
    when: tuple[str, ...]
    strengths: tuple[int, ...]
    causes: tuple[str, ...]
    checks: int
    last_check_on: date | None
    lat: float
    lon: float
    published_at: datetime

    @property
    def level(self) -> int:
        """The band as a level from 1 to 5."""
        return band_level(self.residents)


def public_site(row: SiteRow) -> PublicSite:
    """Return what the public may see of a site.

    :raises NotFound: the site is not published, so the public does not know that it is there
    """
    if row.published_at is None:
        raise NotFound(f"site {row.id}")
    counts = tuple(row.when_counts) or (0,) * len(WHEN)
    answered = row.status in ANSWERS
    by_checks = row.kind == Kind.SPEED  # what is done at an unsafe place is never told as checks
    return PublicSite(
        id=row.id,
        name=row.name,
        kind=row.kind,
        area=row.area,
        status=row.status,
        reason=row.status_reason,
        reply=row.status_reply,
        answered_at=row.status_at if answered else None,
        residents=band(row.residents),
        when=tuple(cell for cell, count in zip(WHEN, counts, strict=True) if count > 0),
        strengths=strengths(counts),
        causes=tuple(
            sorted((c for c, n in row.cause_counts.items() if n > 0), key=lambda c: (-row.cause_counts[c], c))
        ),
        checks=row.checks if by_checks else 0,
        last_check_on=row.last_check_on if by_checks else None,
        lat=round(row.public_lat, DECIMALS),
        lon=round(row.public_lon, DECIMALS),
        published_at=row.published_at,
    )


def strengths(counts: Sequence[int]) -> tuple[int, ...]:
    """Return each count as a strength from 0 to 4 of the greatest, so that a picture tells no numbers."""
    most = max(counts, default=0)
    return tuple(ceil(4 * count / most) if most and count > 0 else 0 for count in counts)


@dataclass(frozen=True)
class PublicCell:
    """A square of not yet published suggestions: its centre, its side, how many as a span, 1-3 for a picture."""

    kind: str
    size_m: int
    lat: float
    lon: float
    count: str
    strength: int


def public_cell(kind: str, size_m: int, lat: float, lon: float, suggestions: int) -> PublicCell:
    """Return what the public may see of a square.

    :raises ValueError: the square is finer than the kind allows
    """
    if size_m < FINEST_CELL_M[kind]:
        raise ValueError(f"a square of {size_m} m is too fine for {kind}")
    strength = 1 if suggestions <= BANDS[0][0] else 2 if suggestions <= BANDS[1][0] else 3
    return PublicCell(kind, size_m, round(lat, DECIMALS), round(lon, DECIMALS), band(suggestions), strength)


@dataclass(frozen=True)
class PublicCheck:
    """A held check as everyone may see it: its day and what was measured, never an hour.

    ``site`` and ``site_name`` are None while too few residents have named the place for it to be public.
    """

    id: str
    held_on: date
    site: str | None
    site_name: str | None
    area: str | None
    counts: bool
    reason: str | None
    number: int | None
    vehicles: int | None
    over_limit: int | None
    mean_kmh: float | None
    v85_kmh: float | None
    limit_kmh: int | None
    note: str | None


def public_check(row: Any, number: int | None = None) -> PublicCheck:
    """Return what the public may see of a held check.

    :param row: public_id, held_on, site_id, site_name, site_published_at, area, counts, reason and the measured values
    :param number: which one of the year it is, when it counts
    """
    published = row.site_published_at is not None
    return PublicCheck(
        id=row.public_id,
        held_on=row.held_on,
        site=row.site_id if published else None,
        site_name=row.site_name if published else None,
        area=row.area,
        counts=bool(row.counts),
        reason=row.reason,
        number=number,
        vehicles=row.vehicles,
        over_limit=row.over_limit,
        mean_kmh=row.mean_kmh,
        v85_kmh=row.v85_kmh,
        limit_kmh=row.limit_kmh,
        note=row.public_note if published else None,
    )


@dataclass(frozen=True)
class PublicOpinions:
    """What residents say four weeks after a check, as everyone may see it: spans, and never one or two persons."""

    answers: str
    calmer: str
    same: str
    worse: str
    unknown: str


_OPINIONS = ("calmer", "same", "worse", "unknown")
FEW = "0-2"
"""Nobody, or so few that they could be pointed out: which of the two is not told."""


def public_opinions(counts: Mapping[str, int]) -> PublicOpinions | None:
    """Return what the public may see of the answers about one check; nothing of one or two persons' answers.

    :param counts: how many gave each answer
    """
    answers = sum(counts.values())
    if answers <= BANDS[0][0]:
        return None
    few = {name: FEW if counts.get(name, 0) <= BANDS[0][0] else band(counts[name]) for name in _OPINIONS}
    return PublicOpinions(band(answers), **few)


@dataclass(frozen=True)
class PublicHandingOver:
    """That a site was handed over to the planner, as everyone may see it: the day, never the hour."""

    on: date
    reply: str | None
    reason: str | None = None


def public_handing_over(row: Any, tz: tzinfo, hidden: bool) -> PublicHandingOver:
    """Return what the public may see of a handing-over.

    :param row: at, reply, reason
    :param hidden: whether a person has hidden the words
    """
    return PublicHandingOver(row.at.astimezone(tz).date(), None if hidden else row.reply or None, row.reason or None)


@dataclass(frozen=True)
class PublicAnswer:
    """That a site was closed, declined or opened again, as everyone may see it: the day, never the hour."""

    on: date
    what: str  # closed, declined or reopened
    reply: str | None
    about: str | None = None  # the name of another place, which was joined to this one


def public_answer(row: Any, tz: tzinfo, hidden: bool, about: str | None = None) -> PublicAnswer:
    """Return what the public may see of an answer.

    :param row: type, at and data of the event
    :param hidden: whether a person has hidden the words
    :param about: what the place was called that got it, when that is part of another one now
    """
    reply = (row.data or {}).get("reply")
    return PublicAnswer(row.at.astimezone(tz).date(), row.type, None if hidden else reply or None, about)


@dataclass(frozen=True)
class PublicActivity:
    """What was done, or is announced, at an unsafe place: the day, never the hour, nor by whom."""

    activity: str
    on: date
    reply: str | None


def public_activity(row: Any, hidden: bool) -> PublicActivity:
    """Return what the public may see of an activity.

    :param row: activity, on_day and public_reply
    :param hidden: whether a person has hidden the words
    """
    return PublicActivity(row.activity, row.on_day, None if hidden else row.public_reply or None)


@dataclass(frozen=True)
class PublicEdit:
    """That people joined a public site with another, or parted it, as everyone may see it: the day, never who."""

    on: date
    what: str  # merged, split_from or split_into
    other: tuple[str, str] | None  # id and name of the other public site, where it still stands by itself


def public_edit(row: Any, tz: tzinfo, other: tuple[str, str] | None) -> PublicEdit:
    """Return what the public may see of a merge or a split.

    :param row: type, at and data of the event
    :param other: id and name of the other site, which is public; None where there is none to lead to
    """
    what = next((name for name in ("split_from", "split_into") if name in row.data), "merged")
    return PublicEdit(row.at.astimezone(tz).date(), what, other)


@dataclass(frozen=True)
class PublicText:
    """What a resident wrote, as a person approved it: the month, never the day; no sender."""

    id: str
    month: date  # its first day
    text: str


def public_text(row: Any, tz: tzinfo) -> PublicText:
    """Return what the public may see of a text.

    :param row: public_id, public_text, created_at
    :raises NotFound: nobody has approved it
    """
    if row.public_id is None or row.public_text is None:
        raise NotFound("a text that nobody has approved")
    return PublicText(row.public_id, row.created_at.astimezone(tz).date().replace(day=1), row.public_text)


def public_event(row: Any, areas: Mapping[str, str], parties: Mapping[str, str], note: str | None) -> PledgeEvent:
    """Return what the public may see of an event of a pledge: its day, known districts and parties, never who wrote it.

    :param row: public_id, pledge, on_day, count, joint, kind, area, parties, number, note_public, evidence, replaces_id
    :param areas: folded name or alias -> district; what else was typed may be an address and stays inside
    :param parties: slug -> name
    :param note: the masked words, shown only where their writer said so
    """
    return PledgeEvent(
        id=row.public_id,
        pledge=row.pledge,
        on=row.on_day,
        count=row.count,
        joint=row.joint,
        kind=row.kind,
        area=known_area(row.area, areas),
        parties=known_parties(row.parties, parties),
        number=row.number,
        note=(note or None) if row.note_public else None,
        evidence=row.evidence or None,
        corrected=row.replaces_id is not None,
    )


@dataclass(frozen=True)
class PublicMeasure:
    """A speed-reducing measure as everyone may see it: the municipality's own. The site only when it is public."""

    id: str
    kind: str
    status: str
    on: date | None
    geometry: Mapping[str, Any]
    lat: float
    lon: float
    street: str
    area: str | None
    site: str | None
    site_name: str | None
    cost: int | None
    link: str
    note: str


def public_measure(row: Any, hidden: Collection[str]) -> PublicMeasure:
    """Return what the public may see of a measure; no words that a person has hidden."""
    published = row.site_published_at is not None
    as_stored = ("kind", "status", "geometry", "lat", "lon", "area", "cost", "link")
    return PublicMeasure(
        id=row.public_id,
        on=row.status_on,
        site=row.site_id if published else None,
        site_name=row.site_name if published else None,
        street="" if row.street in hidden else row.street,
        note="" if row.note in hidden else row.note,
        **{name: getattr(row, name) for name in as_stored},
    )
