"""``place load`` and ``place check``."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click
from flask import Flask
from flask.cli import AppGroup

from webapp.cli.current import calm, context, database, need_tables, settings
from webapp.domain.errors import Refused

if TYPE_CHECKING:
    from webapp.domain.place_check import Row

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
@click.option("--json", "as_json", is_flag=True, help="print the table, and the figures behind it, as one JSON object")
@calm
def check(folder: Path | None, as_json: bool) -> None:
    """Say in one table what a place has and lacks, and what follows; exit 1 when its folder cannot be loaded.

    Reads the folder, and the database too once it holds this place.
    """
    from webapp.storage.db import db
    from webapp.storage.readiness import has_tables
    from webapp.usecases.places import check_place

    today = context().now().astimezone(context().place.tz).date()
    found = check_place(folder or settings().place_dir, today, database() if has_tables(db.engine) else None)
    if as_json:
        told = {"faults": found.faults, "table": [asdict(row) for row in found.rows], "odd": found.notes}
        click.echo(json.dumps({**told, "facts": asdict(found.facts)}, default=str, ensure_ascii=False))
    else:
        for line in (*found.faults, *_as_table(found.rows), *found.notes):
            click.echo(line)
        if not found.notes and not any(row.lacks for row in found.rows):
            click.echo("Nothing is missing or odd.")
    if found.faults:
        raise Refused(f"The folder cannot be loaded: {len(found.faults)} faults.")


def _as_table(rows: "list[Row]") -> Iterator[str]:
    """Yield the table as lines: what there is, and below it what is missing and what follows."""
    wide = max(len(row.what) for row in rows)
    before = ""
    for row in rows:
        if row.has and (row.what != before):
            yield f"{row.what:{wide}}  {row.has}"
        elif row.what != before:
            yield f"{row.what:{wide}}  -"
        if row.lacks:
            yield f"{'':{wide}}  ! {row.lacks}: {row.without}."
        before = row.what
