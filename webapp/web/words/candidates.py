"""Candidates for measures in words."""

from flask_babel import lazy_gettext as _l

WHY = {
    "handed_over": _l("Handed over by the police"),
    "unsuitable": _l("The police cannot hold a check there"),
    "still_fast": _l("Checked at least three times, and many still too fast"),
}

KNOWN = {
    "yes": _l("yes"),
    "no": _l("no"),
    "said": _l("residents say so"),
}
"""What is told of a criterion; what is not there is not known."""
