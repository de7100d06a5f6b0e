"""The form of a suggestion: its fields, what a press of each button means, and the way to a wish."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import EmailField, Form, HiddenField, SelectMultipleField, StringField, TextAreaField

from webapp.domain.coordinates import Unreadable, read_degrees
from webapp.domain.errors import Fault
from webapp.domain.suggestions import CAUSES, DAYS, HOURS, MAX_TEXT, WHEN, WHEN_QUICK, Kind
from webapp.domain.wishes import MAX_PLACE_TEXT, SuggestionWish
from webapp.web.basemap import basemap_view
from webapp.web.errors import fault_text
from webapp.web.faults import add_faults
from webapp.web.language import language
from webapp.web.words.suggest_faults import SUGGEST_FAULTS, SUGGEST_OWN
from webapp.web.words.suggestions import CAUSE, DAY, HOUR, cell_words

add_faults(SUGGEST_FAULTS)

PREFILLED = ("campaign", "kind", "lat", "lon", "place_text", "support", "when_quick")
"""What a link to the form may fill in; never a text, an address or a submission key."""

QUICK_CLASS = {
    "weekday-mornings": "q-wm",
    "weekday-afternoons": "q-wa",
    "evenings": "q-ev",
    "nights": "q-ni",
    "weekends": "q-we",
}
"""The class by which the style sheet stripes the cells of a quick choice that is ticked."""


class Press(StrEnum):
    """What the sender wants the server to do."""

    CLICK = "click"  # on the map picture, without scripts
    FIND = "find"
    WHOLE_MAP = "whole_map"  # back from the enlarged picture, without scripts: nothing is chosen any more
    PREVIEW = "preview"
    SEND = "send"


class SuggestForm(Form):  # type: ignore[misc]  # WTForms ships no types
    """Everything the form can hold; only kind and a place are needed."""

    kind = StringField(_l("What is it about?"))
    place_text = StringField(_l("Street, crossing, school or stop"), render_kw={"maxlength": MAX_PLACE_TEXT})
    lat = StringField(_l("Latitude"), render_kw={"inputmode": "decimal", "autocomplete": "off"})
    lon = StringField(_l("Longitude"), render_kw={"inputmode": "decimal", "autocomplete": "off"})
    found_for = HiddenField()  # the words that lat and lon were found for
    candidate = StringField()  # "lat lon" of one of several places
    road = StringField()
    support = HiddenField()
    saw_site = HiddenField()
    when_quick = SelectMultipleField(choices=list(WHEN_QUICK), validate_choice=False)
    when = SelectMultipleField(choices=list(WHEN), validate_choice=False)
    causes = SelectMultipleField(choices=list(CAUSE), validate_choice=False)
    text = TextAreaField(_l("In your own words"), render_kw={"maxlength": MAX_TEXT, "rows": 5})
    email = EmailField(_l("E-mail"), render_kw={"autocomplete": "email"})
    submission_key = HiddenField()
    warned = HiddenField()  # the mark of the text that the sender was warned about
    campaign = HiddenField()

    @property
    def position(self) -> tuple[float, float] | None:
        """Latitude and longitude, when both can be read and lie on the globe."""
        try:
            lat, lon = read_degrees(self.lat.data or ""), read_degrees(self.lon.data or "")
        except Unreadable:
            return None
        if lat is None or lon is None or abs(lat) > 90 or abs(lon) > 180:
            return None
        return lat, lon


@dataclass(frozen=True)
class Cell:
    """One box of the week's grid."""

    value: str
    words: str
    quick_class: str
    checked: bool


def empty_form(query: MultiDict[str, str]) -> SuggestForm:
    """Return the form as a link asks for it, with a key of its own."""
    form = SuggestForm(query)
    for field in form:
        if field.name not in PREFILLED:
            field.process(None)
    return with_new_key(form)


def with_new_key(form: SuggestForm) -> SuggestForm:
    """Return the form with a submission key that nobody else knows."""
    form.submission_key.data = secrets.token_urlsafe(24)
    return form


def settle(form: SuggestForm, sent: MultiDict[str, str], around: tuple[float, float] | None = None) -> Press:
    """Bring the place in line with what was pressed, and return what the sender wants.

    :param around: latitude and longitude that the picture was drawn around while nothing was chosen yet
    """
    voices = sent.getlist("support")
    form.support.data = voices[-1] if voices else ""
    point = _click(sent)
    if point is not None:
        lon, lat = basemap_view(*(form.position or around or (None, None))).to_lonlat(*point)
        form.lat.data, form.lon.data, form.found_for.data = f"{lat:.5f}", f"{lon:.5f}", ""
        return Press.CLICK
    if sent.get("whole_map"):
        form.lat.data = form.lon.data = form.found_for.data = form.road.data = ""
        return Press.WHOLE_MAP
    words, found_for = (form.place_text.data or "").strip(), form.found_for.data or ""
    if found_for and found_for != words:  # other words since: the old place is not meant
        form.lat.data = form.lon.data = form.found_for.data = ""
    elif form.candidate.data and found_for == words:
        lat_text, _, lon_text = form.candidate.data.partition(" ")
        form.lat.data, form.lon.data = lat_text, lon_text
    if sent.get("find"):
        return Press.FIND
    return Press.PREVIEW if sent.get("preview") else Press.SEND


def point_at(form: SuggestForm, lat: float, lon: float) -> None:
    """Let the form point where its words were found."""
    if not (form.lat.data or form.lon.data):
        form.lat.data, form.lon.data = f"{lat:.5f}", f"{lon:.5f}"
        form.found_for.data = (form.place_text.data or "").strip()


def wish_from(form: SuggestForm, reporter_secret: str) -> SuggestionWish:
    """Return what the sender wishes, as typed."""
    return SuggestionWish(
        kind=form.kind.data or "",
        lat=form.lat.data or "",
        lon=form.lon.data or "",
        place_text=form.place_text.data or "",
        when_cells=tuple(filter(None, form.when.data or ())),
        when_quick=tuple(filter(None, form.when_quick.data or ())),
        causes=tuple(filter(None, form.causes.data or ())),
        text=form.text.data or "",
        email=form.email.data or "",
        submission_key=form.submission_key.data or "",
        reporter_secret=reporter_secret,
        support_site_id=form.support.data or "",
        saw_site=bool(form.saw_site.data),
        language=language(),
        road=form.road.data or "",
        campaign=form.campaign.data or "",
    )


def show_faults(form: Form, faults: Iterable[Fault]) -> None:
    """Put each fault in words beside its field; one without a field of its own belongs to the whole form."""
    for fault in faults:
        if "cause" in fault.details:
            fault = Fault(fault.field, fault.code, {"cause": str(CAUSE[str(fault.details["cause"])])})
        sentence = fault_text(fault, SUGGEST_OWN)
        if fault.field in form and fault.field != "support":
            form[fault.field].errors = [sentence]
        else:
            form.form_errors = [*form.form_errors, sentence]


def week(form: Form) -> list[tuple[str, list[Cell]]]:
    """Return the grid: for each three hours their label and the seven days."""
    chosen = set(form.when.data or ())
    return [(HOUR[hour], [_cell(f"{day}-{hour}", chosen) for day in DAYS]) for hour in HOURS]


def causes_by_kind() -> list[tuple[str, list[tuple[str, Any]]]]:
    """Return each kind with the codes and words of its causes."""
    return [(kind.value, [(code, CAUSE[code]) for code in CAUSES[kind]]) for kind in Kind]


def days() -> list[Any]:
    """Return the names of the days, Monday first."""
    return [DAY[day] for day in DAYS]


def _cell(value: str, chosen: set[str]) -> Cell:
    classes = [QUICK_CLASS[name] for name, cells in WHEN_QUICK.items() if value in cells]
    return Cell(value, cell_words(value), " ".join(classes), value in chosen)


def _click(sent: MultiDict[str, str]) -> tuple[float, float] | None:
    """Return where the map picture was clicked; 0, 0 is what Enter sends, and no choice."""
    try:
        x, y = int(sent.get("map.x", "0")[:6]), int(sent.get("map.y", "0")[:6])
    except ValueError:
        return None
    return None if x == 0 and y == 0 else (float(x), float(y))
