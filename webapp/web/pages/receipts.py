"""The sender's own page: it opens by its address alone, and stands in no list."""

from typing import cast

from flask import Blueprint, Flask, Response, jsonify, redirect, render_template, request, url_for
from flask.sansio.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from webapp.domain.errors import Fault, Invalid
from webapp.domain.suggestions import State
from webapp.formats.qr import qr_code
from webapp.language.public_words import find_all
from webapp.storage.receipts import ReceiptView
from webapp.usecases.messages import questions_for
from webapp.usecases.receipts import edit as change
from webapp.usecases.receipts import look_through_changes, take_away
from webapp.usecases.suggestions import erase, find_receipt, follow, withdraw
from webapp.web.current import context, database
from webapp.web.forms.receipts import EditForm, FollowForm, as_it_is, changes_from
from webapp.web.forms.suggest import causes_by_kind, days, show_faults, week
from webapp.web.language import language
from webapp.web.session import when_form_is_foreign
from webapp.web.warned import keep_warned, must_warn
from webapp.web.words.messages import OPINION
from webapp.web.words.suggestions import when_sentence

bp = Blueprint("receipts", __name__, url_prefix="/suggestions")

CONFIRM = ("withdraw", "erase")
DONE = ("edited", "moved", "following", "stopped", "withdrawn", "asked", "told")


@bp.record_once
def keep_words(state: BlueprintSetupState) -> None:
    """Show a form again, words kept, when its token was missing, expired or foreign."""
    for endpoint in ("receipts.edit", "receipts.follow_site"):
        when_form_is_foreign(cast(Flask, state.app), endpoint, _foreign)


@bp.after_request
def hide(response: Response) -> Response:
    """Keep receipts out of every index."""
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


@bp.get("/<token>")
def show(token: str) -> ResponseReturnValue:
    """Show the receipt, or ask once more before something is taken back or erased."""
    receipt = find_receipt(database(), context(), token)
    step = request.args.get("confirm")
    if step in CONFIRM:
        return render_template("receipts/confirm.html", receipt=receipt, token=token, step=step)
    return _page(token, receipt, as_it_is(receipt), FollowForm())


@bp.get("/<token>/data.json")
def data(token: str) -> ResponseReturnValue:
    """Give the sender everything that is stored about the suggestion, as a file."""
    answer = jsonify(take_away(database(), context(), token))
    answer.headers["Content-Disposition"] = 'attachment; filename="suggestion.json"'
    return answer


@bp.get("/<token>/qr.svg")
def qr(token: str) -> ResponseReturnValue:
    """Show the receipt's address as a QR code, to print and keep."""
    find_receipt(database(), context(), token)
    return Response(render_template("sites/qr.svg", code=qr_code(_address(token))), mimetype="image/svg+xml")


@bp.get("/erased")
def gone() -> ResponseReturnValue:
    """Say that everything was erased; the receipt itself is no longer there."""
    return render_template("receipts/erased.html")


@bp.post("/<token>/edit")
def edit(token: str) -> ResponseReturnValue:
    """Keep new words, times and causes, or show the faulty ones again."""
    form = EditForm(request.form)
    try:
        if must_warn(form, request.form):
            look_through_changes(database(), token, changes_from(form))
            receipt = find_receipt(database(), context(), token)
            return _page(token, receipt, keep_warned(form), FollowForm(), warn=True), 422
        change(database(), context(), token, changes_from(form))
    except Invalid as invalid:
        show_faults(form, invalid.faults)
        return _page(token, find_receipt(database(), context(), token), form, FollowForm()), 422
    return _back(token, "edited")


@bp.post("/<token>/follow")
def follow_site(token: str) -> ResponseReturnValue:
    """Send news to an address, or stop."""
    form, stop = FollowForm(request.form), bool(request.form.get("stop"))
    try:
        follow(database(), context(), token, form.email.data or "", stop=stop, language=language())
    except Invalid as invalid:
        show_faults(form, invalid.faults)
        receipt = find_receipt(database(), context(), token)
        return _page(token, receipt, as_it_is(receipt), form), 422
    return _back(token, "stopped" if stop else "following")


@bp.post("/<token>/withdraw")
def take_back(token: str) -> ResponseReturnValue:
    """Take the suggestion back."""
    withdraw(database(), context(), token)
    return _back(token, "withdrawn")


@bp.post("/<token>/erase")
def forget(token: str) -> ResponseReturnValue:
    """Erase every word; the receipt's address leads nowhere from now on."""
    erase(database(), context(), token)
    return redirect(url_for("receipts.gone"), code=303)


def _back(token: str, done: str) -> ResponseReturnValue:
    return redirect(url_for("receipts.show", token=token, done=done), code=303)


def _page(token: str, receipt: ReceiptView, text_form: EditForm, follow_form: FollowForm, *, warn: bool = False) -> str:
    done = request.args.get("done") if request.method == "GET" else None
    return render_template(
        "receipts/show.html",
        receipt=receipt,
        token=token,
        address=_address(token),
        live=receipt.state == State.LIVE,
        when=when_sentence(receipt.when),
        email=_masked(receipt.email),
        warn=warn,
        findings=find_all((text_form.text.data if warn else receipt.text) or ""),
        week=week(text_form),
        days=days(),
        causes=causes_by_kind(),
        text_form=text_form,
        follow_form=follow_form,
        done=done if done in DONE else None,
        questions=questions_for(database(), context(), token),
        opinions=OPINION,
    )


def _address(token: str) -> str:
    """Return the receipt's whole address, to be saved."""
    base = context().base_url or request.host_url.rstrip("/")
    return base + request.root_path + f"/suggestions/{token}"


def _masked(email: str | None) -> str | None:
    """Return an address that its owner knows again and nobody else can write to: ``a…@example.se``."""
    if not email:
        return None
    name, _, host = email.partition("@")
    return f"{name[:1]}…@{host}"


def _foreign() -> ResponseReturnValue:
    """Keep typed words when a form's token was missing, expired or foreign."""
    token = str((request.view_args or {}).get("token", ""))
    receipt = find_receipt(database(), context(), token)
    editing = (request.endpoint or "").endswith("edit")
    text_form = EditForm(request.form) if editing else as_it_is(receipt)
    follow_form = FollowForm() if editing else FollowForm(request.form)
    show_faults(text_form if editing else follow_form, [Fault("form", "foreign")])
    return _page(token, receipt, text_form, follow_form)
