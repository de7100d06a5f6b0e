"""Every address is public by name, or guarded by the staff area it lies in."""

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
