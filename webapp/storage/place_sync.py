"""Bring the loaded place in line with its folder; rows that agree already are left alone."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, zip_longest
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from webapp.domain.names import fold, slug_of
from webapp.domain.place_records import AreaRecord, MapRecord, NameRecord
from webapp.storage.name_index import keep_keys
from webapp.storage.places import (
    FOLDER,
    MAP_VERSION,
    Area,
    BaseMapFeature,
    GazetteerName,
    areas_at,
    fact,
    set_fact,
)
from webapp.storage.sites import Site
from webapp.storage.suggestions import Suggestion


def sync_areas(session: Session, records: Iterable[AreaRecord]) -> bool:
    """Make the districts these; one that keeps its name keeps its id. Whether that changed anything."""
    import shapely
    from shapely.geometry import shape

    kept = {area.name: area for area in session.scalars(select(Area))}
    for record in records:
        area = kept.pop(record.name, None)
        if area is None:
            area = Area(name=record.name, slug=slug_of(record.name))
            session.add(area)
        area.population, area.source = record.population, record.source
        if area.geometry != record.geometry:
            label = shapely.point_on_surface(shape(record.geometry))
            area.geometry, area.lon, area.lat = record.geometry, float(label.x), float(label.y)
    for gone in kept.values():
        session.delete(gone)
    changed = bool(session.new or session.deleted or any(session.is_modified(row) for row in session.dirty))
    session.flush()
    return changed


def sync_base_map(session: Session, records: Sequence[MapRecord], origin: str = FOLDER) -> bool:
    """Make what the base map has of one origin these features, in this order; whether that changed anything."""
    wanted = [(r.layer, r.name, r.geometry) for r in records]
    columns = (BaseMapFeature.layer, BaseMapFeature.name, BaseMapFeature.geometry)
    stored = select(*columns).where(BaseMapFeature.origin == origin).order_by(BaseMapFeature.id)
    if [tuple(row) for row in session.execute(stored)] == wanted:
        return False
    session.execute(delete(BaseMapFeature).where(BaseMapFeature.origin == origin))
    if wanted:
        rows = [{"layer": a, "name": b, "geometry": c, "origin": origin} for a, b, c in wanted]
        session.execute(insert(BaseMapFeature), rows)
    return True


def sync_names(session: Session, records: Iterable[NameRecord], origin: str = FOLDER) -> bool:
    """Make what the gazetteer has of one origin these names, one row a name or alias; whether that changed any."""
    keep_keys(session)
    known = list(records)
    columns = [getattr(GazetteerName, name) for name in _NAME_COLUMNS]
    stored = select(*columns).where(GazetteerName.origin == origin).order_by(GazetteerName.id)
    with session.execute(stored.execution_options(yield_per=SOME)) as kept:
        same = all(row is not None and tuple(row) == other for row, other in zip_longest(kept, _rows(known)))
    if same:
        return False
    session.execute(delete(GazetteerName).where(GazetteerName.origin == origin))
    rows = ({**dict(zip(_NAME_COLUMNS, row, strict=True)), "origin": origin} for row in _rows(known))
    while some := list(islice(rows, SOME)):
        session.execute(insert(GazetteerName), some)
    return True


SOME = 2_000
"""How many rows are read or written at a time."""
_NAME_COLUMNS = ("name", "spelling", "folded", "kind", "lat", "lon", "area", "source")


def _rows(records: Iterable[NameRecord]) -> Iterator[tuple[Any, ...]]:
    for record in records:
        yield from _spellings(record)


def _spellings(record: NameRecord) -> list[tuple[Any, ...]]:
    """Return a row for the name and each alias that folds to something new."""
    spellings = {fold(s): s for s in reversed((record.name, *record.aliases)) if fold(s)}
    return [
        (record.name, spelling, folded, record.kind, record.lat, record.lon, record.area, record.source)
        for folded, spelling in reversed(spellings.items())
    ]


def mark_version(session: Session) -> bool:
    """Note which borders are loaded, so that prepared ones are used again; whether they changed."""
    areas = session.execute(select(Area.id, Area.name, Area.geometry).order_by(Area.id)).all()
    border = session.scalars(select(BaseMapFeature.geometry).where(BaseMapFeature.layer == "boundary")).all()
    content = json.dumps([[list(a) for a in areas], list(border)], sort_keys=True)
    version = hashlib.sha256(content.encode()).hexdigest()[:16]
    changed = fact(session, MAP_VERSION) != version
    set_fact(session, MAP_VERSION, version)
    session.flush()
    return changed


def reassign_areas(session: Session) -> None:
    """Give every suggestion and site the district that holds it now."""
    suggestions = session.execute(
        select(Suggestion.id, Suggestion.lon, Suggestion.lat, Suggestion.area_id).where(Suggestion.lon.is_not(None))
    ).all()
    sites = session.execute(select(Site.id, Site.lon, Site.lat, Site.area_id)).all()
    for table, rows in ((Suggestion, suggestions), (Site, sites)):
        if rows:
            now = areas_at(session, [r.lon for r in rows], [r.lat for r in rows])
            changes = [{"id": r.id, "area_id": a} for r, a in zip(rows, now, strict=True) if r.area_id != a]
            if changes:
                session.execute(update(table), changes)


def count_suggestions(session: Session) -> int:
    """Return how many suggestions are stored, in whatever state."""
    return session.scalar(select(func.count()).select_from(Suggestion)) or 0
