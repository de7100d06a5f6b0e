"""The forms of a receipt: new words, times and causes; where news should go."""

from flask_babel import lazy_gettext as _l
from wtforms import EmailField, Form, HiddenField, SelectMultipleField, TextAreaField

from webapp.domain.suggestions import MAX_TEXT, WHEN, WHEN_QUICK
from webapp.storage.receipts import ReceiptView
from webapp.usecases.receipts import Changes
from webapp.web.warned import keep_warned
from webapp.web.words.suggestions import CAUSE


class EditForm(Form):  # type: ignore[misc]  # WTForms ships no types
    """New words, times and causes. A program that sends the text alone changes the text alone."""

    text = TextAreaField(_l("In your own words"), render_kw={"maxlength": MAX_TEXT, "rows": 5})
    warned = HiddenField()  # the mark of the text that the sender was warned about
    details = HiddenField()  # says that times and causes are part of what was sent
    when_quick = SelectMultipleField(choices=list(WHEN_QUICK), validate_choice=False)
    when = SelectMultipleField(choices=list(WHEN), validate_choice=False)
    causes = SelectMultipleField(choices=list(CAUSE), validate_choice=False)

    @property
    def touched(self) -> bool:
        """Whether times or causes are at fault: then they stand open."""
        return bool(self.when.errors or self.causes.errors)


class FollowForm(Form):  # type: ignore[misc]  # WTForms ships no types
    """Where news of a site should go."""

    email = EmailField(_l("E-mail"), render_kw={"autocomplete": "email"})


def as_it_is(receipt: ReceiptView) -> EditForm:
    """Return the form filled in with what is stored; words that are stored already are not warned of again."""
    stored = {"text": receipt.text, "when": list(receipt.when), "causes": list(receipt.causes)}
    return keep_warned(EditForm(data=stored))


def changes_from(form: EditForm) -> Changes:
    """Return what the sender wishes to be stored instead."""
    return Changes(
        text=form.text.data or "",
        details=bool(form.details.data),
        when_cells=tuple(filter(None, form.when.data or ())),
        when_quick=tuple(filter(None, form.when_quick.data or ())),
        causes=tuple(filter(None, form.causes.data or ())),
    )
