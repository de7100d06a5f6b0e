"""What the database holds of a place, counted for ``place check``."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webapp.domain.place_check import StoredFacts
from webapp.storage.members import standing
from webapp.storage.places import (
    AREAS_FROM,
    BORDERS_SINCE,
    DRAWN,
    PLACE,
    Area,
    BaseMapFeature,
    GazetteerName,
    fact,
)
from webapp.storage.roads import Junction, Road
from webapp.storage.suggestions import Suggestion


def read_stored_facts(session: Session, slug: str) -> StoredFacts | None:
    """Return what the database holds of a place; None when another place, or none, is loaded."""
    if fact(session, PLACE) != slug:
        return None
    km = func.coalesce(func.sum(Road.length_m), 0.0) / 1000
    roads, road_km = session.execute(select(func.count(), km).select_from(Road)).one()
    units = select(Suggestion.unit, func.count()).where(standing()).group_by(Suggestion.unit)
    # A name with aliases is several rows: it is counted once.
    once = select(GazetteerName.origin, GazetteerName.name, GazetteerName.lat, GazetteerName.lon).distinct().subquery()
    drawn = select(BaseMapFeature.layer, func.count()).group_by(BaseMapFeature.layer)
    return StoredFacts(
        borders_since=fact(session, BORDERS_SINCE),
        districts=dict(session.execute(select(Area.name, Area.population).order_by(Area.id)).all()),
        districts_from=fact(session, AREAS_FROM),
        roads=roads,
        junctions=session.scalar(select(func.count()).select_from(Junction)) or 0,
        road_km=float(road_km),
        named_km=float(session.scalar(select(km).where(Road.name.is_not(None))) or 0.0),
        limited_km=float(session.scalar(select(km).where(Road.speed_limit_kmh.is_not(None))) or 0.0),
        roads_on=fact(session, DRAWN),
        suggestions=dict(session.execute(units).all()),
        names=dict(session.execute(select(once.c.origin, func.count()).group_by(once.c.origin)).all()),
        layers=dict(session.execute(drawn).all()),
    )
