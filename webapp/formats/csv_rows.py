"""A CSV file as people have it: records with the line on which each begins, and what is wrong, line by line."""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

SEPARATORS = ",;\t"
LONGEST_CELL = 10_000_000  # Python's own limit of 131,072 is less than a long text with pictures pasted in


@dataclass
class Faults:
    """Everything that is wrong with one file, so that its owner can put it right in one go."""

    lines: list[tuple[int, str]] = field(default_factory=list)

    def add(self, line: int, sentence: str) -> None:
        """Note what is wrong with the record that begins on a line; the header is line 1."""
        self.lines.append((line, sentence))

    def sentences(self) -> list[str]:
        """Return each fault as a sentence that begins with its line, in the order of the lines."""
        return [f"Line {line}: {sentence}" for line, sentence in sorted(self.lines, key=lambda fault: fault[0])]


@dataclass(frozen=True)
class Record:
    """One record: the line on which it begins, and its cells by column name, stripped of blanks around them."""

    line: int
    cells: Mapping[str, str]


def read_records(data: bytes, renamed: Mapping[str, str], faults: Faults) -> tuple[tuple[str, ...], list[Record]]:
    """Return the columns and the records of a file.

    UTF-8, with or without a byte order mark; fields are parted by comma, semicolon or tab, whichever the
    header uses most. A quoted field may hold line breaks.

    :param renamed: names in the file, lower case, and what we call them
    :param faults: gets what cannot be read; the records that can be read are returned all the same
    """
    text = _decoded(data, faults)
    if text is None:
        return (), []
    columns: tuple[str, ...] = ()
    records = []
    for line, cells in _rows(text, faults):
        if not columns:
            columns = _columns(cells, line, renamed, faults)
        elif any(cell.strip() for cell in cells):
            record = _record(line, cells, columns, faults)
            if record is not None:
                records.append(record)
    if not columns:
        faults.add(1, "the file is empty.")
    return columns, records


def _decoded(data: bytes, faults: Faults) -> str | None:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        faults.add(line, "this is not UTF-8 text; save the file as CSV UTF-8 and import that.")
        return None
    if "\0" in text:
        faults.add(text[: text.index("\0")].count("\n") + 1, "there is a NUL character; this is not a text file.")
        return None
    return text


def _rows(text: str, faults: Faults) -> Iterator[tuple[int, list[str]]]:
    """Yield the first line of each row and its cells; what follows a broken quote cannot be told apart."""
    csv.field_size_limit(LONGEST_CELL)
    first = text.split("\n", 1)[0]
    separator = max(SEPARATORS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    line = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            faults.add(line, "a quotation mark is opened and not closed, or stands inside a cell; the rest is unread.")
            return
        yield line, cells
        line = reader.line_num + 1


def _columns(cells: list[str], line: int, renamed: Mapping[str, str], faults: Faults) -> tuple[str, ...]:
    given = [cell.strip().lower() for cell in cells]
    names = tuple(renamed.get(name, name) for name in given)
    for name in sorted({n for n in names if n and names.count(n) > 1}):
        faults.add(line, f"the column {name} stands twice.")
    for name in sorted(set(renamed) - set(given)):
        faults.add(line, f"there is no column {name} to rename.")
    return names


def _record(line: int, cells: list[str], columns: tuple[str, ...], faults: Faults) -> Record | None:
    extra = cells[len(columns) :]
    if len(cells) < len(columns) or any(cell.strip() for cell in extra):
        faults.add(line, f"there are {len(cells)} cells, but {len(columns)} columns.")
        return None
    return Record(line, {name: cell.strip() for name, cell in zip(columns, cells, strict=False)})
