"""Names of an import beside those of the place folder: each once in its neighbourhood, with its district."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from math import cos, hypot, radians

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.domain.names import fold
from webapp.domain.place_records import NameRecord
from webapp.storage.place_sync import sync_names
from webapp.storage.places import FOLDER, OSM, Area, GazetteerName, areas_at

SAME_M = 1000.0
"""One name twice within this, or within one district, is one place."""
M_PER_DEGREE = 111_195.0

Known = dict[str, list[tuple[str | None, float, float]]]


def sync_imported_names(session: Session, records: Sequence[NameRecord]) -> bool:
    """Make the imported names these, in this order of importance; whether that changed any.

    A name that the place folder has already, or that came earlier, is left out where it means the same place.
    """
    stamped = with_areas(session, records)
    columns = (GazetteerName.folded, GazetteerName.area, GazetteerName.lat, GazetteerName.lon)
    known: Known = defaultdict(list)
    placed = select(*columns).where(GazetteerName.origin == FOLDER, GazetteerName.lat.is_not(None))
    for folded, area, lat, lon in session.execute(placed.order_by(GazetteerName.id)):
        known[folded].append((area, lat or 0.0, lon or 0.0))
    return sync_names(session, list(_new(stamped, known)), OSM)


def restamp_names(session: Session) -> bool:
    """Give imported names the district that holds them now; whether any changed."""
    rows = session.scalars(
        select(GazetteerName).where(GazetteerName.origin == OSM, GazetteerName.lat.is_not(None))
    ).all()
    areas = _area_names(session, [r.lat or 0.0 for r in rows], [r.lon or 0.0 for r in rows])
    changed = False
    for row, area in zip(rows, areas, strict=True):
        if row.area != area:
            row.area, changed = area, True
    session.flush()
    return changed


def with_areas(session: Session, records: Sequence[NameRecord]) -> list[NameRecord]:
    """Return the names with the district that each lies in."""
    areas = _area_names(session, [r.lat or 0.0 for r in records], [r.lon or 0.0 for r in records])
    return [
        record if record.area == area else replace(record, area=area)
        for record, area in zip(records, areas, strict=True)
    ]


def _area_names(session: Session, lats: Sequence[float], lons: Sequence[float]) -> list[str | None]:
    called = dict(session.execute(select(Area.id, Area.name)).all())
    return [None if i is None else called[i] for i in areas_at(session, lons, lats)]


def _new(records: Iterable[NameRecord], known: Known) -> Iterable[NameRecord]:
    for record in records:
        folded, lat, lon = fold(record.name), record.lat or 0.0, record.lon or 0.0
        if folded and not any(_same(record.area, lat, lon, *other) for other in known[folded]):
            known[folded].append((record.area, lat, lon))
            yield record


def _same(area: str | None, lat: float, lon: float, other_area: str | None, other_lat: float, other_lon: float) -> bool:
    if area is not None and area == other_area:
        return True
    east = (other_lon - lon) * cos(radians(lat))
    return hypot(east, other_lat - lat) * M_PER_DEGREE <= SAME_M
