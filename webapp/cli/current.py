"""What a command asks for: the context, the session, and a calm way to refuse."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar, cast

import click
from flask import current_app
from sqlalchemy.orm import Session

from webapp.domain.context import Context
from webapp.domain.errors import LofteError, Refused
from webapp.settings import Settings
from webapp.storage.db import db

P = ParamSpec("P")
R = TypeVar("R")


def context() -> Context:
    """Return the place, clock and secret of this site."""
    return cast(Context, current_app.extensions["lofte_context"])


def settings() -> Settings:
    """Return the settings of this site."""
    return cast(Settings, current_app.extensions["lofte_settings"])


def database() -> Session:
    """Return the session of this command."""
    return cast(Session, db.session())  # the session itself: a scoped one lacks half of its methods


def need_tables() -> None:
    """Go on only if the database has its tables.

    :raises Refused: it has not
    """
    from webapp.storage.readiness import has_tables

    if not has_tables(db.engine):
        raise Refused("The database is not upgraded: run `flask --app app db upgrade` first.")


def calm(command: Callable[P, R]) -> Callable[P, R]:
    """Turn a refusal into one sentence on standard error and exit code 1."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except LofteError as error:
            click.echo(str(error), err=True)
            raise SystemExit(1) from None

    return run
