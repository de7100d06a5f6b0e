"""Forms of those who work with unsafe places: shape and words only."""

import secrets

from flask_babel import lazy_gettext as _l
from wtforms import Form, HiddenField, StringField, TextAreaField


class ActivityForm(Form):  # type: ignore[misc]  # WTForms ships no types
    """What was done, or is announced, as residents will read it."""

    activity = StringField(_l("What was done?"))
    on = StringField(_l("Day"))
    public_reply = TextAreaField(_l("Your own words to residents"))
    submission_key = HiddenField()


class EndForm(Form):  # type: ignore[misc]
    """Why a place is closed or declined. Its controls stand beside another's of those names."""

    reason = StringField(_l("Reason that residents see"), id="end_reason")
    public_reply = TextAreaField(_l("Your own words to residents"), id="end_reply")


def new_activity_form() -> ActivityForm:
    """Return an empty form with a submission key of its own: two presses make one activity."""
    return ActivityForm(submission_key=secrets.token_urlsafe(18))
