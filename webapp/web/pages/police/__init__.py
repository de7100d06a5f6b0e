"""Police: which site next, why, what was done there."""

from webapp.web.pages.pledge_desk import bp as pledge_desk
from webapp.web.pages.police import (
    answers,
    calendar,
    check_import,
    checks,
    corrections,
    editing,
    recommend,
    record,
    shift,
    shift_kept,
    site_list,
    sites,
    suitability,
)
from webapp.web.pages.police.blueprint import bp
from webapp.web.pages.unsafe_places import bp as unsafe_places

bp.register_blueprint(unsafe_places, url_prefix="/unsafe")
bp.register_blueprint(pledge_desk, url_prefix="/pledges")

__all__ = [
    "answers",
    "bp",
    "calendar",
    "check_import",
    "checks",
    "corrections",
    "editing",
    "recommend",
    "record",
    "shift",
    "shift_kept",
    "site_list",
    "sites",
    "suitability",
]
