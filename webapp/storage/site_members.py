"""The members of a site as they lie along it, for a person who parts it or moves one. Police only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.domain.suggestions import State
from webapp.language.personal_data import mask
from webapp.storage.members import standing
from webapp.storage.sites import Site
from webapp.storage.suggestions import Suggestion


@dataclass(frozen=True)
class MemberLine:
    """One member: how far along the site it lies, in whole metres from the first, and what its sender said."""

    id: int
    along_m: int
    received_at: datetime
    causes: tuple[str, ...]
    when: tuple[str, ...]
    text: str  # personal data masked; empty for a stub
    erased: bool


@dataclass(frozen=True)
class Strip:
    """The members of a site in their order along it, and where its anchor lies among them.

    Along the road when all are on it, else along the longer axis of what holds them.
    """

    members: tuple[MemberLine, ...]
    anchor_m: int
    length_m: int


def strip_of(session: Session, site: Site) -> Strip:
    """Return the members of a site along it."""
    found = session.scalars(
        select(Suggestion).where(Suggestion.site_id == site.id, standing()).order_by(Suggestion.received_at)
    ).all()
    along, anchor_m = _positions(site, found)
    first = min([*along, anchor_m], default=anchor_m)
    last = max([*along, anchor_m], default=anchor_m)
    lines = [_line(one, round(metres - first)) for one, metres in zip(found, along, strict=True)]
    ordered = sorted(lines, key=lambda line: (line.along_m, line.received_at, line.id))
    return Strip(tuple(ordered), round(anchor_m - first), round(last - first))


def _positions(site: Site, members: Sequence[Suggestion]) -> tuple[list[float], float]:
    if site.road_id is not None and all(m.road_id == site.road_id for m in members):
        return [m.measure_m or 0.0 for m in members], site.measure_m or 0.0
    east = [m.easting for m in members] + [site.easting]
    north = [m.northing for m in members] + [site.northing]
    axis = east if max(east) - min(east) >= max(north) - min(north) else north
    return axis[:-1], axis[-1]


def _line(one: Suggestion, along_m: int) -> MemberLine:
    return MemberLine(
        id=one.id,
        along_m=along_m,
        received_at=one.received_at,
        causes=tuple(one.causes.split()),
        when=tuple(one.when_cells.split()),
        text=mask(one.text or ""),
        erased=one.state == State.ERASED,
    )
