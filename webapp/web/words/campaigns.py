"""The words of questions with dates: the communicator's menu, what the log says, and what is wrong with one."""

from flask_babel import lazy_gettext as _l

MENU = (("/communicator/", _l("Start")), ("/communicator/campaigns", _l("Questions")))

ACTIONS = {
    "campaign.created": _l("asked a question"),
    "campaign.changed": _l("changed a question"),
    "campaign.ended": _l("ended a question"),
}

STAGE = {"planned": _l("Planned"), "running": _l("Asked now"), "over": _l("Over")}

FAULTS = {
    "form.closed": _l("Suggestions are not taken right now. Nothing is saved; what you wrote is still here."),
    "name_sv.missing": _l("Write a name in Swedish"),
    "name_en.missing": _l("Write a name in English"),
    "question_sv.missing": _l("Write the question in Swedish"),
    "question_en.missing": _l("Write the question in English"),
    "name_sv.unreadable": _l("Write the name on one line"),
    "name_en.unreadable": _l("Write the name on one line"),
    "question_sv.unreadable": _l("Write the question on one line"),
    "question_en.unreadable": _l("Write the question on one line"),
    "starts_on.missing": _l("Choose the first day"),
    "ends_on.missing": _l("Choose the last day"),
    "ends_on.before_start": _l("The last day comes before the first"),
    "ends_on.over": _l("The last day has been already"),
    "slug.not_a_slug": _l("Write the short name with a–z, 0–9 and hyphens, at most 40 signs"),
    "slug.taken": _l("There is a question with that short name already. Choose another one."),
}
