"""Pinned sites that may be one: neighbours on a road, at one junction or in the open. A person decides, never we."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from math import hypot
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.domain.editing import MERGE_WITHIN_M
from webapp.domain.sites import SiteEvent
from webapp.storage.merging import aliases
from webapp.storage.pinning import earlier_pin
from webapp.storage.sites import Site, SiteEventRow

NEAR_M = 400.0
"""As far as sites are offered for a member that is in the wrong place."""
MOST_NEAR = 12


@dataclass(frozen=True)
class SiteBeside:
    """A site as it stands beside another one; ``distance_m`` is to that one, along the road where both are on it."""

    id: str
    name: str
    kind: str
    status: str
    published: bool
    pinned_at: datetime | None
    residents: int
    members: int
    checks: int
    lat: float
    lon: float
    distance_m: float


@dataclass(frozen=True)
class MergeProposal:
    """Two sites that may be one: which would keep its id, and which id would lead there."""

    survivor: SiteBeside
    absorbed: SiteBeside


def merge_proposals(session: Session) -> list[MergeProposal]:
    """Return every two pinned neighbours that nobody has looked at and left two, the nearest first."""
    apart = _kept_apart(session)
    pinned = session.scalars(select(Site).where(Site.pinned_at.is_not(None)).order_by(Site.id)).all()
    pairs = [
        (distance_m, *earlier_pin(one, other))
        for one, other, distance_m in _neighbours(pinned)
        if frozenset({one.id, other.id}) not in apart
    ]
    pairs.sort(key=lambda pair: (pair[0], pair[1].id, pair[2].id))
    return [MergeProposal(as_beside(first, 0.0), as_beside(second, metres)) for metres, first, second in pairs]


def near(session: Session, site: Site) -> list[SiteBeside]:
    """Return the pinned sites of a kind around a site, the nearest first."""
    around = select(Site).where(
        Site.pinned_at.is_not(None),
        Site.kind == site.kind,
        Site.id != site.id,
        Site.easting.between(site.easting - NEAR_M, site.easting + NEAR_M),
        Site.northing.between(site.northing - NEAR_M, site.northing + NEAR_M),
    )
    found = [as_beside(other, distance_between(site, other)) for other in session.scalars(around)]
    return sorted((one for one in found if one.distance_m <= NEAR_M), key=lambda s: (s.distance_m, s.id))[:MOST_NEAR]


def as_beside(site: Site, distance_m: float) -> SiteBeside:
    """Return a site as it stands beside another one."""
    columns = {name: getattr(site, name) for name in SiteBeside.__dataclass_fields__ if hasattr(Site, name)}
    return SiteBeside(published=site.published_at is not None, distance_m=round(distance_m, 1), **columns)


def distance_between(one: Site, other: Site) -> float:
    """Return metres between two anchors: along the road when both are on it, else in a straight line."""
    if one.road_id is not None and one.road_id == other.road_id:
        return abs((one.measure_m or 0.0) - (other.measure_m or 0.0))
    return hypot(one.easting - other.easting, one.northing - other.northing)


def _neighbours(sites: Iterable[Site]) -> Iterator[tuple[Site, Site, float]]:
    """Yield two sites of one kind on one road, at one junction or both in the open, and how far apart they are."""
    groups: dict[tuple[Any, ...], list[Site]] = defaultdict(list)
    for site in sites:
        groups[site.kind, site.unit, site.road_id, site.junction_id].append(site)
    for group in groups.values():
        group.sort(key=lambda site: (_along(site), site.id))
        for number, one in enumerate(group):
            for other in group[number + 1 :]:
                if _along(other) - _along(one) > MERGE_WITHIN_M:
                    break
                distance_m = distance_between(one, other)
                if distance_m <= MERGE_WITHIN_M:
                    yield one, other, distance_m


def _along(site: Site) -> float:
    return (site.measure_m or 0.0) if site.unit == "road" else site.easting


def _kept_apart(session: Session) -> set[frozenset[str]]:
    """Return the pairs that a person has parted, or looked at and left two, by the ids that they have now."""
    now = aliases(session)
    decided = SiteEventRow.type.in_([SiteEvent.KEPT_APART.value, SiteEvent.SPLIT.value])
    apart = set()
    for one, data in session.execute(select(SiteEventRow.site_id, SiteEventRow.data).where(decided)):
        other = data.get("other") or data.get("split_from")
        if other:
            apart.add(frozenset({now.get(one, one), now.get(other, other)}))
    return apart
