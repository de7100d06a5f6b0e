"""Löfteskartan. Import nothing from here but ``create_app``."""

import logging
import os
import secrets
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from flask import Flask

from webapp.domain.context import Context
from webapp.formats.place_folder import read_place
from webapp.gateways.clock import system_clock
from webapp.gateways.geocoding import remote_geocoder
from webapp.settings import ROOT, Settings, read_settings
from webapp.storage.db import db, engine_options


def create_app(settings: Settings | None = None, now: Callable[[], datetime] = system_clock) -> Flask:
    """Build the site for one place.

    :param now: the clock; tests and the demo hand in their own
    :raises Refused: the place folder cannot be used
    """
    settings = settings or read_settings()
    logging.basicConfig(level=settings.log_level, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    place = read_place(settings.place_dir)
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)  # residents' words are in it
    secret_key = settings.secret_key or _kept_secret(settings.data_dir)
    app = Flask("webapp", root_path=str(ROOT), template_folder="templates", static_folder="static")
    app.config.update(
        SECRET_KEY=secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=engine_options(settings.database_url),
    )
    app.extensions["lofte_settings"] = settings
    app.extensions["lofte_context"] = Context(
        place, now, secret_key, settings.base_url, remote_geocoder(settings, place)
    )
    db.init_app(app)
    if os.environ.get("FLASK_RUN_FROM_CLI"):  # alembic is heavy, and no page needs it
        logging.getLogger("alembic.runtime.plugins").setLevel(logging.WARNING)  # six lines for nothing
        from flask_migrate import Migrate

        Migrate(app, db, directory=str(ROOT / "migrations"), render_as_batch=True, compare_type=True)
    from webapp.cli import register_cli
    from webapp.web import register_web

    register_web(app)
    register_cli(app)
    return app


def _kept_secret(data_dir: Path) -> str:
    """Return the secret of this data folder, made on first use and readable by its owner only."""
    path = data_dir / "secret_key"
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(48))
        return path.read_text().strip()
