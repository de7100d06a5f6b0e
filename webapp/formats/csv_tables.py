"""Tables for people and programs: open data with comma and point, or what a Swedish Excel opens at once."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

Cell = str | int | float | bool | datetime | None

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\0")


def csv_cell(value: Cell, excel: bool = False) -> str:
    """Return the text of one cell; a text that a spreadsheet would take for a formula gets an apostrophe in front.

    Numbers are never touched by that: a longitude of -71 stays a number.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, int | float):
        return str(value).replace(".", ",") if excel else str(value)
    return f"'{value}" if value.startswith(FORMULA_STARTS) else value


def write_csv(columns: Sequence[str], rows: Iterable[Sequence[Cell]], excel: bool = False) -> bytes:
    """Return a table as CSV in UTF-8.

    :param excel: semicolons, decimal commas and a byte order mark; otherwise commas, points and none
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";" if excel else ",", lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([csv_cell(value, excel) for value in row] for row in rows)
    return out.getvalue().encode("utf-8-sig" if excel else "utf-8")
