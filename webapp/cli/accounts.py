"""``flask accounts``: make an account of someone who works here, and list them."""

import sys

import click
from flask import Flask
from flask.cli import AppGroup

from webapp.cli.current import calm, context, database
from webapp.domain.errors import Invalid, NotFound, Refused
from webapp.domain.passwords import MIN_LENGTH
from webapp.domain.roles import OPERATOR, STAFF
from webapp.usecases.accounts import (
    NewAccount,
    account_of,
    create_account,
    disable_account,
    enable_account,
    invite_again,
    list_accounts,
)

accounts = AppGroup("accounts", help="Accounts of those who work here.")

SENTENCES = {
    "not_an_email": "{email} is not an e-mail address.",
    "taken": "There is already an account for {email}.",
    "unknown_role": "There is no such role.",
    "not_a_slug": "A party is written with small letters, digits and dashes.",
    "not_base32": "The TOTP secret must be base32 of at least 16 characters.",
    "too_short": f"The password must have at least {MIN_LENGTH} characters.",
    "too_long": "The password is too long.",
    "too_simple": "The password is too simple: too few different characters, or a run along the keys.",
    "too_common": "The password is one of the first that a guesser would try.",
}


@accounts.command("create")
@click.argument("email")
@click.option("--role", required=True, type=click.Choice([str(role) for role in STAFF]))
@click.option("--party", help="Slug of the party that the person works for.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@click.option("--totp-secret", help="Base32 secret of the second factor; without it the first login makes one.")
@calm
def create(email: str, role: str, party: str | None, password_stdin: bool, totp_secret: str | None) -> None:
    """Make an account; without a password print a one-time invitation link that ends in two days."""
    password = sys.stdin.readline().rstrip("\r\n") if password_stdin else None
    try:
        made = create_account(
            database(), context(), OPERATOR, email, role, party=party, password=password, totp_secret=totp_secret
        )
    except Invalid as error:
        sentences = (SENTENCES[fault.code].format(email=email) for fault in error.faults)
        raise Refused(" ".join(sentences)) from None
    if made.invitation is None:
        click.echo(f"{made.email} ({role}) can log in now.")
    else:
        click.echo(_link(made))


@accounts.command("invite")
@click.argument("email")
@click.option("--new-second-factor", is_flag=True, help="The phone is lost: password, app and logins end at once.")
@calm
def invite(email: str, new_second_factor: bool) -> None:
    """Print a new one-time invitation link; the second factor stays unless told otherwise."""
    number = _number(email)
    try:
        made = invite_again(database(), context(), OPERATOR, number, new_second_factor=new_second_factor)
    except NotFound:
        raise Refused(f"The account of {email} is closed: open it first with accounts enable.") from None
    click.echo(_link(made))


@accounts.command("disable")
@click.argument("email")
@calm
def disable(email: str) -> None:
    """Close an account and every login of it at once."""
    disable_account(database(), context(), OPERATOR, _number(email))
    click.echo(f"{email} is closed, and its logins have ended.")


@accounts.command("enable")
@click.argument("email")
@calm
def enable(email: str) -> None:
    """Open a closed account again, with the password and the second factor that it had."""
    enable_account(database(), context(), OPERATOR, _number(email))
    click.echo(f"{email} can log in again.")


def _number(email: str) -> int:
    try:
        return account_of(database(), OPERATOR, email)
    except NotFound:
        raise Refused(f"There is no account for {email}.") from None


def _link(made: NewAccount) -> str:
    base = context().base_url or "http://127.0.0.1:5000"
    return f"{base}/invitation/{made.invitation}"


@accounts.command("list")
@calm
def show() -> None:
    """Print every account: e-mail, role, state and whether it has a second factor."""
    for line in list_accounts(database(), context(), OPERATOR):
        factor = "totp" if line.second_factor else "no totp yet"
        click.echo("\t".join((line.email, str(line.role), line.state, factor)))


def register(app: Flask) -> None:
    """Add the group."""
    app.cli.add_command(accounts)
