"""The point of a form: read as it was typed, or set by a click on the map picture."""

from collections.abc import Mapping
from typing import Any

from webapp.domain.coordinates import Unreadable, read_degrees
from webapp.web.basemap import basemap_view


def position(form: Any) -> tuple[float, float] | None:
    """Return latitude and longitude of the chosen point, when both can be read and lie on the globe."""
    try:
        lat, lon = read_degrees(form.lat.data or ""), read_degrees(form.lon.data or "")
    except Unreadable:
        return None
    if lat is None or lon is None or abs(lat) > 90 or abs(lon) > 180:
        return None
    return lat, lon


def settle_click(form: Any, sent: Mapping[str, Any]) -> bool:
    """Take a click on the map picture, which works without scripts, as the place; return whether there was one."""
    try:
        x, y = int(sent.get("map.x", "0")[:6]), int(sent.get("map.y", "0")[:6])
    except ValueError:
        return False
    if x == 0 and y == 0:  # what Enter sends
        return False
    lon, lat = basemap_view(*(position(form) or (None, None))).to_lonlat(float(x), float(y))
    form.lat.data, form.lon.data = f"{lat:.5f}", f"{lon:.5f}"
    return True
