"""Every address is public by name, or guarded by the staff area it lies in."""

from tests.route_access import EXPECTED, TABLE, routes
from webapp.domain.roles import STAFF as STAFF_ROLES
from webapp.web.guards import PUBLIC, roles_let_in

STAFF = ("/police/", "/planner/", "/communicator/", "/moderation/", "/admin/", "/account/")


def test_every_endpoint_is_public_by_name_or_lies_in_a_staff_area(app):
    loose = {
        rule.endpoint: rule.rule
        for rule in app.url_map.iter_rules()
        if rule.endpoint not in PUBLIC and not roles_let_in(rule.rule)
    }

    assert loose == {}


def test_no_public_endpoint_lies_in_a_staff_area(app):
    mixed = {r.endpoint: r.rule for r in app.url_map.iter_rules() if r.endpoint in PUBLIC and roles_let_in(r.rule)}

    assert mixed == {}


def test_every_public_name_has_an_endpoint(app):
    assert PUBLIC - {rule.endpoint for rule in app.url_map.iter_rules()} == set()


def test_a_visitor_is_turned_away_from_every_staff_address(app, client):
    opened = []
    for rule in app.url_map.iter_rules():
        if not rule.rule.startswith(STAFF):
            continue
        path = rule.rule
        for name in rule.arguments:
            path = path.replace(f"<{name}>", "x").replace(f"<int:{name}>", "1")
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
            status = client.open(path, method=method).status_code
            if status not in {302, 400, 401, 403, 404}:
                opened.append((method, path, status))
    assert opened == []


def test_the_staff_areas_are_those_of_the_roles():
    assert all(roles_let_in(prefix) for prefix in STAFF)


def test_the_table_has_every_route_and_no_other(app):
    here = {(method, rule.endpoint) for method, rule in routes(app)}

    missing = [f"{method} {endpoint} WHO STATUS" for method, endpoint in sorted(here - EXPECTED.keys())]
    assert missing == [], f"say in {TABLE.name} who may, and what they get"
    assert sorted(EXPECTED.keys() - here) == []


def test_the_table_opens_to_everyone_what_is_public_by_name_and_to_a_role_what_lies_in_its_area(app):
    wrong = []
    for method, rule in routes(app):
        who = EXPECTED[method, rule.endpoint][0]
        roles = roles_let_in(rule.rule)
        area = "staff" if len(roles) == len(STAFF_ROLES) else next((str(r) for r in roles if r != "admin"), "admin")
        if who != ("everyone" if rule.endpoint in PUBLIC else area):
            wrong.append((method, rule.endpoint, who))
    assert wrong == []
