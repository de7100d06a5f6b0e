"""Forms of those who edit sites: where to part one, what to join it with, which member goes where."""

from flask_babel import lazy_gettext as _l
from wtforms import Form, SelectMultipleField, StringField

STRIP_WIDTH_PX = 280
STRIP_MARGIN_PX = 14
"""The strip is drawn in pixels of a fixed number, so that a press on the picture says where without any script."""


class SplitForm(Form):  # type: ignore[misc]
    """Which members leave: ticked one by one, or all beyond a cut."""

    cut_m = StringField(_l("Cut after so many metres"))
    members = SelectMultipleField(_l("What leaves the place"), coerce=str, validate_choice=False)


class MergeForm(Form):  # type: ignore[misc]
    """Which other site is the same place."""

    other = StringField(_l("The other place"))


class MoveForm(Form):  # type: ignore[misc]
    """Which voice belongs to which other site, and why."""

    member = StringField(_l("The voice"))
    target = StringField(_l("Where it belongs"))
    reason = StringField(_l("Why"), id="move_reason")


def cut_of(form: SplitForm, picture_x: str | None, length_m: int) -> float | None:
    """Return where a form says to cut, in metres along the site: a press on the picture, else the number typed.

    :raises ValueError: neither says where
    """
    if picture_x is not None and picture_x.isdecimal() and int(picture_x) > 0:
        wide = STRIP_WIDTH_PX - 2 * STRIP_MARGIN_PX
        return (int(picture_x) - STRIP_MARGIN_PX) / wide * length_m
    text = (form.cut_m.data or "").strip().removesuffix("m").strip().replace(",", ".")
    if not text:
        return None
    metres = float(text)
    if not 0 <= metres <= 100_000:
        raise ValueError(text)
    return metres
