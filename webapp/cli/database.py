"""``database copy``."""

import click
from flask import Flask
from flask.cli import AppGroup

from webapp.cli.current import calm, database, need_tables
from webapp.domain.roles import OPERATOR

group = AppGroup("database", help="Where a site keeps its data.")


def register(app: Flask) -> None:
    """Add the command."""
    app.cli.add_command(group)


@group.command("copy")
@click.argument("url")
@calm
def copy(url: str) -> None:
    """Copy everything into an empty PostgreSQL, URL (postgresql+psycopg://user@host/name), and prove it equal.

    Nobody writes meanwhile; reading goes on. Afterwards stop the site, and start it with LOFTE_DATABASE_URL=URL and
    the same LOFTE_SECRET_KEY. What is sent in between would stay behind: stop the site before, if anybody uses it.
    """
    from webapp.usecases.database_copy import copy_database

    need_tables()
    done = copy_database(database(), OPERATOR, url, _newest_migration())
    for table in done.tables:
        click.echo(f"{table.table}\t{table.rows}\t{table.digest}")
    click.echo(f"{done.rows} rows in {len(done.tables)} tables arrived, each as it was.", err=True)
    click.echo(f"The ledger is whole: {done.proof.days} days, last hash {done.proof.ledger or 'none yet'}.", err=True)
    click.echo(f"The log is whole: {done.proof.entries} entries, last seal {done.proof.log}.", err=True)


def _newest_migration() -> str:
    """Return the newest migration of this program."""
    from alembic.script import ScriptDirectory

    from webapp.settings import ROOT

    return str(ScriptDirectory(str(ROOT / "migrations")).get_current_head())
