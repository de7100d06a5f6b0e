"""What is drawn under everything else, as the place folder or an import gave it."""

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webapp.storage.places import DRAWN, MAP_VERSION, Area, BaseMapFeature, fact

Drawn = tuple[str, str | None, dict[str, Any]]


def base_map_version(session: Session) -> str:
    """Return a text that is another one once the base map is: a picture drawn earlier can be kept by it."""
    count, newest = session.execute(select(func.count(), func.max(BaseMapFeature.id))).one()
    return f"{fact(session, MAP_VERSION)}-{fact(session, DRAWN)}-{count}-{newest}"


def base_map(session: Session) -> list[Drawn]:
    """Return layer, name and geometry of each feature; districts name the map where it has no names of its own."""
    columns = (BaseMapFeature.layer, BaseMapFeature.name, BaseMapFeature.geometry)
    features: list[Drawn] = [(row[0], row[1], row[2]) for row in session.execute(select(*columns))]
    if not any(layer == "label" for layer, _, _ in features):
        spots = session.execute(select(Area.name, Area.lon, Area.lat).order_by(Area.id))
        features += [("label", name, {"type": "Point", "coordinates": [lon, lat]}) for name, lon, lat in spots]
    return features
