"""The holidays in words."""

from flask_babel import lazy_gettext as _l

HOLIDAY = {
    "new_year": _l("New Year's Day"),
    "epiphany": _l("Epiphany"),
    "good_friday": _l("Good Friday"),
    "easter_day": _l("Easter Day"),
    "easter_monday": _l("Easter Monday"),
    "may_day": _l("May Day"),
    "ascension": _l("Ascension Day"),
    "whit_sunday": _l("Whit Sunday"),
    "national_day": _l("National Day"),
    "midsummer_eve": _l("Midsummer Eve"),
    "midsummer_day": _l("Midsummer Day"),
    "all_saints": _l("All Saints' Day"),
    "christmas_eve": _l("Christmas Eve"),
    "christmas_day": _l("Christmas Day"),
    "boxing_day": _l("Boxing Day"),
    "new_years_eve": _l("New Year's Eve"),
}
