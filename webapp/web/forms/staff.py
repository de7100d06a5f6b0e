"""Forms of those who work here: shape and words only."""

from flask_babel import lazy_gettext as _l
from wtforms import EmailField, Form, HiddenField, PasswordField, StringField
from wtforms.validators import InputRequired, Length

from webapp.domain.passwords import MAX_LENGTH

_NEEDED = InputRequired(_l("Fill this in."))


class LoginForm(Form):  # type: ignore[misc]  # WTForms ships no types
    """First step: who you say you are."""

    email = EmailField(_l("E-mail"), [_NEEDED, Length(max=254)])
    password = PasswordField(_l("Password"), [_NEEDED, Length(max=4 * MAX_LENGTH)])
    next = HiddenField()


class CodeForm(Form):  # type: ignore[misc]  # WTForms ships no types
    """Second step: the code of the app, or a recovery code."""

    code = StringField(_l("Six-digit code"), [_NEEDED, Length(max=40)])
    next = HiddenField()


class NewPasswordForm(Form):  # type: ignore[misc]  # WTForms ships no types
    """An invitation: the password that will be yours."""

    password = PasswordField(_l("New password"), [_NEEDED])


PASSWORD_FAULTS = {
    "too_short": _l("The password needs at least 12 characters. A few words in a row are fine."),
    "too_long": _l("The password can have at most 256 characters."),
    "too_simple": _l("The password is too simple. Choose a few words that do not belong together."),
    "too_common": _l("That password is one of the first that a guesser would try. Choose other words."),
}
