"""Checks held earlier: `flask checks import`."""

from pathlib import Path

import click
from flask import Flask
from flask.cli import AppGroup

from webapp.cli.current import calm, context, database, need_tables
from webapp.cli.table_faults import refuse_table
from webapp.domain.errors import Invalid
from webapp.domain.roles import OPERATOR

checks = AppGroup("checks", help="Speed checks that were held.")

WHY = {
    "not_a_time": "{text!r} is no time such as 2026-05-21T15:30",
    "skipped_time": "{text!r} does not exist: the clocks go forward that night",
    "not_a_number": "is no number",
    "too_large": "is above {max}",
    "in_the_future": "is in the future",
    "ends_before_start": "is not after the start",
    "over_a_day": "is more than 24 hours after the start",
    "more_than_vehicles": "is more than the vehicles that passed",
    "unknown_site": "there is no place with the id {site!r}",
    "swapped": "latitude and longitude have changed places",
    "outside": "lies outside {place}",
    "metres": "looks like metres, not degrees",
    "out_of_range": "is no position in degrees",
}


def register(app: Flask) -> None:
    """Add the commands."""
    app.cli.add_command(checks)


@checks.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@calm
def import_file(file: Path) -> None:
    """Record the checks in FILE, a CSV with a header line: all of them or none, and a second run changes nothing.

    Columns: site, started_at, ended_at, vehicles, over_limit, mean_kmh, v85_kmh, limit_kmh, note; where a check
    was held anywhere, lat and lon. A time without an offset is the place's own.
    """
    from webapp.usecases.checks import import_checks

    need_tables()

    try:
        report = import_checks(database(), context(), OPERATOR, file.read_bytes())
    except Invalid as error:
        refuse_table(file, error, WHY)
    click.echo(f"{report.rows} checks in the file: {report.added} recorded, {report.known} known before.")
    click.echo(f"{report.counted} of the recorded ones count.")
