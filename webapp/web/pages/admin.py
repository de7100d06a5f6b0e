"""Accounts: who may work here; and the log of what was done."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.domain.errors import Invalid
from webapp.domain.roles import STAFF
from webapp.usecases.accounts import (
    NewAccount,
    create_account,
    disable_account,
    enable_account,
    end_logins,
    invite_again,
    list_accounts,
)
from webapp.usecases.audit_log import read_log
from webapp.web import staff
from webapp.web.current import context, database
from webapp.web.forms.accounts import AccountForm
from webapp.web.forms.faults import show_faults
from webapp.web.session import current_actor

bp = Blueprint("admin", __name__, url_prefix="/admin")


@bp.get("/")
def index() -> ResponseReturnValue:
    """List the accounts, with a form to invite one more person."""
    return _page(AccountForm())


@bp.post("/accounts")
def create() -> ResponseReturnValue:
    """Make an account and show its invitation link, once."""
    form = AccountForm(request.form)
    email, role, party = form.email.data or "", form.role.data or "", (form.party.data or "").strip() or None
    try:
        made = create_account(database(), context(), current_actor(), email, role, party=party)
    except Invalid as error:
        show_faults(form, error.faults)
        return _page(form, 422)
    return _invitation(made)


@bp.post("/accounts/<int:account_id>/invite")
def invite(account_id: int) -> ResponseReturnValue:
    """Give an account a new invitation link, shown once; with a new second factor when the phone is lost."""
    made = invite_again(
        database(), context(), current_actor(), account_id, new_second_factor="new_second_factor" in request.form
    )
    return _invitation(made)


@bp.post("/accounts/<int:account_id>/disable")
def disable(account_id: int) -> ResponseReturnValue:
    """Close an account and every login of it, but never one's own."""
    if account_id == current_actor().account_id:
        abort(409)
    disable_account(database(), context(), current_actor(), account_id)
    return _done("disabled")


@bp.post("/accounts/<int:account_id>/enable")
def enable(account_id: int) -> ResponseReturnValue:
    """Open a closed account again."""
    enable_account(database(), context(), current_actor(), account_id)
    return _done("enabled")


@bp.post("/accounts/<int:account_id>/end-logins")
def end_all(account_id: int) -> ResponseReturnValue:
    """End every login of an account; its owner can log in again."""
    end_logins(database(), context(), current_actor(), account_id)
    return _done("logins_ended")


@bp.get("/log")
def log() -> ResponseReturnValue:
    """Show a page of the log, the newest entries first."""
    action, account_id, before = request.args.get("action", ""), _number("account"), _number("before")
    page = read_log(database(), current_actor(), action=action, account_id=account_id, before=before)
    return render_template(
        "admin/log.html",
        page=page,
        action=action,
        account_id=account_id,
        before=before,
        actions=staff.ACTIONS,
        roles=staff.ROLES,
    )


def _number(name: str) -> int | None:
    """Return a number of the address, or None when it is none that an entry could have."""
    text = request.args.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 15 else None


def _done(what: str) -> ResponseReturnValue:
    return redirect(url_for("admin.index", done=what), code=303)


def _page(form: AccountForm, status: int = 200) -> ResponseReturnValue:
    page = render_template(
        "admin/index.html",
        form=form,
        accounts=list_accounts(database(), context(), current_actor()),
        roles=staff.ROLES,
        choices=STAFF,
        own_id=current_actor().account_id,
        done=request.args.get("done", ""),
    )
    return page, status


def _invitation(made: NewAccount) -> ResponseReturnValue:
    """Show the link in the answer itself: a redirect would have to keep it somewhere."""
    base = context().base_url or request.host_url.rstrip("/")
    return render_template("admin/invitation.html", made=made, link_once=f"{base}/invitation/{made.invitation}")
