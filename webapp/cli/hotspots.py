"""``hotspots rank``."""

import json
from dataclasses import asdict
from datetime import datetime

import click
from flask import Flask
from flask.cli import AppGroup

from webapp.cli.current import calm, context, database, need_tables
from webapp.domain.roles import OPERATOR
from webapp.domain.suggestions import Kind

hotspots = AppGroup("hotspots", help="Where the next suggestions will come. It foretells suggestions, not danger.")


def register(app: Flask) -> None:
    """Add the commands."""
    app.cli.add_command(hotspots)


@hotspots.command("rank")
@click.option("--top", type=click.IntRange(1, 100_000), default=20, show_default=True, help="how many places")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="only suggestions made before this date")
@click.option("--kind", type=click.Choice([kind.value for kind in Kind]), help="one kind only")
@click.option("--json", "as_json", is_flag=True, help="a JSON list instead of lines")
@calm
def rank(top: int, until: datetime | None, kind: str | None, as_json: bool) -> None:
    """Print the places that the next months' suggestions will be about, the likeliest first."""
    from webapp.usecases.hotspot_ranking import rank_hotspots

    need_tables()
    found = rank_hotspots(database(), context(), OPERATOR, top, kind, until.date() if until else None)
    if as_json:
        click.echo(json.dumps([asdict(one) for one in found.ranked]))
        return
    for number, one in enumerate(found.ranked, start=1):
        q = "-" if one.q is None else f"{one.q:.2g}"
        click.echo(f"{number:4} {one.lat:.5f} {one.lon:.5f}  {one.weight} suggestions nearby, q {q}")
    click.echo(
        f"{len(found.ranked)} places ({found.unit}) from {found.events} suggestions; "
        f"{found.method}. This foretells suggestions, not danger.",
        err=True,
    )
