import re
from datetime import timedelta

import pytest

from tests.conftest import app_settings
from tests.staff import PASSWORD, code_now, log_in, new_account, send, staff_client
from webapp import create_app
from webapp.storage.accounts import AuditEntry
from webapp.storage.db import db

NEW = "sju blå cyklar i regn"


def log_in_again(app, email, steps, password=PASSWORD):
    """Log in from one more browser; a code works once, so each takes another half minute."""
    client = app.test_client()
    send(client, "/login", {"email": email, "password": password})
    assert send(client, "/login/code", {"code": code_now(app, steps=steps)}).status_code == 303
    return client


@pytest.fixture
def two(app):
    """One person, logged in at two places."""
    email = new_account(app, "planner")
    return email, log_in_again(app, email, 0), log_in_again(app, email, 1)


def actions(session):
    return list(session.scalars(db.select(AuditEntry.action).order_by(AuditEntry.id)))


def test_a_person_sees_every_own_login_and_ends_another(two, session):
    _, here, there = two
    page = here.get("/account/").text
    key = re.search(r"/account/logins/([0-9a-f]{16})/end", page)[1]

    done = send(here, f"/account/logins/{key}/end", page="/account/")

    assert page.count('scope="row"') == 2
    assert page.count("<td>den här</td>") == 1
    assert done.status_code == 303
    assert there.get("/account/").status_code == 302
    assert here.get("/account/").status_code == 200
    assert actions(session)[-1] == "login.ended"


def test_a_login_that_ran_out_is_not_listed(app, two, clock):
    _, here, there = two
    clock.at += timedelta(minutes=20)
    here.get("/account/")
    clock.at += timedelta(minutes=20)

    assert here.get("/account/").text.count("/end") == 0
    assert there.get("/account/").status_code == 302


def test_nobody_ends_the_login_of_another_person(app, two):
    _, here, _ = two
    stranger = staff_client(app, "admin")
    key = re.search(r"/account/logins/([0-9a-f]{16})/end", here.get("/account/").text)[1]

    assert send(stranger, f"/account/logins/{key}/end", page="/account/").status_code == 404
    assert send(stranger, "/account/logins/0000000000000000/end", page="/account/").status_code == 404


def test_logging_out_everywhere_else_leaves_this_login(two):
    _, here, there = two

    send(here, "/account/logins/end-others", page="/account/")

    assert here.get("/account/").status_code == 200
    assert there.get("/account/").status_code == 302


def test_a_new_password_ends_the_other_logins_and_keeps_the_second_factor(app, two, clock, session):
    email, here, there = two
    old_cookie = here.get_cookie("lofte").value
    clock.at += timedelta(minutes=10)

    done = send(here, "/account/password", {"old_password": PASSWORD, "password": NEW})
    thief = app.test_client()
    thief.set_cookie("lofte", old_cookie)

    assert done.status_code == 303
    assert here.get("/account/").status_code == 200
    assert there.get("/account/").status_code == thief.get("/account/").status_code == 302
    assert "account.password_changed" in actions(session)
    fresh = app.test_client()
    assert send(fresh, "/login", {"email": email, "password": PASSWORD}).status_code == 422
    half = send(fresh, "/login", {"email": email, "password": NEW})
    assert half.location.startswith("/login/code")
    assert "qr-enrol" not in fresh.get("/login/code").text
    assert fresh.get("/planner/").status_code == 302


def test_a_new_password_makes_no_login_longer(app, clock):
    client = staff_client(app, "police")
    for _ in range(23):
        clock.at += timedelta(minutes=26)
        assert client.get("/account/").status_code == 200
    send(client, "/account/password", {"old_password": PASSWORD, "password": NEW})

    clock.at += timedelta(minutes=2)

    assert client.get("/account/").status_code == 302


@pytest.mark.parametrize(
    ("old", "new", "field", "words"),
    [
        ("fel lösenord igen", NEW, "old_password", "Det är inte ditt lösenord, 9 försök kvar."),
        (PASSWORD, "kort", "password", "minst 12 tecken"),
        (PASSWORD, "testvik2026testvik", "password", "gissa"),
        (PASSWORD, PASSWORD, "password", "lösenordet du har nu"),
        ("", NEW, "old_password", "Fyll i"),
    ],
)
def test_a_password_that_cannot_be_changed_says_why_and_shows_none(app, old, new, field, words):
    client = staff_client(app, "moderator")

    refused = send(client, "/account/password", {"old_password": old, "password": new})

    assert refused.status_code == 422
    assert words in re.search(rf'id="{field}-err">([^<]+)', refused.text)[1]
    assert not any(secret in refused.text for secret in (old, new) if secret)
    assert client.get("/account/").status_code == 200


def test_guesses_at_the_old_password_are_limited_as_at_the_login(data_dir, clock, monkeypatch):
    app = create_app(app_settings(data_dir, LOFTE_RATELIMIT="on"), clock)
    client = staff_client(app, "police")
    monkeypatch.setattr("webapp.usecases.own_account.verify_password", lambda *_: False)  # a hash takes long
    wrong = {"old_password": "fel lösenord igen", "password": NEW}
    answers = [send(client, "/account/password", wrong).status_code for _ in range(10)]

    refused = send(client, "/account/password", wrong)

    assert answers == [422] * 10
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 0
    with app.app_context():
        db.engine.dispose()


def test_new_recovery_codes_need_a_code_and_take_the_place_of_the_old(app, session):
    email = new_account(app, "police", secret=None)
    client = app.test_client()
    send(client, "/login", {"email": email, "password": PASSWORD})
    page = client.get("/login/code").text
    secret, old = re.search(r"<code>([A-Z2-7]{32})</code>", page)[1], re.search(r"<code>(\w{5}-\w{5})</code>", page)[1]
    send(client, "/login/code", {"code": code_now(app, secret)})

    wrong = send(client, "/account/recovery-codes", {"code": "000000"})
    made = send(client, "/account/recovery-codes", {"code": code_now(app, secret, steps=1)})
    codes = re.findall(r"<code>(\w{5}-\w{5})</code>", made.text)

    assert wrong.status_code == 422
    assert made.headers["Cache-Control"] == "no-store"
    assert len(set(codes)) == 10
    assert old not in codes
    assert "10 reservkoder" in client.get("/account/").text
    answers = []
    for code in (old, codes[0], codes[0]):
        later = app.test_client()
        send(later, "/login", {"email": email, "password": PASSWORD})
        answers.append(send(later, "/login/code", {"code": code}).status_code)
    assert answers == [422, 303, 422]
    assert {"account.recovery_codes_made", "login.recovery_code_used"} <= set(actions(session))


@pytest.mark.parametrize("steps", [-10, -4, 4, 10])
def test_a_code_of_a_clock_that_is_off_says_so_and_opens_nothing(app, client, steps):
    send(client, "/login", {"email": new_account(app, "police"), "password": PASSWORD})

    answer = send(client, "/login/code", {"code": code_now(app, steps=steps)})

    assert answer.status_code == 422
    assert f"{abs(steps) // 2} minuter" in answer.text
    assert ("går telefonens klocka efter" if steps < 0 else "minuter före") in answer.text
    assert "4 försök kvar" in answer.text
    assert client.get("/police/sites").status_code == 302


def test_a_code_that_was_used_says_so(app):
    email = new_account(app, "police")
    log_in(app, app.test_client(), email)
    again = app.test_client()
    send(again, "/login", {"email": email, "password": PASSWORD})

    answer = send(again, "/login/code", {"code": code_now(app)})

    assert answer.status_code == 422
    assert "redan använd" in answer.text


def number_of(session, email):
    return session.execute(db.text("select id from account where email = :e"), {"e": email}).scalar_one()


def test_an_admin_closes_an_account_and_opens_it_again(app, two, session, clock):
    email, here, _ = two
    admin, number = staff_client(app, "admin"), number_of(session, email)

    send(admin, f"/admin/accounts/{number}/disable", page="/admin/")
    closed = here.get("/account/").status_code
    send(admin, f"/admin/accounts/{number}/enable", page="/admin/")

    assert closed == 302
    assert here.get("/account/").status_code == 302, "the logins of before stay ended"
    clock.at += timedelta(minutes=1)
    assert log_in_again(app, email, 0).get("/account/").status_code == 200
    assert [a for a in actions(session) if a.startswith("account.")][-2:] == ["account.disabled", "account.enabled"]


def test_an_admin_sees_who_is_logged_in_and_ends_it(app, two, session):
    email, here, there = two
    admin, number = staff_client(app, "admin"), number_of(session, email)
    page = admin.get("/admin/").text

    send(admin, f"/admin/accounts/{number}/end-logins", page="/admin/")

    assert "2 inloggningar, använda senast" in page
    assert here.get("/account/").status_code == there.get("/account/").status_code == 302
    assert actions(session)[-1] == "account.logins_ended"


def test_an_admin_cannot_close_the_own_account(app, session):
    admin = staff_client(app, "admin")
    number = session.scalar(db.text("select id from account where role = 'admin'"))

    assert send(admin, f"/admin/accounts/{number}/disable", page="/admin/").status_code == 409
    assert admin.get("/admin/").status_code == 200


def test_being_turned_away_is_logged_once_with_the_page_and_not_its_address(app, session):
    client = staff_client(app, "planner")

    assert client.get("/police/sites?text=Anna+Berg").status_code == 403

    entry = session.scalars(db.select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert (entry.action, entry.object) == ("access.refused", "police.sites")
    assert actions(session).count("access.refused") == 1


def test_the_log_is_read_a_page_at_a_time_and_by_what_and_whom(app, session, context, monkeypatch):
    monkeypatch.setattr("webapp.usecases.audit_log.PAGE_LENGTH", 3)
    staff_client(app, "police")
    staff_client(app, "planner")
    admin = staff_client(app, "admin")
    first = admin.get("/admin/log").text
    older = re.search(r'href="(/admin/log\?before=\d+)"', first)[1]

    second = admin.get(older).text
    by = admin.get("/admin/log?action=account.created").text
    about = admin.get(f"/admin/log?account={session.scalar(db.text('select min(id) from account'))}").text
    numbers = [int(n) for n in re.findall(r"<tr><td>(\d+)</td>", first + second)]

    assert numbers == [6, 5, 4, 3, 2, 1]
    assert "Till de senaste" in second
    assert by.count("<tr><td>") == 3
    assert about.count("<tr><td>") == 2
    assert admin.get("/admin/log?account=x&before=-1&action=<b>").status_code == 200
