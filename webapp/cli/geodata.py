"""``geodata import-osm`` and ``geodata import-areas``."""

import json
from dataclasses import asdict
from pathlib import Path

import click
from flask import Flask
from flask.cli import AppGroup

from webapp.cli.current import calm, context, database, need_tables
from webapp.domain.roles import OPERATOR

geodata = AppGroup("geodata", help="Streets, names and districts from open data.")
FILE = click.Path(path_type=Path)  # what cannot be read is refused in a sentence, as is what cannot be understood


def register(app: Flask) -> None:
    """Add the commands."""
    app.cli.add_command(geodata)


@geodata.command("import-osm")
@click.argument("file", type=FILE)
@click.option("--no-clip", is_flag=True, help="take everything in the file, also far from the place")
@click.option("--json", "as_json", is_flag=True, help="print the counts as one JSON object")
@calm
def import_osm(file: Path, no_clip: bool, as_json: bool) -> None:
    """Read an OpenStreetMap extract, .osm or .osm.pbf: roads, names, and water, green and railway for the map.

    The same file again changes nothing. Sites that are pinned stay; other suggestions find their street anew.
    """
    from webapp.usecases import geodata as usecase

    need_tables()
    report = usecase.import_osm(database(), context(), OPERATOR, file, clip=not no_clip)
    if report.outside:
        click.echo(f"Nothing in {file.name} lies in {context().place.name}, so nothing was stored.", err=True)
    if as_json:
        stored = {
            "roads": report.roads,
            "junctions": report.junctions,
            "gazetteer": report.names,
            "base_map": report.map_features,
            "moved": report.moved,
            "changed": report.changed,
        }
        click.echo(json.dumps({**asdict(report.counts), **stored}))
        return
    counts = report.counts
    click.echo(
        f"The file: {counts.named} ways with {counts.names} names, {counts.maxspeed} with a speed limit, "
        f"{counts.oneway} one-way."
    )
    if report.outside:
        return
    click.echo(
        f"{context().place.name}: {report.roads} roads, {report.junctions} junctions, "
        f"{report.names} names, {report.map_features} things on the map."
    )
    if report.moved:
        click.echo(f"{report.moved} suggestions now lie on another road.")
    if not report.changed:
        click.echo("Nothing has changed since the last import.")


def _pair(_ctx: click.Context, _param: click.Parameter, value: str | None) -> tuple[str, str] | None:
    if value is None:
        return None
    field, equals, wanted = value.partition("=")
    if not (field and equals):
        raise click.BadParameter("write FIELD=VALUE")
    return field, wanted


@geodata.command("import-areas")
@click.argument("file", type=FILE)
@click.option("--name-field", required=True, help="the field that holds a district's name")
@click.option("--population-field", help="the field that holds how many live there")
@click.option(
    "--only", metavar="FIELD=VALUE", callback=_pair, help="of a file of the whole country, such as kommunkod=0126"
)
@calm
def import_areas(file: Path, name_field: str, population_field: str | None, only: tuple[str, str] | None) -> None:
    """Replace the districts by those of a GeoJSON or GeoPackage, in EPSG:4326, 3006, 3011 or as the file says.

    A district that keeps its name keeps its history; what was counted stays counted. Later `place load` keeps them.
    """
    from webapp.usecases import geodata as usecase

    need_tables()
    report = usecase.import_areas(database(), context(), OPERATOR, file, name_field, population_field, only)
    click.echo(f"{report.areas} districts, {report.unknown} of them without a known population.")
    if report.moved:
        click.echo(f"{report.moved} suggestions and sites now lie in another district.")
    if not report.changed:
        click.echo("Nothing has changed since the last import.")
