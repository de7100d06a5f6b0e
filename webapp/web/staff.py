"""What staff pages share: their menu, and the words for roles, parts of a score, verdicts and the log."""

from flask_babel import lazy_gettext as _l

from webapp.domain.roles import Role
from webapp.web.session import current_actor
from webapp.web.words import (
    accounts,
    campaigns,
    comments,
    editing,
    figures,
    measures,
    moderation,
    outreach,
    pledge_desk,
    reports,
    retention,
    unsafe_places,
)

_POLICE = (
    ("/police/sites", _l("Places")),
    ("/police/recommend", _l("Recommend")),
    ("/police/shift", _l("The shift")),
    ("/police/calendar", _l("The year")),
    ("/police/unsafe", _l("Unsafe places")),
    ("/police/checks/new", _l("Record a check")),
    ("/police/pledges", pledge_desk.LINK),
)
_PLANNER = (
    ("/planner/", _l("Hotspots")),
    ("/planner/measures", _l("Measures")),
    ("/planner/candidates", _l("Candidates")),
    ("/planner/figures", _l("Figures")),
    ("/planner/unsafe", _l("Unsafe places")),
    ("/planner/pledges", pledge_desk.LINK),
)
_TOLD = reports.MENU + outreach.MENU
_ADMIN = (("/admin/", _l("Accounts")),)
MENU = {
    Role.POLICE: _POLICE,
    Role.PLANNER: _PLANNER,
    Role.COMMUNICATOR: (
        *campaigns.MENU,
        *comments.COMMUNICATOR_MENU,
        ("/communicator/pledges", pledge_desk.LINK),
        *_TOLD,
    ),
    Role.MODERATOR: moderation.MENU[:1] + comments.MENU + moderation.MENU[1:],
    Role.ADMIN: _POLICE
    + _PLANNER[:1]
    + campaigns.MENU[1:]
    + reports.MENU
    + outreach.MENU
    + moderation.MENU[:1]
    + comments.MENU
    + _ADMIN,
}

ROLES = {
    "police": _l("police"),
    "planner": _l("planner"),
    "communicator": _l("communicator"),
    "moderator": _l("moderator"),
    "admin": _l("administrator"),
    "resident": _l("nobody logged in"),
    "operator": _l("a command on the server"),
    "program": _l("a party's own system"),
}

PARTS = {
    "demand": _l("Voices"),
    "waiting": _l("Time since a check"),
    "context": _l("Surroundings"),
    "speed": _l("Measured speed"),
}

RISKS = {
    "school": _l("near a school"),
    "no_pavement": _l("no pavement"),
    "limit_30": _l("a limit of 30"),
    "crossing": _l("hard to cross"),
}

VERDICTS = {
    "not_held": _l("The check had not ended when it was recorded."),
    "wrong_year": _l("No agreement covers that date."),
    "wrong_kind": _l("The place is not about speed."),
    "too_short": _l("The check was shorter than the pledge asks for."),
    "too_far": _l("The check was held too far from the place."),
    "no_suggestion_before": _l("No resident had asked for the place before the check began."),
    "same_occasion": _l("It is the same occasion as another counted check here."),
    "withdrawn": _l("The check has been taken back."),
}

DONE = {
    "chosen": _l("The place is chosen. Nobody outside the police can see it."),
    "unchosen": _l("The place is no longer chosen."),
    "closed": _l("The place is closed, and residents can read why."),
    "declined": _l("The place is declined, and residents can read why."),
    "reopened": _l("The place is open again."),
    "assessed": _l("The judgement is saved. Only police see it."),
    "assessed_handed_over": _l(
        "The judgement is saved. The place now lies with the planner, and residents can read why."
    ),
    "handed_over": _l("The place now lies with the planner, and residents can read that."),
    "withdrawn": _l("The check is taken back and counts no more."),
    "corrected": _l("The check is corrected. What stood before stays on record."),
    "not_done": _l("Written down: no check could be done. The public does not see it."),
    **editing.DONE,
}

ACTIONS = {
    "login.done": _l("logged in"),
    "login.ended": _l("logged out"),
    "login.refused": _l("wrong password"),
    "login.code_refused": _l("wrong code"),
    **accounts.ACTIONS,
    "account.created": _l("made an account"),
    "account.invited": _l("sent an invitation"),
    "account.second_factor_reset": _l("reset a second factor"),
    "account.disabled": _l("closed an account"),
    "api_key.created": _l("made a key for another program"),
    "api_key.revoked": _l("took back a key of another program"),
    "invitation.used": _l("used an invitation"),
    "site.chosen": _l("chose a place"),
    "site.unchosen": _l("took back a choice"),
    "site.closed": _l("closed a place"),
    "site.declined": _l("declined a place"),
    "site.reopened": _l("opened a place again"),
    "site.assessed": _l("judged whether a place suits a check"),
    "site.handed_over": _l("handed a place over to the planner"),
    "check.recorded": _l("recorded a check"),
    "check.corrected": _l("corrected a check"),
    "check.withdrawn": _l("took back a check"),
    "check.not_done": _l("wrote that a check could not be done"),
    "checks.imported": _l("imported checks"),
    "measurements.imported": _l("imported measured speeds"),
    "suggestions.imported": _l("imported suggestions"),
    "suggestions.exported": _l("took a copy of every suggestion"),
    "hotspots.exported": _l("took a file of hotspots"),
    "sites.exported": _l("took a file of places"),
    "checks.exported": _l("took a file of checks"),
    "areas.exported": _l("took a file of districts"),
    "measures.exported": _l("took a file of measures"),
    "candidates.exported": _l("took the list of candidates"),
    "sites.exported_internal": _l("took a copy of every place"),
    **editing.ACTIONS,
    **moderation.ACTIONS,
    **comments.ACTIONS,
    **unsafe_places.ACTIONS,
    **measures.ACTIONS,
    **figures.ACTIONS,
    **campaigns.ACTIONS,
    **reports.ACTIONS,
    **retention.ACTIONS,
    **pledge_desk.ACTIONS,
}


def staff_menu() -> tuple[tuple[str, object], ...]:
    """Return address and name of each page in the menu of whoever is logged in."""
    return MENU.get(current_actor().role, ())
