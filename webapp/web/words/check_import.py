"""What can be wrong with a file of checks, in words; what a form says too is in web/faults.py."""

from flask_babel import lazy_gettext as _l

WHY = {
    "missing": _l("It is missing."),
    "not_utf8": _l("The file is not UTF-8 text. Save it as CSV UTF-8."),
    "not_csv": _l("The file is not CSV."),
    "empty": _l("The file is empty. The first line must name the columns."),
    "wrong_number_of_cells": _l("The line has another number of cells than the header, which has %(expected)s."),
    "column_missing": _l("The column is missing."),
    "column_twice": _l("The column stands twice."),
    "unknown_site": _l("There is no place with the id %(site)s."),
    "metres": _l("It looks like metres, not degrees."),
    "out_of_range": _l("It is no position in degrees."),
    "swapped": _l("Latitude and longitude seem to have changed places."),
    "outside": _l("It lies outside the place."),
    "in_the_future": _l("It has not been held yet."),
}

FIELD = {"lat": _l("Position"), "public_note": "note"}
"""Columns that go by another name in the file than in a form."""
