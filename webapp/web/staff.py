"""What staff pages share: their menu, and the words for actions of the log."""

from flask_babel import lazy_gettext as _l

from webapp.domain.roles import Role
from webapp.web.session import current_actor

_POLICE = (("/police/sites", _l("Places")), ("/police/checks/new", _l("Record a check")))
_PLANNER = (("/planner/", _l("Hotspots")),)
_ADMIN = (("/admin/", _l("Accounts")),)
MENU = {
    Role.POLICE: _POLICE,
    Role.PLANNER: _PLANNER,
    Role.COMMUNICATOR: (("/communicator/", _l("Start")),),
    Role.MODERATOR: (("/moderation/", _l("Start")),),
    Role.ADMIN: _POLICE + _PLANNER + _ADMIN,
}

ROLES = {
    "police": _l("police"),
    "planner": _l("planner"),
    "communicator": _l("communicator"),
    "moderator": _l("moderator"),
    "admin": _l("administrator"),
}


def staff_menu() -> tuple[tuple[str, object], ...]:
    """Return address and name of each page in the menu of whoever is logged in."""
    return MENU.get(current_actor().role, ())
