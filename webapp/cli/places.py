"""``place load`` and ``place check``."""

from pathlib import Path

import click
from flask import Flask
from flask.cli import AppGroup

from webapp.cli.current import calm, context, database, need_tables, settings
from webapp.domain.errors import Refused

place = AppGroup("place", help="The place folder: borders, districts, names, pledges.")
FOLDER = click.option(
    "--folder", type=click.Path(file_okay=False, path_type=Path), help="another folder than LOFTE_PLACE's"
)


def register(app: Flask) -> None:
    """Add the commands."""
    app.cli.add_command(place)


@place.command("load")
@calm
def load() -> None:
    """Read the place folder into the database; again and again without harm."""
    from webapp.usecases.places import load_place

    need_tables()
    report = load_place(database(), context(), settings().place_dir)
    click.echo(
        f"{report.name}: {report.areas} districts, {report.names} names, "
        f"{report.map_features} features of the base map, {report.pledges} pledges."
    )
    if report.moved:
        click.echo(f"{report.moved} suggestions and sites now lie in another district.")


@place.command("check")
@FOLDER
@calm
def check(folder: Path | None) -> None:
    """Say what is missing or odd in the place folder; exit 1 when it cannot be loaded."""
    from webapp.usecases.places import check_place

    faults, notes = check_place(folder or settings().place_dir)
    for sentence in (*faults, *notes):
        click.echo(sentence)
    if faults:
        raise Refused(f"The folder cannot be loaded: {len(faults)} faults.")
    if not notes:
        click.echo("Nothing is missing or odd.")
