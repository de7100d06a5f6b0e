"""``demo load``: fill an empty database with a made-up year."""

import click
from flask import Flask
from flask.cli import AppGroup

from webapp.cli.current import calm, context, database, need_tables
from webapp.domain.roles import OPERATOR

demo = AppGroup("demo", help="A made-up site to look at.")


def register(app: Flask) -> None:
    """Add the commands."""
    app.cli.add_command(demo)


@demo.command("load")
@click.option("--if-empty", is_flag=True, help="do nothing, calmly, when there is any data already")
@calm
def load(if_empty: bool) -> None:
    """Fill an empty database with a made-up year; every page then says that it is a demo."""
    from webapp.cli.demo_player import Player
    from webapp.storage.readiness import is_empty
    from webapp.usecases.demo import begin_demo
    from webapp.usecases.ledger import publish_ledger

    need_tables()
    session, ctx = database(), context()
    if if_empty and not is_empty(session):
        click.echo("There is data already; no demo data was loaded.")
        return
    begin_demo(session, ctx)
    player = Player(session, ctx)
    player.play()
    publish_ledger(session, ctx, OPERATOR)
    click.echo(f"Demo data: {player.suggestions} suggestions, {player.checks} checks. All of it is made up.")
