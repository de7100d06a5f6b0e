"""Published sites for a map: one by one where they are few, else how many stand together."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Float, Integer, cast, func, select
from sqlalchemy.orm import Session

from webapp.storage.sites import Site

Bbox = tuple[float, float, float, float]


@dataclass(frozen=True)
class SiteGroup:
    """Several published sites near each other: the middle of them and how many."""

    lat: float
    lon: float
    sites: int


def more_sites_than(session: Session, bbox: Bbox, kind: str | None, number: int) -> bool:
    """Whether a box of degrees holds more published sites than a number; reads no further than it must."""
    first = select(Site.public_lat).where(*_inside(bbox, kind)).limit(number + 1).subquery()
    return (session.scalar(select(func.count()).select_from(first)) or 0) > number


def groups_of_sites(session: Session, bbox: Bbox, kind: str | None, across: int) -> list[SiteGroup]:
    """Return the published sites in a box of degrees, joined in a grid of ``across`` squares each way."""
    west, south, east, north = bbox
    column = cast((Site.public_lon - west) * across / (east - west), Integer)
    row = cast((Site.public_lat - south) * across / (north - south), Integer)
    middle = (func.avg(Site.public_lat, type_=Float), func.avg(Site.public_lon, type_=Float), func.count())
    rows = session.execute(select(*middle).where(*_inside(bbox, kind)).group_by(column, row))
    return [SiteGroup(round(lat, 5), round(lon, 5), number) for lat, lon, number in rows]


def _inside(bbox: Bbox, kind: str | None) -> list[ColumnElement[bool]]:
    west, south, east, north = bbox
    inside: list[ColumnElement[bool]] = [
        Site.public_lat.between(south, north),
        Site.public_lon.between(west, east),
        Site.published_at.is_not(None),
    ]
    return inside if kind is None else [*inside, Site.kind == kind]
