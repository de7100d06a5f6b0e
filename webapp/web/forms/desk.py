"""Forms of the desk: what one person told, and the pins of a meeting."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import Form, SelectMultipleField, StringField, TextAreaField

from webapp.domain.errors import Fault
from webapp.domain.suggestions import MAX_TEXT
from webapp.domain.wishes import MAX_PLACE_TEXT, SuggestionWish
from webapp.usecases.desk import MOST_ROWS
from webapp.web.errors import fault_text
from webapp.web.words.suggestions import CAUSE, WHEN_QUICK

ROWS, MORE = 20, 10


class DeskForm(Form):  # type: ignore[misc]  # WTForms ships no types
    """What one person told."""

    via = StringField(_l("How did it come in?"))
    kind = StringField(_l("What is it about?"))
    place_text = StringField(_l("Street, crossing, school or stop"), render_kw={"maxlength": MAX_PLACE_TEXT})
    candidate = StringField()  # "lat lon" of one of several places
    lat = StringField()
    lon = StringField()
    when_quick = SelectMultipleField(choices=list(WHEN_QUICK), validate_choice=False)
    causes = SelectMultipleField(choices=list(CAUSE), validate_choice=False)
    text = TextAreaField(_l("What was said, in short"), render_kw={"maxlength": MAX_TEXT, "rows": 4})


def desk_wish(form: DeskForm) -> SuggestionWish:
    """Return what the form holds."""
    lat, lon = form.lat.data or "", form.lon.data or ""
    if not (lat or lon) and form.candidate.data:
        lat, _, lon = form.candidate.data.partition(" ")
    return SuggestionWish(
        kind=form.kind.data or "",
        lat=lat,
        lon=lon,
        place_text=form.place_text.data or "",
        when_quick=tuple(form.when_quick.data or ()),
        causes=tuple(form.causes.data or ()),
        text=form.text.data or "",
    )


@dataclass
class Row:
    """A pin of a meeting, as typed."""

    number: int
    kind: str = "speed"
    place_text: str = ""
    lat: str = ""
    lon: str = ""
    text: str = ""
    errors: dict[str, list[str]] = field(default_factory=dict)

    @property
    def wish(self) -> SuggestionWish:
        """The row as a wish."""
        return SuggestionWish(kind=self.kind, lat=self.lat, lon=self.lon, place_text=self.place_text, text=self.text)


def rows_of(sent: MultiDict[str, str] | None, more: int = 0) -> list[Row]:
    """Return the rows that were sent, with empty ones after them."""
    if sent is None:
        return [Row(number) for number in range(ROWS)]
    columns = {name: sent.getlist(name) for name in ("kind", "place_text", "lat", "lon", "text")}
    count = min(MOST_ROWS, max((len(values) for values in columns.values()), default=0) + more)
    count = count or ROWS
    rows = []
    for number in range(count):
        row = Row(number)
        for name, values in columns.items():
            if number < len(values):
                setattr(row, name, values[number])
        rows.append(row)
    return rows


def show_row_faults(rows: list[Row], faults: Iterable[Fault]) -> list[tuple[str, str]]:
    """Put each fault into its row; return id and sentence of each, for the summary."""
    told = []
    for fault in faults:
        number = fault.details.get("row")
        if not isinstance(number, int):
            told.append(("rows", fault_text(fault)))
            continue
        name = "place_text" if fault.field in {"lat", "lon"} else fault.field
        rows[number].errors.setdefault(name, []).append(fault_text(fault))
        told.append((f"{name}-{number}", f"{number + 1}. {fault_text(fault)}"))
    return told


def with_click(rows: list[Row], spot: tuple[float, float]) -> list[Row]:
    """Return the rows with a point of the map in the first that has no place."""
    free = next((row for row in rows if not (row.place_text.strip() or row.lat.strip())), None)
    if free is not None:
        free.lat, free.lon = f"{spot[0]:.5f}", f"{spot[1]:.5f}"
    return rows
