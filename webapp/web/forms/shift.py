"""Forms of a shift: a check that could not be done, and a check that is put right."""

from flask_babel import lazy_gettext as _l
from wtforms import Form, HiddenField, StringField, TextAreaField

from webapp.web.faults import add_faults
from webapp.web.forms.staff import CheckForm

add_faults({"tried_on.in_the_future": _l("That day has not come yet")})


class AttemptForm(Form):  # type: ignore[misc]  # WTForms ships no types
    """Why a check could not be done. ``keep`` is "no" when the site is to leave the list."""

    reason = StringField(_l("Could not be done, because …"))
    keep = StringField(_l("And then?"))
    tried_on = HiddenField()
    submission_key = HiddenField()


class CorrectionForm(CheckForm):
    """A held check put right: what held, why it is changed, and which version was seen."""

    correction_reason = TextAreaField(_l("Why is the check changed?"))
    version = HiddenField()
