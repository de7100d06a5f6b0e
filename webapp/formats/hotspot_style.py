"""The colours of hotspots, the same in every file and on the page."""

from typing import Any

from webapp.domain.hotspots import MANY, TOO_FEW, UNUSUALLY_MANY

STYLES: dict[str, dict[str, Any]] = {
    UNUSUALLY_MANY: {"color": "#7a1f00", "weight": 2, "fillColor": "#d9480f", "fillOpacity": 0.75},
    MANY: {"color": "#8a5a00", "weight": 1.5, "fillColor": "#f2b233", "fillOpacity": 0.6},
    TOO_FEW: {"color": "#5b6770", "weight": 1, "dashArray": "3 3", "fillColor": "#b8c2c8", "fillOpacity": 0.4},
}
SHADES = {
    "speed": ("#dcebf5", "#b5d3e8", "#7fb0d3", "#4a86b4"),
    "unsafe_place": ("#efe3f1", "#d9bfde", "#b98cc2", "#93609f"),
}
"""From the faintest step of the surface to the strongest."""
