"""The base map as it is drawn on pages: of any view no more than it shows, and never much of it."""

from flask import current_app, url_for

from webapp.domain.map_squares import METRES_A_DEGREE, Bbox, Drawing
from webapp.formats.svg_map import FONT_UNITS, HEIGHT, WIDTH, BaseMap, View, draw
from webapp.storage.base_map import MapCut, drawing_of, map_cut
from webapp.storage.places import attribution
from webapp.web.current import context, database, settings

KEPT = 64
PICKED_WIDTH_M = {True: 1_500.0, False: 4_000.0}
"""How much ground the picture of the form without scripts shows from west to east once a place is chosen: with
streets little enough to hit the right one, without them enough to know where one is."""
PICTURE_FONTS = (20.0,)
"""How large names of places are drawn in a picture of 1000 pixels."""
INLINE_BYTES = 40_000
PICTURE_BYTES = 80_000
MOST_BYTES = 90_000
"""How much of the base map a page, a picture and an answer to a script may hold at most."""


def place_view() -> View:
    """Return the view that shows the whole place."""
    return View.for_bbox(context().place.bbox)


def view_around(lon: float, lat: float, width_m: float) -> View:
    """Return the view with a point in the middle and so much ground from west to east."""
    return View.centred(lon, lat, METRES_A_DEGREE * WIDTH / width_m)


def basemap_view(lat: float | None = None, lon: float | None = None) -> View:
    """Return the view that ``/basemap.svg`` is drawn in: the whole place, or enlarged around a chosen point.

    A click on that picture at ``map.x``, ``map.y`` is ``basemap_view(lat, lon).to_lonlat(x, y)``.
    """
    whole = place_view()
    if lat is None or lon is None:
        return whole
    near = view_around(lon, lat, PICKED_WIDTH_M[map_made().streets])
    return near if near.ky > whole.ky else View.centred(lon, lat, whole.ky)


def map_made() -> MapCut:
    """Return how the base map of this site is cut."""
    return map_cut(database(), context())


def drawn_still(view: View) -> BaseMap:
    """Return the base map of the middle half of a view, for the small map of a site."""
    return _drawn(view, view.strip(0.25 * HEIGHT, 0.75 * HEIGHT), INLINE_BYTES, FONT_UNITS, marked=True)


def drawn_base(view: View, most_bytes: int = INLINE_BYTES, fonts: tuple[float, ...] = FONT_UNITS) -> BaseMap:
    """Return the base map of a view."""
    return _drawn(view, view.bbox, most_bytes, fonts)


def _drawn(view: View, box: Bbox, most_bytes: int, fonts: tuple[float, ...], marked: bool = False) -> BaseMap:
    """Return the base map of a box in a view, kept until another one is cut."""
    made = map_made()
    kept: dict[object, BaseMap] = current_app.extensions.setdefault("lofte_base_maps", {})
    key = (made.version, view, box, most_bytes, fonts)
    if not made.version or key not in kept:
        while len(kept) >= KEPT:
            kept.pop(next(iter(kept)), None)
        found = drawing(made, box, 1 / view.units(1), most_bytes)
        kept[key] = draw(view, found, context().place.bbox, fonts, marked)
    return kept[key]


def drawing(made: MapCut, bbox: Bbox, pixel_m: float, most_bytes: int = MOST_BYTES) -> Drawing:
    """Return what is drawn in a box of degrees on a map of so many metres a pixel."""
    return drawing_of(database(), made, bbox, pixel_m, most_bytes)


def map_credits(tiles: bool = False) -> tuple[str, ...]:
    """Return whom to name on every map.

    :param tiles: on a map that draws the pictures of a tile server too
    """
    named = attribution(database(), context())
    return (*named, settings().tile_attribution) if tiles and settings().tile_url else named


def map_has_streets() -> bool:
    """Whether a map can be looked at so closely that single streets are seen."""
    return map_made().streets


def map_layers_url() -> str:
    """Return where the script of a map finds the base map of a view; another address once it is another map."""
    return url_for("maps.layers", v=map_made().version or None)
