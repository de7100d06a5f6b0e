"""``retention run``."""

import click
from flask import Flask
from flask.cli import AppGroup

from webapp.cli.current import calm, context, database, need_tables, settings
from webapp.domain.roles import OPERATOR

retention = AppGroup("retention", help="What is kept, for how long, and what is let go of.")


def register(app: Flask) -> None:
    """Add the command."""
    app.cli.add_command(retention)


@retention.command("run")
@click.option("--dry-run", is_flag=True, help="count what has expired, change nothing")
@calm
def run(dry_run: bool) -> None:
    """Remove what has expired, if place.toml names a decision; always clear the files of what residents erased."""
    from webapp.usecases.retention import run_retention

    need_tables()
    report = run_retention(database(), context(), OPERATOR, dry_run, settings().data_dir)
    found = report.expired
    click.echo(
        f"Expired: {found.texts} texts, {found.contacts} e-mail addresses, {found.keys} keys of residents, ", nl=False
    )
    click.echo(f"{found.reports} words of reports, {found.comments} comments.")
    if report.removed:
        click.echo(f"Removed, by decision {report.decision}.")
    elif dry_run:
        click.echo("Dry run: nothing is changed.")
    else:
        click.echo("Not removed: place.toml names no decision ([retention] decision).")
    if report.cleared:
        click.echo("What residents erased is cleared from the database's files.")
    for name in report.copies:
        click.echo(f"Cleared in the copy {name} too.")
