"""Published sites for a map: one by one where they are few, else how many stand together."""

from dataclasses import dataclass

from sqlalchemy import Float, Integer, cast, func, select
from sqlalchemy.orm import Session

from webapp.storage.sites import Site

Bbox = tuple[float, float, float, float]


@dataclass(frozen=True)
class SiteGroup:
    """Several published sites near each other: the middle of them and how many."""

    lat: float
    lon: float
    sites: int


def groups_of_sites(session: Session, bbox: Bbox, kind: str | None, across: int) -> list[SiteGroup]:
    """Return the published sites in a box of degrees, joined in a grid of ``across`` squares each way."""
    west, south, east, north = bbox
    column = cast((Site.public_lon - west) * across / (east - west), Integer)
    row = cast((Site.public_lat - south) * across / (north - south), Integer)
    statement = select(
        func.avg(Site.public_lat, type_=Float), func.avg(Site.public_lon, type_=Float), func.count(Site.id)
    ).where(
        Site.published_at.is_not(None),
        Site.public_lon.between(west, east),
        Site.public_lat.between(south, north),
    )
    if kind is not None:
        statement = statement.where(Site.kind == kind)
    rows = session.execute(statement.group_by(column, row))
    return [SiteGroup(round(lat, 5), round(lon, 5), number) for lat, lon, number in rows]
