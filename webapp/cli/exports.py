"""``export hotspots`` and ``export sites``."""

from datetime import datetime
from pathlib import Path
from typing import NoReturn

import click
from flask import Flask
from flask.cli import AppGroup

from webapp.cli.current import calm, context, database, need_tables
from webapp.cli.files import made, written
from webapp.domain.errors import Invalid
from webapp.domain.planner_views import View
from webapp.domain.roles import OPERATOR
from webapp.domain.suggestions import Kind

export = AppGroup("export", help="Maps and tables for planners and for everyone.")
DAY = click.DateTime(["%Y-%m-%d"])
OUTPUT = click.option("-o", "--output", "file", required=True, type=click.Path(dir_okay=False, path_type=Path))
EXCEL = click.option(
    "--excel", is_flag=True, help="csv with semicolons and decimal commas, as a Swedish Excel opens it"
)
CRS = click.option("--crs", help="EPSG:3006, EPSG:3011 or EPSG:4326, where the format can hold it: gpkg, fgb, csv")
ALL = "all"
LANGUAGE = click.option("--lang", help="sv or en; the place's first language without it")


def register(app: Flask) -> None:
    """Add the commands."""
    app.cli.add_command(export)


@export.command("hotspots")
@click.option(
    "--format",
    "format_",
    required=True,
    help="html (opens with no network), gpkg, geojson, fgb, kml, csv, png, pdf, or all: a file of each into a folder",
)
@click.option("-o", "--output", "file", required=True, type=click.Path(path_type=Path), help="a folder for all")
@click.option("--kind", type=click.Choice([kind.value for kind in Kind]), help="one kind only")
@click.option("--from", "first", type=DAY, help="first date on which a suggestion was made")
@click.option("--to", "last", type=DAY, help="last date, included")
@click.option(
    "--view",
    type=click.Choice([view.value for view in View]),
    default=View.HOTSPOTS.value,
    show_default=True,
    help="html alone: another map of the same suggestions, or the published sites in clusters",
)
@LANGUAGE
@CRS
@EXCEL
@calm
def hotspots(
    format_: str,
    file: Path,
    kind: str | None,
    first: datetime | None,
    last: datetime | None,
    view: str,
    lang: str | None,
    crs: str | None,
    excel: bool,
) -> None:
    """Write where suggestions gather more than chance explains. A place of one or two residents is never in it."""
    from webapp.formats.hotspot_writers import FORMATS
    from webapp.usecases.exports import HotspotWish, export_hotspots_as
    from webapp.usecases.planner_views import export_view

    _check_format(format_, (*FORMATS, ALL))
    if format_ == ALL and crs:
        raise click.BadParameter("not every format can hold metres", param_hint="--crs")
    if view != View.HOTSPOTS and format_ != "html":
        raise click.BadParameter("only html has other maps than the one of hotspots", param_hint="--view")
    if first and last and last < first:
        raise click.BadParameter("the period ends before it begins", param_hint="--to")
    need_tables()
    days = first.date() if first else None, last.date() if last else None
    wish = HotspotWish(format_, kind, *days, lang, excel and format_ in {"csv", ALL}, crs)
    try:
        if view == View.HOTSPOTS:
            formats = FORMATS if format_ == ALL else [format_]
            every = export_hotspots_as(database(), context(), OPERATOR, wish, formats)
        else:
            every = {format_: export_view(database(), context(), OPERATOR, view, wish)}
    except Invalid as error:
        _refuse(error, crs)
    if format_ == ALL:
        made(file)
    for one, data in every.items():
        written(file / f"hotspots.{one}" if format_ == ALL else file, data)


@export.command("sites")
@click.option("--format", "format_", required=True, help="gpkg, geojson, fgb, kml, gpx or csv")
@OUTPUT
@click.option("--internal", is_flag=True, help="unpublished sites, members and old ids too: not for publishing")
@LANGUAGE
@CRS
@EXCEL
@calm
def sites(format_: str, file: Path, internal: bool, lang: str | None, crs: str | None, excel: bool) -> None:
    """Write the published sites as the public may see them."""
    from webapp.formats.open_tables import formats_of
    from webapp.usecases.exports import SUGGESTION_FORMATS, export_sites

    _check_format(format_, SUGGESTION_FORMATS if internal else formats_of("sites"))
    if not internal and format_ != "geojson":
        _table("sites", format_, file, lang, crs, excel)
        return
    if crs not in {None, "EPSG:4326"}:
        raise click.BadParameter(f"{format_} holds degrees only", param_hint="--crs")
    need_tables()
    written(file, export_sites(database(), context(), OPERATOR, format_, internal, excel), private=internal)


@export.command("checks")
@click.option("--format", "format_", required=True, help="gpkg, geojson, fgb, kml or csv")
@OUTPUT
@LANGUAGE
@CRS
@EXCEL
@calm
def checks(format_: str, file: Path, lang: str | None, crs: str | None, excel: bool) -> None:
    """Write the speed checks that were held, counted or not, as the public may see them."""
    _table("checks", format_, file, lang, crs, excel)


@export.command("areas")
@click.option("--format", "format_", required=True, help="gpkg, geojson, fgb, kml or csv")
@OUTPUT
@LANGUAGE
@CRS
@EXCEL
@calm
def areas(format_: str, file: Path, lang: str | None, crs: str | None, excel: bool) -> None:
    """Write the districts with their borders."""
    _table("areas", format_, file, lang, crs, excel)


@export.command("measures")
@click.option("--format", "format_", required=True, help="gpkg, geojson, fgb, kml, gpx or csv")
@OUTPUT
@LANGUAGE
@CRS
@EXCEL
@calm
def measures(format_: str, file: Path, lang: str | None, crs: str | None, excel: bool) -> None:
    """Write the municipality's speed-reducing measures as they stand: points and lines."""
    _table("measures", format_, file, lang, crs, excel)


def _table(table: str, format_: str, file: Path, lang: str | None, crs: str | None, excel: bool) -> None:
    from webapp.formats.open_tables import formats_of
    from webapp.usecases.exports import TableWish, export_table

    _check_format(format_, formats_of(table))
    need_tables()
    try:
        data = export_table(database(), context(), OPERATOR, TableWish(table, format_, lang, excel, crs))
    except Invalid as error:
        _refuse(error, crs)
    written(file, data)


def _check_format(format_: str, known: tuple[str, ...]) -> None:
    if format_ not in known:
        raise click.BadParameter(f"{format_!r} is not one of {', '.join(known)}", param_hint="--format")


def _refuse(error: Invalid, crs: str | None) -> NoReturn:
    """Say which option is wrong; the format has been looked at already."""
    if [fault.code for fault in error.faults] == ["only_degrees"]:
        raise click.BadParameter("this format holds degrees only", param_hint="--crs") from None
    raise click.BadParameter(f"{crs!r} is not a system that is known here", param_hint="--crs") from None
