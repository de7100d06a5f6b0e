"""The shift: the chosen sites of a day in the order in which to drive to them. Private."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from webapp.domain.calendar import local_date
from webapp.domain.context import Context
from webapp.domain.errors import NotFound
from webapp.domain.privacy import strengths
from webapp.domain.roles import Actor, Permission, require
from webapp.domain.shift import ShiftDay, belongs
from webapp.domain.suggestions import WHEN
from webapp.storage import shift as store
from webapp.storage.attempts import attempts_at
from webapp.storage.grouping import resolve_site
from webapp.storage.roads import road_lines
from webapp.storage.suitability import AssessmentRow, standing_assessments

CLEARLY_NAMED = 3
"""From this strength on, of five, a cell is among the hours that residents name: as on the page of a site."""


@dataclass(frozen=True)
class ShiftWish:
    """Which shift to drive: a day, and where one sets out from in degrees, if that is known."""

    day: ShiftDay | date = ShiftDay.TODAY
    start: tuple[float, float] | None = None  # lat, lon


@dataclass(frozen=True)
class Tried:
    """The latest visit that led to no check."""

    on: date
    reason: str


@dataclass(frozen=True)
class Stop:
    """A chosen site on the way. ``way_m`` is how far it is from the stop before, or from the start.

    Along the roads where ``by_road`` says so, else in a straight line.
    """

    site_id: str
    name: str
    kind: str
    area: str | None
    road: str | None
    limit_kmh: int | None
    lat: float
    lon: float
    residents: int
    when_cells: tuple[str, ...]
    last_check_on: date | None
    planned_on: date | None
    left_over: bool  # planned for a day that is past
    chosen_by: str | None
    tried: Tried | None
    fit: AssessmentRow | None  # whether it suits a check, and the note of who stood there
    way_m: float
    by_road: bool


@dataclass(frozen=True)
class Shift:
    """A shift in driving order, and how many choices every day has."""

    today: date
    wish: ShiftWish
    stops: tuple[Stop, ...]
    days: Mapping[ShiftDay | date, int]

    @property
    def length_m(self) -> float:
        """The ways from stop to stop together."""
        return sum(stop.way_m for stop in self.stops)

    @property
    def by_road(self) -> bool | None:
        """Whether those follow roads: all of them, none, or (None) some."""
        legs = {stop.by_road for stop in self.stops if stop.way_m}
        return legs.pop() if len(legs) == 1 else None if legs else False


def shift_of(session: Session, ctx: Context, actor: Actor, wish: ShiftWish) -> Shift:
    """Return the chosen sites of a shift in driving order, without those of other days.

    :raises NotAllowed: the actor may not see the police's list
    """
    require(actor, Permission.SEE_POLICE_LIST)
    today = local_date(ctx.now(), ctx.place.tz)
    if wish.day == today:  # the same shift by another name
        wish = replace(wish, day=ShiftDay.TODAY)
    rows = list(store.chosen_sites(session))
    days = _days([choice.planned_on for choice, *_ in rows], today)
    here = [row for row in rows if belongs(row[0].planned_on, wish.day, today)]
    return Shift(today, wish, tuple(_stops(session, ctx, here, wish, today)), days)


@dataclass(frozen=True)
class PlaceToCheck:
    """What the page for recording says of a site."""

    id: str
    name: str
    area: str | None
    limit_kmh: int | None
    tried: Tried | None


def place_to_check(session: Session, actor: Actor, site_id: str) -> PlaceToCheck:
    """Return a site by any id that it ever had.

    :raises NotAllowed: the actor may not record checks
    :raises NotFound: there never was such a site
    """
    require(actor, Permission.RECORD_CHECK)
    site = resolve_site(session, site_id)
    if site is None:
        raise NotFound(f"site {site_id}")
    area, limit = store.area_and_limit(session, site.id)
    return PlaceToCheck(site.id, site.name, area, limit, _tried(session, [site.id]).get(site.id))


def _tried(session: Session, site_ids: list[str]) -> dict[str, Tried]:
    latest: dict[str, Tried] = {}
    for attempt in attempts_at(session, site_ids):
        latest.setdefault(attempt.site_id, Tried(attempt.tried_on, attempt.reason))
    return latest


def _days(planned: list[date | None], today: date) -> dict[ShiftDay | date, int]:
    """Return the shifts that can be asked for, in order, and how many sites each has."""
    coming = Counter(on for on in planned if on is not None and on > today)
    return {
        ShiftDay.TODAY: sum(belongs(on, ShiftDay.TODAY, today) for on in planned),
        **dict(sorted(coming.items())),
        ShiftDay.UNDATED: planned.count(None),
        ShiftDay.ALL: len(planned),
    }


def _stops(session: Session, ctx: Context, rows: list[Any], wish: ShiftWish, today: date) -> list[Stop]:
    if not rows:
        return []
    import numpy as np

    from webapp.analysis.driving import order_by, steps
    from webapp.analysis.projection import to_metres
    from webapp.analysis.road_ways import driving_distances

    places = np.array([[site.easting, site.northing] for _, site, *_ in rows])
    start = None
    if wish.start is not None:
        start = np.array(to_metres(ctx.place.crs, wish.start[1], wish.start[0]), dtype=float)
    apart, by_road = driving_distances(road_lines(session), places, start)
    order = order_by(apart, free_start=start is None)
    legs = zip(order.tolist(), steps(apart, order).tolist(), steps(by_road, order).tolist(), strict=True)
    tried, fit = _tried(session, [site.id for _, site, *_ in rows]), standing_assessments(session)
    return [_stop(rows[row], way, along, today, tried, fit) for row, way, along in legs]


def _stop(
    row: Any, way: float, along: bool, today: date, tried: Mapping[str, Tried], fit: Mapping[str, AssessmentRow]
) -> Stop:
    choice, site, area, road, limit, email = row
    named = strengths(tuple(site.when_counts) or (0,) * len(WHEN))
    return Stop(
        site_id=site.id,
        name=site.name,
        kind=site.kind,
        area=area,
        road=road,
        limit_kmh=limit,
        lat=site.lat,
        lon=site.lon,
        residents=site.residents,
        when_cells=tuple(cell for cell, strength in zip(WHEN, named, strict=True) if strength >= CLEARLY_NAMED),
        last_check_on=site.last_check_on,
        planned_on=choice.planned_on,
        left_over=choice.planned_on is not None and choice.planned_on < today,
        chosen_by=email,
        tried=tried.get(site.id),
        fit=fit.get(site.id),
        way_m=way,
        by_road=along,
    )
