"""Open311 GeoReport v2, as other programs read published sites by it and send suggestions in."""

import threading
import warnings
from datetime import UTC, date, datetime
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from werkzeug.serving import make_server

from tests.public_world import add_check, add_site
from tests.residents import HOME, ask_site
from webapp.domain.roles import OPERATOR
from webapp.domain.sites import SiteStatus
from webapp.domain.suggestions import fingerprint
from webapp.storage.db import transaction
from webapp.storage.open311 import Open311Post
from webapp.storage.sites import Site
from webapp.storage.suggestions import Suggestion
from webapp.usecases.open311 import create_key, revoke_key
from webapp.usecases.suggestions import erase

V2 = "/open311/v2"
LAT, LON = HOME


@pytest.fixture
def key(session, context):
    return create_key(session, context, OPERATOR, "Appen")


def report(key, **changes):
    body = {"api_key": key, "service_code": "speed", "lat": str(LAT), "long": str(LON), "description": "Fort förbi."}
    return {name: value for name, value in {**body, **changes}.items() if value is not None}


def post(client, key, ending="json", **changes):
    return client.post(f"{V2}/requests.{ending}", data=report(key, **changes))


def ids(client, query=""):
    return [one["service_request_id"] for one in client.get(f"{V2}/requests.json{query}").json]


def newest(session):
    return session.scalars(select(Suggestion).order_by(Suggestion.id.desc()).limit(1)).one()


def test_discovery_leads_to_the_endpoint_in_both_forms(client):
    found = client.get(f"{V2}/discovery.json")
    tree = ElementTree.fromstring(client.get(f"{V2}/discovery.xml").data)

    urls = [one["url"] for one in found.json["endpoints"]]
    assert urls == ["http://localhost/open311/v2/", "http://localhost/open311/v2/discovery"]
    assert [one.text for one in tree.findall("endpoints/endpoint/url")] == urls
    assert [one.text for one in tree.find("endpoints/endpoint/formats")] == ["text/xml", "application/json"]
    assert client.get(f"{V2}/discovery").json == found.json


@pytest.mark.parametrize(
    "name", ["discovery", "services", "services/speed", "requests", "servicerequestupdates", "requests/nothing"]
)
def test_the_types_are_exactly_what_clients_compare_with(client, name):
    assert client.get(f"{V2}/{name}.json").headers["Content-Type"] == "application/json"
    assert client.get(f"{V2}/{name}.xml").headers["Content-Type"] == "text/xml"
    assert client.get(f"{V2}/{name}.xml").data.startswith(b'<?xml version="1.0" encoding="UTF-8"?>')
    assert client.get(f"{V2}/{name}", headers={"Accept": "text/xml"}).headers["Content-Type"] == "text/xml"
    assert client.get(f"{V2}/{name}", headers={"Accept": "*/*"}).headers["Content-Type"] == "application/json"


def test_the_services_are_the_two_kinds_and_say_what_may_be_asked(client):
    services = client.get(f"{V2}/services.json").json
    asked = client.get(f"{V2}/services/unsafe_place.json").json
    tree = ElementTree.fromstring(client.get(f"{V2}/services/speed.xml").data)

    assert [one["service_code"] for one in services] == ["speed", "unsafe_place"]
    assert all(one["type"] == "batch" and one["metadata"] is True for one in services)
    assert "dark" in [value["key"] for value in asked["attributes"][1]["values"]]
    assert tree.tag == "service_definition"
    assert "school" in [key.text for key in tree.findall("attributes/attribute/values/value/key")]
    assert client.get(f"{V2}/services/noise.json").status_code == 404


def test_every_published_site_is_a_request_and_no_other_is(client, session):
    shown = add_site(session, "Ringvägen", lat=60.0, lon=15.05, published_at=datetime(2020, 1, 7, 9, 33, tzinfo=UTC))
    hidden = add_site(session, published=False)

    (one,) = client.get(f"{V2}/requests.json").json
    tree = ElementTree.fromstring(client.get(f"{V2}/requests.xml").data)

    assert one["service_request_id"] == shown
    assert (one["lat"], one["long"], one["address"], one["status"]) == (60.0, 15.05, "Ringvägen", "open")
    assert one["requested_datetime"] == "2020-01-06T23:00:00Z"  # midnight of that day, never the hour
    assert tree.tag == "service_requests"
    assert {node.tag: node.text for node in tree.find("request")}["service_request_id"] == shown
    assert client.get(f"{V2}/requests/{shown}.json").json == [one]
    assert client.get(f"{V2}/requests/{shown}").json == [one]
    assert client.get(f"{V2}/requests/{hidden}.json").status_code == 404


def test_what_came_of_a_place_closes_its_request_with_the_reason(client, session):
    open_one, checked = add_site(session), add_site(session)
    add_check(session, checked)
    answer = {
        "status_reason": "limit_kept",
        "status_reply": "Vi mätte i maj.",
        "status_at": datetime(2026, 5, 2, tzinfo=UTC),
    }
    declined = add_site(session, status=str(SiteStatus.DECLINED), **answer)

    assert ids(client, "?status=open") == [open_one]
    assert set(ids(client, "?status=closed")) == {checked, declined}
    assert len(ids(client, "?status=open,closed")) == 3
    told = client.get(f"{V2}/requests/{declined}.json?lang=en").json[0]
    assert told["status"] == "closed"
    assert "most drivers keep to the limit" in told["status_notes"]
    assert "Vi mätte i maj." in told["status_notes"]


def test_requests_are_found_by_kind_by_day_by_id_and_in_pages(client, session):
    first = add_site(session, published_at=datetime(2026, 5, 1, 8, tzinfo=UTC), residents=9)
    other = add_site(session, kind="unsafe_place", published_at=datetime(2026, 5, 3, 8, tzinfo=UTC), residents=5)

    assert ids(client, "?service_code=unsafe_place") == [other]
    assert ids(client, "?service_code=speed,unsafe_place") == [first, other]
    assert ids(client, "?start_date=2026-05-02T00:00:00Z") == [other]
    assert ids(client, "?end_date=2026-05-02T23:59:59%2B02:00") == [first]
    assert ids(client, "?start_date=2026-04-30T22:00:00Z&end_date=2026-04-30T22:00:00Z") == [first]
    assert ids(client, f"?service_request_id={first},{other}&status=closed") == [first, other]
    page = client.get(f"{V2}/requests.json?page_size=1&service_code=speed,unsafe_place")
    assert (len(page.json), page.headers["X-Total-Count"]) == (1, "2")
    following = page.headers["Link"].split(">")[0].removeprefix("<http://localhost")
    assert [one["service_request_id"] for one in client.get(following).json] == [other]
    assert client.get(f"{V2}/requests.json?page=3&page_size=1").json == []


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("status=chosen", 400), ("start_date=spring", 400), ("end_date=9999-12-31T23:59:59-14:00", 400),
        ("page=0", 400), ("page_size=x", 400), ("service_code=noise", 404), ("jurisdiction_id=elsewhere", 404),
        ("service_request_id=nothing", 404), ("service_request_id=" + ",".join(map(str, range(101))), 400),
    ],
)  # fmt: skip
def test_what_cannot_be_answered_is_a_list_of_codes_and_descriptions(client, query, status):
    found = client.get(f"{V2}/requests.json?{query}")
    tree = ElementTree.fromstring(client.get(f"{V2}/requests.xml?{query}").data)

    assert found.status_code == status
    assert [one.keys() for one in found.json] == [{"code", "description"}]
    assert found.json[0]["code"] == status
    assert tree.tag == "errors"
    assert tree.find("error/code").text == str(status)


def test_the_place_itself_may_be_named_as_jurisdiction(client):
    assert client.get(f"{V2}/services.json?jurisdiction_id=testvik.se").status_code == 200


def test_what_a_program_sends_is_a_suggestion_and_the_token_tells_its_site_once_that_is_public(client, session, key):
    token = post(client, key, **{"attribute[causes]": "school,heavy", "attribute[when_quick][]": "evenings"}).json[0][
        "token"
    ]

    sent = newest(session)
    assert (sent.channel, sent.kind, sent.text) == ("open311", "speed", "Fort förbi.")
    assert (sent.causes, sent.text_state) == ("school heavy", "waiting")
    assert sent.when_cells.startswith("mon-18 mon-21")
    assert client.get(f"{V2}/tokens/{token}.json").json == []
    assert client.get(f"/suggestions/{token}").status_code == 404
    post(client, key, device_id="one")
    post(client, key, device_id="another")
    found = client.get(f"{V2}/tokens/{token}.json").json
    assert found == [{"service_request_id": sent.site_id, "token": token}]
    assert client.get(f"{V2}/requests/{sent.site_id}.json").status_code == 200
    tree = ElementTree.fromstring(client.get(f"{V2}/tokens/{token}.xml").data)
    assert tree.find("request/service_request_id").text == sent.site_id


def test_words_that_nobody_moderated_leave_nowhere(client, session, context, key):
    ask_site(session, context)
    post(client, key, description="Kalle på nummer 7 kör fort")

    for name in ("requests", "servicerequestupdates"):
        assert "Kalle" not in client.get(f"{V2}/{name}.json").text
        assert "Kalle" not in client.get(f"{V2}/{name}.xml").text


def test_one_resident_is_an_address_else_a_device_else_the_key(client, session, key):
    def residents():
        return session.scalar(select(Site.residents).where(Site.id == newest(session).site_id))

    post(client, key)
    post(client, key)
    assert residents() == 1
    post(client, key, device_id="phone 1")
    post(client, key, device_id="phone 1")
    assert residents() == 2
    post(client, key, email="Anna@example.se")
    post(client, key, email="anna@example.se ", device_id="phone 1")
    assert residents() == 3


@pytest.mark.parametrize("wrong", [None, "", "wrong", "å" * 300])
def test_nothing_is_taken_without_a_valid_key(client, session, key, wrong):
    answers = [post(client, wrong), post(client, wrong, ending="xml")]

    assert [one.status_code for one in answers] == [403, 403]
    assert answers[0].json[0]["code"] == 403
    assert ElementTree.fromstring(answers[1].data).find("error/code").text == "403"
    assert session.scalar(select(func.count(Suggestion.id))) == 0


def test_a_revoked_key_opens_nothing(client, session, context, key):
    revoke_key(session, context, OPERATOR, "Appen")

    assert post(client, key).status_code == 403


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"service_code": None}, "service_code"), ({"service_code": "noise"}, "service_code"),
        ({"description": None}, "description"), ({"description": "x" * 1001}, "description"),
        ({"description": "a\x00b"}, "description"), ({"lat": "48.85", "long": "2.35"}, ""), ({"lat": "north"}, "lat"),
        ({"lat": None, "long": None}, "address_string"), ({"long": None}, "long"), ({"email": "nobody"}, "email"),
        ({"attribute[causes]": "dark"}, "causes"), ({"attribute[when]": "never"}, "when"),
    ],
)  # fmt: skip
def test_what_is_missing_or_outside_is_named_and_nothing_is_stored(client, session, key, changes, field):
    found = post(client, key, **changes)

    assert found.status_code == 400
    assert any(one["code"] == 400 and one["description"].startswith(field) for one in found.json)
    assert session.scalar(select(func.count(Suggestion.id))) == 0


def test_a_place_in_words_does_where_there_is_no_point(client, session, key):
    assert post(client, key, lat=None, long=None, address_string="Skolan").status_code in {200, 400}
    assert client.post(f"{V2}/requests.json", json=report(key, attribute={"causes": ["school"]})).status_code == 200
    assert newest(session).causes == "school"


def test_an_erased_suggestion_takes_its_token_along(client, session, context, key):
    token = post(client, key).json[0]["token"]
    with transaction(session):
        newest(session).token_hash = fingerprint("receipt")  # as if the receipt had gone by e-mail

    erase(session, context, "receipt")

    assert client.get(f"{V2}/tokens/{token}.json").status_code == 404
    assert session.scalar(select(func.count(Open311Post.suggestion_id))) == 0


def test_updates_tell_of_checks_and_answers_by_the_day(client, session):
    site = add_site(session)
    check = add_check(session, site, date(2026, 5, 4))
    secret = add_site(session, published=False)
    add_check(session, secret, date(2026, 5, 5))

    (one,) = client.get(f"{V2}/servicerequestupdates.json?lang=en").json
    tree = ElementTree.fromstring(client.get(f"{V2}/servicerequestupdates.xml").data)

    assert (one["update_id"], one["service_request_id"]) == (f"check-{check}", site)
    assert one["updated_datetime"] == "2026-05-03T22:00:00Z"
    assert one["description"].startswith("It counts toward the pledge.")
    assert tree.find("request_update/update_id").text == one["update_id"]
    assert client.get(f"{V2}/servicerequestupdates.json?start_date=2026-05-05T00:00:00Z").json == []
    assert client.get(f"{V2}/servicerequestupdates.json?service_request_id=other").json == []


@pytest.mark.parametrize(
    ("body", "mimetype"),
    [
        (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "text/xml"), (b"{", "application/json"),
        (b"[[[[", "application/json"),
        (b"[1]", "application/json"), (b'{"description": {"a": [1]}}', "application/json"),
        (b"\xff\xfe=%ff", "text/plain"),
        (b"a=%ff&api_key=%ed%a0%80", "application/x-www-form-urlencoded"), (b"--x", "multipart/form-data; boundary=x"),
        (b"[" * 100_000, "application/json"),
    ],
)  # fmt: skip
def test_hostile_bodies_are_refused_calmly(client, key, body, mimetype):
    for ending in ("json", "xml"):
        found = client.post(f"{V2}/requests.{ending}?api_key={key}", data=body, content_type=mimetype)
        assert found.status_code in {400, 403}
        assert b"description" in found.data


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.text(min_size=1, max_size=40), note=st.text(max_size=60))
def test_hostile_text_stays_text_in_both_forms(client, session, name, note):
    words = name.encode("utf-8", "replace").decode().replace("\x00", "")
    site = add_site(
        session,
        words,
        status="declined",
        status_reason="other",
        status_reply=note.encode("utf-8", "replace").decode().replace("\x00", ""),
    )

    told = client.get(f"{V2}/requests/{site}.json").json[0]
    tree = ElementTree.fromstring(client.get(f"{V2}/requests/{site}.xml").data)

    assert told["address"] == words
    assert len(tree) == 1
    assert len(tree[0]) == len(told)


def test_a_page_of_places_is_small_enough(client, session):
    for n in range(30):
        add_site(
            session,
            f"Häradsvägen, mellan Aspgatan och Björkgatan {n}",
            status="declined",
            status_reason="other",
            status_reply="å" * 200,
        )

    for ending in ("json", "xml"):
        assert len(client.get(f"{V2}/requests.{ending}").data) * 10 < 500_000


def test_any_page_of_the_web_may_read_it(client):
    assert client.get(f"{V2}/services.json").headers["Access-Control-Allow-Origin"] == "*"


@pytest.fixture
def served(app):
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}{V2}/"
    server.shutdown()
    thread.join()


@pytest.mark.parametrize("form", ["json", "xml"])
def test_the_georeport_client_reads_and_what_is_sent_with_its_key_is_taken(served, session, context, key, form):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the client, and of what it brings along
        from georeport import GeoReport
        from requests import get as read
        from requests import post as send

    site = ask_site(session, context).id
    other = add_site(session, kind="unsafe_place")
    client = GeoReport(served, jurisdiction="testvik", api_key=key, output_format=form)

    assert [one["service_code"] for one in client.get_service_list()] == ["speed", "unsafe_place"]
    assert client.get_service_definition("speed")["service_code"] == "speed"
    assert {one["service_request_id"] for one in client.get_service_requests()} == {site, other}
    assert client.get_service_request(site)["service_request_id"] == site
    # Of GeoReport's calls it has those that read alone: it takes a key "if creating service requests", and has nothing
    # that creates one. So its address and its key are used, as such a call would.
    calls = {name for name in dir(GeoReport) if not name.startswith("_")}
    assert calls == {
        "from_city",
        "get_service_definition",
        "get_service_list",
        "get_service_request",
        "get_service_requests",
    }
    sent = send(f"{client.root_address}/requests.{form}", data=report(client.api_key), timeout=10)
    assert sent.status_code == 200
    session.rollback()  # what the server stored is newer than what this session has read
    assert newest(session).channel == "open311"
    found = sent.json()[0] if form == "json" else ElementTree.fromstring(sent.content).find("request")
    token = found["token"] if form == "json" else found.find("token").text
    assert read(f"{served}tokens/{token}.json", timeout=10).json()[0]["service_request_id"] == site
