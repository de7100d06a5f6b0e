"""Measured speeds: `flask measurements import`."""

from pathlib import Path

import click
from flask import Flask
from flask.cli import AppGroup

from webapp.cli.current import calm, context, database, need_tables
from webapp.domain.roles import OPERATOR

measurements = AppGroup("measurements", help="Speeds that were measured, with or without a check.")


def register(app: Flask) -> None:
    """Add the commands."""
    app.cli.add_command(measurements)


@measurements.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@calm
def import_file(file: Path) -> None:
    """Store the measurements in FILE, a CSV with a header line: all or none, and a second run changes nothing.

    Columns: site (its id) or lat and lon, started_at, ended_at, n (vehicles), mean_kmh; also v85_kmh, limit_kmh,
    over_limit, source. A time without an offset is the place's own.
    """
    from webapp.usecases.measurements import import_measurements

    need_tables()
    report = import_measurements(database(), context(), OPERATOR, file.read_bytes())
    click.echo(f"{report.rows} measurements in the file: {report.added} stored, {report.known} stored already.")
    click.echo(f"{report.at_sites} of the stored ones lie at a place that residents have suggested.")
