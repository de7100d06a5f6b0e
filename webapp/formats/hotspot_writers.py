"""Hotspots in each format: the one table of which there are."""

from collections.abc import Callable
from dataclasses import dataclass

from webapp.domain.hotspots import HotspotMap
from webapp.formats.gis_files import DEGREES, write_flatgeobuf, write_geopackage
from webapp.formats.hotspot_files import (
    Framing,
    about_hotspots,
    hotspots_csv,
    hotspots_geojson,
    hotspots_html,
    hotspots_layer,
)
from webapp.formats.hotspot_words import words_in
from webapp.formats.kml import write_kml


@dataclass(frozen=True)
class Wanted:
    """What is written: the hotspots, what stands around them, and the wishes that some formats know."""

    found: HotspotMap
    framing: Framing
    crs: str | None
    excel: bool


def write_hotspots(
    format_: str, found: HotspotMap, framing: Framing, crs: str | None = None, excel: bool = False
) -> bytes:
    """Return hotspots in one of ``FORMATS``.

    :param crs: of the coordinates in metres; without it the place's own, and degrees where that is customary
    :param excel: a CSV as a Swedish Excel opens it
    """
    return _WRITERS[format_](Wanted(found, framing, crs, excel))


def _geopackage(w: Wanted) -> bytes:
    layer = hotspots_layer(w.found, w.framing, w.crs)
    return write_geopackage([layer], about_hotspots(w.found, w.framing), w.crs or w.framing.place.crs)


def _flatgeobuf(w: Wanted) -> bytes:
    layer = hotspots_layer(w.found, w.framing, w.crs)
    return write_flatgeobuf(layer, about_hotspots(w.found, w.framing), w.crs or DEGREES)


def _kml(w: Wanted) -> bytes:
    return write_kml([hotspots_layer(w.found, w.framing)], about_hotspots(w.found, w.framing))


def _csv(w: Wanted) -> bytes:
    return hotspots_csv(hotspots_layer(w.found, w.framing, w.crs), w.excel)


def _png(w: Wanted) -> bytes:
    from webapp.formats.hotspot_picture import picture_svg
    from webapp.formats.png import svg_to_png

    words = words_in(w.framing.language)
    base, view = w.framing.drawn
    return svg_to_png(picture_svg(w.found, base, view, about_hotspots(w.found, w.framing), words))


def _pdf(w: Wanted) -> bytes:
    from webapp.formats.hotspot_pdf import hotspots_pdf

    base, view = w.framing.drawn
    return hotspots_pdf(w.found, base, view, about_hotspots(w.found, w.framing), words_in(w.framing.language))


_WRITERS: dict[str, Callable[[Wanted], bytes]] = {
    "html": lambda w: hotspots_html(w.found, w.framing),
    "gpkg": _geopackage,
    "geojson": lambda w: hotspots_geojson(w.found, w.framing),
    "fgb": _flatgeobuf,
    "kml": _kml,
    "csv": _csv,
    "png": _png,
    "pdf": _pdf,
}
FORMATS = tuple(_WRITERS)
PICTURES = frozenset({"png", "pdf"})
"""The formats that need the base map as a picture."""
