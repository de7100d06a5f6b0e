"""The municipality's own figures as a CSV file: a district or road, and a number."""

from webapp.domain.figures import MOST_ROWS, FigureRow
from webapp.formats.csv_rows import Faults, Record, read_records

UNITS = ("unit", "district", "area", "road", "street", "kommundel", "gata", "väg")
VALUES = ("value", "number", "count", "antal", "värde")
COLUMNS = (UNITS[0], VALUES[0])


def read_figures(data: bytes) -> tuple[list[FigureRow], Faults]:
    """Return the figures of a file and everything that cannot be read, by its line."""
    faults = Faults()
    columns, records = read_records(data, {}, faults)
    unit, value = (next((name for name in names if name in columns), None) for names in (UNITS, VALUES))
    if columns and (unit is None or value is None):
        faults.add(1, "a column unit (or district, road) and a column value are needed.")
    if unit is None or value is None:
        return [], faults
    if len(records) > MOST_ROWS:
        faults.add(records[MOST_ROWS].line, f"there are more than {MOST_ROWS} rows.")
    rows = [_row(record, unit, value, faults) for record in records[:MOST_ROWS]]
    if not records and not faults.lines:
        faults.add(1, "there is no row under the header.")
    return [row for row in rows if row is not None], faults


def _row(record: Record, unit: str, value: str, faults: Faults) -> FigureRow | None:
    name, text = " ".join(record.cells[unit].split()), record.cells[value].replace("\u00a0", "").replace(" ", "")
    if not name:
        faults.add(record.line, f"{unit} is empty.")
        return None
    try:
        return FigureRow(record.line, name, float(text.replace(",", ".")))
    except ValueError:
        faults.add(record.line, f"{value} is {record.cells[value][:40]!r}, which is no number.")
        return None
