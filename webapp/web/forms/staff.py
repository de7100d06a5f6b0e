"""Forms of those who work here: shape and words only."""

import re
import secrets
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l
from wtforms import EmailField, Form, HiddenField, PasswordField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from webapp.domain.calendar import from_local
from webapp.domain.checks import RecordCheck
from webapp.domain.errors import Fault, Invalid
from webapp.domain.passwords import MAX_LENGTH
from webapp.web.faults import add_faults

_NEEDED = InputRequired(_l("Fill this in."))
_NUMBER = re.compile(r"[+-]?[0-9]{1,9}(?:[.,][0-9]{0,9})?", re.ASCII)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)  # stands in for a time that could not be read; it never leaves

add_faults(
    {
        "started_at.missing": _l("Write when the check began"),
        "ended_at.missing": _l("Write when the check ended"),
        "not_a_whole_number": _l("Write a whole number"),
        "over_a_day": _l("A check lasts a day at most. Look at the dates."),
        "correction_reason.missing": _l("Write why it is changed"),
        "unknown_place": _l("We could not find that place. Write a street, a school or a stop, or its position."),
        "several_places": _l("Several places have that name. Add the district, or write the position."),
    }
)


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
    "same_as_before": _l("That is the password you have now. Choose another one."),
    "too_common": _l("That password is one of the first that a guesser would try. Choose other words."),
}


class CheckForm(Form):  # type: ignore[misc]
    """A held check; every field is text, so that what was typed is shown again to the letter."""

    started_at = StringField(_l("From"))
    ended_at = StringField(_l("To"))
    vehicles = StringField(_l("Vehicles measured"))
    over_limit = StringField(_l("Over the limit"))
    mean_kmh = StringField(_l("Mean speed, km/h"))
    v85_kmh = StringField(_l("85 per cent drove at most, km/h"))
    limit_kmh = StringField(_l("Speed limit, km/h"))
    public_note = TextAreaField(_l("Note to residents"))
    place_text = StringField(_l("Street, crossing, school or stop"))
    lat = StringField(_l("Latitude"))
    lon = StringField(_l("Longitude"))
    submission_key = HiddenField()


class ChooseForm(Form):  # type: ignore[misc]
    """A private choice, with or without a day."""

    planned_on = StringField(_l("Day"))


class AnswerForm(Form):  # type: ignore[misc]
    """Why a site is closed or declined, as residents will read it."""

    reason = StringField(_l("Reason that residents see"))
    public_reply = TextAreaField(_l("Your own words to residents"))


class HandOverForm(Form):  # type: ignore[misc]
    """What residents read when a site goes on to the planner. Its control stands beside another of that name."""

    public_reply = TextAreaField(_l("Your own words to residents"), id="hand_over_reply")


class WithdrawForm(Form):  # type: ignore[misc]
    """Why a check is taken back."""

    correction_reason = StringField(_l("Why is the check taken back?"))


def new_check_form(**fields: str) -> CheckForm:
    """Return an empty form with a submission key of its own: two presses make one check."""
    return CheckForm(submission_key=new_submission_key(), **fields)


def new_submission_key() -> str:
    """Return a key that makes one form one deed, however often it is sent."""
    return secrets.token_urlsafe(18)


def check_facts(form: CheckForm, tz: ZoneInfo, site_id: str | None = None) -> RecordCheck:
    """Return what the form tells, read; where an unnamed check was held is added by the caller.

    :raises Invalid: every field that cannot be read
    """
    reader = _Reader(form, tz)
    facts = RecordCheck(
        started_at=reader.instant("started_at"),
        ended_at=reader.instant("ended_at"),
        site_id=site_id,
        vehicles=reader.whole("vehicles"),
        over_limit=reader.whole("over_limit"),
        mean_kmh=reader.decimal("mean_kmh"),
        v85_kmh=reader.decimal("v85_kmh"),
        limit_kmh=reader.whole("limit_kmh"),
        public_note=form.public_note.data or "",
        submission_key=(form.submission_key.data or "")[:100] or None,
    )
    if reader.faults:
        raise Invalid(reader.faults)
    return facts


def read_day(text: str | None, field: str) -> date | None:
    """Return the day that a text states, or None when it is empty.

    :raises Invalid: it is no date
    """
    try:
        return date.fromisoformat(text.strip()) if text and text.strip() else None
    except ValueError:
        raise Invalid([Fault(field, "not_a_date")]) from None


class _Reader:
    """Reads the fields of a form one by one and gathers what cannot be read."""

    def __init__(self, form: Form, tz: ZoneInfo) -> None:
        self.form, self.tz = form, tz
        self.faults: list[Fault] = []

    def text(self, name: str) -> str:
        return str(self.form[name].data or "").strip()

    def instant(self, name: str) -> datetime:
        if not self.text(name):
            self.faults.append(Fault(name, "missing"))
            return EPOCH
        try:
            return from_local(self.text(name), self.tz, name)
        except Invalid as error:
            self.faults.extend(error.faults)
            return EPOCH

    def whole(self, name: str) -> int | None:
        value = self.decimal(name)
        if value is not None and not value.is_integer():
            self.faults.append(Fault(name, "not_a_whole_number"))
            return None
        return None if value is None else int(value)

    def decimal(self, name: str) -> float | None:
        text = self.text(name)
        if not text:
            return None
        if not _NUMBER.fullmatch(text):
            self.faults.append(Fault(name, "not_a_number"))
            return None
        return float(text.replace(",", "."))
