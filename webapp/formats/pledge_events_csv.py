"""Events of pledges, read from a CSV file; every fault is named by its line, the header being line 1."""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date

from webapp.domain.errors import Fault, Invalid
from webapp.domain.pledge_events import EventWish
from webapp.formats.csv_coded import coded_records

COLUMNS = ("pledge", "on", "count", "joint", "kind", "area", "parties", "number", "note", "note_public", "evidence")
REQUIRED = ("pledge", "on")
YES = frozenset({"1", "true", "yes", "ja", "x"})
NO = frozenset({"", "0", "false", "no", "nej"})


@dataclass(frozen=True)
class EventRecord:
    """One row: its line in the file, what it tells, and a key that the same row has on every run."""

    line: int
    wish: EventWish
    key: str


def read_events(data: bytes) -> list[EventRecord]:
    """Return the rows of a file with the columns of ``COLUMNS``; ``pledge`` and ``on`` must be there.

    :raises Invalid: every fault of the file, each with its ``line`` in the details
    """
    faults: list[Fault] = []
    records: list[EventRecord] = []
    seen: Counter[str] = Counter()
    for line, cells in coded_records(data, _missing, faults):
        wrong: list[Fault] = []
        wish = wish_from(cells, wrong)
        faults += [Fault(f.field, f.code, {**f.details, "line": line}) for f in wrong]
        records.append(EventRecord(line, wish, _key(wish, seen)))
    if faults:
        raise Invalid(sorted(faults, key=lambda fault: int(fault.details["line"])))
    return records


def wish_from(cells: Mapping[str, str], faults: list[Fault], unsafe: tuple[str, ...] = ()) -> EventWish:
    """Return the event that texts by column tell of; what cannot be read goes to the faults.

    :param unsafe: ids of the unsafe places that it answered
    """
    return EventWish(
        pledge=cells.get("pledge", "").strip().lower(),
        on=_day(cells.get("on", "").strip(), faults),
        count=_whole(cells, "count", faults, 1) or 0,
        joint=_yes(cells, "joint", faults),
        kind=cells.get("kind", "").strip().lower().replace("-", "_").replace(" ", "_"),
        area=cells.get("area", "").strip(),
        parties=cells.get("parties", "").strip(),
        number=_whole(cells, "number", faults, None),
        note=cells.get("note", "").strip(),
        note_public=_yes(cells, "note_public", faults),
        evidence=cells.get("evidence", "").strip(),
        unsafe=unsafe,
    )


def _missing(names: Sequence[str]) -> list[str]:
    return [name for name in REQUIRED if name not in names]


def _day(text: str, faults: list[Fault]) -> date | None:
    """Return a day written ``2026-05-21``; a time of day after it, as some programs write, is a fault."""
    if not text:
        return None
    try:
        if len(text) != 10:
            raise ValueError(text)
        return date.fromisoformat(text)
    except ValueError:
        faults.append(Fault("on", "not_a_date", {"text": text[:40]}))
        return None


def _whole(cells: Mapping[str, str], name: str, faults: list[Fault], empty: int | None) -> int | None:
    text = cells.get(name, "").strip()
    if not text:
        return empty
    if not (text.isascii() and text.removeprefix("-").isdigit() and len(text) < 10):
        faults.append(Fault(name, "not_a_whole_number", {"text": text[:40]}))
        return empty
    return int(text)


def _yes(cells: Mapping[str, str], name: str, faults: list[Fault]) -> bool:
    text = cells.get(name, "").strip().lower()
    if text not in YES | NO:
        faults.append(Fault(name, "not_yes_or_no", {"text": text[:40]}))
    return text in YES


def _key(wish: EventWish, seen: Counter[str]) -> str:
    """Return the hash of what a row tells; the nth equal row of a file is the nth event."""
    told = {name: str(value) for name, value in asdict(wish).items() if value}
    digest = hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:40]
    seen[digest] += 1
    return f"{digest}:{seen[digest]}"
