"""What an officer asks of the recommending: how many, where, and when the shift is."""

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, Form, SelectField, SelectMultipleField, StringField

from webapp.domain.errors import Fault, Invalid
from webapp.domain.recommending import BatchWish
from webapp.domain.suggestions import DAYS, HOURS
from webapp.web.faults import add_faults
from webapp.web.words import suggestions as words
from webapp.web.words.recommending import FAULTS as OWN_FAULTS

add_faults(OWN_FAULTS)
USUAL_COUNT = 6


class RecommendForm(Form):  # type: ignore[misc]  # WTForms ships no types
    """Days and hours make the shift; none ticked means all of them."""

    count = StringField(_l("How many places"))
    area = SelectField(_l("District"), validate_choice=False)
    days = SelectMultipleField(_l("Days of the shift"), validate_choice=False)
    hours = SelectMultipleField(_l("Hours of the shift"), validate_choice=False)
    only_named = BooleanField(_l("Only places where residents name a time of the shift"))
    year_so_far = BooleanField(_l("Take off what a district already got this year"))


def form_for(wish: BatchWish | None) -> RecommendForm:
    """Return the form as it was used last, or a plain one."""
    if wish is None:
        return RecommendForm(count=str(USUAL_COUNT), year_so_far=True)
    return RecommendForm(
        count=str(wish.count),
        area=wish.area,
        days=sorted({cell[:3] for cell in wish.shift}, key=DAYS.index),
        hours=sorted({cell[4:] for cell in wish.shift}),
        year_so_far=wish.year_so_far,
        only_named=wish.only_named,
    )


def wish_of(form: RecommendForm) -> BatchWish:
    """Return what the form asks for.

    :raises Invalid: the number cannot be read
    """
    text = (form.count.data or "").strip()
    if not text:
        raise Invalid([Fault("count", "missing")])
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Invalid([Fault("count", "not_a_whole_number")])
    days = [day for day in DAYS if day in (form.days.data or [])]
    hours = [hour for hour in HOURS if hour in (form.hours.data or [])]
    shift = tuple(f"{day}-{hour}" for day in days or DAYS for hour in hours or HOURS) if days or hours else ()
    return BatchWish(
        int(text),
        area=form.area.data or "",
        shift=shift,
        year_so_far=bool(form.year_so_far.data),
        only_named=bool(form.only_named.data),
    )


def posted(data: MultiDict[str, str]) -> RecommendForm:
    """Return the form as it was sent."""
    return RecommendForm(data)


DAY_CHOICES = tuple((day, words.DAY[day]) for day in DAYS)
HOUR_CHOICES = tuple((hour, words.HOUR[hour]) for hour in HOURS)
