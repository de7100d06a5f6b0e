"""Words for what is found where suggestions gather."""

from flask_babel import lazy_gettext as _l

EVERY_DISTRICT = _l("Every district")

CLASSES = {
    "unusually_many": _l("Unusually many suggestions"),
    "many": _l("Many suggestions"),
    "too_few": _l("Too few to say"),
}

CHANGES = {
    "more": _l("A larger share than before"),
    "fewer": _l("A smaller share than before"),
    "same": _l("No change beyond chance"),
    "too_few": _l("Too few to compare"),
}
