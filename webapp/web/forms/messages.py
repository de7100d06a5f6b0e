"""The forms around mail: a lost link, and an alert."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import EmailField, Form, HiddenField, RadioField, SelectField, SelectMultipleField, StringField

from webapp.domain.alerts import RADII_M, AlertWish, Pace, Where
from webapp.domain.suggestions import Kind
from webapp.domain.wishes import MAX_PLACE_TEXT
from webapp.web.forms.points import settle_click


class ReceiptsForm(Form):  # type: ignore[misc]  # WTForms ships no types
    """Where the links are to go."""

    email = EmailField(_l("Your e-mail"), render_kw={"autocomplete": "email"})


class AlertForm(Form):  # type: ignore[misc]  # WTForms ships no types
    """Where, what and how often."""

    where = RadioField(_l("Where?"), choices=[w.value for w in Where], default="area", validate_choice=False)
    area = SelectField(_l("District"), choices=[], validate_choice=False)
    place_text = StringField(_l("Street, crossing, school or stop"), render_kw={"maxlength": MAX_PLACE_TEXT})
    found_for = HiddenField()  # the words that lat and lon were found for
    candidate = StringField()  # "lat lon" of one of several places
    lat = HiddenField()
    lon = HiddenField()
    radius_m = SelectField(
        _l("How far around?"), choices=[str(r) for r in RADII_M], default="1000", validate_choice=False
    )
    drawn = HiddenField()
    kinds = SelectMultipleField(_l("What?"), choices=[k.value for k in Kind], validate_choice=False)
    pace = RadioField(_l("How often?"), choices=[p.value for p in Pace], default="weekly", validate_choice=False)
    email = EmailField(_l("Your e-mail"), render_kw={"autocomplete": "email"})


def alert_wish(form: AlertForm) -> AlertWish:
    """Return what is wished for, as typed; other words since a place was found mean another place."""
    words, found_for = (form.place_text.data or "").strip(), (form.found_for.data or "").strip()
    lat, lon = form.lat.data or "", form.lon.data or ""
    if form.candidate.data and words:
        lat, _, lon = form.candidate.data.partition(" ")
    elif words and words != found_for:
        lat = lon = ""
    return AlertWish(
        where=form.where.data or "",
        area=form.area.data or "",
        lat=lat,
        lon=lon,
        place_text=words,
        radius_m=form.radius_m.data or "",
        drawn=form.drawn.data or "",
        kinds=tuple(filter(None, form.kinds.data or ())),
        pace=form.pace.data or "",
        email=form.email.data or "",
    )


def settle_middle(form: AlertForm, sent: Mapping[str, Any]) -> bool:
    """Take a click on the map picture as the middle; return whether there was one."""
    clicked = settle_click(form, sent)
    if clicked:
        form.where.data, form.place_text.data, form.found_for.data = Where.NEAR.value, "", ""
    return clicked
