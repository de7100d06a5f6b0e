"""One's own account: where one is logged in, a new password, new recovery codes."""

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from webapp.domain.errors import Invalid
from webapp.domain.logins import TooManyTries, WrongLogin
from webapp.usecases.own_account import (
    change_password,
    end_login,
    end_other_logins,
    make_recovery_codes,
    own_account,
)
from webapp.web import staff
from webapp.web.current import context, database, settings
from webapp.web.forms.accounts import ChangePasswordForm, RecoveryCodesForm
from webapp.web.forms.staff import PASSWORD_FAULTS
from webapp.web.limits import address
from webapp.web.logins import too_many, wrong_code, wrong_password
from webapp.web.session import STAFF_KEY, current_actor, start_login

bp = Blueprint("account", __name__, url_prefix="/account")


@bp.get("/")
def index() -> ResponseReturnValue:
    """Show the account and every login of it."""
    own = own_account(database(), context(), current_actor(), session.get(STAFF_KEY, ""), address())
    return render_template("account/index.html", own=own, roles=staff.ROLES, done=request.args.get("done", ""))


@bp.post("/logins/<key>/end")
def end_one(key: str) -> ResponseReturnValue:
    """End one login of one's own."""
    end_login(database(), context(), current_actor(), key)
    return redirect(url_for("account.index", done="ended"), code=303)


@bp.post("/logins/end-others")
def end_others() -> ResponseReturnValue:
    """End every login but the one at hand."""
    end_other_logins(database(), context(), current_actor(), session.get(STAFF_KEY, ""))
    return redirect(url_for("account.index", done="others_ended"), code=303)


@bp.get("/password")
def password() -> ResponseReturnValue:
    """Show the form for a new password."""
    return _password_page(ChangePasswordForm(), 200)


@bp.post("/password")
def set_password() -> ResponseReturnValue:
    """Set a new password; every other login ends, and this one gets a new id."""
    form = ChangePasswordForm(request.form)
    if not form.validate():
        return _password_page(form, 422)
    old, new, login_id = form.old_password.data or "", form.password.data or "", session.get(STAFF_KEY, "")
    try:
        renewed = change_password(
            database(), context(), current_actor(), login_id, old, new, address(), limited=settings().ratelimit
        )
    except Invalid as error:
        form.password.errors = [PASSWORD_FAULTS[error.faults[0].code]]
    except WrongLogin as error:
        form.old_password.errors = [wrong_password(error)]
    except TooManyTries as error:
        form.form_errors = [too_many(error)]
        return _wait(_password_page(form, 429), error)
    else:
        start_login(renewed)
        return redirect(url_for("account.index", done="password"), code=303)
    return _password_page(form, 422)


@bp.get("/recovery-codes")
def recovery_codes() -> ResponseReturnValue:
    """Ask for a code before new recovery codes are made."""
    return _codes_page(RecoveryCodesForm(), 200)


@bp.post("/recovery-codes")
def new_recovery_codes() -> ResponseReturnValue:
    """Show ten new recovery codes in the answer itself, once: a redirect would have to keep them somewhere."""
    form = RecoveryCodesForm(request.form)
    if not form.validate():
        return _codes_page(form, 422)
    try:
        codes = make_recovery_codes(
            database(), context(), current_actor(), form.code.data or "", address(), limited=settings().ratelimit
        )
    except WrongLogin as error:
        form.code.errors = [wrong_code(error)]
        return _codes_page(form, 422)
    except TooManyTries as error:
        form.form_errors = [too_many(error)]
        return _wait(_codes_page(form, 429), error)
    return render_template("account/codes_made.html", codes=codes)


def _password_page(form: ChangePasswordForm, status: int) -> tuple[str, int]:
    own = own_account(database(), context(), current_actor(), session.get(STAFF_KEY, ""), address())
    return render_template("account/password.html", form=form, email=own.email), status


def _codes_page(form: RecoveryCodesForm, status: int) -> tuple[str, int]:
    own = own_account(database(), context(), current_actor(), session.get(STAFF_KEY, ""), address())
    return render_template("account/codes.html", form=form, left=own.codes_left), status


def _wait(page: tuple[str, int], error: TooManyTries) -> ResponseReturnValue:
    return *page, {"Retry-After": str(error.retry_after_s)}
