"""``sites rebuild`` and ``sites verify``."""

import json

import click
from flask import Flask
from flask.cli import AppGroup

from webapp.cli.current import calm, context, database, need_tables
from webapp.domain.errors import Refused
from webapp.domain.roles import OPERATOR

sites = AppGroup("sites", help="Sites made of suggestions: make them again, prove them right.")


def register(app: Flask) -> None:
    """Add the commands."""
    app.cli.add_command(sites)


@sites.command("rebuild")
@click.option("--json", "as_json", is_flag=True, help="print numbers and seconds as one JSON object")
@calm
def rebuild(as_json: bool) -> None:
    """Make every site again from suggestions and events; pinned sites and events stay."""
    from webapp.usecases.sites import rebuild_sites

    need_tables()
    done = rebuild_sites(database(), context(), OPERATOR)
    if as_json:
        seconds = {"load": done.load_s, "group": done.group_s, "write": done.write_s}
        rounded = {name: round(value, 4) for name, value in seconds.items()}
        click.echo(json.dumps({"suggestions": done.suggestions, "sites": done.sites, "seconds": rounded}))
    else:
        click.echo(f"{done.suggestions} suggestions in {done.sites} sites; grouped in {done.group_s:.3f} s.")


@sites.command("verify")
@calm
def verify() -> None:
    """Prove that what is kept equals a rebuild; name every difference and exit 1 if not."""
    from webapp.usecases.sites import verify_sites

    need_tables()
    wrong = verify_sites(database(), context(), OPERATOR)
    for sentence in wrong:
        click.echo(sentence)
    if wrong:
        raise Refused(f"What is kept differs from a rebuild in {len(wrong)} ways; `sites rebuild` puts it right.")
    click.echo("What is kept equals a rebuild.")
