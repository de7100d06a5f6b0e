"""Public tables - sites, checks, districts - as layers, and every layer in every format that can hold it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Any

from webapp.domain.privacy import PublicCheck, PublicSite
from webapp.formats.csv_tables import write_csv
from webapp.formats.field_lists import AREAS, CHECKS, SITES, field_list
from webapp.formats.geojson import feature, point, write_geojson
from webapp.formats.gis_files import DEGREES, write_flatgeobuf, write_geopackage
from webapp.formats.gpx import Waypoint, write_gpx
from webapp.formats.kml import write_kml
from webapp.formats.layers import LICENCE, About, Layer, Value
from webapp.formats.measures_layer import by_shape
from webapp.formats.site_files import site_columns

FORMATS = ("gpkg", "geojson", "fgb", "kml", "gpx", "csv")
METRES_TOO = frozenset({"gpkg", "fgb"})
"""The formats that hold coordinates in metres; all others are in degrees by their own rules."""
STATUS_COLOURS = {
    "open": ("#b0400b", "#5a1f00", "open"),
    "checked": ("#1d6a3c", "#0c3a1f", "checked"),
    "answered": ("#1d6a3c", "#0c3a1f", "answered"),
    "closed": ("#75807d", "#39484a", "closed"),
    "declined": ("#b8c2c8", "#39484a", "declined"),
}
COUNTS_COLOURS = {"1": ("#1d6a3c", "#0c3a1f", "counts"), "0": ("#b8c2c8", "#39484a", "does not count")}
AREA_COLOURS: dict[str, tuple[str, str, str]] = {}
TITLES = {
    "sites": {"sv": "Platser", "en": "Sites"},
    "checks": {"sv": "Hastighetskontroller", "en": "Speed checks"},
    "areas": {"sv": "Kommundelar", "en": "Districts"},
    "measures": {"sv": "Hastighetsdämpande åtgärder", "en": "Speed-reducing measures"},
}


def sites_layer(sites: Sequence[PublicSite], base_url: str, language: str) -> Layer:
    """Return published sites as points."""
    rows = [_flat(site_columns(site, base_url)) for site in sites]
    shapes = [point(site.lon, site.lat) for site in sites]
    return Layer("sites", title("sites", language), SITES, rows, shapes, "Point", "status", STATUS_COLOURS)


def checks_layer(checks: Sequence[PublicCheck], places: Mapping[str, tuple[float, float]], language: str) -> Layer:
    """Return held checks as points, where the place is public."""
    rows = [{field.name: getattr(check, field.name) for field in CHECKS} for check in checks]
    shapes = [point(*places[check.site or ""]) if check.site in places else None for check in checks]
    return Layer("checks", title("checks", language), CHECKS, rows, shapes, "Point", "counts", COUNTS_COLOURS)


def areas_layer(areas: Sequence[Mapping[str, Any]], language: str) -> Layer:
    """Return districts with their borders."""
    rows = [{field.name: area[field.name] for field in AREAS} for area in areas]
    return Layer("areas", title("areas", language), AREAS, rows, [a["geometry"] for a in areas], "Polygon")


def title(name: str, language: str) -> str:
    """Return what a table is called."""
    return TITLES[name].get(language, TITLES[name]["en"])


def formats_of(layer: str) -> tuple[str, ...]:
    """Return the formats that a table comes in: GPX knows points only."""
    return tuple(f for f in FORMATS if f != "gpx" or layer in {"sites", "measures"})


def write_layer(format_: str, layer: Layer, about: About, crs: str = DEGREES, excel: bool = False) -> bytes:
    """Return a layer in one of ``formats_of``.

    :param crs: of the coordinates, where the format is one of ``METRES_TOO``
    :param excel: a CSV as a Swedish Excel opens it
    """
    if format_ == "csv":
        return layer_csv(layer, excel)
    if format_ == "gpkg":
        return write_geopackage(by_shape(layer), about, crs)
    if format_ == "fgb":
        return write_flatgeobuf(layer, about, crs)
    return _DEGREES[format_](layer, about)


def layer_csv(layer: Layer, excel: bool = False) -> bytes:
    """Return a layer as a table of its fields alone."""
    names = [field.name for field in layer.fields]
    return write_csv(names, [[_cell(row[name]) for name in names] for row in layer.rows], excel)


def layer_geojson(layer: Layer, about: About) -> bytes:
    """Return a layer as GeoJSON with its fields explained beside the features."""
    inside = [f.name for f in layer.fields if layer.shape != "Point" or f.name not in {"lat", "lon"}]
    features = [
        feature(shape, {name: _plain(row[name]) for name in inside}, _id(row))
        for row, shape in zip(layer.rows, layer.geometries, strict=True)
    ]
    return write_geojson(
        features, name=about.title, period=about.period, method=about.method, made_on=about.made_on.isoformat(),
        licence=LICENCE, attribution=list(about.sources), fields=field_list(layer.fields, about.language),
    )  # fmt: skip


def _gpx(layer: Layer, about: About) -> bytes:
    stops = [
        Waypoint(float(str(row["lat"])), float(str(row["lon"])), str(row["name"]), _told(row), str(row["kind"]))
        for row in layer.rows
    ]
    made_at = datetime.combine(about.made_on, time(), UTC)
    said = " | ".join(text for text in about.lines().values() if text)
    return write_gpx(said, stops, made_at, route=False)


def _told(row: Mapping[str, Value]) -> str:
    return ". ".join(str(row[name]) for name in ("area", "status", "on", "residents", "url", "link") if row.get(name))


_DEGREES: dict[str, Callable[[Layer, About], bytes]] = {
    "geojson": layer_geojson,
    "kml": lambda layer, about: write_kml([layer], about),
    "gpx": _gpx,
}


def _flat(row: Mapping[str, Any]) -> dict[str, Value]:
    return {name: " ".join(v) if isinstance(v, tuple | list) else v for name, v in row.items()}


def _id(row: Mapping[str, Value]) -> str | int | None:
    found = row.get("id", row.get("slug", row.get("rank")))
    return found if isinstance(found, str | int) else None


def _plain(value: Value) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _cell(value: Value) -> str | int | float | bool | None:
    plain: str | int | float | bool | None = _plain(value)
    return plain
