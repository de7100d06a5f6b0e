"""Checks held earlier, read from a CSV file; every fault is named by its line, the header being line 1."""

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite
from zoneinfo import ZoneInfo

from webapp.domain.calendar import from_text
from webapp.domain.checks import RecordCheck
from webapp.domain.errors import Fault, Invalid
from webapp.formats.csv_coded import coded_records

COLUMNS = ("site", "started_at", "ended_at", "vehicles", "over_limit", "mean_kmh", "v85_kmh", "limit_kmh", "note")
REQUIRED = ("started_at", "ended_at")
WHOLE = ("vehicles", "over_limit", "limit_kmh")
DECIMAL = ("mean_kmh", "v85_kmh", "lat", "lon")


@dataclass(frozen=True)
class CheckRow:
    """One row: its line in the file, what it tells, and a fingerprint that the same row has on every run."""

    line: int
    facts: RecordCheck
    fingerprint: str


def read_checks(data: bytes, tz: ZoneInfo) -> list[CheckRow]:
    """Return the rows of a file with the columns of ``COLUMNS``, and optionally ``lat`` and ``lon``.

    A time is RFC 3339 with an offset, or the place's wall clock without one. A field separator may be a comma
    or a semicolon, a decimal sign a point or a comma.

    :raises Invalid: every fault of the file, each with its ``line`` in the details
    """
    faults: list[Fault] = []
    rows: list[CheckRow] = []
    seen: Counter[str] = Counter()
    for line, cells in coded_records(data, _needed, faults):
        row, wrong = _row(line, cells, tz, seen)
        faults.extend(Fault(f.field, f.code, {**f.details, "line": line}) for f in wrong)
        if row is not None:
            rows.append(row)
    if faults:
        raise Invalid(sorted(faults, key=lambda fault: int(str(fault.details["line"]))))
    return rows


def _needed(names: Sequence[str]) -> list[str]:
    missing = [name for name in REQUIRED if name not in names]
    if "site" not in names and not {"lat", "lon"} <= set(names):
        missing.insert(0, "site")
    return missing


def _row(line: int, cells: dict[str, str], tz: ZoneInfo, seen: Counter[str]) -> tuple[CheckRow | None, list[Fault]]:
    faults: list[Fault] = []
    values: dict[str, object] = {}
    for name in REQUIRED:
        try:
            values[name] = from_text(cells[name], tz, name)
        except Invalid as error:
            faults.extend(error.faults)
    for name in (*WHOLE, *DECIMAL):
        try:
            values[name] = _number(cells.get(name, ""), whole=name in WHOLE)
        except ValueError:
            faults.append(Fault(name, "not_a_number", {"text": cells.get(name, "")}))
    if faults:
        return None, faults
    facts = RecordCheck(site_id=cells.get("site") or None, public_note=cells.get("note", ""), **values)  # type: ignore[arg-type]
    return CheckRow(line, facts, _fingerprint(facts, seen)), []


def _number(text: str, whole: bool) -> int | float | None:
    plain = text.replace(",", ".").replace("\N{MINUS SIGN}", "-")
    if not plain:
        return None
    if not plain.isascii() or "_" in plain:
        raise ValueError(text)
    value = float(plain)
    if not isfinite(value) or (whole and not value.is_integer()):
        raise ValueError(text)
    return int(value) if whole else value


def _fingerprint(facts: RecordCheck, seen: Counter[str]) -> str:
    """Return the hash of what a row tells; the nth equal row of a file is the nth check."""
    told = [
        facts.site_id,
        facts.started_at.isoformat(),
        facts.ended_at.isoformat(),
        *(getattr(facts, name) for name in (*WHOLE, *DECIMAL)),
        facts.public_note,
    ]
    digest = hashlib.sha256(json.dumps(told).encode()).hexdigest()[:40]
    seen[digest] += 1
    return f"{digest}:{seen[digest]}"
