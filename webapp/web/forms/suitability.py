"""The form of a judgement on the spot: whether a place suits a check."""

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import Form, StringField, TextAreaField

from webapp.domain.suitability import POINTS, Answer, Assessment
from webapp.web.faults import add_faults
from webapp.web.words.suitability import POINT

add_faults(
    {
        "verdict.missing": _l("Choose what you make of the place"),
        "verdict.unknown": _l("Choose what you make of the place"),
        "verdict.said_no": _l("One answer is no. Choose suitable with a condition, or unsuitable."),
    }
)


class AssessForm(Form):  # type: ignore[misc]  # WTForms ships no types
    """Four answers, a verdict, and the reason that residents read. The ids differ from the form beside it."""

    room_to_stop = StringField(POINT["room_to_stop"], default=Answer.NOT_LOOKED)
    sight_line = StringField(POINT["sight_line"], default=Answer.NOT_LOOKED)
    limit_change = StringField(POINT["limit_change"], default=Answer.NOT_LOOKED)
    power_safety = StringField(POINT["power_safety"], default=Answer.NOT_LOOKED)
    verdict = StringField(_l("Does the place suit a check?"))
    reason = StringField(_l("Reason that residents see, if it is unsuitable"), id="assess_reason")
    public_reply = TextAreaField(_l("Your own words to residents, if it is unsuitable"), id="assess_reply")
    note = TextAreaField(_l("Note to colleagues"), id="assess_note")


def assessment_of(form: AssessForm) -> Assessment:
    """Return what the form tells."""
    return Assessment(
        verdict=form.verdict.data or "",
        answers={point: form[point].data or Answer.NOT_LOOKED for point in POINTS},
        reason=form.reason.data or "",
        note=form.note.data or "",
        public_reply=form.public_reply.data or "",
    )


def assess_form_like(answers: tuple[tuple[str, str], ...], note: str) -> AssessForm:
    """Return a form that begins with what was found last time; the verdict is given anew."""
    return AssessForm(MultiDict([*answers, ("note", note)]))
