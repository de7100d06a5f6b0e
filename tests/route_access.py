"""The table of who gets what at each address (route_access.txt), and a walk along every address."""

import re
from pathlib import Path

from webapp.domain.roles import STAFF

ROLES = ("visitor", *(str(role) for role in STAFF))
TABLE = Path(__file__).with_name("route_access.txt")
UNKNOWN = {"int": "987654", "default": "0nknown0", "path": "css/no-such-file.css"}
LAST = ("login.end", "account.end_others", "account.end_one")  # they end logins


def read_table():
    """Return method and endpoint -> who is let in, and the statuses that those get."""
    rows = {}
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            method, endpoint, who, statuses = line.split()
            assert (method, endpoint) not in rows, f"twice in the table: {line}"
            rows[method, endpoint] = (who, {int(status) for status in statuses.split("/")})
    return rows


EXPECTED = read_table()


def routes(app):
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: (rule.endpoint in LAST, rule.rule, rule.endpoint)):
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
            yield method, rule


def fill(rule, names):
    """Return an address of a route, its gaps filled in; what has no name is unknown."""

    def one(match):
        kind, name = match[1] or "default", match[2]
        return names.get(name, UNKNOWN[kind.split("(")[0]])

    return re.sub(r"<(?:([^:<>]+):)?(\w+)>", one, rule.rule)


def let_in(who, role):
    return who == "everyone" or role in {"admin", who} or (who == "staff" and role != "visitor")
