"""The words of suitability: what is looked at on the spot, the answers, the verdicts."""

from flask_babel import lazy_gettext as _l

POINT = {
    "room_to_stop": _l("Room to stop a car safely"),
    "sight_line": _l("Clear view of the traffic"),
    "limit_change": _l("At least 200 m from a change of limit"),
    "power_safety": _l("Safe to work, with power if it is needed"),
}
ANSWER = {"yes": _l("Yes"), "no": _l("No"), "not_looked": _l("Not looked at")}
VERDICT = {
    "suitable": _l("Suitable"),
    "conditional": _l("Suitable with a condition"),
    "unsuitable": _l("Unsuitable"),
}
NOT_JUDGED = _l("Not judged yet")
