"""Reports that residents made elsewhere, read from a CSV file: a row that cannot be read is named by its line."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from webapp.domain.calendar import from_text
from webapp.domain.coordinates import MAX_LAT, MAX_LON, Unreadable, read_degrees
from webapp.domain.errors import Invalid
from webapp.domain.suggestions import Kind
from webapp.formats.csv_rows import Faults, Record, read_records

COLUMNS = ("id", "created", "lat", "lon", "category", "comment", "reporter")
REQUIRED = ("id", "created", "lat", "lon")
LONGEST_ID = 200
LONGEST_TEXT = 10_000
_CONTROL = re.compile(r"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


@dataclass(frozen=True)
class Report:
    """One row: its first line in the file, and what it says."""

    line: int
    id: str
    created_at: datetime
    lat: float
    lon: float
    kind: Kind
    text: str | None
    reporter: str | None  # the file's own name for whoever made it


@dataclass(frozen=True)
class Reading:
    """How to read one file: its columns' names, its categories, its clock."""

    tz: ZoneInfo
    columns: Mapping[str, str]  # in the file, and what we call it
    kinds: Mapping[str, Kind]  # category, case folded
    default_kind: Kind | None = None

    def kind_of(self, category: str) -> Kind | None:
        """Return the kind of a category; a category that is itself a kind needs no map."""
        named = category.strip().casefold()
        if named in self.kinds:
            return self.kinds[named]
        try:
            return Kind(named)
        except ValueError:
            return self.default_kind


def read_reports(data: bytes, how: Reading) -> tuple[list[Report], list[str]]:
    """Return the reports of a file, and a sentence for each thing that cannot be read.

    The columns are ``COLUMNS``, of which ``REQUIRED`` must be there; others are left out.
    """
    faults = Faults()
    columns, records = read_records(data, how.columns, faults)
    required = REQUIRED if how.default_kind else (*REQUIRED, "category")
    missing = [name for name in required if columns and name not in columns]
    for name in missing:
        faults.add(1, f"the column {name} is missing; --column {name}=NAME tells what the file calls it.")
    if missing:
        return [], faults.sentences()
    reports = [report for record in records if (report := _report(record, how, faults)) is not None]
    _name_doubles(records, faults)
    return reports, faults.sentences()


def _report(record: Record, how: Reading, faults: Faults) -> Report | None:
    before = len(faults.lines)
    created_at = _created(record, how.tz, faults)
    lat = _degrees(record, "lat", MAX_LAT, faults)
    lon = _degrees(record, "lon", MAX_LON, faults)
    kind = how.kind_of(record.cells.get("category", ""))
    if kind is None:
        category = record.cells["category"]
        faults.add(record.line, f"the category {category!r} has no kind; give --kind-map or --default-kind.")
    _check_texts(record, faults)
    if len(faults.lines) > before or created_at is None or lat is None or lon is None or kind is None:
        return None
    text, reporter = record.cells.get("comment") or None, record.cells.get("reporter") or None
    return Report(record.line, record.cells["id"], created_at, lat, lon, kind, text, reporter)


def _created(record: Record, tz: ZoneInfo, faults: Faults) -> datetime | None:
    text = record.cells["created"]
    try:
        return from_text(f"{text} 00:00" if _DATE.fullmatch(text) else text, tz, "created")
    except Invalid:
        faults.add(record.line, f"created {text!r} is not a time such as 2026-05-12T14:30:00+02:00.")
        return None


def _degrees(record: Record, name: str, greatest: float, faults: Faults) -> float | None:
    text = record.cells[name]
    try:
        degrees = read_degrees(text.replace("\N{MINUS SIGN}", "-"))
    except Unreadable:
        degrees = None
    if degrees is None or abs(degrees) > greatest:
        faults.add(record.line, f"{name} {text!r} is not a number of degrees from -{greatest:g} to {greatest:g}.")
        return None
    return degrees


def _check_texts(record: Record, faults: Faults) -> None:
    given = record.cells["id"]
    if not given or len(given) > LONGEST_ID:
        faults.add(record.line, f"the id must have 1 to {LONGEST_ID} characters.")
    for name in ("id", "comment", "reporter"):
        if _CONTROL.search(record.cells.get(name, "")):
            faults.add(record.line, f"{name} holds a control character.")
    if len(record.cells.get("comment", "")) > LONGEST_TEXT:
        faults.add(record.line, f"the comment is longer than {LONGEST_TEXT} characters.")


def _name_doubles(records: list[Record], faults: Faults) -> None:
    first: dict[str, int] = {}
    for record in records:
        given = record.cells["id"]
        if given and first.setdefault(given, record.line) != record.line:
            faults.add(record.line, f"the id {given!r} stands already on line {first[given]}.")
