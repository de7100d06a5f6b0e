"""Forms of moderation: a decision about a text, and a report that anyone can send."""

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from wtforms import Form, HiddenField, StringField, TextAreaField

from webapp.domain.errors import Fault
from webapp.domain.moderation import MAX_REPORT
from webapp.domain.suggestions import MAX_TEXT
from webapp.web.errors import fault_text
from webapp.web.faults import FAULTS

FAULTS.update(
    {
        "words.missing": _l("Write what everyone is to read, or reject the text"),
        "words.too_long": _l("Write at most %(max)s characters"),
        "words.unreadable": _l("The text holds signs that cannot be shown. Write it anew."),
        "step.unknown": _l("Choose what to do with the text"),
    }
)


class DecisionForm(Form):  # type: ignore[misc]  # WTForms ships no types
    """What a moderator decides; ``version`` is that of the text the moderator saw."""

    words = TextAreaField(_l("What everyone will read"), render_kw={"maxlength": MAX_TEXT, "rows": 6})
    reason = StringField(_l("Why is it not shown?"))
    version = HiddenField()


class ReportForm(Form):  # type: ignore[misc]  # WTForms ships no types
    """What is wrong with a public text."""

    what = HiddenField()
    id = HiddenField()
    reason = StringField(_l("What is wrong?"))
    words = TextAreaField(_l("Tell us more"), render_kw={"maxlength": MAX_REPORT, "rows": 4})


def show_faults(form: Form, faults: Iterable[Fault]) -> None:
    """Put each fault in words beside its field; one without a field belongs to the whole form."""
    for fault in faults:
        if fault.field in form:
            form[fault.field].errors = [fault_text(fault)]
        else:
            form.form_errors = [*form.form_errors, fault_text(fault)]
