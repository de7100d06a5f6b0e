"""Hotspots for programs: where suggestions gather more than chance explains, with the fields that may leave."""

from typing import Any

from flask import Blueprint, Response

from webapp.domain.hotspots import Hotspot, HotspotMap, columns_of, identity_of
from webapp.formats.layers import LICENCE
from webapp.storage.hotspots_kept import kept_hotspots
from webapp.storage.places import attribution
from webapp.web.api.answers import GEOJSON, Bbox, answer, bbox_argument, kind_argument
from webapp.web.current import context, database

bp = Blueprint("api_hotspots", __name__)


@bp.get("/api/v1/hotspots.geojson")
def hotspots() -> Response:
    """Answer the hotspots of all time, each as the squares or the stretches of road that it is."""
    bbox, kind = bbox_argument(), kind_argument()
    found = kept_hotspots(database(), context())
    body = {
        "type": "FeatureCollection",
        "period": found.period,
        "method": found.method,
        "licence": LICENCE,
        "attribution": list(attribution(database(), context())),
        "features": [feature_of(one, found) for one in chosen(found, bbox, kind)],
    }
    return answer(body, GEOJSON)


def feature_of(one: Hotspot, found: HotspotMap) -> dict[str, Any]:
    """Return a hotspot as a feature."""
    return {"type": "Feature", "id": identity_of(one), "geometry": one.geometry, "properties": columns_of(one, found)}


def chosen(found: HotspotMap, bbox: Bbox | None, kind: str | None) -> list[Hotspot]:
    """Return the hotspots of a kind whose middle lies in a box."""
    return [one for one in found.hotspots if (kind is None or one.kind == kind) and _within(one, bbox)]


def _within(one: Hotspot, bbox: Bbox | None) -> bool:
    return bbox is None or (bbox[0] <= one.lon <= bbox[2] and bbox[1] <= one.lat <= bbox[3])
