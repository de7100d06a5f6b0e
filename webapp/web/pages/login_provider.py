"""Log in through another service that says who somebody is, where the settings name one."""

from typing import cast

from flask import Blueprint, Flask, abort, redirect, render_template, request, session, url_for
from flask.sansio.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from webapp.domain.errors import NotFound
from webapp.domain.logins import TooManyTries
from webapp.gateways.login_provider import LoginProvider, login_provider
from webapp.usecases.provider_login import BACK, address_of, log_in, new_state
from webapp.web.current import context, database, settings
from webapp.web.forms.staff import LoginForm
from webapp.web.guards import safe_next
from webapp.web.limits import address
from webapp.web.logins import too_many
from webapp.web.pages.login import landing
from webapp.web.session import PROVIDER_KEY, start_login

bp = Blueprint("login_provider", __name__)


@bp.record_once
def offer(state: BlueprintSetupState) -> None:
    """Let the login page know whether there is such a service."""
    app = cast(Flask, state.app)
    app.jinja_env.globals["has_login_provider"] = bool(app.extensions["lofte_settings"].oidc_issuer)


@bp.get("/login/provider")
def start() -> ResponseReturnValue:
    """Send the browser to the service, bound to this attempt. A link: a form may lead to this site only."""
    provider, state = _provider(), new_state(context())
    try:
        target = address_of(context(), provider, state)
    except OSError:
        return _again(gettext("The login service does not answer. Log in with your password, or try again later."), 503)
    session[PROVIDER_KEY] = [state, safe_next(request.args.get("next")) or ""]
    return redirect(target, code=303)


@bp.get(BACK)
def back() -> ResponseReturnValue:
    """Open the login that the service proves; our own code comes next."""
    provider = _provider()
    state, wanted = session.pop(PROVIDER_KEY, ["", ""])
    sent, code = request.args.get("state", ""), request.args.get("code", "")
    try:
        done = log_in(database(), context(), provider, state, sent, code, address(), limited=settings().ratelimit)
    except NotFound:
        return _again(
            gettext(
                "You could not be logged in that way. Ask your administrator whether your account has this e-mail."
            ),
            403,
        )
    except TooManyTries as error:
        return _again(too_many(error), 429, {"Retry-After": str(error.retry_after_s)})
    except OSError:
        return _again(gettext("The login service does not answer. Log in with your password, or try again later."), 503)
    start_login(done.login_id)
    if done.role is None:
        return redirect(url_for("login.code", next=safe_next(wanted)), code=303)
    return redirect(landing(done.role, wanted), code=303)


def _provider() -> LoginProvider:
    return login_provider(settings()) or abort(404)


def _again(sentence: str, status: int, headers: dict[str, str] | None = None) -> ResponseReturnValue:
    form = LoginForm()
    form.form_errors = [sentence]
    return render_template("login/show.html", form=form), status, headers or {}
