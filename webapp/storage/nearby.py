"""Published sites near a position, for a form that a resident is filling in. No projection: a page may ask."""

from dataclasses import dataclass
from math import cos, hypot, radians

from sqlalchemy.orm import Session

from webapp.domain.context import Context
from webapp.domain.privacy import PublicSite
from webapp.storage.public import SiteFilter, published_sites

M_PER_DEGREE = 111_195.0
NEAR_M = 150.0
MOST = 3


@dataclass(frozen=True)
class NearSite:
    """A published site and how far its public place is, in whole metres."""

    site: PublicSite
    distance_m: int


def published_near(session: Session, ctx: Context, lat: float, lon: float, kind: str | None) -> tuple[NearSite, ...]:
    """Return the nearest published sites whose public place lies within NEAR_M, nearest first."""
    shrink = max(cos(radians(lat)), 0.01)
    d_lat = NEAR_M / M_PER_DEGREE
    d_lon = d_lat / shrink
    box = SiteFilter(bbox=(lon - d_lon, lat - d_lat, lon + d_lon, lat + d_lat), kind=kind)
    near = [
        NearSite(site, round(hypot((site.lon - lon) * shrink, site.lat - lat) * M_PER_DEGREE))
        for site in published_sites(session, ctx, box)
    ]
    return tuple(sorted((n for n in near if n.distance_m <= NEAR_M), key=lambda n: (n.distance_m, n.site.id))[:MOST])
