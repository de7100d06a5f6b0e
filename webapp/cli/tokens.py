"""`flask tokens`: the keys by which a party's own system reports events of its pledges."""

import click
from flask import Flask
from flask.cli import AppGroup

from webapp.cli.current import calm, context, database, need_tables
from webapp.domain.roles import OPERATOR
from webapp.usecases.tokens import create_token, list_tokens, revoke_token

tokens = AppGroup("tokens", help="Keys by which a party's own system reports events of its pledges.")


@tokens.command("create")
@click.argument("name")
@click.option("--party", required=True, help="Slug of the party whose pledges the system reports on.")
@calm
def create(name: str, party: str) -> None:
    """Make a token for POST /api/v1/pledge-events and print it last; it cannot be shown again."""
    need_tables()
    token = create_token(database(), context(), OPERATOR, name, party)
    click.echo(f"Send it with each request as: Authorization: Bearer TOKEN. The token of {name}, shown this once:")
    click.echo(token)


@tokens.command("list")
@calm
def show() -> None:
    """Print every token: name, party, the day it was made, the day it was revoked."""
    need_tables()
    for line in list_tokens(database(), OPERATOR):
        ended = f"revoked {line.revoked_at:%Y-%m-%d}" if line.revoked_at else "works"
        click.echo("\t".join((line.name, line.party, f"{line.created_at:%Y-%m-%d}", ended)))


@tokens.command("revoke")
@click.argument("name")
@calm
def revoke(name: str) -> None:
    """End a token at once; what it has reported stays."""
    need_tables()
    revoke_token(database(), context(), OPERATOR, name)
    click.echo(f"{name} works no more.")


def register(app: Flask) -> None:
    """Add the group."""
    app.cli.add_command(tokens)
