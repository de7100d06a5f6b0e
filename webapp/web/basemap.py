"""The base map as it is drawn on pages; drawn once a view and kept until the place is loaded again."""

from flask import current_app

from webapp.formats.svg_map import BaseMap, Feature, View, draw
from webapp.storage.base_map import base_map, base_map_version
from webapp.web.current import context, database

KEPT = 64
PICKED_ZOOM = 8
"""How much the picture of the form without scripts is enlarged once a place is chosen."""


def place_view() -> View:
    """Return the view that shows the whole place."""
    return View.for_bbox(context().place.bbox)


def basemap_view(lat: float | None = None, lon: float | None = None) -> View:
    """Return the view that ``/basemap.svg`` is drawn in: the whole place, or enlarged around a chosen point.

    A click on that picture at ``map.x``, ``map.y`` is ``basemap_view(lat, lon).to_lonlat(x, y)``.
    """
    whole = place_view()
    return whole if lat is None or lon is None else whole.zoomed(lon, lat, PICKED_ZOOM)


def drawn_base(view: View) -> BaseMap:
    """Return the base map of a view."""
    kept: dict[tuple[str, View], BaseMap] = current_app.extensions.setdefault("lofte_base_maps", {})
    key = (base_map_version(database()), view)
    if key not in kept:
        features = [Feature(layer, name, geometry) for layer, name, geometry in base_map(database())]
        while len(kept) >= KEPT:
            kept.pop(next(iter(kept)), None)
        kept[key] = draw(view, features, context().place.bbox)
    return kept[key]
