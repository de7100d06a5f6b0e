"""``export hotspots`` and ``export sites``."""

from datetime import datetime
from pathlib import Path

import click
from flask import Flask
from flask.cli import AppGroup

from webapp.cli.current import calm, context, database, need_tables
from webapp.cli.files import written
from webapp.domain.roles import OPERATOR
from webapp.domain.suggestions import Kind

export = AppGroup("export", help="Maps and tables for planners and for everyone.")
DAY = click.DateTime(["%Y-%m-%d"])
OUTPUT = click.option("-o", "--output", "file", required=True, type=click.Path(dir_okay=False, path_type=Path))
EXCEL = click.option(
    "--excel", is_flag=True, help="csv with semicolons and decimal commas, as a Swedish Excel opens it"
)
LATER = ("gpkg", "kml", "fgb", "png", "pdf", "gpx")


def register(app: Flask) -> None:
    """Add the commands."""
    app.cli.add_command(export)


@export.command("hotspots")
@click.option("--format", "format_", required=True, help="html (one file, opens with no network), geojson or csv")
@OUTPUT
@click.option("--kind", type=click.Choice([kind.value for kind in Kind]), help="one kind only")
@click.option("--from", "first", type=DAY, help="first date on which a suggestion was made")
@click.option("--to", "last", type=DAY, help="last date, included")
@click.option("--lang", help="sv or en; the place's first language without it")
@EXCEL
@calm
def hotspots(
    format_: str,
    file: Path,
    kind: str | None,
    first: datetime | None,
    last: datetime | None,
    lang: str | None,
    excel: bool,
) -> None:
    """Write where suggestions gather more than chance explains. A place of one or two residents is never in it."""
    from webapp.usecases.exports import HOTSPOT_FORMATS, HotspotWish, export_hotspots

    _check_format(format_, HOTSPOT_FORMATS)
    if first and last and last < first:
        raise click.BadParameter("the period ends before it begins", param_hint="--to")
    need_tables()
    wish = HotspotWish(
        format_, kind, first.date() if first else None, last.date() if last else None, lang, excel and format_ == "csv"
    )
    written(file, export_hotspots(database(), context(), OPERATOR, wish))


@export.command("sites")
@click.option("--format", "format_", required=True, help="geojson or csv")
@OUTPUT
@click.option("--internal", is_flag=True, help="unpublished sites, members and old ids too: not for publishing")
@EXCEL
@calm
def sites(format_: str, file: Path, internal: bool, excel: bool) -> None:
    """Write the published sites as the public may see them."""
    from webapp.usecases.exports import SITE_FORMATS, export_sites

    _check_format(format_, SITE_FORMATS)
    need_tables()
    written(file, export_sites(database(), context(), OPERATOR, format_, internal, excel), private=internal)


def _check_format(format_: str, known: tuple[str, ...]) -> None:
    if format_ in LATER:
        raise click.BadParameter(f"{format_} is not available yet; there is {', '.join(known)}", param_hint="--format")
    if format_ not in known:
        raise click.BadParameter(f"{format_!r} is not one of {', '.join(known)}", param_hint="--format")
