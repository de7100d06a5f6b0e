"""``suggestions import`` and ``suggestions export``."""

from pathlib import Path

import click
from flask import Flask
from flask.cli import AppGroup

from webapp.cli.current import calm, context, database, need_tables
from webapp.cli.files import written
from webapp.domain.roles import OPERATOR
from webapp.domain.suggestions import Kind

suggestions = AppGroup("suggestions", help="Residents' suggestions from files and to files.")
KINDS = [kind.value for kind in Kind]


def register(app: Flask) -> None:
    """Add the commands."""
    app.cli.add_command(suggestions)


@suggestions.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--kind-map", multiple=True, metavar="CATEGORY=KIND", help="e.g. 'people speed=speed'; repeatable")
@click.option("--default-kind", type=click.Choice(KINDS), help="the kind of every other category")
@click.option("--column", multiple=True, metavar="NEW=OLD", help="what the file calls a column; repeatable")
@click.option("--dry-run", is_flag=True, help="read and place everything, store nothing")
@calm
def import_file(
    file: Path, kind_map: tuple[str, ...], default_kind: str | None, column: tuple[str, ...], dry_run: bool
) -> None:
    """Store the reports of a CSV file: all of them or, when a row cannot be read, none.

    Columns: id, created, lat, lon, category, comment, and reporter if there is one; others are left out.
    Rows far outside the place are set aside and named by line. The same file again changes nothing.
    """
    from webapp.formats.reports_csv import Reading
    from webapp.usecases.imports import import_suggestions

    need_tables()
    how = Reading(
        context().place.tz, _columns(column), _kinds(kind_map), None if default_kind is None else Kind(default_kind)
    )
    report = import_suggestions(database(), context(), OPERATOR, file.read_bytes(), how, dry_run)
    for aside in report.set_aside:
        where = "more than 1 degree outside" if aside.distance_m is None else f"{aside.distance_m:.0f} m outside"
        hint = "; are lat and lon swapped?" if aside.swapped else "."
        click.echo(
            f"Line {aside.line}: set aside, {aside.lat} {aside.lon} lies {where} the place{hint or '.'}", err=True
        )
    would = "would be stored" if dry_run else "stored"
    click.echo(
        f"{report.rows} rows: {report.stored} {would}, {report.known} stored already, "
        f"{len(report.set_aside)} set aside as outside {context().place.name}."
    )


@suggestions.command("export")
@click.option("-o", "--output", "file", required=True, type=click.Path(dir_okay=False, path_type=Path))
@click.option("--excel", is_flag=True, help="CSV with semicolons and decimal commas, as a Swedish Excel opens it")
@calm
def export_file(file: Path, excel: bool) -> None:
    """Write the operator's own copy of every stored suggestion; .csv or .geojson by the file's suffix.

    It holds pins, words and addresses of residents: it is not for publishing.
    """
    from webapp.usecases.exports import SUGGESTION_FORMATS, export_suggestions

    format_ = file.suffix.removeprefix(".").lower()
    if format_ not in SUGGESTION_FORMATS:
        raise click.BadParameter("the file's name must end in .csv or .geojson", param_hint="-o")
    need_tables()
    written(file, export_suggestions(database(), context(), OPERATOR, format_, excel), private=True)


def _kinds(pairs: tuple[str, ...]) -> dict[str, Kind]:
    kinds = {}
    for pair in pairs:
        category, equals, kind = pair.rpartition("=")
        if not equals or kind.strip() not in KINDS:
            raise click.BadParameter(f"{pair!r} is not CATEGORY={'|'.join(KINDS)}", param_hint="--kind-map")
        kinds[category.strip().casefold()] = Kind(kind.strip())
    return kinds


def _columns(pairs: tuple[str, ...]) -> dict[str, str]:
    """Return what the file calls each column, and our name for it; a pair the wrong way round is understood."""
    from webapp.formats.reports_csv import COLUMNS

    columns = {}
    for pair in pairs:
        ours, equals, theirs = (part.strip().lower() for part in pair.partition("="))
        if ours not in COLUMNS and theirs in COLUMNS:
            ours, theirs = theirs, ours
        if not equals or not theirs or ours not in COLUMNS:
            raise click.BadParameter(f"{pair!r} is not {'|'.join(COLUMNS)}=NAME", param_hint="--column")
        columns[theirs] = ours
    return columns
