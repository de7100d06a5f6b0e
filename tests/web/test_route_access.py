"""Every address and every role: each gets what the table says and no more; forms, ids and reading everywhere."""

import pytest

from tests.comments import SCHOOL, comments, take_in
from tests.public_world import add_site
from tests.reports import publish
from tests.residents import ask, ask_site, hold, reword, suggestion_of
from tests.route_access import EXPECTED, ROLES, fill, let_in, routes
from tests.staff import log_in, new_account, token_of
from webapp.domain.campaigns import CampaignWish
from webapp.domain.roles import OPERATOR
from webapp.storage.db import Base, db
from webapp.usecases.campaigns import create_campaign
from webapp.web.session import WITHOUT_COOKIE

NO_404 = {
    "pledges.evaluation": "a year is no id, and one without an evaluation says so",
    "mail_links.stop": "nobody is told which addresses get mail",
    "mail_links.stopped": "nobody is told which addresses get mail",
    "mail_links.answer": "the empty answer is refused before its link is looked at",
    "mail_links.tell": "the empty answer is refused before its link is looked at",
    "police.change": "the empty name is refused before its filter is looked at",
    "moderation.answer": "the empty answer is refused before its report is looked at",
    "alerts.end": "an alert that has ended may be ended again",
}
REFUSED_AS = {"report.send": 404}  # the form that it would show again is about a text that is not there


@pytest.fixture
def names(session, context, clock):
    """A place with something at every address: a site, a check, a receipt, a text that waits, a question."""
    site = ask_site(session, context)
    token = ask(session, context, at=(59.98, 15.07))
    reword(session, context, token, "Fort fram vid skolan.")
    wish = CampaignWish(*["Var?"] * 4, clock().date(), clock().date(), slug="speed-checks")  # as a pledge's
    create_campaign(session, context, OPERATOR, wish)
    number = suggestion_of(session, token).public_number
    report = publish(session, context)
    batch_id = take_in(session, context, SCHOOL).batch_id
    comment_id = comments(session)[0].id
    clock.move(hours=5)
    check = hold(session, context, clock, site.id)
    found = {
        "site_id": site.id, "token": token, "slug": "speed-checks", "year": "2026", "number": number,
        "public_id": check.public_id, "filename": "css/site.css", "code": "speed", "report": report,
        "batch_id": str(batch_id), "comment_id": str(comment_id),
    }  # fmt: skip
    db.session.remove()
    return found


def as_role(app, role):
    client = app.test_client()
    if role != "visitor":
        assert log_in(app, client, new_account(app, role)).status_code == 303
    return client, token_of(client.get("/suggest"))


def ask_route(client, token, method, path):
    data = None if method == "GET" else {"csrf_token": token}
    return client.open(path, method=method, data=data, buffered=True)


@pytest.mark.parametrize("role", ROLES)
def test_each_role_gets_what_the_table_says_and_no_more(app, names, role):
    client, token = as_role(app, role)
    wrong = []
    for method, rule in routes(app):
        who, statuses = EXPECTED[method, rule.endpoint]
        path = fill(rule, names if method == "GET" else {})
        answer = ask_route(client, token, method, path)
        if let_in(who, role):
            right = answer.status_code in statuses
        elif role == "visitor" and method == "GET":
            right = answer.status_code == 302 and answer.location.startswith("/login?next=")
        else:
            right = answer.status_code == 403
        if not right:
            wrong.append((method, path, answer.status_code, answer.headers.get("Location")))
    assert wrong == []


def test_an_id_of_nothing_or_of_somebody_else_is_404_for_whoever_may_ask(app, names):
    client, token = as_role(app, "admin")
    found = {}
    for method, rule in routes(app):
        if rule.arguments and rule.endpoint not in NO_404:
            status = ask_route(client, token, method, fill(rule, {})).status_code
            if status != 404:
                found[method, rule.rule] = status
    assert found == {}


def contents(session):
    tables = [t for t in Base.metadata.sorted_tables if t.name != "staff_session"]
    return {t.name: session.execute(db.select(t)).all() for t in tables}


@pytest.mark.parametrize("role", ["visitor", "admin"])
def test_reading_changes_nothing(app, session, names, role):
    client, token = as_role(app, role)
    add_site(session)
    before = contents(session)
    for method, rule in routes(app):
        if method == "GET" and let_in(EXPECTED[method, rule.endpoint][0], role):
            ask_route(client, token, method, fill(rule, names))
    session.rollback()

    after = contents(session)
    assert [name for name in before if before[name] != after[name]] == []


def test_every_form_is_refused_without_our_token_with_anothers_and_from_another_site(app, session, names):
    client, token = as_role(app, "admin")
    _, anothers = as_role(app, "visitor")
    before = contents(session)
    passed = []
    for method, rule in routes(app):
        path = fill(rule, names)
        if method == "GET" or path.startswith(WITHOUT_COOKIE):
            continue
        foreign = {"Origin": "https://evil.example"}
        answers = (
            client.open(path, method=method, data={}),
            client.open(path, method=method, data={"csrf_token": anothers}),
            client.open(path, method=method, data={"csrf_token": token}, headers=foreign),
        )
        passed += [
            (method, path, a.status_code)
            for a in answers
            if a.status_code not in {400, 403, REFUSED_AS.get(rule.endpoint)}
        ]
    session.rollback()

    assert passed == []
    assert contents(session) == before


def test_what_needs_no_token_is_what_programs_send():
    assert WITHOUT_COOKIE == ("/api/", "/open311/", "/mail/stop/")
