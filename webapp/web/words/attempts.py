"""The reasons why a check could not be done, in words."""

from flask_babel import lazy_gettext as _l

REASON = {
    "no_room": _l("There was no room to stop"),
    "weather": _l("Rain, snow or bad light"),
    "road_works": _l("Road works, or the road was closed"),
    "called_away": _l("We were called to something else"),
    "no_equipment": _l("The equipment was missing or did not work"),
    "no_time": _l("There was not time enough"),
    "no_traffic": _l("There was hardly any traffic"),
    "unsafe": _l("It was not safe to stand there"),
    "other": _l("Something else"),
}
