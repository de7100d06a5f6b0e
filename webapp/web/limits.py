"""How often anyone may send: by session first, by address last and high, for a crowd may share one address.

Guesses at a login are counted by account in the database, see usecases/logins.py. The address is that of the
connection: ``X-Forwarded-For`` is believed only where the server in front is told which proxy to trust, see
docs/operations.md.
"""

import math
import time
from collections.abc import Iterator

from flask import Flask, current_app, request, session
from limits import RateLimitItem, RateLimitItemPerHour
from limits.storage import storage_from_string
from limits.strategies import FixedWindowRateLimiter
from werkzeug.exceptions import TooManyRequests

from webapp.domain.logins import keyed_hash
from webapp.web.current import context
from webapp.web.guards import roles_let_in
from webapp.web.session import UNSAFE_METHODS

PER_SESSION = RateLimitItemPerHour(60)
PER_ADDRESS = RateLimitItemPerHour(3000)
PER_TOKEN = RateLimitItemPerHour(600)
PER_KEY = RateLimitItemPerHour(300)
LIMITER = "lofte_limiter"


def init_app(app: Flask) -> None:
    """Limit what residents and programs send; reading is free, and so are staff pages and the login."""
    settings = app.extensions["lofte_settings"]
    if settings.ratelimit:
        app.extensions[LIMITER] = FixedWindowRateLimiter(storage_from_string(settings.ratelimit_storage))
        app.before_request(limit_posts)


def limit_posts() -> None:
    """Go on unless this session or this address has sent too much this hour; 429 says when to come again."""
    if request.method not in UNSAFE_METHODS or roles_let_in(request.path) or request.path.startswith("/login"):
        return
    for limit, key in _limits_of_request():
        _hit(limit, key)


def limit_key(number: int) -> None:
    """Go on unless the program with this key of Open311 has sent too much this hour, from whatever addresses."""
    if LIMITER in current_app.extensions:
        _hit(PER_KEY, f"open311-key:{number}")


def _hit(limit: RateLimitItem, key: str) -> None:
    limiter: FixedWindowRateLimiter = current_app.extensions[LIMITER]
    if not limiter.hit(limit, key):
        wait_s = max(1, math.ceil(limiter.get_window_stats(limit, key).reset_time - time.time()))
        raise TooManyRequests(retry_after=wait_s)


def address() -> str:
    """Return the address of the connection."""
    return request.remote_addr or "unknown"


def _limits_of_request() -> Iterator[tuple[RateLimitItem, str]]:
    if "csrf" in session:
        yield PER_SESSION, keyed_hash(context().secret_key, "session", session["csrf"])
    if "Authorization" in request.headers:
        yield PER_TOKEN, keyed_hash(context().secret_key, "token", request.headers["Authorization"])
    yield PER_ADDRESS, keyed_hash(context().secret_key, "address", address())
