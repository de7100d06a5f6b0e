"""The words of the police's list: its filters and their values, its orders, what is suggested of a site."""

from flask_babel import lazy_gettext as _l

FILTER = {
    "kind": _l("Kind"),
    "area": _l("District"),
    "status": _l("Status"),
    "suggested": _l("Worth a look"),
    "since": _l("Last check"),
    "suitability": _l("Suitability"),
    "limit": _l("Speed limit"),
    "owner": _l("Who keeps the road"),
    "channel": _l("Came through"),
    "campaign": _l("Question"),
    "chosen": _l("Chosen"),
}
SINCE = {
    "never": _l("Never checked"),
    "under_4_weeks": _l("Under 4 weeks ago"),
    "4_to_12_weeks": _l("4–12 weeks ago"),
    "over_12_weeks": _l("Over 12 weeks ago"),
}
SUGGESTED = {"revisit": _l("Time to visit again"), "planner": _l("Checked often: ask the planner?")}
NONE = {
    "area": _l("No district"),
    "owner": _l("Not known"),
    "limit": _l("Not known"),
    "suitability": _l("Not judged yet"),
}
CHOSEN = {"1": _l("Chosen and not yet checked")}
SORT = {
    "score": _l("Most urgent"),
    "residents": _l("Most residents"),
    "waiting": _l("Longest since a check"),
    "times": _l("Best for my shift"),
    "share": _l("Highest share over the limit"),
    "limit": _l("Lowest speed limit"),
    "name": _l("Name"),
    "area": _l("District"),
}
DONE = {
    "filter_saved": _l("The filter is saved. Only you see it."),
    "filter_changed": _l("The filter is changed."),
    "filter_deleted": _l("The filter is gone."),
}
