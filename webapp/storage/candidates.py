"""What is known of places that a measure may fit: the newest speeds, the road, the schools nearby, measures there."""

from collections.abc import Mapping, Sequence
from math import cos, hypot, radians
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webapp.domain.calendar import local_date
from webapp.domain.candidates import Speeds
from webapp.storage.checks import Check, CheckVerdict
from webapp.storage.gazetteer import M_PER_DEGREE
from webapp.storage.measurements import MeasurementRow
from webapp.storage.measures import Measure
from webapp.storage.places import GazetteerName
from webapp.storage.roads import Road
from webapp.storage.sites import Site, SiteAlias

SCHOOL = "school"


def newest_speeds(session: Session, tz: ZoneInfo) -> dict[str, Speeds]:
    """Return what was measured last at each site: by itself where that was done, else during a check."""
    return {**_during_checks(session), **_by_themselves(session, tz)}


def roads_of(session: Session, site_ids: Sequence[str]) -> Mapping[str, tuple[int | None, str | None]]:
    """Return the limit and the owner of the road that each site is on, as the imported roads say."""
    query = select(Site.id, Road.speed_limit_kmh, Road.owner).join(Road, Road.id == Site.road_id)
    return {site: (limit, owner) for site, limit, owner in session.execute(query.where(Site.id.in_(site_ids)))}


def schools(session: Session) -> list[tuple[float, float]]:
    """Return where the schools are that the place knows, latitude first."""
    query = select(GazetteerName.lat, GazetteerName.lon).where(
        GazetteerName.kind == SCHOOL, GazetteerName.lat.is_not(None)
    )
    return [(lat, lon) for lat, lon in session.execute(query.distinct()) if lat is not None and lon is not None]


def is_within(lat: float, lon: float, spots: Sequence[tuple[float, float]], metres: float) -> bool:
    """Whether one of the spots lies so near, in a straight line."""
    across = M_PER_DEGREE * cos(radians(lat))
    return any(hypot((one[0] - lat) * M_PER_DEGREE, (one[1] - lon) * across) <= metres for one in spots)


def measures_at(session: Session) -> dict[str, tuple[str, str]]:
    """Return the id and status of the latest measure at each site that has one."""
    site = func.coalesce(SiteAlias.site_id, Measure.site_id)
    query = (
        select(site, Measure.public_id, Measure.status)
        .outerjoin(SiteAlias, SiteAlias.id == Measure.site_id)
        .where(Measure.site_id.is_not(None))
        .order_by(Measure.id)
    )
    return {str(named): (public_id, status) for named, public_id, status in session.execute(query)}


def _during_checks(session: Session) -> dict[str, Speeds]:
    replaced = select(Check.replaces_id).where(Check.replaces_id.is_not(None))
    columns = (Check.held_on, Check.vehicles, Check.mean_kmh, Check.v85_kmh, Check.limit_kmh, Check.over_limit)
    rows: Sequence[Any] = session.execute(
        select(CheckVerdict.site_id, *columns)
        .join(Check, Check.id == CheckVerdict.check_id)
        .where(
            CheckVerdict.site_id.is_not(None),
            Check.withdrawn.is_(False),
            Check.id.not_in(replaced),
            Check.vehicles.is_not(None) | Check.mean_kmh.is_not(None) | Check.v85_kmh.is_not(None),
        )
        .order_by(Check.started_at)
    ).all()
    return {row[0]: Speeds(row[1], True, *row[2:]) for row in rows}


def _by_themselves(session: Session, tz: ZoneInfo) -> dict[str, Speeds]:
    site = func.coalesce(SiteAlias.site_id, MeasurementRow.site_id)
    one = MeasurementRow
    columns = (one.started_at, one.vehicles, one.mean_kmh, one.v85_kmh, one.limit_kmh, one.over_limit)
    rows: Sequence[Any] = session.execute(
        select(site, *columns)
        .outerjoin(SiteAlias, SiteAlias.id == one.site_id)
        .where(one.site_id.is_not(None))
        .order_by(one.started_at)
    ).all()
    return {str(row[0]): Speeds(local_date(row[1], tz), False, *row[2:]) for row in rows}
