"""Events of pledges: `flask pledges import`."""

from pathlib import Path

import click
from flask import Flask
from flask.cli import AppGroup

from webapp.cli.current import calm, context, database, need_tables
from webapp.domain.errors import Fault, Invalid
from webapp.domain.roles import OPERATOR

pledges = AppGroup("pledges", help="What the parties did for their pledges.")

WHY = {
    "not_utf8": "is not UTF-8 text",
    "not_csv": "is not CSV",
    "empty": "is empty; the first line must name the columns",
    "wrong_number_of_cells": "has another number of cells than the header ({expected})",
    "column_missing": "the column is missing",
    "column_twice": "the column stands twice",
    "missing": "is missing",
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
    "negative": "is below zero",
    "too_long": "is longer than {max} characters",
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
        for fault in sorted(error.faults, key=lambda f: (int(f.details.get("line", 0)), f.field)):
            click.echo(f"{file.name}, line {fault.details.get('line', 1)}: {_sentence(fault)}", err=True)
        click.echo(f"Nothing is stored: {len(error.faults)} fault(s) in {file.name}.", err=True)
        raise SystemExit(1) from None
    click.echo(f"{report.rows} events in the file: {report.added} stored, {report.known} known before.")


def _sentence(fault: Fault) -> str:
    why = WHY.get(fault.code, fault.code).format(**{**{"text": ""}, **fault.details})
    return f"the file {why}" if fault.field == "file" else f"{fault.field}: {why}"
