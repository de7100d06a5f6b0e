"""The ledger that anyone can check: `flask ledger publish` and `flask ledger verify`."""

from pathlib import Path

import click
from flask import Flask
from flask.cli import AppGroup

from webapp.cli.current import calm, context, database, need_tables
from webapp.domain.ledger import Tampered, report
from webapp.domain.roles import OPERATOR

ledger = AppGroup("ledger", help="The ledger that proves the count to anyone.")
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


def register(app: Flask) -> None:
    """Add the commands."""
    app.cli.add_command(ledger)


@ledger.command("publish")
@calm
def publish() -> None:
    """Add a line for every day up to yesterday that had suggestions; a second time adds none.

    The worker does it by itself after each midnight of the place.
    """
    from webapp.usecases.ledger import publish_ledger

    need_tables()
    done = publish_ledger(database(), context(), OPERATOR)
    for line in done.added:
        click.echo(line.text)
    if done.last is None:
        click.echo("No day with suggestions is closed yet.", err=True)
    else:
        click.echo(f"{len(done.added)} days added. The last hash, of {done.last.day}: {done.last.hash}", err=True)


@ledger.command("verify")
@click.argument("file", type=FILE)
@click.option("--checks", type=FILE, help="what /api/v1/checks.json answers: also prove each counted check")
def verify(file: Path, checks: Path | None) -> None:
    """Check the ledger in FILE, what /api/v1/ledger.jsonl answers, with nothing but the file.

    Exit 1, with a sentence that names the line or the check, on any change. A cut-off end is a true earlier ledger:
    compare the last hash with the published one.
    """
    try:
        click.echo(report(file.read_bytes(), checks.read_bytes() if checks else None))
    except Tampered as error:
        click.echo(str(error), err=True)
        raise SystemExit(1) from None
