"""The form without contact: the worker that lets an empty form open, kept on the device of who began to fill it in."""

from flask import Blueprint, current_app
from flask.typing import ResponseReturnValue

bp = Blueprint("offline", __name__)


@bp.get("/sw.js")
def worker() -> ResponseReturnValue:
    """Give the service worker from the root, so that it may stand beside the form; it registers for no more."""
    answer = current_app.send_static_file("js/sw.js")
    answer.headers["Cache-Control"] = "no-cache"  # another form needs another worker at once
    answer.headers.pop("Expires", None)
    return answer
