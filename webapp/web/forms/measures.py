"""The planner's forms: a measure, and a step of it."""

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from wtforms import DateField, Form, HiddenField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from webapp.domain.errors import Fault
from webapp.domain.measures import LONGEST_LINK, LONGEST_NAME
from webapp.domain.privacy import PublicMeasure
from webapp.domain.suggestions import MAX_TEXT
from webapp.web.errors import fault_text
from webapp.web.words.measures import FAULTS as MEASURE_FAULTS
from webapp.web.words.measures import KIND, STATUS

_KINDS = [SelectChoice(value="", label="–"), *(SelectChoice(value=code, label=text) for code, text in KIND.items())]
_STEPS = [SelectChoice(value=code, label=text) for code, text in STATUS.items()]


class StepForm(Form):  # type: ignore[misc]  # WTForms ships no types
    """How far a measure has come."""

    status = SelectField(_l("How far"), choices=_STEPS, validate_choice=False)
    on = DateField(_l("On which day"), [Optional()])
    note = TextAreaField(_l("Words that everyone can read"), render_kw={"rows": 3, "maxlength": MAX_TEXT})


class MeasureForm(StepForm):
    """A measure: what, where, how far, and what belongs to it."""

    kind = SelectField(_l("Kind of measure"), choices=_KINDS, validate_choice=False)
    place_text = StringField(_l("Where"), render_kw={"maxlength": LONGEST_NAME, "autocomplete": "off"})
    lat = StringField(_l("Latitude"), render_kw={"inputmode": "decimal", "maxlength": 30})
    lon = StringField(_l("Longitude"), render_kw={"inputmode": "decimal", "maxlength": 30})
    street = StringField(_l("Street, as it is to be shown"), render_kw={"maxlength": LONGEST_NAME})
    cost = StringField(_l("Cost, whole kronor"), render_kw={"inputmode": "numeric", "maxlength": 15})
    link = StringField(_l("Link to the plan"), render_kw={"maxlength": LONGEST_LINK, "inputmode": "url"})
    reason = StringField(_l("Why it is put right"), render_kw={"maxlength": MAX_TEXT})
    site = HiddenField()


def form_of(measure: PublicMeasure) -> MeasureForm:
    """Return the form as a measure stands."""
    return MeasureForm(
        data={
            "kind": measure.kind,
            "status": measure.status,
            "on": measure.on,
            "lat": f"{measure.lat:.6f}",
            "lon": f"{measure.lon:.6f}",
            "street": measure.street,
            "cost": "" if measure.cost is None else str(measure.cost),
            "link": measure.link,
            "note": measure.note,
            "site": measure.site or "",
        }
    )


def read_cost(text: str | None) -> tuple[int | None, list[Fault]]:
    """Return the whole number that was typed, and what is wrong with it."""
    plain = "".join((text or "").split())
    if not plain:
        return None, []
    if not (plain.isascii() and plain.isdigit()):
        return None, [Fault("cost", "not_a_number")]
    return int(plain), []


def show_faults(form: StepForm, faults: Iterable[Fault]) -> None:
    """Put each fault in words beside its field: one sentence a field; what has no field stands above."""
    for field in form:
        field.errors = []
    for fault in faults:
        field = form[fault.field] if fault.field in form else form["status"]
        if not field.errors:
            field.errors = [fault_text(fault, MEASURE_FAULTS)]
