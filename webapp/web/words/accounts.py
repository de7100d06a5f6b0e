"""The words of the log for logins and accounts."""

from flask_babel import lazy_gettext as _l

ACTIONS = {
    "login.limited": _l("used up the tries, and had to wait"),
    "login.recovery_code_used": _l("used a recovery code"),
    "login.done_by_provider": _l("logged in through the organisation"),
    "login.provider_refused": _l("was refused a login through the organisation"),
    "login.others_ended": _l("ended the other logins of the own account"),
    "access.refused": _l("was turned away from a page"),
    "account.password_changed": _l("changed password"),
    "account.password_refused": _l("typed a wrong password when changing it"),
    "account.recovery_codes_made": _l("made new recovery codes"),
    "account.enabled": _l("opened an account again"),
    "account.logins_ended": _l("ended every login of an account"),
    "suggestion.erased": _l("erased a suggestion"),
    "geodata.osm_imported": _l("imported a map"),
    "geodata.areas_imported": _l("imported districts"),
    "sites.rebuilt": _l("built the places anew"),
    "site.merged": _l("merged two places"),
}
