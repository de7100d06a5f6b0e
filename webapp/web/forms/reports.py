"""The communicator's forms: begin a report, and its words in both languages."""

from dataclasses import asdict, fields
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, Form, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from webapp.domain.reports import LONGEST, MAX_NOTE, ReportKind, Texts
from webapp.web.faults import add_faults
from webapp.web.words import reports as words

add_faults(words.FAULTS)

ONE_LINE = ("title",)
ROWS = {"lead": 3, "well": 6, "less_well": 6, "short": 4, "long": 7, "note": 3}
LANGUAGES = {"sv": _l("in Swedish"), "en": _l("in English")}


class StartForm(Form):  # type: ignore[misc]  # WTForms ships no types
    """What is begun, and the last day that is in it."""

    kind = RadioField(
        _l("What do you begin?"),
        choices=[
            SelectChoice(ReportKind.FOLLOW_UP.value, _l("A follow-up")),
            SelectChoice(ReportKind.EVALUATION.value, _l("The evaluation of a whole year")),
        ],
        default=ReportKind.FOLLOW_UP.value,
        validate_choice=False,
    )
    through = DateField(_l("Last day that is in it"), [Optional()])


class _TextsForm(Form):  # type: ignore[misc]
    """Every text in Swedish and English."""


def _field(name: str) -> StringField | TextAreaField:
    stem, language = name.rsplit("_", 1)
    attributes = {"maxlength": LONGEST.get(stem, MAX_NOTE), "lang": language}
    if stem in ONE_LINE:
        return StringField(words.FIELDS[stem], render_kw=attributes)
    return TextAreaField(words.FIELDS[stem], render_kw={**attributes, "rows": ROWS[stem]})


for _text in fields(Texts):
    setattr(_TextsForm, _text.name, _field(_text.name))
TextsForm = _TextsForm


def form_of(texts: Texts) -> Any:
    """Return the form as the words are now."""
    return TextsForm(data=asdict(texts))


def texts_of(form: Any) -> Texts:
    """Return the words as typed; a field that was not sent is empty."""
    return Texts(**{field.name: str(form[field.name].data or "") for field in fields(Texts)})


def kind_of(form: Any) -> ReportKind:
    """Return what is begun; anything but an evaluation is a follow-up."""
    return ReportKind.EVALUATION if form.kind.data == ReportKind.EVALUATION.value else ReportKind.FOLLOW_UP


def counter(form: Any, name: str) -> str:
    """Return how many characters of how many a text has now."""
    return str(_("%(used)s of at most %(most)s characters", used=len(form[name].data or ""), most=_longest(name)))


def _longest(name: str) -> int:
    return LONGEST.get(name.rsplit("_", 1)[0], MAX_NOTE)
