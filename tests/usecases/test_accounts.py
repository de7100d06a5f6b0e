import threading
from contextlib import suppress
from datetime import timedelta

import pytest
from pyotp import TOTP

from tests.quick import hasher_in_earnest
from tests.staff import PASSWORD, SECRET
from webapp.domain.errors import Invalid, NotAllowed, NotFound
from webapp.domain.logins import CODE_LIMITS, PASSWORD_LIMITS, Limit, TooManyTries, WrongLogin, tries_left, wait_s
from webapp.domain.roles import OPERATOR, RESIDENT, Actor, Role
from webapp.storage import append_only, audit
from webapp.storage.accounts import Account, AuditEntry, StaffSession
from webapp.storage.db import db, transaction
from webapp.usecases.accounts import accept_invitation, create_account, disable_account, invite_again, list_accounts
from webapp.usecases.logins import actor_of_login, check_code, check_password, half_login, log_out

HOME = "192.0.2.1"


@pytest.fixture
def police(session, context):
    return create_account(
        session, context, OPERATOR, "Polis@Polis.Example ", "police", password=PASSWORD, totp_secret=SECRET
    )


def code(context, secret=SECRET):
    return TOTP(secret).at(int(context.now().timestamp()))


def log_in(session, context, email="polis@polis.example"):
    half = check_password(session, context, email, PASSWORD, HOME)
    return check_code(session, context, half, code(context), HOME).login_id


def codes_of(error):
    return {(fault.field, fault.code) for fault in error.value.faults}


def test_an_account_logs_in_with_password_and_code(session, context, police):
    login = log_in(session, context)

    assert actor_of_login(session, context, login) == Actor(Role.POLICE, police.account_id, None)


def test_the_password_is_kept_as_argon2id_and_no_token_in_clear(session, context, police):
    login = log_in(session, context)

    account = session.get(Account, police.account_id)
    kept = session.scalars(db.select(StaffSession.id_hash)).all()

    assert account.password_hash.startswith("$argon2id$")
    assert login not in kept


def test_a_guess_costs_64_mib_three_times_over_on_a_running_site():
    assert hasher_in_earnest().hash(PASSWORD).startswith("$argon2id$v=19$m=65536,t=3,p=4$")


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"email": "no at sign"}, ("email", "not_an_email")),
        ({"email": "a@b\nc"}, ("email", "not_an_email")),
        ({"role": "resident"}, ("role", "unknown_role")),
        ({"role": "king"}, ("role", "unknown_role")),
        ({"party": "Kommunen!"}, ("party", "not_a_slug")),
        ({"password": "kort"}, ("password", "too_short")),
        ({"password": "Testvik2026!"}, ("password", "too_common")),
        ({"totp_secret": "not base32 1"}, ("totp_secret", "not_base32")),
        ({"totp_secret": "AAAA"}, ("totp_secret", "not_base32")),
    ],
)
def test_what_an_account_cannot_be(session, context, fields, fault):
    good = {"email": "ny@polis.example", "role": "police", "password": PASSWORD}

    with pytest.raises(Invalid) as error:
        create_account(session, context, OPERATOR, **{**good, **fields})

    assert codes_of(error) == {fault}
    assert session.scalars(db.select(Account)).all() == []


def test_one_address_has_one_account_whatever_its_case(session, context, police):
    with pytest.raises(Invalid) as error:
        create_account(session, context, OPERATOR, "POLIS@polis.example", "admin")

    assert codes_of(error) == {("email", "taken")}


@pytest.mark.parametrize("role", [Role.POLICE, Role.PLANNER, Role.COMMUNICATOR, Role.MODERATOR])
def test_only_an_admin_or_the_operator_manages_accounts(session, context, police, role):
    for deed in (
        lambda: create_account(session, context, Actor(role, 1), "x@y.example", "admin"),
        lambda: invite_again(session, context, Actor(role, 1), police.account_id),
        lambda: disable_account(session, context, Actor(role, 1), police.account_id),
        lambda: list_accounts(session, context, Actor(role, 1)),
    ):
        with pytest.raises(NotAllowed):
            deed()


def test_a_disabled_account_gets_the_same_answer_as_an_unknown_one(session, context, police):
    disable_account(session, context, OPERATOR, police.account_id)

    for email in ("polis@polis.example", "nobody@polis.example"):
        with pytest.raises(WrongLogin) as error:
            check_password(session, context, email, PASSWORD, HOME)
        assert error.value.left == 9


def test_an_invited_account_without_a_password_cannot_log_in(session, context):
    create_account(session, context, OPERATOR, "ny@polis.example", "police")

    for password in ("", "None", PASSWORD):
        with pytest.raises(WrongLogin):
            check_password(session, context, "ny@polis.example", password, HOME)


def test_a_right_password_takes_its_own_guess_back(session, context, police):
    for _ in range(15):
        check_password(session, context, "polis@polis.example", PASSWORD, HOME)


def test_a_lost_phone_ends_the_old_password_and_every_login(session, context, police):
    login = log_in(session, context)

    again = invite_again(session, context, OPERATOR, police.account_id, new_second_factor=True)

    assert actor_of_login(session, context, login) is None
    with pytest.raises(WrongLogin):
        check_password(session, context, "polis@polis.example", PASSWORD, HOME)
    half = accept_invitation(session, context, again.invitation, "sju blå cyklar i regn", HOME)
    assert half_login(session, context, half).enrolment is not None


def test_a_newer_invitation_ends_the_older(session, context):
    first = create_account(session, context, OPERATOR, "ny@polis.example", "police")
    second = invite_again(session, context, OPERATOR, first.account_id)

    with pytest.raises(NotFound):
        accept_invitation(session, context, first.invitation, PASSWORD, HOME)
    accept_invitation(session, context, second.invitation, PASSWORD, HOME)


def test_a_half_login_is_nobody(session, context, police):
    half = check_password(session, context, "polis@polis.example", PASSWORD, HOME)

    assert actor_of_login(session, context, half) is None
    assert half_login(session, context, half).email == "polis@polis.example"
    assert half_login(session, context, half).enrolment is None


def test_the_half_login_ends_when_the_whole_one_begins_and_logging_out_ends_that(session, context, police):
    half = check_password(session, context, "polis@polis.example", PASSWORD, HOME)
    whole = check_code(session, context, half, code(context), HOME).login_id

    assert whole != half
    with pytest.raises(NotFound):
        check_code(session, context, half, code(context), HOME)
    log_out(session, context, whole)
    log_out(session, context, whole)
    assert actor_of_login(session, context, whole) is None


def test_a_code_used_at_the_same_moment_from_two_places_opens_one_login(app, context, police):
    with app.app_context():
        halves = [check_password(db.session(), context, "polis@polis.example", PASSWORD, HOME) for _ in range(4)]
    opened = []

    def use(half):
        with app.app_context(), suppress(WrongLogin):
            opened.append(check_code(db.session(), context, half, code(context), HOME))

    threads = [threading.Thread(target=use, args=(half,)) for half in halves]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(opened) == 1


def test_the_log_is_whole_and_shows_every_change(session, context, police):
    log_in(session, context)
    append_only.drop(session.connection())  # somebody who can write to the database without this site
    entries = session.scalars(db.select(AuditEntry).order_by(AuditEntry.id)).all()
    assert audit.first_broken(session) is None

    for field, value in (
        ("action", "login.refused"),
        ("role", "admin"),
        ("object", "account:99"),
        ("account_id", None),
    ):
        was = getattr(entries[1], field)
        setattr(entries[1], field, value)
        session.flush()
        assert audit.first_broken(session) == entries[1].id, field
        setattr(entries[1], field, was)
        session.flush()
    assert audit.first_broken(session) is None
    session.delete(entries[0])
    session.flush()
    assert audit.first_broken(session) == entries[1].id


def test_a_line_feed_in_a_value_forges_no_entry(session, context):
    with transaction(session):
        audit.log(session, context, RESIDENT, "login.refused", 'account:1", "x"]\n["forged')

    assert audit.first_broken(session) is None
    assert session.scalar(db.select(db.func.count()).select_from(AuditEntry)) == 1


def test_limits_are_those_that_we_promise():
    assert (Limit(10, timedelta(minutes=5)),) == PASSWORD_LIMITS
    assert CODE_LIMITS[0] == Limit(5, timedelta(minutes=5))


def test_the_wait_ends_when_the_oldest_guess_of_the_window_leaves_it(clock):
    limits = (Limit(3, timedelta(minutes=5)),)
    failed = [clock() - timedelta(seconds=s) for s in (299, 100, 50)]

    assert wait_s(failed, clock(), limits) == 2
    assert tries_left(failed, clock(), limits) == 0
    assert wait_s(failed, clock() + timedelta(seconds=2), limits) == 0
    assert wait_s(failed[:2], clock(), limits) == 0


def test_too_many_tries_say_when_to_come_again(session, context, police, clock):
    for _ in range(10):
        with pytest.raises(WrongLogin):
            check_password(session, context, "polis@polis.example", "fel lösenord igen", HOME)
        clock.move(seconds=1)

    with pytest.raises(TooManyTries) as error:
        check_password(session, context, "polis@polis.example", PASSWORD, HOME)

    assert error.value.retry_after_s == 291
