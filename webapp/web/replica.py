"""Who reads the replica: whoever has sent nothing, so that nobody misses what they just wrote."""

from flask import Flask, request

from webapp.storage.db import REPLICA
from webapp.storage.replica import open_replica
from webapp.web.current import database
from webapp.web.headers import PRIVATE

ANSWERED = ("/open311/", "/healthz")
"""Programs send and ask without a cookie, and whoever watches asks about the database itself."""


def init_app(app: Flask) -> None:
    """Let visitors without a cookie read the replica, when the settings name one."""
    url = app.extensions["lofte_settings"].database_read_url
    if not url:
        return
    replica = app.extensions[REPLICA] = open_replica(url)

    @app.before_request
    def choose() -> None:
        reads = request.method in {"GET", "HEAD"} and not request.cookies and "Authorization" not in request.headers
        if reads and not request.path.startswith((*PRIVATE, *ANSWERED)):
            database().info[REPLICA] = replica.find()
