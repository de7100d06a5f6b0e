"""Look a place up, by what people call it or by where it is."""

from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from webapp.domain.context import Context
from webapp.storage.place_search import Candidate, search_places
from webapp.storage.road_places import describe_point

if TYPE_CHECKING:
    from webapp.gateways.gazetteer_geocoder import GazetteerGeocoder


def geocoder(session: Session, ctx: Context) -> "GazetteerGeocoder":
    """Return the place's gazetteer as a geopy geocoder."""
    from webapp.gateways.gazetteer_geocoder import GazetteerGeocoder

    def search(text: str, limit: int) -> list[Candidate]:
        return search_places(session, ctx, text, limit)

    def describe(lat: float, lon: float) -> str | None:
        return describe_point(session, ctx, lat, lon)

    return GazetteerGeocoder(search, describe)
