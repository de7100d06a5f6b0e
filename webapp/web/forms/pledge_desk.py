"""Forms of those who report events of pledges: shape and words only."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Form, HiddenField, SelectMultipleField, StringField, TextAreaField

from webapp.domain.errors import Fault, Invalid
from webapp.domain.pledge_events import EventWish
from webapp.formats.pledge_events_csv import wish_from
from webapp.storage.pledge_events import PledgeEventRow
from webapp.web.forms.staff import new_submission_key


class EventForm(Form):  # type: ignore[misc]  # WTForms ships no types
    """An event of a pledge; what is typed is shown again to the letter."""

    pledge = StringField(_l("Pledge"))
    on = StringField(_l("Day"))
    count = StringField(_l("How many"))
    joint = BooleanField(_l("Together with another authority"))
    kind = StringField(_l("Kind"))
    area = StringField(_l("District"))
    parties = StringField(_l("Who was there"))
    number = StringField(_l("How many people took part"))
    note = TextAreaField(_l("Note"))
    note_public = BooleanField(_l("Everyone may read the note"))
    evidence = StringField(_l("Link to a page that shows it"))
    unsafe = SelectMultipleField(_l("Unsafe places that it answered"), validate_choice=False)
    submission_key = HiddenField()


class ChangeForm(EventForm):
    """An event put right, and why."""

    correction_reason = StringField(_l("Why is it changed?"))
    version = HiddenField()


class TakeBackForm(Form):  # type: ignore[misc]
    """Why an event is taken back. Its control stands beside another of that name."""

    correction_reason = StringField(_l("Why is it taken back?"), id="take_back_reason")
    version = HiddenField(id="take_back_version")


TEXTS = ("pledge", "on", "count", "kind", "area", "parties", "number", "note", "evidence")


def new_event_form(pledge: str = "") -> EventForm:
    """Return an empty form with a submission key of its own: two presses make one event."""
    return EventForm(pledge=pledge, submission_key=new_submission_key())


def change_form_of(row: PledgeEventRow) -> ChangeForm:
    """Return a form filled with what an event says now."""
    return ChangeForm(
        pledge=row.pledge,
        on=row.on_day.isoformat(),
        count=str(row.count),
        joint=row.joint,
        kind=row.kind,
        area=row.area,
        parties=row.parties,
        number="" if row.number is None else str(row.number),
        note=row.note,
        note_public=row.note_public,
        evidence=row.evidence,
        version=str(row.id),
    )


def event_wish(form: EventForm) -> EventWish:
    """Return what the form tells, read.

    :raises Invalid: every field that cannot be read
    """
    faults: list[Fault] = []
    cells = {name: form[name].data or "" for name in TEXTS}
    cells |= {name: "1" if form[name].data else "" for name in ("joint", "note_public")}
    wish = wish_from(cells, faults, tuple(form.unsafe.data or ()))
    if faults:
        raise Invalid(faults)
    return wish


def version_of(form: Form) -> int:
    """Return the row that the sender saw; 0, which is none, when it cannot be read."""
    text = form.version.data or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else 0
