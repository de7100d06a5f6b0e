import re

import pytest

from tests.staff import PASSWORD, SECRET, log_in
from webapp.storage.accounts import Account
from webapp.storage.db import db


def run(app, *arguments, stdin=None):
    return app.test_cli_runner().invoke(args=["accounts", *arguments], input=stdin)


def test_an_account_with_password_and_secret_can_log_in_at_once(app, client):
    made = run(
        app, "create", "polis@polis.example", "--role", "police", "--password-stdin", "--totp-secret", SECRET,
        stdin=PASSWORD + "\n",
    )  # fmt: skip

    assert made.exit_code == 0, made.output
    assert log_in(app, client, "polis@polis.example").location == "/police/"


def test_without_a_password_the_only_output_is_an_invitation_link_that_opens(app, client):
    made = run(app, "create", "ny@polis.example", "--role", "planner", "--party", "kommunen")

    assert made.exit_code == 0
    path = re.fullmatch(r"http://127\.0\.0\.1:5000(/invitation/\S+)\n", made.stdout)[1]
    assert "ny@polis.example" in client.get(path).text


@pytest.mark.parametrize(
    ("email", "more", "stdin", "sentence"),
    [
        ("not an address", [], None, "is not an e-mail address"),
        ("a@b.example", ["--password-stdin"], "kort\n", "at least 12 characters"),
        ("a@b.example", ["--password-stdin"], "testviktestvik1\n", "a guesser would try"),
        ("a@b.example", ["--totp-secret", "åäö"], None, "base32"),
    ],
)
def test_what_cannot_be_made_is_refused_with_a_sentence(app, session, email, more, stdin, sentence):
    refused = run(app, "create", email, "--role", "police", *more, stdin=stdin)

    assert refused.exit_code == 1
    assert sentence in refused.stderr
    assert refused.stdout == ""
    assert session.scalars(db.select(Account)).all() == []


def test_a_second_account_for_one_address_is_refused(app):
    run(app, "create", "a@b.example", "--role", "police")

    again = run(app, "create", "A@B.example", "--role", "admin")

    assert again.exit_code == 1
    assert "already an account" in again.stderr


def test_an_unknown_role_is_wrong_usage(app):
    assert run(app, "create", "a@b.example", "--role", "king").exit_code == 2


def test_the_list_shows_who_is_there_and_no_secret(app):
    run(app, "create", "a@b.example", "--role", "police", "--totp-secret", SECRET)

    listed = run(app, "list")

    assert listed.stdout == "a@b.example\tpolice\tinvited\ttotp\n"


def test_an_operator_closes_an_account_opens_it_and_invites_again(app, client, session):
    first = run(app, "create", "a@b.example", "--role", "police").stdout.strip()

    assert run(app, "disable", "A@b.example").exit_code == 0
    assert client.get(first.removeprefix("http://127.0.0.1:5000")).status_code == 404
    assert run(app, "invite", "a@b.example").exit_code == 1
    assert run(app, "enable", "a@b.example").exit_code == 0
    again = run(app, "invite", "a@b.example", "--new-second-factor")
    assert client.get(again.stdout.strip().removeprefix("http://127.0.0.1:5000")).status_code == 200


def test_an_account_that_is_not_there_is_refused_with_a_sentence(app):
    for command in ("invite", "disable", "enable"):
        refused = run(app, command, "nobody@b.example")
        assert refused.exit_code == 1
        assert refused.stderr == "There is no account for nobody@b.example.\n"
