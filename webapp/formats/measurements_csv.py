"""Speed measurements read from a CSV file; every fault is named by its line, the header being line 1."""

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import isfinite
from zoneinfo import ZoneInfo

from webapp.domain.calendar import from_text
from webapp.domain.coordinates import MAX_LAT, MAX_LON, Unreadable, read_degrees
from webapp.domain.errors import Invalid
from webapp.domain.measurements import MAX_KMH, MAX_VEHICLES
from webapp.formats.csv_rows import Faults, Record, read_records

COLUMNS = (
    *("site", "lat", "lon", "started_at", "ended_at", "n"),
    *("mean_kmh", "v85_kmh", "limit_kmh", "over_limit", "source"),
)
REQUIRED = ("started_at", "ended_at", "n", "mean_kmh")
NUMBERS = {  # name: whole, least, most
    "n": (True, 1, MAX_VEHICLES),
    "mean_kmh": (False, 1, MAX_KMH),
    "v85_kmh": (False, 1, MAX_KMH),
    "limit_kmh": (True, 1, MAX_KMH),
    "over_limit": (True, 0, MAX_VEHICLES),
}
LONGEST_SOURCE = 200


@dataclass(frozen=True)
class MeasurementRow:
    """One row: its line, what it tells, and a fingerprint that the same row has on every run."""

    line: int
    site_id: str | None
    lat: float | None
    lon: float | None
    started_at: datetime
    ended_at: datetime
    vehicles: int
    mean_kmh: float
    v85_kmh: float | None
    limit_kmh: int | None
    over_limit: int | None
    source: str
    fingerprint: str


def read_measurements(data: bytes, tz: ZoneInfo) -> tuple[list[MeasurementRow], Faults]:
    """Return the rows of a file with the columns of ``COLUMNS``, and everything that is wrong with it.

    A time is RFC 3339 with an offset, or the place's wall clock without one; a decimal sign is a point or a comma.
    """
    faults = Faults()
    columns, records = read_records(data, {}, faults)
    missing = [name for name in REQUIRED if columns and name not in columns]
    if columns and "site" not in columns and not {"lat", "lon"} <= set(columns):
        missing.insert(0, "site")
    for name in missing:
        faults.add(1, f"the column {name} is missing.")
    if missing:
        return [], faults
    seen: Counter[str] = Counter()
    rows = [row for record in records if (row := _row(record, tz, faults, seen)) is not None]
    return rows, faults


def _row(record: Record, tz: ZoneInfo, faults: Faults, seen: Counter[str]) -> MeasurementRow | None:
    before = len(faults.lines)
    started_at, ended_at = (_time(record, name, tz, faults) for name in ("started_at", "ended_at"))
    numbers = {name: _number(record, name, faults) for name in NUMBERS}
    lat, lon = _degrees(record, "lat", MAX_LAT, faults), _degrees(record, "lon", MAX_LON, faults)
    site_id, source = record.cells.get("site") or None, record.cells.get("source", "")
    if (lat is None) != (lon is None) or (site_id is None and lat is None):
        faults.add(record.line, "where it was measured is missing: name a site, or give both lat and lon.")
    if len(source) > LONGEST_SOURCE:
        faults.add(record.line, f"source is longer than {LONGEST_SOURCE} characters.")
    if numbers["over_limit"] is not None and numbers["n"] is not None and numbers["over_limit"] > numbers["n"]:
        faults.add(record.line, "over_limit is more than n, the vehicles that passed.")
    if started_at and ended_at and ended_at <= started_at:
        faults.add(record.line, "ended_at is not after started_at.")
    if len(faults.lines) > before or started_at is None or ended_at is None:
        return None
    told = [site_id, lat, lon, started_at.isoformat(), ended_at.isoformat(), *numbers.values(), source]
    return MeasurementRow(
        line=record.line,
        site_id=site_id,
        lat=lat,
        lon=lon,
        started_at=started_at,
        ended_at=ended_at,
        vehicles=int(numbers["n"] or 0),
        mean_kmh=float(numbers["mean_kmh"] or 0),
        v85_kmh=numbers["v85_kmh"],
        limit_kmh=_whole(numbers["limit_kmh"]),
        over_limit=_whole(numbers["over_limit"]),
        source=source,
        fingerprint=_fingerprint(told, seen),
    )


def _time(record: Record, name: str, tz: ZoneInfo, faults: Faults) -> datetime | None:
    text = record.cells[name]
    try:
        return from_text(text, tz, name)
    except Invalid as error:
        skipped = error.faults[0].code == "skipped_time"
        why = "does not exist: the clocks go forward that night" if skipped else "is no time such as 2026-05-21T15:30"
        faults.add(record.line, f"{name} {text!r} {why}.")
        return None


def _number(record: Record, name: str, faults: Faults) -> float | None:
    whole, least, most = NUMBERS[name]
    text = record.cells.get(name, "")
    if not text:
        if name in REQUIRED:
            faults.add(record.line, f"{name} is missing.")
        return None
    plain = text.replace(",", ".").replace("\N{MINUS SIGN}", "-")
    try:
        value = float(plain) if plain.isascii() and "_" not in plain else float("nan")
    except ValueError:
        value = float("nan")
    if not isfinite(value) or (whole and not value.is_integer()):
        faults.add(record.line, f"{name} {text!r} is no {'whole ' if whole else ''}number.")
        return None
    if not least <= value <= most:
        faults.add(record.line, f"{name} {text} is not between {least} and {most}.")
        return None
    return value


def _degrees(record: Record, name: str, most: float, faults: Faults) -> float | None:
    text = record.cells.get(name, "")
    try:
        value = read_degrees(text)
    except Unreadable:
        faults.add(record.line, f"{name} {text!r} is no number.")
        return None
    if value is not None and abs(value) > most:
        faults.add(record.line, f"{name} {text} is no position in degrees.")
        return None
    return value


def _whole(value: float | None) -> int | None:
    return None if value is None else int(value)


def _fingerprint(told: Sequence[object], seen: Counter[str]) -> str:
    """Return the hash of what a row tells; the nth equal row of a file is the nth measurement."""
    digest = hashlib.sha256(json.dumps(list(told)).encode()).hexdigest()[:40]
    seen[digest] += 1
    return f"{digest}:{seen[digest]}"
