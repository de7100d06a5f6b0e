"""What /openapi.json promises holds: whatever is asked, right or wrong, the answer is one that it describes."""

import warnings
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings

from tests.public_world import add_cell, add_check, add_site, when_counts
from tests.residents import ask_site, hold


@pytest.fixture
def world(session, context, clock):
    """Something of everything that the answers may hold."""
    add_cell(session)
    add_site(session, "Ringvägen", when_counts=when_counts(mon_06=2), cause_counts={"school": 2})
    answer = {"status": "declined", "status_reason": "limit_kept", "status_reply": "Vi mätte i maj."}
    add_site(session, "Skolgatan", kind="unsafe_place", **answer)
    add_check(
        session, add_site(session, published=False), date(2026, 5, 2), False, "too_short", vehicles=9, mean_kmh=31.5
    )
    hold(session, context, clock, ask_site(session, context).id, vehicles=40, over_limit=3, limit_kmh=30)


def test_every_address_under_api_v1_is_described(app, client):
    paths = client.get("/openapi.json").json["paths"]

    served = {
        (rule.rule, method.lower())
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/v1")
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    assert {(path, method) for path, item in paths.items() for method in item} == served


@pytest.mark.parametrize(
    "path",
    ["/api/v1/sites.geojson", "/feeds/sites.atom", "/ogc/collections/sites/items", "/open311/v2/requests.json",
     "/catalog.ttl", "/openapi.json"],
)  # fmt: skip
def test_a_script_of_any_page_may_read_it_and_need_not_read_it_twice(client, world, path):
    first = client.get(path, headers={"Origin": "https://example.org"})
    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    asked = client.options(
        path, headers={"Origin": "https://example.org", "Access-Control-Request-Headers": "if-none-match"}
    )

    assert (first.status_code, again.status_code, again.data) == (200, 304, b"")
    assert first.headers["Access-Control-Allow-Origin"] == asked.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in first.headers
    assert "If-None-Match" in asked.headers["Access-Control-Allow-Headers"]
    assert "GET" in asked.headers["Access-Control-Allow-Methods"]
    assert "Set-Cookie" not in first.headers
    head = client.head(path)
    assert (head.status_code, head.data, head.headers["Content-Type"]) == (200, b"", first.headers["Content-Type"])


def test_no_answer_is_a_server_error_or_other_than_described(app, world):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what schemathesis brings along
        import schemathesis
        from schemathesis.checks import CHECKS, load_all_checks
        from schemathesis.generation import GenerationMode

        load_all_checks()
        schema = schemathesis.openapi.from_wsgi("/openapi.json", app)
        wanted = CHECKS.get_by_names(
            ["not_a_server_error", "status_code_conformance", "content_type_conformance", "response_schema_conformance"]
        )
        asked = 0
        for found in schema.get_all_operations():
            operation = found.ok()
            for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
                if mode == GenerationMode.NEGATIVE and not operation.query:
                    continue

                @settings(
                    max_examples=8, derandomize=True, database=None, deadline=None,
                    suppress_health_check=list(HealthCheck),
                )  # fmt: skip
                @given(case=operation.as_strategy(generation_mode=mode))
                def holds(case):
                    nonlocal asked
                    asked += 1
                    case.call_and_validate(checks=wanted)

                holds()

    assert asked > 60
