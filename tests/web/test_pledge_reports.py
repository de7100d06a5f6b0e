"""A party's own system reports by a token; and what programs read of it."""

import csv
import io
from dataclasses import fields
from datetime import date

import pytest
from sqlalchemy import select

from tests.conftest import app_settings
from tests.pledge_world import PLANNER, POLICE, nine_pledges, wish
from webapp import create_app
from webapp.domain.pledge_counting import Period, tally
from webapp.domain.pledge_events import PledgeEvent
from webapp.domain.pledges import NO_WORDS, Pledge, PledgeType
from webapp.domain.roles import OPERATOR
from webapp.storage.db import db
from webapp.storage.pledge_events import ApiToken, PledgeEventRow
from webapp.usecases.pledge_events import report_event
from webapp.usecases.tokens import create_token, revoke_token

PATH = "/api/v1/pledge-events"
EVENT = {"pledge": "home-visits", "on": "2026-05-08", "count": 3}


@pytest.fixture(autouse=True)
def agreement(session):
    nine_pledges(session)


@pytest.fixture
def token(session, context):
    return create_token(session, context, OPERATOR, "fire.system", "fire-service")


def report(client, token, body, **headers):
    return client.post(PATH, json=body, headers={"Authorization": f"Bearer {token}", **headers})


def rows(session):
    session.expire_all()
    return session.scalars(select(PledgeEventRow)).all()


def test_a_system_reports_an_event_and_hears_where_the_pledge_stands(client, session, token):
    answer = report(client, token, EVENT)

    assert answer.status_code == 201
    assert answer.json["counts"] is True
    assert (answer.json["done"], answer.json["reason"], answer.json["year"]) == (3, None, 2026)
    (row,) = rows(session)
    assert (row.channel, row.token_id is not None, row.account_id) == ("api", True, None)
    assert "Set-Cookie" not in answer.headers


def test_one_idempotency_key_is_one_event_by_header_or_field(client, session, token):
    first = report(client, token, EVENT, **{"Idempotency-Key": "a1"})
    second = report(client, token, EVENT, **{"Idempotency-Key": "a1"})
    third = report(client, token, {**EVENT, "idempotency_key": "a1"})
    other = report(client, token, {**EVENT, "count": 9}, **{"Idempotency-Key": "a1"})

    assert [a.status_code for a in (first, second, third, other)] == [201, 200, 200, 422]
    assert first.json["id"] == second.json["id"] == third.json["id"]
    assert other.json["faults"][0]["code"] == "used"
    assert len(rows(session)) == 1


def test_the_key_of_one_system_is_nothing_to_another(client, session, context, token):
    other = create_token(session, context, OPERATOR, "second", "fire-service")

    assert report(client, token, EVENT, **{"Idempotency-Key": "a1"}).status_code == 201
    assert report(client, other, EVENT, **{"Idempotency-Key": "a1"}).status_code == 201


@pytest.mark.parametrize("header", [{}, {"Authorization": "Bearer nothing"}, {"Authorization": "Basic dTpw"}])
def test_without_a_token_that_works_nothing_is_taken(client, session, header):
    answer = client.post(PATH, json=EVENT, headers=header)

    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")
    assert set(answer.json) == {"status", "error", "reference"}
    assert rows(session) == []


def test_a_revoked_token_works_no_more_and_what_it_reported_stays(client, session, context, token):
    report(client, token, EVENT)
    revoke_token(session, context, OPERATOR, "fire.system")

    assert report(client, token, EVENT).status_code == 401
    assert len(rows(session)) == 1


def test_a_system_reports_on_its_own_and_shared_pledges_only(client, token):
    assert report(client, token, {"pledge": "dialogues", "on": "2026-05-08"}).status_code == 201
    assert report(client, token, {"pledge": "foot-patrols", "on": "2026-05-08"}).status_code == 403


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        ({"pledge": "home-visits"}, "on", "missing"),
        ({"pledge": "nothing", "on": "2026-05-08"}, "pledge", "unknown"),
        ({**EVENT, "on": "2026-05-13"}, "on", "in_the_future"),
        ({**EVENT, "on": "2026-05-08T10:00"}, "on", "not_a_date"),
        ({**EVENT, "count": "3"}, "count", "wrong_type"),
        ({**EVENT, "joint": 1}, "joint", "wrong_type"),
        ({**EVENT, "counts": 3}, "counts", "unknown_field"),
        ({**EVENT, "evidence": "ftp://x"}, "evidence", "not_a_link"),
    ],
)
def test_each_fault_of_a_body_is_named(client, session, token, body, field, code):
    answer = report(client, token, body)

    assert answer.status_code == 422
    assert (field, code) in {(f["field"], f["code"]) for f in answer.json["faults"]}
    assert all(f["error"] for f in answer.json["faults"])
    assert answer.json["reference"]
    assert rows(session) == []


@pytest.mark.parametrize("data", [b"", b"[]", b"{", b"null"])
def test_a_body_that_is_no_object_is_refused(client, token, data):
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}

    assert client.post(PATH, data=data, headers=headers).status_code == 400


def test_a_system_that_sends_too_much_is_told_when_to_come_again(data_dir, clock):
    app = create_app(app_settings(data_dir, LOFTE_RATELIMIT="on"), clock)
    with app.app_context():
        client = app.test_client()
        statuses = [report(client, "nothing", EVENT).status_code for _ in range(601)]
        db.session.remove()
        db.engine.dispose()

    assert statuses[599:] == [401, 429]


def test_only_the_hash_of_a_token_is_kept_and_it_is_printed_last(app, session):
    made = app.test_cli_runner().invoke(args=["tokens", "create", "till", "--party", "police"])
    token = made.output.splitlines()[-1]
    listed = app.test_cli_runner().invoke(args=["tokens", "list"]).output
    revoked = app.test_cli_runner().invoke(args=["tokens", "revoke", "till"])
    again = app.test_cli_runner().invoke(args=["tokens", "create", "till", "--party", "police"])
    unknown = app.test_cli_runner().invoke(args=["tokens", "create", "x", "--party", "nobody"])

    assert made.exit_code == 0
    assert token not in listed
    assert "till\tpolice" in listed
    assert session.scalar(select(ApiToken)).token_hash != token
    assert (revoked.exit_code, again.exit_code, unknown.exit_code) == (0, 1, 1)
    assert "fire-service, municipality, police" in unknown.output


def test_every_number_can_be_computed_anew_from_the_open_file_alone(client, session, context):
    for on in ("2026-01-02", "2026-01-03", "2026-01-09", "2026-01-14"):
        report_event(session, context, POLICE, wish("weekend-efforts", on))
        report_event(session, context, POLICE, wish("foot-patrols", on, area="Vårby"))
        report_event(session, context, PLANNER, wish("field-team-fridays", on))
        report_event(session, context, PLANNER, wish("serving-visits", on, count=2, joint=on == "2026-01-09"))
        report_event(session, context, PLANNER, wish("dialogues", on, kind="dialogue", area="Skogås"))

    told = client.get("/api/v1/pledge-events.json?year=2026").json
    stated = {p["slug"]: p for p in client.get("/api/v1/pledges.json?year=2026").json}

    names = {f.name for f in fields(PledgeEvent)}
    year = Period(date(2026, 1, 1), date(2026, 12, 31))
    known = 0
    for one in told["pledges"]:
        own = [
            PledgeEvent(**{k: v for k, v in e.items() if k in names} | {"on": date.fromisoformat(e["on"])})
            for e in told["events"]
            if e["pledge"] == one["slug"]
        ]
        pledge = Pledge(one["slug"], PledgeType(one["type"]), (), one["target"], NO_WORDS, rule=one["rule"])
        if stated[one["slug"]]["done"] is not None and one["type"] != "checks":
            again = tally(pledge, own, year)
            known += 1
            assert again.done == one["done"] == stated[one["slug"]]["done"]
            assert [p.done for p in again.parts] == [p["done"] for p in stated[one["slug"]]["parts"]]
            assert {e["id"] for e in told["events"] if e["pledge"] == one["slug"] and not e["counts"]} == set(
                again.not_counted
            )
    assert known == 5


def test_the_table_holds_the_same_events_and_nothing_that_stays_inside(client, session, context):
    report_event(session, context, PLANNER, wish("dialogues", "2026-05-08", area="Gatan 3", note="hemligt", number=30))
    report_event(session, context, PLANNER, wish("tobacco-visits", "2026-05-08", parties="police, Karin Svensson"))

    answer = client.get("/api/v1/pledge-events.csv")
    lines = list(csv.DictReader(io.StringIO(answer.text)))

    assert answer.mimetype == "text/csv"
    assert [(line["pledge"], line["number"], line["parties"]) for line in lines] == [
        ("dialogues", "30", ""),
        ("tobacco-visits", "", "police"),
    ]
    for word in ("hemligt", "Gatan", "Karin"):
        assert word not in answer.text
        assert word not in client.get("/pledges/dialogues").text + client.get("/pledges/tobacco-visits").text


def test_posts_that_asked_residents_stand_with_date_and_link(client, session, context):
    post = wish("speed-checks", "2026-03-02", kind="asked", evidence="https://example.org/post/1")
    report_event(session, context, POLICE, post)

    pledge = next(p for p in client.get("/api/v1/pledges.json").json if p["slug"] == "speed-checks")
    assert pledge["parts"] == [{"name": "asked", "target": None, "done": 1}]
    assert pledge["asked"] == [{"on": "2026-03-02", "url": "https://example.org/post/1"}]
    assert 'href="https://example.org/post/1"' in client.get("/pledges/speed-checks").text
    assert pledge["done"] == 0
