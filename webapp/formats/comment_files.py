"""Comments as people have them: pasted, a line each, CSV or JSONL; every fault is named by its line."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from webapp.domain.calendar import from_text
from webapp.domain.comments import MOST_COMMENTS, Raw
from webapp.domain.errors import Invalid
from webapp.formats.csv_rows import Faults, read_records

TEXT_COLUMNS = ("text", "comment", "message", "kommentar", "content", "meddelande")
ID_COLUMNS = ("id", "comment_id", "comment id")
END_OF_DAY = "T23:59"
TIME_COLUMNS = ("created", "created_time", "created_at", "posted_at", "date", "datum", "time", "tid")
AUTHOR_COLUMNS = ("author", "name", "user", "username", "from", "profile", "namn", "author_name", "användare")

_UNPRINTED = re.compile(r"[\x00\ud800-\udfff]")
_BUTTONS = re.compile(
    r"(?:gilla|svara|dela|redigerad|följ|toppfan|författare|like|reply|share|edited|follow|top fan|author"
    r"|visa (?:fler|\d+|alla|tidigare).*|view (?:more|all|\d+|previous).*"
    r"|\d+ ?(?:min|tim|h|d|v|w|y|år|dagar?|veckor?)\.?"
    r"|\d+ (?:svar|gilla-markeringar|replies|reply|likes?)|·|\d{1,4})"
    r"(?:\s*[·|]?\s*(?:gilla|svara|like|reply|redigerad|edited|\d+ ?(?:min|tim|h|d|v|w|y|år)))*",
    re.IGNORECASE,
)
_NAME = re.compile(r"(?:[A-ZÅÄÖÉ][\w'’-]+)(?:[ -][A-ZÅÄÖÉ][\w'’-]*){1,3}")


@dataclass(frozen=True)
class LineFault:
    """One thing wrong with a file: a stable code for pages, and the sentence that a command prints."""

    line: int
    code: str
    sentence: str


def read_comment_file(data: bytes, tz: ZoneInfo, now: datetime, name: str = "") -> tuple[list[Raw], list[LineFault]]:
    """Return the comments of a file, and every fault in the order of the lines.

    What it is shows in its name, else in its first line: an object is JSONL, a header with a column for the
    text is CSV, anything else is plain text, a comment a line.
    """
    faults: list[LineFault] = []
    text = _decoded(data, faults)
    if text is None:
        return [], faults
    first = next((line for line in text.splitlines() if line.strip()), "")
    ending = name.lower().rpartition(".")[2]
    if ending in {"jsonl", "ndjson", "json"} or (ending != "csv" and first.lstrip().startswith("{")):
        found = _jsonl(text, tz, faults)
    elif ending == "csv" or (ending not in {"txt", "text"} and _is_header(first)):
        found = _csv(data, tz, faults)
    else:
        found = [Raw(n, line.strip()) for n, line in enumerate(_lines(text), 1) if line.strip()]
    found = [_not_ahead(raw, now) for raw in found]
    for raw in found:
        if raw.posted_at is not None and raw.posted_at > now:
            faults.append(LineFault(raw.line, "in_the_future", "the comment is from the future."))
    if not found and not faults:
        faults.append(LineFault(1, "empty", "there is no comment."))
    if len(found) > MOST_COMMENTS:
        sentence = f"there are more than {MOST_COMMENTS} comments; send them in parts."
        faults.append(LineFault(found[MOST_COMMENTS].line, "too_many", sentence))
    return found, sorted(faults, key=lambda fault: fault.line)


def read_paste(text: str) -> list[Raw]:
    """Return the comments of a paste: parted by empty lines where there are any, else a line each.

    The buttons of a page that was copied whole ("Gilla", "Svara", "3 d") are left out, and so is a line that
    is only somebody's name above a comment, where there are such buttons.
    """
    lines = [_UNPRINTED.sub("\ufffd", line.strip()) for line in _lines(text)]
    words = [(n, line) for n, line in enumerate(lines, 1) if not (line and _BUTTONS.fullmatch(line))]
    if len(words) < len(lines):
        return [Raw(n, line) for n, line in words if line and not _NAME.fullmatch(line)]
    if not any(not line for line in _trimmed(lines)):
        return [Raw(n, line) for n, line in words if line]
    return _paragraphs(words)


def _trimmed(lines: list[str]) -> list[str]:
    return "\n".join(lines).strip().split("\n")


def _paragraphs(lines: Iterable[tuple[int, str]]) -> list[Raw]:
    found: list[Raw] = []
    open_: list[str] = []
    start = 0
    for number, line in [*lines, (0, "")]:
        if line:
            start = start if open_ else number
            open_.append(line)
        elif open_:
            found.append(Raw(start, "\n".join(open_)))
            open_ = []
    return found


def _lines(text: str) -> list[str]:
    """Return the lines as an editor shows them: a separator of another script ends none."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _decoded(data: bytes, faults: list[LineFault]) -> str | None:
    try:
        return _UNPRINTED.sub("\ufffd", data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        faults.append(LineFault(line, "not_utf8", "this is not UTF-8 text; save the file as UTF-8."))
        return None


def _is_header(line: str) -> bool:
    cells = [cell.strip().strip('"').lower() for cell in re.split(r"[,;\t]", line)]
    return any(cell in TEXT_COLUMNS for cell in cells)


def _jsonl(text: str, tz: ZoneInfo, faults: list[LineFault]) -> list[Raw]:
    found = []
    for number, line in enumerate(_lines(text), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            faults.append(LineFault(number, "not_json", "this is not JSON."))
            continue
        if not isinstance(row, dict) or not isinstance(row.get("text"), str):
            faults.append(LineFault(number, "no_text", 'there is no "text".'))
            continue
        cells = {str(k).lower(): _plain(v) for k, v in row.items() if isinstance(v, str | int | float | dict)}
        found.append(_raw(number, cells, tz, faults))
    return [raw for raw in found if raw is not None]


def _plain(value: object) -> str:
    """Return a value as text; who wrote a comment may be an object with a name."""
    if isinstance(value, dict):
        value = value.get("id") or value.get("name") or ""
    return _UNPRINTED.sub("\ufffd", str(value))


def _csv(data: bytes, tz: ZoneInfo, faults: list[LineFault]) -> list[Raw]:
    wrong = Faults()
    columns, records = read_records(data.replace(b"\0", b"\xef\xbf\xbd"), {}, wrong)
    faults += [LineFault(line, "not_csv", sentence) for line, sentence in wrong.lines]
    if columns and not any(column in TEXT_COLUMNS for column in columns):
        faults.append(LineFault(1, "no_column", "there is no column text."))
        return []
    found = [_raw(record.line, dict(record.cells), tz, faults) for record in records]
    return [raw for raw in found if raw is not None]


def _raw(line: int, cells: dict[str, str], tz: ZoneInfo, faults: list[LineFault]) -> Raw | None:
    text = _first(cells, TEXT_COLUMNS)
    if not text.strip():
        return None  # a picture or a sticker: nothing was said
    posted_at, written = None, _first(cells, TIME_COLUMNS).strip()
    if written:
        try:
            posted_at = from_text(_as_offset(written), tz)
        except Invalid:
            faults.append(LineFault(line, "not_a_time", f"{written[:40]!r} is no time such as 2026-05-21T15:30."))
    day_only = _as_offset(written) != written
    return Raw(line, text, _first(cells, ID_COLUMNS)[:200], posted_at, _first(cells, AUTHOR_COLUMNS), day_only)


def _as_offset(text: str) -> str:
    """Return a time as it is read; of a date alone the last minute: nothing of that day had been written after it."""
    text = text.strip()
    return f"{text}{END_OF_DAY}" if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else text


def _not_ahead(raw: Raw, now: datetime) -> Raw:
    """Return a comment of today whose hour is not told as one of now."""
    if not raw.day_only or raw.posted_at is None:
        return raw
    begun = raw.posted_at - timedelta(hours=23, minutes=59) <= now
    return replace(raw, posted_at=min(raw.posted_at, now)) if begun else raw


def _first(cells: dict[str, str], names: tuple[str, ...]) -> str:
    return next((cells[name] for name in names if cells.get(name)), "")
