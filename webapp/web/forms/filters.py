"""A filter of the list gets a name."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Form, StringField

from webapp.web.faults import add_faults

add_faults(
    {
        "unnamed": _l("Write a name for the filter"),
        "name_taken": _l("Another of your filters has that name"),
        "too_many_filters": _l("You have %(max)s filters already. Delete one first."),
    }
)


class FilterForm(Form):  # type: ignore[misc]  # WTForms ships no types
    """The name, and whether its count stands above the list."""

    name = StringField(_l("Name of the filter"), id="filter-name")
    shown = BooleanField(_l("Show with its count above the list"), id="filter-shown")
