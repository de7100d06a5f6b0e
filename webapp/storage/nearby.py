"""Published sites near a position, for a form that a resident is filling in.

On a street those along it, and at its crossings; in the open those in a straight line from their public place.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from math import cos, hypot, radians

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.domain.context import Context
from webapp.domain.privacy import PublicSite
from webapp.storage.locating import Located
from webapp.storage.members import Member, Spot
from webapp.storage.public import SiteFilter, find_published, published_sites
from webapp.storage.roads import junctions_by_id
from webapp.storage.settling import nearest_pin, pins_in_reach
from webapp.storage.sites import Site

M_PER_DEGREE = 111_195.0
NEAR_M = 150.0
ALONG_M = 300.0
MOST = 3


@dataclass(frozen=True)
class NearSite:
    """A published site and how far its public place is, in whole metres: along the street where both are on one."""

    site: PublicSite
    distance_m: int


def published_near(session: Session, ctx: Context, lat: float, lon: float, kind: str | None) -> tuple[NearSite, ...]:
    """Return the nearest published sites whose public place lies within NEAR_M, nearest first; asks no map."""
    shrink = max(cos(radians(lat)), 0.01)
    d_lat = NEAR_M / M_PER_DEGREE
    d_lon = d_lat / shrink
    box = SiteFilter(bbox=(lon - d_lon, lat - d_lat, lon + d_lon, lat + d_lat), kind=kind)
    near = [
        NearSite(site, round(hypot((site.lon - lon) * shrink, site.lat - lat) * M_PER_DEGREE))
        for site in published_sites(session, ctx, box)
    ]
    return _nearest(n for n in near if n.distance_m <= NEAR_M)


def published_along(
    session: Session, ctx: Context, located: Located, kind: str, near: tuple[NearSite, ...]
) -> tuple[NearSite, ...]:
    """Return the nearest published sites of a kind on the street of a pin, and those around it that are on none.

    :param near: those in a straight line, as ``published_near`` found them
    """
    if located.unit == "free":
        return near
    units = dict(session.execute(select(Site.id, Site.unit).where(Site.id.in_([n.site.id for n in near]))).all())
    found = [n for n in near if units[n.site.id] == "free"]
    for site_id, metres in _along(session, located, kind):
        site = find_published(session, ctx, site_id)
        if site is not None:
            found.append(NearSite(site, round(metres)))
    return _nearest(found)


def published_that_takes(session: Session, ctx: Context, located: Located, kind: str) -> PublicSite | None:
    """Return the published site that a suggestion at a pin would become part of by itself, if there is one."""
    place = located.road_id or located.junction_id or 0
    here = Spot(located.unit, place, ((located.easting, located.northing),) if located.unit == "free" else ())
    alone = Member(
        0, "", None, True, datetime.now(UTC), "", located.unit, place, located.measure_m or 0.0,
        located.easting, located.northing,
    )  # fmt: skip
    pin = nearest_pin(pins_in_reach(session, kind, here), alone)
    return None if pin is None else find_published(session, ctx, pin.id)


def _along(session: Session, located: Located, kind: str) -> list[tuple[str, float]]:
    """Return published sites on the roads of a pin, with how far each is: along the road, else in a straight line."""
    rows = session.execute(
        select(Site.id, Site.road_id, Site.junction_id, Site.measure_m, Site.easting, Site.northing).where(
            Site.kind == kind,
            Site.published_at.is_not(None),
            Site.unit != "free",
            Site.easting.between(located.easting - ALONG_M, located.easting + ALONG_M),
            Site.northing.between(located.northing - ALONG_M, located.northing + ALONG_M),
        )
    ).all()
    nodes = junctions_by_id(session, [j for j in {located.junction_id, *(row.junction_id for row in rows)} if j])
    met = {number: frozenset(node.road_ids) for number, node in nodes.items()}
    own = met.get(located.junction_id or 0, frozenset()) | ({located.road_id} if located.road_id else frozenset())
    found: list[tuple[str, float]] = []
    for row in rows:
        if own.isdisjoint(met.get(row.junction_id or 0, frozenset()) | {row.road_id}):
            continue
        metres = hypot(row.easting - located.easting, row.northing - located.northing)
        if row.road_id == located.road_id and row.measure_m is not None and located.measure_m is not None:
            metres = abs(row.measure_m - located.measure_m)
        if metres <= ALONG_M:
            found.append((row.id, metres))
    return found


def _nearest(near: Iterable[NearSite]) -> tuple[NearSite, ...]:
    return tuple(sorted(near, key=lambda n: (n.distance_m, n.site.id))[:MOST])
