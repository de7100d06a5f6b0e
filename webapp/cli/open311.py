"""``open311 key``: keys for programs that send suggestions in."""

import click
from flask import Flask
from flask.cli import AppGroup

from webapp.cli.current import calm, context, database, need_tables
from webapp.domain.roles import OPERATOR
from webapp.usecases.open311 import create_key, list_keys, revoke_key

open311 = AppGroup("open311", help="Open311: other programs that send suggestions in.")
key = AppGroup("key", help="Keys that those programs send along.")


def register(app: Flask) -> None:
    """Add the group."""
    open311.add_command(key)
    app.cli.add_command(open311)


@key.command("create")
@click.argument("name")
@calm
def create(name: str) -> None:
    """Make a key for NAME and print it, this once; nobody can read it again."""
    need_tables()
    click.echo(create_key(database(), context(), OPERATOR, name))


@key.command("list")
@calm
def show() -> None:
    """Print every key: name, day it was made, whether it works, how many suggestions came by it."""
    need_tables()
    tz = context().place.tz
    for line in list_keys(database(), OPERATOR):
        state = f"revoked {line.revoked_at.astimezone(tz):%Y-%m-%d}" if line.revoked_at else "works"
        click.echo("\t".join((line.name, f"{line.created_at.astimezone(tz):%Y-%m-%d}", state, str(line.posts))))


@key.command("revoke")
@click.argument("name")
@calm
def revoke(name: str) -> None:
    """Let the key of NAME open nothing from now on; what came by it stays."""
    need_tables()
    revoke_key(database(), context(), OPERATOR, name)
    click.echo(f"The key of {name} opens nothing any more.")
