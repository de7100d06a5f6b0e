"""Logging in through another service, with one that really signs, on this machine."""

from datetime import timedelta

import pytest

from tests.conftest import app_settings
from tests.oidc_provider import CLIENT, SECRET, Provider, key
from tests.staff import PASSWORD, code_now, new_account, send
from webapp import create_app
from webapp.domain.roles import OPERATOR
from webapp.settings import read_settings
from webapp.storage.accounts import AuditEntry
from webapp.storage.db import db
from webapp.usecases.accounts import account_of, create_account, disable_account

EMAIL = "polis@polis.example"
START, BACK = "/login/provider", "/login/provider/back"


@pytest.fixture
def provider(clock):
    provider = Provider(clock)
    yield provider
    provider.close()


@pytest.fixture
def site(data_dir, clock, provider, template_code):
    settings = {
        "LOFTE_OIDC_ISSUER": provider.url,
        "LOFTE_OIDC_CLIENT_ID": CLIENT,
        "LOFTE_OIDC_CLIENT_SECRET": SECRET,
        "LOFTE_BASE_URL": "http://testvik.example",
    }
    app = create_app(app_settings(data_dir, **settings), clock)
    app.jinja_env.bytecode_cache = template_code
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def through(client, provider, start=START, **changed):
    """Go to the service and come back, with what comes back changed where told."""
    target = client.get(start).location
    return client.get(BACK, query_string=provider.sign_in(target) | changed)


def last_entry():
    entry = db.session.scalars(db.select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    return entry.action, entry.object


def test_without_the_setting_there_is_no_such_way(client):
    assert client.get(START).status_code == client.get(BACK).status_code == 404
    assert "/login/provider" not in client.get("/login").text


def test_the_service_stands_in_for_the_password_and_our_code_is_still_asked_for(site, provider):
    new_account(site, "police", EMAIL)
    client = site.test_client()
    assert 'href="/login/provider"' in client.get("/login").text

    half = through(client, provider)

    assert half.status_code == 303
    assert half.location == "/login/code"
    assert client.get("/police/sites").status_code == 302
    assert send(client, "/login/code", {"code": code_now(site)}).location == "/police/"
    assert client.get("/police/sites").status_code == 200


def test_what_is_sent_to_the_service_is_bound_to_this_browser_and_holds_no_secret(site, provider):
    target = site.test_client().get(START).location
    provider.sign_in(target)
    asked = provider.asked_for

    assert target.startswith(f"{provider.url}/authorize?")
    assert asked["response_type"] == "code"
    assert asked["redirect_uri"] == "http://testvik.example/login/provider/back"
    assert asked["code_challenge_method"] == "S256"
    assert set(asked["scope"].split()) == {"openid", "email"}
    assert min(len(asked[name]) for name in ("state", "nonce", "code_challenge")) >= 43
    assert SECRET not in target


def test_a_service_that_asserts_several_factors_opens_the_login_at_once(site, provider):
    new_account(site, "planner", EMAIL)
    provider.claims = {"amr": ["pwd", "mfa"]}
    client = site.test_client()

    done = through(client, provider, f"{START}?next=/planner/")

    assert done.location == "/planner/"
    assert client.get("/planner/").status_code == 200
    assert last_entry()[0] == "login.done_by_provider"


@pytest.mark.parametrize("amr", [["pwd"], ["otp"], ["hwk", "pin"], []])
def test_one_factor_or_none_named_is_not_several(site, provider, amr):
    new_account(site, "planner", EMAIL)
    provider.claims = {"amr": amr}

    assert through(site.test_client(), provider).location == "/login/code"


def test_several_factors_there_do_not_spare_anybody_a_second_factor_here(site, provider):
    new_account(site, "planner", EMAIL, secret=None)
    provider.claims = {"amr": ["mfa"]}
    client = site.test_client()

    assert through(client, provider).location == "/login/code"
    assert "qr-enrol" in client.get("/login/code").text


@pytest.mark.parametrize(
    ("claims", "why"),
    [
        ({"nonce": "another"}, "InvalidClaimError"),
        ({"nonce": None}, "MissingClaimError"),
        ({"aud": "another client"}, "InvalidClaimError"),
        ({"aud": [CLIENT, "another"], "azp": "another"}, "InvalidClaimError"),
        ({"iss": "https://evil.example"}, "InvalidClaimError"),
        ({"exp": 1_700_000_000}, "ExpiredTokenError"),
        ({"exp": None}, "MissingClaimError"),
        ({"iat": 4_000_000_000}, "InvalidClaimError"),
        ({"email_verified": False}, "unverified"),
        ({"email_verified": "true"}, "unverified"),
        ({"email_verified": None}, "unverified"),
        ({"email": None}, "unverified"),
        ({"email": ["polis@polis.example"]}, "unverified"),
        ({"email": "nobody@polis.example"}, "unknown"),
    ],
)
def test_a_token_that_proves_nothing_opens_nothing(site, provider, claims, why):
    new_account(site, "police", EMAIL)
    provider.claims = claims
    client = site.test_client()

    refused = through(client, provider)

    assert refused.status_code == 403
    assert "kunde inte loggas in på det sättet" in refused.text
    assert last_entry() == ("login.provider_refused", why)
    assert client.get("/login/code").status_code == 303
    assert client.get("/police/sites").status_code == 302


def test_a_token_signed_by_another_key_opens_nothing(site, provider):
    new_account(site, "police", EMAIL)
    provider.signed_by = key("another")

    assert through(site.test_client(), provider).status_code == 403
    assert last_entry() == ("login.provider_refused", "BadSignatureError")


@pytest.mark.parametrize("state", ["", "another", "1778580000.planted"])
def test_another_state_opens_nothing_and_the_service_is_not_asked(site, provider, state):
    new_account(site, "police", EMAIL)
    client = site.test_client()
    query = provider.sign_in(client.get(START).location)
    asked = len(provider.asked)

    assert client.get(BACK, query_string=query | {"state": state}).status_code == 403
    assert client.get(BACK, query_string=query).status_code == 403, "an attempt is used up"
    assert len(provider.asked) == asked


def test_the_way_back_in_another_browser_opens_nothing(site, provider):
    new_account(site, "police", EMAIL)
    query = provider.sign_in(site.test_client().get(START).location)

    assert site.test_client().get(BACK, query_string=query).status_code == 403


def test_an_attempt_lasts_ten_minutes(site, provider, clock):
    new_account(site, "police", EMAIL)
    client = site.test_client()
    query = provider.sign_in(client.get(START).location)
    clock.at += timedelta(minutes=10)

    assert client.get(BACK, query_string=query).status_code == 403


def test_a_closed_account_and_one_whose_invitation_waits_stay_shut(site, provider):
    ctx, session = site.extensions["lofte_context"], db.session()
    create_account(session, ctx, OPERATOR, EMAIL, "police")
    waits = through(site.test_client(), provider).status_code
    provider.email = new_account(site, "police", "other@polis.example")
    session.rollback()
    disable_account(session, ctx, OPERATOR, account_of(session, OPERATOR, "other@polis.example"))

    assert waits == through(site.test_client(), provider).status_code == 403
    assert db.session.scalar(db.text("select count(*) from account")) == 2, "no account is ever made"


@pytest.mark.parametrize("name", ["authorization_endpoint", "token_endpoint", "jwks_uri", "issuer"])
@pytest.mark.parametrize("elsewhere", ["http://127.0.0.1:9/x", "http://169.254.169.254/x", "file:///etc/passwd", ""])
def test_an_endpoint_on_another_host_is_not_asked(site, provider, name, elsewhere):
    client = site.test_client()
    query = None
    if name in {"token_endpoint", "jwks_uri"}:
        query = provider.sign_in(client.get(START).location)
    provider.lies = {name: elsewhere}

    answer = client.get(BACK, query_string=query) if query else client.get(START)

    assert answer.status_code == 503
    assert "svarar inte" in answer.text


@pytest.mark.parametrize("status", [302, 307, 400, 500])
def test_a_redirect_or_an_error_of_the_service_is_followed_nowhere(site, provider, status):
    new_account(site, "police", EMAIL)
    provider.status = status

    assert through(site.test_client(), provider).status_code == 503
    assert not any("elsewhere" in path for path, _ in provider.asked)


def test_a_service_that_is_away_leaves_the_password(site, provider):
    email = new_account(site, "police")
    provider.close()
    client = site.test_client()

    assert client.get(START).status_code == 503
    assert send(client, "/login", {"email": email, "password": PASSWORD}).status_code == 303


def test_refusals_are_limited_by_address(data_dir, clock, site, provider):
    settings = {
        "LOFTE_OIDC_ISSUER": provider.url, "LOFTE_OIDC_CLIENT_ID": CLIENT, "LOFTE_OIDC_CLIENT_SECRET": SECRET,
        "LOFTE_BASE_URL": "http://testvik.example", "LOFTE_RATELIMIT": "on",
    }  # fmt: skip
    with create_app(app_settings(data_dir, **settings), clock).test_client() as client:
        answers = [client.get(BACK).status_code for _ in range(51)]

    assert answers == [403] * 50 + [429]


@pytest.mark.parametrize(
    "changed",
    [
        {"LOFTE_OIDC_ISSUER": "http://login.example"},
        {"LOFTE_OIDC_ISSUER": "https://user:password@login.example"},
        {"LOFTE_OIDC_ISSUER": "login.example"},
        {"LOFTE_OIDC_CLIENT_ID": ""},
        {"LOFTE_OIDC_CLIENT_SECRET": ""},
        {"LOFTE_BASE_URL": ""},
    ],
)
def test_a_service_that_cannot_be_trusted_is_refused_at_start(changed):
    good = {
        "LOFTE_OIDC_ISSUER": "https://login.example/realm", "LOFTE_OIDC_CLIENT_ID": CLIENT,
        "LOFTE_OIDC_CLIENT_SECRET": SECRET, "LOFTE_BASE_URL": "https://testvik.example",
    }  # fmt: skip
    assert read_settings(good).oidc_issuer == "https://login.example/realm"

    with pytest.raises(ValueError, match="LOFTE_OIDC") as error:
        read_settings(good | changed)
    assert "password" not in str(error.value)
