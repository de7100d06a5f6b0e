"""Speed-reducing measures from a CSV or a GeoJSON file; every fault is named by its line or its feature."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from math import isfinite
from typing import Any

from webapp.domain.coordinates import Unreadable, read_degrees
from webapp.domain.measures import MeasureFacts, MeasureStatus, kind_of
from webapp.formats.csv_rows import Faults, read_records

COLUMNS = ("id", "kind", "status", "on", "lat", "lon", "street", "cost", "link", "note", "site")
DAYS = tuple(f"{status}_on" for status in MeasureStatus)
MOST_POSITIONS = 5_000


@dataclass(frozen=True)
class MeasureRow:
    """One row or feature: where it stands in the file, the id that it keeps there, and what it tells."""

    line: int
    key: str
    facts: MeasureFacts


def read_measures(data: bytes, name: str) -> tuple[list[MeasureRow], Faults]:
    """Return what a file tells and everything that is wrong with it.

    CSV when the name does not end in json. ``status`` may be left out where ``planned_on``, ``decided_on``,
    ``built_on`` or ``removed_on`` says it: the last one that is filled in.
    """
    faults = Faults()
    rows = [
        row
        for line, cells, geometry in (_features if name.endswith("json") else _records)(data, faults)
        if (row := _row(line, cells, geometry, faults)) is not None
    ]
    seen: dict[str, int] = {}
    for row in rows:
        if row.key in seen:
            faults.add(row.line, f"the id {row.key[:60]!r} stands on line {seen[row.key]} already.")
        seen.setdefault(row.key, row.line)
    return rows, faults


Told = tuple[int, Mapping[str, str], Mapping[str, Any] | None]


def _records(data: bytes, faults: Faults) -> Iterator[Told]:
    columns, records = read_records(data, {}, faults)
    for missing in [name for name in ("id", "kind", "lat", "lon") if columns and name not in columns]:
        faults.add(1, f"the column {missing} is missing.")
    if faults.lines:
        return
    for record in records:
        yield record.line, record.cells, _point(record.line, record.cells, faults)


def _point(line: int, cells: Mapping[str, str], faults: Faults) -> Mapping[str, Any] | None:
    try:
        lat, lon = read_degrees(cells["lat"]), read_degrees(cells["lon"])
    except Unreadable:
        faults.add(line, "lat and lon must be decimal degrees.")
        return None
    if lat is None or lon is None:
        faults.add(line, "lat and lon are missing.")
        return None
    return {"type": "Point", "coordinates": [lon, lat]}


def _features(data: bytes, faults: Faults) -> Iterator[Told]:
    try:
        whole = json.loads(data.decode("utf-8-sig"))
        features = whole["features"]
        if not isinstance(features, list):
            raise TypeError
    except (ValueError, KeyError, TypeError, RecursionError):
        faults.add(1, "this is no GeoJSON FeatureCollection in UTF-8.")
        return
    for number, one in enumerate(features, 1):
        properties = one.get("properties") if isinstance(one, dict) else None
        if not isinstance(properties, dict):
            faults.add(number, "the feature has no properties.")
            continue
        given = {**properties, "id": properties.get("id") or one.get("id") or ""}
        cells = {str(k).lower(): "" if v is None else str(v).strip() for k, v in given.items()}
        geometry = one.get("geometry")
        if not _is_point_or_line(geometry):
            faults.add(number, "the geometry must be a Point or a LineString in longitude, latitude.")
            continue
        yield number, cells, {"type": geometry["type"], "coordinates": geometry["coordinates"]}


def _is_point_or_line(geometry: Any) -> bool:
    if not isinstance(geometry, dict) or geometry.get("type") not in {"Point", "LineString"}:
        return False
    coordinates = geometry.get("coordinates")
    positions = [coordinates] if geometry["type"] == "Point" else coordinates
    return (
        isinstance(positions, list)
        and (1 if geometry["type"] == "Point" else 2) <= len(positions) <= MOST_POSITIONS
        and all(_is_position(position) for position in positions)
    )


def _is_position(position: Any) -> bool:
    return (
        isinstance(position, list)
        and len(position) in {2, 3}
        and all(isinstance(v, int | float) and not isinstance(v, bool) and isfinite(v) for v in position)
        and abs(position[0]) <= 180
        and abs(position[1]) <= 90
    )


def _row(line: int, cells: Mapping[str, str], geometry: Mapping[str, Any] | None, faults: Faults) -> MeasureRow | None:
    before = len(faults.lines)
    days = {name: _day(line, name, cells.get(name, ""), faults) for name in ("on", *DAYS)}
    status, on = cells.get("status", "").casefold(), days["on"]
    told = [name for name in DAYS if days[name]]
    if not status and told:
        status = told[-1].removesuffix("_on")
    if on is None and f"{status}_on" in DAYS:
        on = days[f"{status}_on"]
    if not cells.get("id"):
        faults.add(line, "the id is missing: by it a second run knows the measure again.")
    cost = _cost(line, cells.get("cost", ""), faults)
    if len(faults.lines) > before or geometry is None:
        return None
    facts = MeasureFacts(
        kind=kind_of(cells.get("kind", "")),
        status=status,
        geometry=geometry,
        street=cells.get("street", ""),
        on=on,
        cost=cost,
        link=cells.get("link", ""),
        note=cells.get("note", ""),
        site_id=cells.get("site") or None,
    )
    return MeasureRow(line, cells["id"][:200], facts)


def _day(line: int, name: str, text: str, faults: Faults) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        faults.add(line, f"{name}: {text[:40]!r} is no date such as 2026-05-12.")
        return None


def _cost(line: int, text: str, faults: Faults) -> int | None:
    plain = text.replace(" ", "").replace("\N{NO-BREAK SPACE}", "").removesuffix(".0")
    if not plain:
        return None
    if not (plain.isascii() and plain.isdigit() and len(plain) < 12):
        faults.add(line, f"cost: {text[:40]!r} is no whole number.")
        return None
    return int(plain)
