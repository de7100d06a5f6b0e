"""How often anyone may send: by session first, by address last and high, for a crowd may share one address.

Guesses at a login are counted by account in the database, see usecases/logins.py. The address is that of the
connection: ``X-Forwarded-For`` is believed only where the server in front is told which proxy to trust, see
docs/operations.md.
"""

import logging
import math
import time
from collections.abc import Iterator

from flask import Flask, current_app, request, session
from limits import RateLimitItem, RateLimitItemPerHour
from limits.errors import StorageError
from limits.storage import MemoryStorage, storage_from_string
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

log = logging.getLogger(__name__)


class Limiter:
    """Counts where the setting says, for every process and machine together; while that is away, by itself."""

    def __init__(self, address: str) -> None:
        patience = {} if address.startswith("memory") else {"socket_connect_timeout": 1, "socket_timeout": 1}
        self.shared = FixedWindowRateLimiter(storage_from_string(address, wrap_exceptions=True, **patience))
        self.own = FixedWindowRateLimiter(MemoryStorage())

    def wait_s(self, limit: RateLimitItem, key: str) -> int:
        """Count one more; return after how many seconds another one may come, 0 when at once."""
        try:
            return _wait_s(self.shared, limit, key)
        except StorageError as error:
            log.warning("limits are counted by this process alone: %s", type(error.storage_error).__name__)
            return _wait_s(self.own, limit, key)


def _wait_s(limiter: FixedWindowRateLimiter, limit: RateLimitItem, key: str) -> int:
    if limiter.hit(limit, key):
        return 0
    return max(1, math.ceil(limiter.get_window_stats(limit, key).reset_time - time.time()))


def init_app(app: Flask) -> None:
    """Limit what residents and programs send; reading is free, and so are staff pages and the login."""
    settings = app.extensions["lofte_settings"]
    if settings.ratelimit:
        app.extensions[LIMITER] = Limiter(settings.ratelimit_storage)
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
    limiter: Limiter = current_app.extensions[LIMITER]
    if wait_s := limiter.wait_s(limit, key):
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
