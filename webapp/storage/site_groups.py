"""Published sites for a map: one by one where they are few, else how many stand together."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Float, Integer, Select, bindparam, cast, func, select
from sqlalchemy.orm import Session

from webapp.storage.sites import Site

Bbox = tuple[float, float, float, float]


@dataclass(frozen=True)
class SiteGroup:
    """Several published sites near each other: the middle of them and how many."""

    lat: float
    lon: float
    sites: int


_SITES = Site.__table__.c
_BOX = (
    _SITES.public_lat.between(bindparam("south", type_=Float), bindparam("north", type_=Float)),
    _SITES.public_lon.between(bindparam("west", type_=Float), bindparam("east", type_=Float)),
    _SITES.published_at.is_not(None),
)


def _some(kinds: bool) -> Select[int]:
    first = select(_SITES.public_lat).where(*_BOX, *_of_kind(kinds)).limit(bindparam("most")).subquery()
    return select(func.count()).select_from(first)


def _grouped(kinds: bool) -> Select[float, float, int]:
    """Return the statement that joins sites in a grid; the box is also the grid's, ``across`` how many squares."""

    def number(name: str) -> ColumnElement[float]:
        return bindparam(name, type_=Float)

    column = cast((_SITES.public_lon - number("west")) * number("across") / number("wide"), Integer)
    row = cast((_SITES.public_lat - number("south")) * number("across") / number("tall"), Integer)
    middle = (func.avg(_SITES.public_lat, type_=Float), func.avg(_SITES.public_lon, type_=Float), func.count())
    return select(*middle).where(*_BOX, *_of_kind(kinds)).group_by(column, row)


def _of_kind(kinds: bool) -> tuple[ColumnElement[bool], ...]:
    return () if kinds else (_SITES.kind == bindparam("kind"),)


_SOME = {every: _some(every) for every in (True, False)}
_GROUPED = {every: _grouped(every) for every in (True, False)}
"""Made once, for every kind and for one: to build them for every view of the map would take longer than to run them."""


def more_sites_than(session: Session, bbox: Bbox, kind: str | None, number: int) -> bool:
    """Whether a box of degrees holds more published sites than a number; reads no further than it must."""
    return (session.scalar(_SOME[kind is None], _named(bbox, kind) | {"most": number + 1}) or 0) > number


def groups_of_sites(session: Session, bbox: Bbox, kind: str | None, across: int) -> list[SiteGroup]:
    """Return the published sites in a box of degrees, joined in a grid of ``across`` squares each way."""
    west, south, east, north = bbox
    grid = {"across": float(across), "wide": east - west, "tall": north - south}
    rows = session.execute(_GROUPED[kind is None], _named(bbox, kind) | grid)
    return [SiteGroup(round(lat, 5), round(lon, 5), number) for lat, lon, number in rows]


def _named(bbox: Bbox, kind: str | None) -> dict[str, Any]:
    west, south, east, north = bbox
    sides = {"west": west, "south": south, "east": east, "north": north}
    return sides if kind is None else sides | {"kind": kind}
