"""The planner's forms: which file, of what, over which period."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import DateField, Form, HiddenField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from webapp.domain.errors import Fault
from webapp.usecases.exports import HotspotWish
from webapp.usecases.hotspot_overview import HotspotFilter
from webapp.web.errors import fault_text
from webapp.web.faults import add_faults
from webapp.web.words.suggestions import KIND, STATUS, WHEN_QUICK

add_faults(
    {
        "to.before_from": _l("The period ends before it begins"),
        "view.unknown": _l("Choose one of the maps in the list"),
        "crs.unknown": _l("Choose a system of coordinates from the list"),
        "crs.only_degrees": _l("This file holds degrees only: choose no system, or another file"),
    }
)

FORMATS = {
    "html": _l("Map (one HTML file, opens without a network)"),
    "gpkg": _l("GeoPackage, opens in QGIS with its colours"),
    "geojson": _l("GeoJSON, for QGIS and other map programs"),
    "fgb": _l("FlatGeobuf, for large maps"),
    "kml": _l("KML, for Google Earth"),
    "gpx": _l("GPX, for navigators"),
    "png": _l("Picture (PNG)"),
    "pdf": _l("Paper (PDF), map and table"),
    "csv": _l("CSV, open data"),
    "excel": _l("CSV for a Swedish Excel"),
}


VIEWS = {
    "hotspots": _l("Hotspots, tested against chance"),
    "heat": _l("Heat"),
    "clusters": _l("Published places in clusters"),
    "time": _l("Period by period, with a slider"),
    "districts": _l("District by district"),
}
"""The maps that an HTML file can be."""

SYSTEMS = {
    "": _l("As the format is used to"),
    "EPSG:3006": "SWEREF 99 TM (EPSG:3006)",
    "EPSG:3011": "SWEREF 99 18 00 (EPSG:3011)",
    "EPSG:4326": "WGS 84 (EPSG:4326)",
}
TIMES = {code: text for code, text in WHEN_QUICK.items() if code != "unknown"}


def _choices(words: Mapping[str, Any]) -> list[SelectChoice]:
    return [SelectChoice(value=code, label=text) for code, text in words.items()]


def _without(*names: str) -> dict[str, Any]:
    return {code: text for code, text in FORMATS.items() if code not in names}


class HotspotForm(Form):  # type: ignore[misc]  # WTForms ships no types
    """A file of hotspots."""

    kind = SelectField(_l("Kind"), choices=_choices({"": _l("Both kinds"), **KIND}), validate_choice=False)
    to = DateField(_l("To, included"), [Optional()])
    format = SelectField(_l("File"), choices=_choices(_without("gpx")), default="html", validate_choice=False)

    view = SelectField(_l("Which map (HTML)"), choices=_choices(VIEWS), default="hotspots", validate_choice=False)
    area = HiddenField()
    when = HiddenField()
    status = HiddenField()
    crs = SelectField(_l("System of coordinates"), choices=_choices(SYSTEMS), default="", validate_choice=False)


class FilterForm(Form):  # type: ignore[misc]  # WTForms ships no types
    """What the map of hotspots shows."""

    kind = SelectField(_l("Kind"), choices=_choices({"": _l("Both kinds"), **KIND}), validate_choice=False)
    to = DateField(_l("To, included"), [Optional()])
    area = SelectField(_l("District"), validate_choice=False)
    when = SelectField(_l("Time of the week"), choices=_choices({"": _l("Any time"), **TIMES}), validate_choice=False)
    status = SelectField(_l("Status"), choices=_choices({"": _l("Any status"), **STATUS}), validate_choice=False)


FilterForm.from_ = DateField(_l("From"), [Optional()], name="from", id="from")
HotspotForm.from_ = DateField(_l("From"), [Optional()], name="from", id="from")  # "from" is a word of the language


class SitesForm(Form):  # type: ignore[misc]  # WTForms ships no types
    """A file of the published sites."""

    format = SelectField(_l("File"), choices=_choices(_without("html", "png", "pdf")), validate_choice=False)


def wish_of(form: HotspotForm, language: str) -> HotspotWish:
    """Return what the form asks for."""
    excel = form.format.data == "excel"
    return HotspotWish(
        format="csv" if excel else form.format.data or "",
        kind=form.kind.data or None,
        first=form.from_.data,
        last=form.to.data,
        language=language,
        excel=excel,
        crs=form.crs.data or None,
        area=form.area.data or None,
        when=form.when.data or None,
        status=form.status.data or None,
    )


def filter_of(form: FilterForm) -> HotspotFilter:
    """Return what the map is asked for."""
    return HotspotFilter(
        kind=form.kind.data or None,
        area=form.area.data or None,
        when=form.when.data or None,
        status=form.status.data or None,
        first=form.from_.data,
        last=form.to.data,
    )


def dates_readable(form: HotspotForm | FilterForm) -> bool:
    """Whether both dates can be read; one that cannot gets its sentence."""
    form.validate()
    for field in (form.from_, form.to):
        if field.errors:
            field.errors = [fault_text(Fault(field.name, "not_a_date"))]
    return not (form.from_.errors or form.to.errors)
