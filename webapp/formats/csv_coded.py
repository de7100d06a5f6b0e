"""A CSV file whose faults are codes with a line, for those who read them in their own language."""

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from webapp.domain.errors import Fault, Invalid


def coded_records(
    data: bytes, needed: Callable[[Sequence[str]], list[str]], faults: list[Fault]
) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the line on which each record begins, and its cells by column; one cut short goes to the faults.

    :param needed: the columns that are missing, of those that the header names
    :raises Invalid: the file is no CSV in UTF-8, is empty, or its header lacks a column or has one twice
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Invalid([Fault("file", "not_utf8", {"line": data[: error.start].count(b"\n") + 1})]) from None
    first = text.split("\n", 1)[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";" if first.count(";") > first.count(",") else ",")
    header: list[str] | None = None
    line = 1
    try:
        for cells in reader:
            if header is None:
                header = _header(cells, needed)
            elif any(cell.strip() for cell in cells):
                if len(cells) != len(header):
                    faults.append(Fault("file", "wrong_number_of_cells", {"line": line, "expected": len(header)}))
                else:
                    yield line, {name: cell.strip() for name, cell in zip(header, cells, strict=True)}
            line = reader.line_num + 1
    except csv.Error:
        raise Invalid([Fault("file", "not_csv", {"line": line})]) from None
    if header is None:
        raise Invalid([Fault("file", "empty", {"line": 1})])


def _header(cells: list[str], needed: Callable[[Sequence[str]], list[str]]) -> list[str]:
    names = [cell.strip().lower() for cell in cells]
    twice = [name for name, count in Counter(n for n in names if n).items() if count > 1]
    faults = [Fault(name, "column_missing", {"line": 1}) for name in needed(names)]
    faults += [Fault(name, "column_twice", {"line": 1}) for name in twice]
    if faults:
        raise Invalid(faults)
    return names
