"""The municipality's own figures: `flask figures import`."""

from pathlib import Path

import click
from flask import Flask
from flask.cli import AppGroup

from webapp.cli.current import calm, context, database, need_tables
from webapp.domain.errors import Fault, Invalid, Refused
from webapp.domain.figures import FigureKind, Level, SetWish
from webapp.domain.roles import OPERATOR

figures = AppGroup("figures", help="The municipality's own figures by district or road.")


def register(app: Flask) -> None:
    """Add the commands."""
    app.cli.add_command(figures)


@figures.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--title", required=True, help="what the figures are")
@click.option("--kind", required=True, type=click.Choice([str(kind) for kind in FigureKind]))
@click.option("--level", required=True, type=click.Choice([str(level) for level in Level]))
@click.option("--source", required=True, help="where they come from")
@click.option("--period", default="", help="of which days or years they are")
@click.option("--public", is_flag=True, help="let everyone read them; else planners alone do")
@calm
def import_file(file: Path, title: str, kind: str, level: str, source: str, period: str, public: bool) -> None:
    """Take the figures in FILE in, all or none: a CSV with the columns unit (or district, road) and value.

    Accidents are refused where a figure is one to four. No figure changes a score.
    """
    from webapp.usecases.figures import add_figures

    need_tables()
    wish = SetWish(title, kind, level, period, source, public)
    try:
        number = add_figures(database(), context(), OPERATOR, file.read_bytes(), wish)
    except Invalid as error:
        raise Refused("\n".join(["Nothing was stored.", *(_sentence(fault) for fault in error.faults)])) from None
    click.echo(f"Figures {number} are stored.")


SENTENCES = {
    "unread": "{text}",
    "no_district": "there is no district {text!r} here.",
    "no_road": "there is no road {text!r} here.",
    "twice": "{text!r} stands twice.",
    "too_few": "{text!r}: a figure of one to four accidents may be one person's; leave it out or join it with others.",
    "not_whole": "{text!r}: the figure must be a whole number.",
    "out_of_range": "{text!r}: the figure must be zero or more.",
    "missing": "is missing.",
    "too_long": "is too long.",
}


def _sentence(fault: Fault) -> str:
    details = {"text": "", **fault.details}
    words = SENTENCES.get(fault.code, "cannot be read.").format(**details)
    return f"Line {details['line']}: {words}" if "line" in details else f"{fault.field} {words}"
