from datetime import timedelta

import pytest

from tests.conftest import app_settings
from tests.staff import PASSWORD, code_now, log_in, new_account, send, staff_client
from webapp import create_app
from webapp.domain.roles import OPERATOR
from webapp.storage.db import db
from webapp.usecases.accounts import disable_account, invite_again

PAGE = "/police/checks/new"


def cookie(client, name="lofte"):
    found = client.get_cookie(name)
    return found and found.value


def account_id_of(session, email):
    return session.execute(db.text("select id from account where email = :e"), {"e": email}).scalar_one()


def test_the_cookie_changes_at_each_step_of_a_login(app, client):
    client.get("/login")
    before = cookie(client)
    send(client, "/login", {"email": new_account(app, "police"), "password": PASSWORD})
    half = cookie(client)
    send(client, "/login/code", {"code": code_now(app)})

    assert len({before, half, cookie(client)}) == 3


def test_a_cookie_from_before_the_login_does_not_become_a_login(app, client):
    client.get("/login")
    planted = cookie(client)
    log_in(app, client, new_account(app, "police"))
    attacker = app.test_client()
    attacker.set_cookie("lofte", planted)

    assert attacker.get(PAGE).status_code == 302


def test_a_cookie_sent_again_after_logging_out_is_nobody(app):
    client = staff_client(app, "police")
    kept = cookie(client)
    assert client.get(PAGE).status_code == 200

    out = send(client, "/logout", page=PAGE)
    thief = app.test_client()
    thief.set_cookie("lofte", kept)

    assert out.status_code == 303
    assert cookie(client) is None
    assert client.get(PAGE).status_code == 302
    assert thief.get(PAGE).status_code == 302


def test_logging_out_needs_a_form_of_ours(app):
    client = staff_client(app, "police")

    assert client.get("/logout").status_code == 405
    assert client.post("/logout").status_code == 400
    assert client.get(PAGE).status_code == 200


def test_a_login_ends_after_half_an_hour_without_use(app, clock):
    client = staff_client(app, "police")
    clock.at += timedelta(minutes=29)
    assert client.get(PAGE).status_code == 200
    clock.at += timedelta(minutes=29)
    assert client.get(PAGE).status_code == 200

    clock.at += timedelta(minutes=30)

    assert client.get(PAGE).status_code == 302


def test_a_login_ends_after_ten_hours_of_work(app, clock):
    client = staff_client(app, "police")
    for _ in range(23):
        clock.at += timedelta(minutes=26)
        assert client.get(PAGE).status_code == 200

    clock.at += timedelta(minutes=2)

    assert client.get(PAGE).status_code == 302


def test_a_clock_that_was_set_back_does_not_make_a_login_eternal(app, clock):
    client = staff_client(app, "police")

    clock.at -= timedelta(hours=2)

    assert client.get(PAGE).status_code == 302


def test_a_disabled_account_is_out_at_once(app, client, session, context):
    email = new_account(app, "police")
    log_in(app, client, email)

    disable_account(session, context, OPERATOR, account_id_of(session, email))

    assert client.get(PAGE).status_code == 302


def test_a_new_password_ends_every_login(app, client, session, context):
    email = new_account(app, "police")
    log_in(app, client, email)
    invitation = invite_again(session, context, OPERATOR, account_id_of(session, email)).invitation
    assert client.get(PAGE).status_code == 200

    send(app.test_client(), f"/invitation/{invitation}", {"password": "sju blå cyklar i regn"})

    assert client.get(PAGE).status_code == 302


def test_a_form_sent_after_the_login_ran_out_gives_its_words_back(app, clock):
    client = staff_client(app, "police")
    clock.at += timedelta(hours=1)

    late = client.post("/police/checks", data={"public_note": "lugn <b>kväll</b>", "csrf_token": "x"})

    assert late.status_code == 403
    assert "lugn &lt;b&gt;kväll&lt;/b&gt;" in late.text


def test_a_login_survives_a_restart_of_the_site(app, data_dir, clock):
    client = staff_client(app, "police")
    kept = cookie(client)
    again = create_app(app_settings(data_dir), clock).test_client()
    again.set_cookie("lofte", kept)

    assert again.get(PAGE).status_code == 200


@pytest.mark.parametrize(
    ("base_url", "name", "secure"),
    [
        ("http://testvik.example", "lofte", False),
        ("https://testvik.example", "__Host-lofte", True),
        ("", "lofte", False),
    ],
)
def test_the_one_cookie_is_closed_to_scripts_and_other_sites_and_secure_under_https(
    data_dir, clock, base_url, name, secure
):
    app = create_app(app_settings(data_dir, LOFTE_BASE_URL=base_url), clock)

    header = app.test_client().get("/login").headers.getlist("Set-Cookie")

    assert len(header) == 1
    assert header[0].startswith(f"{name}=")
    assert "HttpOnly" in header[0]
    assert "SameSite=Lax" in header[0]
    assert "Path=/" in header[0]
    assert ("Secure" in header[0]) is secure
    assert "Domain" not in header[0]
    assert "Max-Age" not in header[0]
    assert "Expires" not in header[0]


@pytest.mark.parametrize("area", ["police", "planner", "communicator", "moderation", "admin"])
def test_every_staff_area_is_closed_to_visitors_and_other_roles(app, area):
    role_of = {"moderation": "moderator"}
    visitor, own = app.test_client(), staff_client(app, role_of.get(area, area))
    other = staff_client(app, "planner" if area != "planner" else "police")

    assert visitor.get(f"/{area}/").status_code == 302
    assert visitor.get(f"/{area}/").location.startswith("/login")
    assert own.get(f"/{area}/", follow_redirects=True).status_code == 200
    assert other.get(f"/{area}/").status_code == 403


def test_an_admin_opens_every_area(app):
    admin = staff_client(app, "admin")

    for path in ("/police/sites", "/planner/", "/communicator/", "/moderation/", "/admin/"):
        assert admin.get(path).status_code == 200, path
