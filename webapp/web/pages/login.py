"""Log in with a password and a code, accept an invitation, log out."""

from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext
from wtforms import Form

from webapp.domain.errors import Invalid, NotFound
from webapp.domain.logins import TooManyTries, WrongLogin
from webapp.domain.roles import AREA_OF_ROLE, Role
from webapp.usecases.accounts import accept_invitation, invited_email
from webapp.usecases.logins import Enrolment, check_code, check_password, half_login, log_out
from webapp.web.current import context, database, settings
from webapp.web.forms.staff import PASSWORD_FAULTS, CodeForm, LoginForm, NewPasswordForm
from webapp.web.guards import roles_let_in, safe_next
from webapp.web.limits import address
from webapp.web.logins import too_many, wrong_code
from webapp.web.session import STAFF_KEY, current_actor, forget_login, start_login

bp = Blueprint("login", __name__)


@dataclass(frozen=True)
class Picture:
    """A QR code as one path of squares; ``size`` counts the white border."""

    size: int
    path: str


@bp.get("/login")
def show() -> ResponseReturnValue:
    """Show the first step, or go on if somebody is logged in already."""
    actor = current_actor()
    if actor.account_id is not None:
        return redirect(landing(actor.role, request.args.get("next")), code=303)
    form = LoginForm(next=safe_next(request.args.get("next")) or "")
    return render_template("login/show.html", form=form, too_slow="again" in request.args)


@bp.post("/login")
def check() -> ResponseReturnValue:
    """Judge the password; whoever has it goes on to the code."""
    if "code" in request.form and "password" not in request.form:
        return check_second()
    form = LoginForm(request.form)
    if not form.validate():
        return render_template("login/show.html", form=form), 422
    email, password = form.email.data or "", form.password.data or ""
    try:
        login_id = check_password(database(), context(), email, password, address(), limited=settings().ratelimit)
    except TooManyTries as error:
        return _too_many("login/show.html", form, error)
    except WrongLogin as error:
        form.password.errors = [_wrong_password(error.left)]
        return render_template("login/show.html", form=form), 422
    start_login(login_id)
    return redirect(url_for("login.code", next=safe_next(form.next.data)), code=303)


@bp.get("/login/code")
def code() -> ResponseReturnValue:
    """Show the second step; at the first login also the secret for the app."""
    return _code_page(CodeForm(next=safe_next(request.args.get("next")) or ""), 200)


@bp.post("/login/code")
def check_second() -> ResponseReturnValue:
    """Judge the code; the login gets a new id and leads to the person's own pages."""
    form = CodeForm(request.form)
    if not form.validate():
        return _code_page(form, 422)
    login_id, typed = session.get(STAFF_KEY, ""), form.code.data or ""
    try:
        done = check_code(database(), context(), login_id, typed, address(), limited=settings().ratelimit)
    except NotFound:
        return redirect(url_for("login.show", again=1), code=303)
    except TooManyTries as error:
        return _too_many("login/code.html", form, error)
    except WrongLogin as error:
        form.code.errors = [wrong_code(error)]
        return _code_page(form, 422)
    start_login(done.login_id)
    return redirect(landing(done.role, form.next.data), code=303)


@bp.get("/invitation/<token>")
def invitation(token: str) -> ResponseReturnValue:
    """Show the form in which an invited person chooses a password."""
    return _invitation_page(token, NewPasswordForm(), 200)


@bp.post("/invitation/<token>")
def accept(token: str) -> ResponseReturnValue:
    """Set the password, use the invitation up, and go on to the code."""
    form = NewPasswordForm(request.form)
    if not form.validate():
        return _invitation_page(token, form, 422)
    try:
        login_id = accept_invitation(database(), context(), token, form.password.data or "", address())
    except Invalid as error:
        form.password.errors = [PASSWORD_FAULTS[error.faults[0].code]]
        return _invitation_page(token, form, 422)
    except NotFound:
        return render_template("login/no_invitation.html"), 404
    start_login(login_id)
    return redirect(url_for("login.code"), code=303)


@bp.post("/logout")
def end() -> ResponseReturnValue:
    """End the login on the server and in the browser."""
    if STAFF_KEY in session:
        log_out(database(), context(), session[STAFF_KEY])
    forget_login()
    answer = redirect(url_for("login.show"), code=303)
    answer.headers["Clear-Site-Data"] = '"storage"'  # a shift that was taken along; pages are no-store already
    return answer


def landing(role: Role, wanted: str | None) -> str:
    """Return where a login leads: the page asked for, if it is one of the person's own; else the role's index."""
    target = safe_next(wanted)
    if target and role in roles_let_in(target):
        return target
    return f"/{AREA_OF_ROLE[role]}/"


def _code_page(form: CodeForm, status: int) -> ResponseReturnValue:
    half = half_login(database(), context(), session.get(STAFF_KEY, ""))
    if half is None:
        return redirect(url_for("login.show", again=1), code=303)
    picture = _picture(half.enrolment) if half.enrolment else None
    return render_template("login/code.html", form=form, half=half, picture=picture), status


def _invitation_page(token: str, form: NewPasswordForm, status: int) -> ResponseReturnValue:
    try:
        email = invited_email(database(), context(), token)
    except NotFound:
        return render_template("login/no_invitation.html"), 404
    return render_template("login/invitation.html", form=form, email=email), status


def _too_many(template: str, form: Form, error: TooManyTries) -> ResponseReturnValue:
    form.form_errors = [too_many(error)]
    half = half_login(database(), context(), session.get(STAFF_KEY, ""))
    return render_template(template, form=form, half=half), 429, {"Retry-After": str(error.retry_after_s)}


def _wrong_password(left: int) -> str:
    return str(
        ngettext(
            "The e-mail or the password is not right, %(num)d try left.",
            "The e-mail or the password is not right, %(num)d tries left.",
            left,
        )
    )


def _picture(enrolment: Enrolment) -> Picture:
    import segno

    border = 4
    rows = list(segno.make(enrolment.uri, error="m").matrix)
    squares = (f"M{x + border} {y + border}h1v1h-1z" for y, row in enumerate(rows) for x, bit in enumerate(row) if bit)
    return Picture(len(rows) + 2 * border, "".join(squares))
