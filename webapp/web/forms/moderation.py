"""Forms of moderation: a decision about a text, and a report that anyone can send."""

from flask_babel import lazy_gettext as _l
from wtforms import Form, HiddenField, StringField, TextAreaField

from webapp.domain.moderation import MAX_REPORT
from webapp.domain.suggestions import MAX_TEXT
from webapp.web.faults import add_faults

add_faults(
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
