"""The form that adds a voice to a site: everything in it may be left out."""

import secrets
from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import EmailField, Form, HiddenField, SelectMultipleField, TextAreaField

from webapp.domain.suggestions import MAX_TEXT, WHEN, WHEN_QUICK, Channel
from webapp.domain.wishes import SuggestionWish
from webapp.web.language import language


class SupportForm(Form):  # type: ignore[misc]  # WTForms ships no types
    """When, why and an address; the place and the kind are the site's."""

    when_quick = SelectMultipleField(choices=list(WHEN_QUICK), validate_choice=False)
    when = SelectMultipleField(choices=list(WHEN), validate_choice=False)
    text = TextAreaField(_l("In your own words"), render_kw={"maxlength": MAX_TEXT, "rows": 4})
    email = EmailField(_l("E-mail"), render_kw={"autocomplete": "email"})
    submission_key = HiddenField()
    warned = HiddenField()  # the mark of the text that the sender was warned about
    campaign = HiddenField()

    @property
    def touched(self) -> bool:
        """Whether more than the button was used, or something is wrong: then the details stand open."""
        return bool(self.errors or self.when_quick.data or self.when.data or self.text.data or self.email.data)


def fresh_form() -> SupportForm:
    """Return an empty form with a key that makes a second press the same voice."""
    form = SupportForm()
    form.submission_key.data = secrets.token_urlsafe(24)
    return form


def sent_form(sent: Mapping[str, str] | Any) -> SupportForm:
    """Return the form as it was sent."""
    form = SupportForm(sent)
    form.submission_key.data = form.submission_key.data or secrets.token_urlsafe(24)
    return form


def wish_for(site_id: str, form: SupportForm, reporter_secret: str) -> SuggestionWish:
    """Return the voice that the form adds to a site."""
    return SuggestionWish(
        when_cells=tuple(filter(None, form.when.data or ())),
        when_quick=tuple(filter(None, form.when_quick.data or ())),
        text=form.text.data or "",
        email=form.email.data or "",
        submission_key=form.submission_key.data or "",
        reporter_secret=reporter_secret,
        channel=Channel.SUPPORT,
        support_site_id=site_id,
        saw_site=True,
        language=language(),
        campaign=form.campaign.data or "",
    )
