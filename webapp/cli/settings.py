"""``settings``: every setting, its value, and where the value comes from."""

import os
import re

import click
from flask import Flask

from webapp.settings import SETTINGS, raw_settings

SECRET = frozenset({"LOFTE_SECRET_KEY", "LOFTE_OIDC_CLIENT_SECRET"})
_PASSWORD = re.compile(r"(?<=://)([^:/@\s]*):[^@\s]*@")


def register(app: Flask) -> None:
    """Add the command."""
    app.cli.add_command(show)


@click.command("settings")
def show() -> None:
    """List every setting: name, value, where the value comes from, what it is for. Secrets are masked."""
    values = raw_settings()
    for setting in SETTINGS:
        source = "environment" if os.environ.get(setting.name, "").strip() else "default"
        click.echo(f"{setting.name}={masked(setting.name, values[setting.name])}  ({source}) {setting.help}")


def masked(name: str, value: str) -> str:
    """Return a value that may be shown: no secret, and no password in an address."""
    if name in SECRET and value:
        return "********"
    return _PASSWORD.sub(r"\1:********@", value)
