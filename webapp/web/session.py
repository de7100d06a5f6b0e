"""The one cookie: a form's secret, a resident's voice, a staff login; and the check that a form is ours.

The cookie is Flask's signed session. It holds at most four random values: ``csrf`` (the form token),
``reporter`` (see usecases/suggestions.py), ``staff`` (the id of a login kept on the server) and ``provider``
(the state of a login through another service, and where it was to lead). It is sent only by a page that used
one of them, so reading pages set none.
"""

import hmac
import secrets
from collections.abc import Callable
from typing import cast
from urllib.parse import urlsplit

from flask import Flask, current_app, render_template, request, session
from flask.typing import ResponseReturnValue

from webapp.domain.roles import RESIDENT, Actor
from webapp.usecases.logins import actor_of_login
from webapp.web.current import context, database, settings

TOKEN_FIELD = "csrf_token"  # noqa: S105  the name of a field
STAFF_KEY = "staff"
PROVIDER_KEY = "provider"
UNSAFE_METHODS = frozenset({"POST", "PUT", "PATCH", "DELETE"})
WITHOUT_COOKIE = ("/api/", "/open311/", "/mail/stop/")  # programs: a key, a token in the address, or nothing
HIDDEN_FIELDS = frozenset({TOKEN_FIELD, "password", "old_password", "code"})  # never shown back
HOOKS = "lofte_csrf_failed"
ACTOR = "lofte.actor"  # asked once a request


def init_app(app: Flask) -> None:
    """Name and guard the cookie, offer ``csrf_token()`` to templates, check every form that is sent."""
    https = app.extensions["lofte_settings"].https
    app.config.update(
        SESSION_COOKIE_NAME="__Host-lofte" if https else "lofte",
        SESSION_COOKIE_SECURE=https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
    )
    app.extensions.setdefault(HOOKS, {})
    app.jinja_env.globals["csrf_token"] = csrf_token
    app.before_request(check_form)


def csrf_token() -> str:
    """Return the form token of this session, made on first use."""
    if "csrf" not in session:
        session["csrf"] = secrets.token_urlsafe(24)
    return cast(str, session["csrf"])


def when_form_is_foreign(app: Flask, endpoint: str, show_again: Callable[[], ResponseReturnValue]) -> None:
    """Let ``endpoint`` show its own form again, words kept, when the token is missing or foreign."""
    app.extensions.setdefault(HOOKS, {})[endpoint] = show_again


def check_form() -> ResponseReturnValue | None:
    """Let a change through only if it came from a form that we gave to this browser."""
    if request.method not in UNSAFE_METHODS or request.endpoint is None or request.path.startswith(WITHOUT_COOKIE):
        return None
    if _own_origin() and _own_token():
        return None
    show_again = current_app.extensions[HOOKS].get(request.endpoint)
    answer = show_again() if show_again else render_template("login/foreign_form.html", words=typed_words())
    response = current_app.make_response(answer)
    response.status_code = 400
    return response


def typed_words() -> list[tuple[str, str]]:
    """Return what was typed into the form that was sent, secrets left out, so that nothing is lost."""
    return [(name, value) for name, value in request.form.items(multi=True) if value and name not in HIDDEN_FIELDS]


def _own_token() -> bool:
    kept, sent = session.get("csrf", ""), request.form.get(TOKEN_FIELD, "")
    return bool(kept) and hmac.compare_digest(kept.encode(), sent.encode())


def _own_origin() -> bool:
    """Whether the Origin header, when there is one, names this host; a proxy may have ended TLS."""
    origin = request.headers.get("Origin")
    if origin is None:
        return True
    own = {_bare(request.host), _bare(urlsplit(settings().base_url).netloc)} - {""}
    return _bare(urlsplit(origin).netloc) in own


def _bare(host: str) -> str:
    return host.lower().removesuffix(":443").removesuffix(":80")


def current_actor() -> Actor:
    """Return who acts: the account of a complete, unexpired login on the server, else a resident."""
    if ACTOR not in request.environ:
        login_id = session.get(STAFF_KEY)
        actor = actor_of_login(database(), context(), login_id) if login_id else None
        request.environ[ACTOR] = actor or RESIDENT
    return cast(Actor, request.environ[ACTOR])


def start_login(login_id: str) -> None:
    """Give the browser a new session that holds this login and nothing of the old one."""
    session.clear()
    session[STAFF_KEY] = login_id
    session["csrf"] = secrets.token_urlsafe(24)
    request.environ.pop(ACTOR, None)


def forget_login() -> None:
    """Empty the browser's session; the cookie goes with it."""
    session.clear()
    request.environ.pop(ACTOR, None)
