"""Before and after a measure in words: never that it worked without a comparison."""

from flask_babel import lazy_gettext as _l

WHY_NO_SPEEDS = {
    "not_measured": _l("No speed has been measured at the place."),
    "too_few_vehicles": _l("What was measured there was of too few vehicles, or during a check."),
    "no_before": _l("No speed was measured there in the year before it was built."),
    "no_after": _l("No speed has been measured there since the first week after it was built."),
}
