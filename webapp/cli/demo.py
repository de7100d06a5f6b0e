"""``demo load``: fill an empty database with a made-up year, and with an earlier one from its first day to its last."""

from datetime import date

import click
from flask import Flask
from flask.cli import AppGroup

from webapp.cli.current import calm, context, database, need_tables
from webapp.domain.calendar import local_date
from webapp.domain.errors import Refused
from webapp.domain.roles import OPERATOR

demo = AppGroup("demo", help="A made-up site to look at.")


def register(app: Flask) -> None:
    """Add the commands."""
    app.cli.add_command(demo)


@demo.command("load")
@click.option("--if-empty", is_flag=True, help="do nothing, calmly, when there is any data already")
@click.option("--year", type=int, metavar="YEAR", help="only this earlier year, the whole of it")
@calm
def load(if_empty: bool, year: int | None) -> None:
    """Fill an empty database with a made-up year; every page then says that it is a demo.

    The first year of the place's oldest agreement is played before it, from January to its evaluation, once it is over.
    """
    from webapp.cli.demo_player import Player
    from webapp.storage.readiness import is_empty
    from webapp.usecases.demo import begin_demo
    from webapp.usecases.ledger import publish_ledger

    need_tables()
    session, ctx = database(), context()
    if if_empty and not is_empty(session):
        click.echo("There is data already; no demo data was loaded.")
        return
    whole = _whole_year(local_date(ctx.now(), ctx.place.tz), year)
    begin_demo(session, ctx)
    player = Player(session, ctx)
    if whole is not None:
        player.play(whole)
    if year is None:
        player.play()
    publish_ledger(session, ctx, OPERATOR)
    click.echo(f"Demo data: {player.suggestions} suggestions, {player.checks} checks. All of it is made up.")


def _whole_year(today: date, wanted: int | None) -> int | None:
    """Return the earlier year to play whole: the wanted one, else the first that was promised anything.

    :raises Refused: the wanted one is not over, or nothing was promised in it
    """
    from webapp.storage.pledges import read_agreements

    agreements = read_agreements(database())
    if wanted is None:
        first = min((a.starts_on for a in agreements.agreements), default=None)
        return first.year if first is not None and first.year < today.year else None
    if not 1 < wanted < today.year:
        raise Refused(f"{wanted} is not over yet: an earlier year is played whole, this one without --year.")
    if agreements.of_year(wanted) is None:
        raise Refused(f"No agreement of this place covers {wanted}.")
    return wanted
