"""A file that planners take away: its type, its name with place and day, never kept by anyone on the way."""

from datetime import date

from flask import Response

from webapp.web.current import context

CONTENT = {
    "html": "text/html; charset=utf-8",
    "geojson": "application/geo+json",
    "csv": "text/csv; charset=utf-8",
    "gpkg": "application/geopackage+sqlite3",
    "fgb": "application/octet-stream",
    "kml": "application/vnd.google-earth.kml+xml",
    "gpx": "application/gpx+xml",
    "png": "image/png",
    "pdf": "application/pdf",
}


def file_of(what: str, format_: str, data: bytes) -> Response:
    """Return the answer that a browser saves as a file."""
    place = context().place
    on: date = context().now().astimezone(place.tz).date()
    answer = Response(data, content_type=CONTENT[format_])
    answer.headers.set("Content-Disposition", "attachment", filename=f"{what}-{place.slug}-{on.isoformat()}.{format_}")
    answer.headers["Cache-Control"] = "no-store"
    return answer
