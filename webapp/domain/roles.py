"""Who may do what: one table, asked in every use case."""

from dataclasses import dataclass
from enum import StrEnum

from webapp.domain.errors import NotAllowed


class Role(StrEnum):
    """Everyone who acts. The last three never log in."""

    POLICE = "police"
    PLANNER = "planner"
    COMMUNICATOR = "communicator"
    MODERATOR = "moderator"
    ADMIN = "admin"
    RESIDENT = "resident"
    OPERATOR = "operator"  # a command on the machine itself
    PROGRAM = "program"  # a party's own system, by its token


STAFF = (Role.POLICE, Role.PLANNER, Role.COMMUNICATOR, Role.MODERATOR, Role.ADMIN)


class Permission(StrEnum):
    """One thing a person can do."""

    SUGGEST = "suggest"
    SEE_POLICE_LIST = "see_police_list"
    CHOOSE_SITE = "choose_site"
    RECORD_CHECK = "record_check"
    ANSWER_SITE = "answer_site"  # close, decline, reopen
    EDIT_SITE = "edit_site"  # join two, part one, move a member
    SEE_PLANNING = "see_planning"
    REGISTER_MEASURE = "register_measure"  # speed-reducing ones
    KEEP_FIGURES = "keep_figures"  # the municipality's own, by district or road
    IMPORT_SPEEDS = "import_speeds"  # measured ones
    EXPORT = "export"
    EXPORT_INTERNAL = "export_internal"
    IMPORT = "import"
    IMPORT_CHECKS = "import_checks"
    MANAGE_ACCOUNTS = "manage_accounts"
    RUN_RETENTION = "run_retention"
    MANAGE_CAMPAIGNS = "manage_campaigns"
    WRITE_REPORTS = "write_reports"  # follow-ups and evaluations; a party's yes is asked beside it
    REBUILD = "rebuild"
    PUBLISH_LEDGER = "publish_ledger"
    MODERATE = "moderate"
    ADD_COMMENTS = "add_comments"  # paste or upload what people wrote elsewhere
    ENTER_SUGGESTIONS = "enter_suggestions"  # from a call, a letter, a meeting
    OWN_ACCOUNT = "own_account"  # one's own password, codes and logins
    ANSWER_UNSAFE_PLACE = "answer_unsafe_place"  # see the list of unsafe places and take each step
    PUBLISH_UNSAFE_PLACE = "publish_unsafe_place"
    REPORT_PLEDGE = "report_pledge"  # events of the pledges of one's own party
    MANAGE_TOKENS = "manage_tokens"


_POLICE = frozenset(
    {
        Permission.SEE_POLICE_LIST,
        Permission.CHOOSE_SITE,
        Permission.RECORD_CHECK,
        Permission.IMPORT_CHECKS,
        Permission.ANSWER_SITE,
        Permission.ANSWER_UNSAFE_PLACE,
        Permission.EDIT_SITE,
        Permission.EXPORT,
        Permission.REPORT_PLEDGE,
    }
)
_PLANNER = frozenset(
    {
        Permission.SEE_PLANNING,
        Permission.REGISTER_MEASURE,
        Permission.KEEP_FIGURES,
        Permission.IMPORT_SPEEDS,
        Permission.EXPORT,
        Permission.ANSWER_UNSAFE_PLACE,
        Permission.PUBLISH_UNSAFE_PLACE,
        Permission.REPORT_PLEDGE,
    }
)
_MODERATOR = frozenset(
    {
        Permission.MODERATE,
        Permission.PUBLISH_UNSAFE_PLACE,
        Permission.ADD_COMMENTS,
        Permission.ENTER_SUGGESTIONS,
    }
)
_COMMUNICATOR = frozenset(
    {
        Permission.MANAGE_CAMPAIGNS,
        Permission.WRITE_REPORTS,
        Permission.EXPORT,
        Permission.REPORT_PLEDGE,
        Permission.ADD_COMMENTS,
    }
)

_EVERYBODY = frozenset({Permission.OWN_ACCOUNT})

ALLOWED: dict[Role, frozenset[Permission]] = {
    Role.RESIDENT: frozenset({Permission.SUGGEST}),
    Role.POLICE: _EVERYBODY | _POLICE,
    Role.PLANNER: _EVERYBODY | _PLANNER,
    Role.COMMUNICATOR: _EVERYBODY | _COMMUNICATOR,
    Role.MODERATOR: _EVERYBODY | _MODERATOR,
    Role.ADMIN: _EVERYBODY | _POLICE | _PLANNER | _COMMUNICATOR | _MODERATOR | {Permission.MANAGE_ACCOUNTS},
    Role.OPERATOR: frozenset(Permission),
    Role.PROGRAM: frozenset({Permission.REPORT_PLEDGE}),
}

AREA_OF_ROLE: dict[Role, str] = {
    Role.POLICE: "police",
    Role.PLANNER: "planner",
    Role.COMMUNICATOR: "communicator",
    Role.MODERATOR: "moderation",
    Role.ADMIN: "admin",
}


@dataclass(frozen=True)
class Actor:
    """Who acts: an account with its role, a resident, or an operator."""

    role: Role
    account_id: int | None = None
    party: str | None = None


RESIDENT = Actor(Role.RESIDENT)
OPERATOR = Actor(Role.OPERATOR)


def may(actor: Actor, permission: Permission) -> bool:
    """Whether the table lets ``actor`` do this."""
    return permission in ALLOWED[actor.role]


def require(actor: Actor, permission: Permission) -> None:
    """Go on only if the table lets ``actor`` do this.

    :raises NotAllowed: it does not
    """
    if not may(actor, permission):
        raise NotAllowed(f"{actor.role} may not {permission}")
