"""For whoever watches over the site."""

import shutil

from flask import Blueprint, Response

from webapp.storage.health import try_reading_and_writing
from webapp.web.api.answers import answer
from webapp.web.current import database, settings
from webapp.web.errors import error_answer

bp = Blueprint("health", __name__)

ROOM_BYTES = 1_000_000
"""With less free disk than this a commit may fail at any moment."""


@bp.get("/healthz")
def healthz() -> Response:
    """Answer 200 when the site can read and write; else 503 or 507."""
    try_reading_and_writing(database())
    if shutil.disk_usage(settings().data_dir).free < ROOM_BYTES:
        return error_answer(507)
    response = answer({"status": "ok"})
    response.headers["Cache-Control"] = "no-store"
    return response
