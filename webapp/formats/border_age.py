"""What ``boundary.geojson`` says of its own age, and how old the file is."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

DATES = ("date", "valid_on", "updated")
"""Properties of a feature that state when the border was such."""


def read_border_age(path: Path) -> tuple[str | None, str | None, date | None]:
    """Return the source and the date that the first feature states, and the day on which the file was written."""
    try:
        raw = json.loads(path.read_text(encoding="utf-8-sig"))
        written = datetime.fromtimestamp(path.stat().st_mtime, UTC).date()
        first = (raw["features"] if raw.get("type") == "FeatureCollection" else [raw])[0]
        properties = first.get("properties") or {}
    except (OSError, ValueError, KeyError, IndexError, TypeError, AttributeError):
        return None, None, None
    stated = next((str(properties[name]) for name in DATES if properties.get(name)), None)
    usable = stated if stated and stated[:4].isdecimal() else None
    return (str(properties["source"]) if properties.get("source") else None), usable, written
