"""Sites as files; what the public may see has passed ``domain/privacy.py`` before it comes here."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from webapp.domain.privacy import PublicSite
from webapp.formats.csv_tables import Cell, write_csv
from webapp.formats.geojson import feature, point, write_geojson

PUBLIC_COLUMNS = (
    "id",
    "name",
    "kind",
    "area",
    "status",
    "reason",
    "reply",
    "residents",
    "when",
    "causes",
    "checks",
    "last_check_on",
    "lat",
    "lon",
    "url",
)
"""The one list of what a file of sites may hold."""

INTERNAL_COLUMNS = ("published", "members", "aliases")
"""What an operator's file holds beside it."""


def site_columns(site: PublicSite, base_url: str) -> dict[str, Any]:
    """Return a site's values by ``PUBLIC_COLUMNS``."""
    values = {**vars(site), "url": f"{base_url}/sites/{site.id}"}
    return {name: values[name] for name in PUBLIC_COLUMNS}


def sites_geojson(rows: Iterable[Mapping[str, Any]], **about: Any) -> bytes:
    """Return sites as GeoJSON points."""
    features = []
    for row in rows:
        properties = {name: value for name, value in row.items() if name not in {"lat", "lon"}}
        features.append(feature(point(row["lon"], row["lat"]), properties, row["id"]))
    return write_geojson(features, **about)


def sites_csv(columns: Sequence[str], rows: Iterable[Mapping[str, Any]], excel: bool = False) -> bytes:
    """Return sites as a table; a list stands in one cell, parted by blanks."""
    return write_csv(columns, [[_cell(row[name]) for name in columns] for row in rows], excel)


def _cell(value: Any) -> Cell:
    if isinstance(value, tuple | list):
        return " ".join(value)
    return value.isoformat() if isinstance(value, date) else value
