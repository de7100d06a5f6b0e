"""What a page asks for most: the context, the settings, the database session."""

from typing import cast

from flask import current_app
from sqlalchemy.orm import Session

from webapp.domain.context import Context
from webapp.settings import Settings
from webapp.storage.db import db


def context() -> Context:
    """Return the place, clock and secret of this site."""
    return cast(Context, current_app.extensions["lofte_context"])


def settings() -> Settings:
    """Return the settings of this site."""
    return cast(Settings, current_app.extensions["lofte_settings"])


def database() -> Session:
    """Return the session of this request."""
    return cast(Session, db.session())  # the session itself: a scoped one lacks half of its methods
