"""Speed-reducing measures: `flask measures import`."""

from pathlib import Path

import click
from flask import Flask
from flask.cli import AppGroup

from webapp.cli.current import calm, context, database, need_tables
from webapp.domain.roles import OPERATOR

measures = AppGroup("measures", help="Speed-reducing measures of the municipality.")


def register(app: Flask) -> None:
    """Add the commands."""
    app.cli.add_command(measures)


@measures.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@calm
def import_file(file: Path) -> None:
    """Take the measures in FILE, GeoJSON or CSV, into the register: all or none, and a second run changes nothing.

    Columns or properties: id, kind (a code or a Swedish term), status (or planned_on, decided_on, built_on,
    removed_on), on, street, cost, link, note, site; in CSV also lat and lon. An id that is known is a step or a
    correction.
    """
    from webapp.usecases.measures import import_measures

    need_tables()
    done = import_measures(database(), context(), OPERATOR, file.read_bytes(), file.name.casefold())
    click.echo(f"{done.rows} measures in the file: {done.added} new, {done.changed} changed, {done.known} known as is.")
