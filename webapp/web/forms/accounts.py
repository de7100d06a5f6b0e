"""Forms about accounts, one's own and those of others: shape and words only."""

from flask_babel import lazy_gettext as _l
from wtforms import EmailField, Form, PasswordField, StringField
from wtforms.validators import InputRequired, Length

from webapp.domain.passwords import MAX_LENGTH
from webapp.web.faults import add_faults

_NEEDED = InputRequired(_l("Fill this in."))

add_faults(
    {
        "unknown_role": _l("Choose a role from the list"),
        "not_a_slug": _l("Write small letters, digits and dashes"),
    }
)


class ChangePasswordForm(Form):  # type: ignore[misc]  # WTForms ships no types
    """The password that was, and the one to come."""

    old_password = PasswordField(_l("Your password now"), [_NEEDED, Length(max=4 * MAX_LENGTH)])
    password = PasswordField(_l("New password"), [_NEEDED])


class RecoveryCodesForm(Form):  # type: ignore[misc]
    """A code of the app before ten new recovery codes are made."""

    code = StringField(_l("Six-digit code"), [_NEEDED, Length(max=40)])


class AccountForm(Form):  # type: ignore[misc]
    """Someone who is to work here."""

    email = EmailField(_l("E-mail"))
    role = StringField(_l("Role"))
    party = StringField(_l("Party"))
