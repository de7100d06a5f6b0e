"""``backup create`` and ``backup restore``."""

from pathlib import Path

import click
from flask import Flask
from flask.cli import AppGroup

from webapp.cli.current import calm, context, settings
from webapp.domain.roles import OPERATOR

backup = AppGroup("backup", help="Copies of the whole database, also while the site runs.")


def register(app: Flask) -> None:
    """Add the commands."""
    app.cli.add_command(backup)


@backup.command("create")
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@calm
def create(folder: Path) -> None:
    """Copy the database into a new file in DIR, check it, and print the file's name."""
    from webapp.usecases.backup import create_backup

    click.echo(create_backup(context(), settings(), OPERATOR, folder))


@backup.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@calm
def restore(file: Path) -> None:
    """Put a copy into an empty data folder; over existing data it is refused."""
    from webapp.usecases.backup import restore_backup

    restore_backup(settings(), OPERATOR, file)
    click.echo("Restored. Run `flask --app app db upgrade` if the copy is older than the program.")
