"""The names of a place, read from gazetteer.csv; a fault names the line, the header being line 1."""

import csv
from pathlib import Path

from webapp.domain.place_records import NameRecord

COLUMNS = ("name", "kind", "lat", "lon", "area", "alias", "source")


def read_names(path: Path, faults: list[str]) -> tuple[NameRecord, ...]:
    """Read the names; only ``name`` is required, and an absent file gives none."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError) as error:
        faults.append(f"{path.name} cannot be read: {error}.")
        return ()
    rows = csv.DictReader(text.splitlines(), strict=True)
    records = []
    try:
        missing = [c for c in ("name", "lat", "lon") if c not in (rows.fieldnames or [])]
        if missing:
            faults.append(f"{path.name}, line 1: no column {', '.join(missing)}.")
            return ()
        for row in rows:
            record = _name(row, f"{path.name}, line {rows.line_num}", faults)
            if record is not None:
                records.append(record)
    except csv.Error as error:
        faults.append(f"{path.name}, line {rows.line_num}: {error}.")
    return tuple(records)


def _name(row: dict[str, str | None], where: str, faults: list[str]) -> NameRecord | None:
    cells = {c: (row.get(c) or "").strip() for c in COLUMNS}
    if not cells["name"]:
        faults.append(f"{where}: the name is empty.")
        return None
    lat, lon = _degrees(cells["lat"], 90), _degrees(cells["lon"], 180)
    if bool(cells["lat"]) != bool(cells["lon"]) or (cells["lat"] and (lat is None or lon is None)):
        faults.append(f"{where}: lat {cells['lat']!r} and lon {cells['lon']!r} are not a position in degrees.")
        return None
    aliases = tuple(a.strip() for a in cells["alias"].split("|") if a.strip())
    area = cells["area"] or None
    return NameRecord(cells["name"], cells["kind"] or "place", lat, lon, area, aliases, cells["source"])


def _degrees(cell: str, limit: float) -> float | None:
    try:
        value = float(cell)
    except ValueError:
        return None
    return value if -limit <= value <= limit else None
