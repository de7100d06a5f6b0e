import re
from datetime import timedelta

import pytest

from tests.conftest import app_settings
from tests.staff import PASSWORD, SECRET, code_now, log_in, new_account, send, staff_client
from webapp import create_app
from webapp.domain.roles import OPERATOR
from webapp.storage.accounts import AuditEntry
from webapp.storage.db import db
from webapp.usecases.accounts import create_account, invite_again


@pytest.fixture
def limited(data_dir, clock):
    """The same site with limits on."""
    app = create_app(app_settings(data_dir, LOFTE_RATELIMIT="on"), clock)
    app.testing = True
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def guess(client, email, password="fel lösenord igen", **more):
    return send(client, "/login", {"email": email, "password": password}, **more)


def lines(response):
    return re.findall(r'class="error"[^>]*>([^<]+)<', response.text)


@pytest.mark.parametrize(
    ("role", "index"),
    [
        ("police", "/police/"),
        ("planner", "/planner/"),
        ("communicator", "/communicator/"),
        ("moderator", "/moderation/"),
        ("admin", "/admin/"),
    ],
)
def test_each_role_lands_on_its_own_index(app, client, role, index):
    done = log_in(app, client, new_account(app, role))

    assert done.status_code == 303
    assert done.location == index
    assert client.get(index, follow_redirects=True).status_code == 200


def test_a_password_alone_opens_nothing(app, client):
    email = new_account(app, "police")

    half = send(client, "/login", {"email": email, "password": PASSWORD})

    assert half.status_code == 303
    assert half.location.startswith("/login/code")
    assert client.get("/police/sites").status_code == 302


def test_a_wrong_code_says_so_with_the_tries_left_and_keeps_the_first_step(app, client):
    send(client, "/login", {"email": new_account(app, "police"), "password": PASSWORD})

    wrong = send(client, "/login/code", {"code": "000000"})

    assert wrong.status_code == 422
    assert lines(wrong) == ["Koden stämmer inte, 4 försök kvar."]
    assert 'role="alert"' in wrong.text
    assert send(client, "/login/code", {"code": code_now(app)}).location == "/police/"


@pytest.mark.parametrize("steps", [-1, 0, 1])
def test_a_code_of_the_half_minute_before_and_after_is_right_and_spaces_are_fine(app, client, steps):
    send(client, "/login", {"email": new_account(app, "police"), "password": PASSWORD})
    code = code_now(app, steps=steps)

    assert send(client, "/login/code", {"code": f" {code[:3]} {code[3:]} "}).status_code == 303


@pytest.mark.parametrize("steps", [-2, 2])
def test_a_code_a_minute_away_is_wrong(app, client, steps):
    send(client, "/login", {"email": new_account(app, "police"), "password": PASSWORD})

    assert send(client, "/login/code", {"code": code_now(app, steps=steps)}).status_code == 422


def test_a_code_works_once_and_no_older_one_after_it(app, client):
    email = new_account(app, "police")
    log_in(app, client, email)
    other = app.test_client()
    send(other, "/login", {"email": email, "password": PASSWORD})

    assert send(other, "/login/code", {"code": code_now(app)}).status_code == 422
    assert send(other, "/login/code", {"code": code_now(app, steps=-1)}).status_code == 422
    assert send(other, "/login/code", {"code": code_now(app, steps=1)}).status_code == 303


def test_the_code_may_be_sent_to_the_address_of_the_first_step(app, client):
    email = new_account(app, "police")
    send(client, "/login", {"email": email, "password": PASSWORD})

    assert send(client, "/login", {"code": code_now(app)}, page="/login/code").location == "/police/"


def test_an_unknown_address_and_a_wrong_password_get_the_same_words(app, client):
    known = new_account(app, "police")

    wrong, unknown = guess(client, known), guess(app.test_client(), "nobody@polis.example")

    assert wrong.status_code == unknown.status_code == 422
    assert lines(wrong) == lines(unknown) == ["E-posten eller lösenordet stämmer inte, 9 försök kvar."]
    assert f'value="{known}"' in wrong.text
    assert "fel lösenord" not in wrong.text


def test_ten_wrong_passwords_close_an_account_for_five_minutes_whoever_asks(limited, clock):
    email = new_account(limited, "police")
    client = limited.test_client()
    answers = [guess(client, email).status_code for _ in range(10)]

    refused = guess(limited.test_client(), email, PASSWORD)

    assert answers == [422] * 10
    assert refused.status_code == 429
    assert 0 < int(refused.headers["Retry-After"]) <= 301
    assert "Vänta 5 minuter" in refused.text or "Vänta 6 minuter" in refused.text
    clock.at += timedelta(minutes=5, seconds=1)
    assert guess(client, email, PASSWORD).status_code == 303


def test_a_refused_guess_does_not_make_the_wait_longer(limited, clock):
    email = new_account(limited, "police")
    client = limited.test_client()
    for _ in range(10):
        guess(client, email)
    clock.at += timedelta(minutes=4)
    for _ in range(20):
        assert guess(client, email).status_code == 429

    clock.at += timedelta(minutes=1, seconds=1)

    assert guess(client, email, PASSWORD).status_code == 303


def test_a_stranger_elsewhere_does_not_lock_someone_out_at_the_usual_address(limited):
    email = new_account(limited, "police")
    assert log_in(limited, limited.test_client(), email).status_code == 303
    stranger = limited.test_client()
    stranger.environ_base["REMOTE_ADDR"] = "203.0.113.9"
    for _ in range(10):
        guess(stranger, email)

    assert guess(stranger, email, PASSWORD).status_code == 429
    assert guess(limited.test_client(), email, PASSWORD).status_code == 303


def test_a_forged_forwarded_address_buys_no_guesses(limited):
    email = new_account(limited, "police")
    client = limited.test_client()
    for n in range(10):
        client.environ_base["HTTP_X_FORWARDED_FOR"] = f"198.51.100.{n}"
        guess(client, email)

    client.environ_base["HTTP_X_FORWARDED_FOR"] = "198.51.100.99"
    assert guess(client, email, PASSWORD).status_code == 429


def test_one_address_may_fail_on_fifty_names(limited, monkeypatch):
    monkeypatch.setattr("webapp.usecases.logins.verify_password", lambda *_: False)  # a hash takes long
    client = limited.test_client()
    answers = [guess(client, f"name{n}@polis.example").status_code for n in range(52)]

    assert answers == [422] * 50 + [429] * 2


def test_nothing_is_hashed_once_the_guesses_are_used_up(limited, monkeypatch):
    email = new_account(limited, "police")
    hashed = []
    monkeypatch.setattr("webapp.usecases.logins.verify_password", lambda *a: hashed.append(a) or False)
    client = limited.test_client()
    for _ in range(15):
        guess(client, email)

    assert len(hashed) == 10


def test_five_wrong_codes_close_the_second_step(limited, clock):
    email = new_account(limited, "police")
    client = limited.test_client()
    send(client, "/login", {"email": email, "password": PASSWORD})
    answers = [send(client, "/login/code", {"code": "000000"}).status_code for _ in range(5)]

    refused = send(client, "/login/code", {"code": code_now(limited)})

    assert answers == [422] * 5
    assert refused.status_code == 429
    assert refused.headers["Retry-After"]
    clock.at += timedelta(minutes=5, seconds=1)
    assert send(client, "/login/code", {"code": code_now(limited)}).status_code == 303


def test_a_login_without_its_code_ends_after_ten_minutes(app, client, clock):
    send(client, "/login", {"email": new_account(app, "police"), "password": PASSWORD})
    clock.at += timedelta(minutes=10)

    late = client.get("/login/code")

    assert late.status_code == 303
    assert "/login?again=1" in late.location


def first_login(app, client):
    """Log in with a password to an account that has no second factor; return its address and the page."""
    email = new_account(app, "police", secret=None)
    send(client, "/login", {"email": email, "password": PASSWORD})
    return email, client.get("/login/code")


def test_the_first_login_without_a_secret_enrols_one_with_picture_text_and_recovery_codes(app, client):
    email, page = first_login(app, client)
    secret = re.search(r"<code>([A-Z2-7]{32})</code>", page.text)[1]
    codes = re.findall(r"<code>([a-z2-7]{5}-[a-z2-7]{5})</code>", page.text)

    done = send(client, "/login/code", {"code": code_now(app, secret)})

    assert '<svg class="qr-enrol"' in page.text
    assert len(set(codes)) == 10
    assert done.location == "/police/"
    later = app.test_client()
    send(later, "/login", {"email": email, "password": PASSWORD})
    assert secret not in later.get("/login/code").text


def test_a_recovery_code_works_once_instead_of_the_phone(app, client):
    email, page = first_login(app, client)
    secret = re.search(r"<code>([A-Z2-7]{32})</code>", page.text)[1]
    code = re.search(r"<code>([a-z2-7]{5}-[a-z2-7]{5})</code>", page.text)[1]
    send(client, "/login/code", {"code": code_now(app, secret)})
    answers = []
    for _ in range(2):
        later = app.test_client()
        send(later, "/login", {"email": email, "password": PASSWORD})
        answers.append(send(later, "/login/code", {"code": code.upper()}).status_code)

    assert answers == [303, 422]


def test_a_recovery_code_does_not_enrol(app, client):
    _, page = first_login(app, client)
    code = re.search(r"<code>([a-z2-7]{5}-[a-z2-7]{5})</code>", page.text)[1]

    assert send(client, "/login/code", {"code": code}).status_code == 422


def test_an_invitation_sets_a_password_once_and_leads_to_the_second_factor(app, client, context, session):
    made = create_account(session, context, OPERATOR, "ny@polis.example", "police")
    path = f"/invitation/{made.invitation}"

    weak = send(client, path, {"password": "kort"})
    done = send(client, path, {"password": PASSWORD})

    assert weak.status_code == 422
    assert "kort" not in weak.text
    assert done.status_code == 303
    assert '<svg class="qr-enrol"' in client.get(done.location).text
    assert app.test_client().get(path).status_code == 404


def test_an_invitation_ends_after_two_days(app, client, context, session, clock):
    made = create_account(session, context, OPERATOR, "ny@polis.example", "police")
    clock.at += timedelta(days=2)

    gone = client.get(f"/invitation/{made.invitation}")

    assert gone.status_code == 404
    assert "fungerar inte längre" in gone.text


def test_a_new_password_by_invitation_does_not_pass_round_the_second_factor(app, client, context, session):
    email = new_account(app, "police")
    account_id = session.execute(db.text("select id from account where email = :e"), {"e": email}).scalar_one()
    again = invite_again(session, context, OPERATOR, account_id)

    send(client, f"/invitation/{again.invitation}", {"password": "sju blå cyklar i regn"})

    assert client.get("/police/sites").status_code == 302
    assert '<svg class="qr-enrol"' not in client.get("/login/code").text
    assert send(client, "/login/code", {"code": code_now(app, SECRET)}).status_code == 303


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "///evil.example",
        "////evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "\t//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "https://evil.example/police/",
        "javascript:alert(1)",
        "police/sites",
        "/\x00/evil.example",
        "/admin/",
        "/suggest",
    ],
)
def test_a_login_leads_nowhere_but_to_the_persons_own_pages(app, client, target):
    page = client.get("/login", query_string={"next": target})
    assert page.status_code == 200
    email = new_account(app, "police")
    half = send(client, "/login", {"email": email, "password": PASSWORD, "next": target})
    done = send(client, "/login/code", {"code": code_now(app), "next": target})

    assert "evil" not in half.location
    assert done.location == "/police/"


def test_a_login_leads_back_to_the_page_that_asked_for_it(app, client):
    asked = client.get("/police/sites?area=vastra&text=Skolgatan")
    assert asked.status_code == 302
    email = new_account(app, "police")
    half = send(client, "/login", {"email": email, "password": PASSWORD, "next": "/police/sites?area=vastra"})

    done = send(client, half.location, {"code": code_now(app), "next": "/police/sites?area=vastra"})

    assert "next=" in asked.location
    assert done.location == "/police/sites?area=vastra"


def test_each_login_and_refusal_is_in_the_log_without_what_was_typed(app, client, session):
    email = new_account(app, "police")
    guess(client, email, "hemligt som ingen ska se")
    guess(client, "okänd@polis.example\nforged")
    log_in(app, client, email)
    send(client, "/logout", page="/police/checks/new")

    entries = [(e.action, e.role, e.object) for e in session.scalars(db.select(AuditEntry).order_by(AuditEntry.id))]
    actions = [action for action, _, _ in entries]

    assert actions[-4:] == ["login.refused", "login.refused", "login.done", "login.ended"]
    assert "hemligt" not in str(entries)
    assert "forged" not in str(entries)


def test_logged_in_people_who_open_the_login_go_on_to_their_pages(app):
    client = staff_client(app, "police")

    assert client.get("/login").location == "/police/"
