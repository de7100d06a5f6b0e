"""Events of pledges: `flask pledges import`."""

from pathlib import Path

import click
from flask import Flask
from flask.cli import AppGroup

from webapp.cli.current import calm, context, database, need_tables
from webapp.cli.table_faults import refuse_table
from webapp.domain.errors import Invalid
from webapp.domain.roles import OPERATOR

pledges = AppGroup("pledges", help="What the parties did for their pledges.")

WHY = {
    "unknown": "{text!r} is not known here",
    "counted_from_checks": "{text} is counted from held checks (checks import); a post that asked has the kind asked",
    "another_partys": "{text} is another party's",
    "not_a_date": "{text!r} is no date such as 2026-05-21",
    "in_the_future": "has not been yet",
    "too_old": "is too long ago",
    "not_a_whole_number": "{text!r} is no whole number",
    "not_yes_or_no": "{text!r} is neither 1 nor 0",
    "too_small": "is less than {min}",
    "too_large": "is more than {max}",
    "not_a_link": "is no address such as https://example.org/page",
}


def register(app: Flask) -> None:
    """Add the commands."""
    app.cli.add_command(pledges)


@pledges.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@calm
def import_file(file: Path) -> None:
    """Store the events in FILE, a CSV with a header line: all of them or none, and a second run changes nothing.

    Columns: pledge (slug), on (a local date), count (1 if empty), joint (0 or 1), kind, area, parties, number, note,
    note_public (0 or 1), evidence (a link). Only pledge and on must be there.
    """
    from webapp.usecases.pledge_import import import_events

    need_tables()
    try:
        report = import_events(database(), context(), OPERATOR, file.read_bytes())
    except Invalid as error:
        refuse_table(file, error, WHY)
    click.echo(f"{report.rows} events in the file: {report.added} stored, {report.known} known before.")
