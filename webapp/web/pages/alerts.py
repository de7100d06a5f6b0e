"""Alerts by e-mail: the form, the button that starts one, and its own page, opened by its address alone."""

from typing import cast

from flask import Blueprint, Flask, Response, redirect, render_template, request, url_for
from flask.sansio.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from webapp.domain.alerts import RADII_M, Where
from webapp.domain.errors import Fault, Invalid, NotFound
from webapp.domain.messages import Link
from webapp.domain.suggestions import Kind
from webapp.storage.public import area_names
from webapp.usecases.alerts import (
    ask_for_alert,
    change_alert,
    confirm_alert,
    end_alert,
    find_alert,
    places_for,
)
from webapp.web.basemap import drawn_base, place_view
from webapp.web.current import context, database
from webapp.web.forms.messages import AlertForm, alert_wish, settle_middle
from webapp.web.forms.points import position
from webapp.web.forms.suggest import show_faults
from webapp.web.language import language
from webapp.web.session import when_form_is_foreign
from webapp.web.words.messages import PACE, PACE_HINT

bp = Blueprint("alerts", __name__, url_prefix="/alerts")


@bp.record_once
def keep_words(state: BlueprintSetupState) -> None:
    """Show the form again, words kept, when its token was missing, expired or foreign."""
    when_form_is_foreign(cast(Flask, state.app), "alerts.send", _foreign)


@bp.after_request
def hide(response: Response) -> Response:
    """Keep everything but the form itself out of every index."""
    if request.endpoint != "alerts.show":
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


@bp.get("")
def show() -> ResponseReturnValue:
    """Show the form, filled in as far as the link that led here says."""
    form = AlertForm(request.args)
    form.email.data = form.drawn.data = ""
    if not request.args.getlist("kinds"):
        form.kinds.data = [kind.value for kind in Kind]
    if form.where.data not in {w.value for w in Where}:
        form.where.data = Where.NEAR.value if position(form) else Where.AREA.value
    if form.place_text.data and position(form):
        form.found_for.data = form.place_text.data.strip()
    return _page(form)


@bp.post("")
def send() -> ResponseReturnValue:
    """Keep the alert and ask by mail whether it is wanted; show a faulty form again with every word kept."""
    form = AlertForm(request.form)
    if settle_middle(form, request.form):
        return _page(form)
    wish = alert_wish(form)
    try:
        ask_for_alert(database(), context(), wish, language())
    except Invalid as invalid:
        show_faults(form, invalid.faults)
        return _page(form, candidates=_candidates(invalid, wish.place_text)), 422
    return redirect(url_for("alerts.sent"), code=303)


@bp.get("/sent")
def sent() -> ResponseReturnValue:
    """Say that a mail with a button is on its way."""
    return render_template("alerts/sent.html")


@bp.get("/confirm/<token>")
def confirm(token: str) -> ResponseReturnValue:
    """Ask whether the alert is wanted; a button says yes. Opening the page changes nothing."""
    try:
        alert = find_alert(database(), context(), token, Link.CONFIRM_ALERT)
    except NotFound:
        return _over()
    return render_template("alerts/confirm.html", alert=alert, token=token, pace_words=PACE)


@bp.post("/confirm/<token>")
def confirmed(token: str) -> ResponseReturnValue:
    """Start the alert, and go to its own page."""
    try:
        own = confirm_alert(database(), context(), token)
    except NotFound:
        return _over()
    return redirect(url_for("alerts.start", token=own, done="started"), code=303)


@bp.get("/<token>")
def start(token: str) -> ResponseReturnValue:
    """Show an alert to its owner, with the forms that change and end it."""
    try:
        return _own_page(token)
    except NotFound:
        return _over()


@bp.post("/<token>/change")
def change(token: str) -> ResponseReturnValue:
    """Change what the alert tells of and how often."""
    form = AlertForm(request.form)
    try:
        change_alert(database(), context(), token, tuple(form.kinds.data or ()), form.pace.data or "")
    except Invalid as invalid:
        show_faults(form, invalid.faults)
        return _own_page(token, form), 422
    except NotFound:
        return _over()
    return redirect(url_for("alerts.start", token=token, done="changed"), code=303)


@bp.post("/<token>/end")
def end(token: str) -> ResponseReturnValue:
    """End the alert and forget the address."""
    end_alert(database(), context(), token)
    return redirect(url_for("alerts.ended"), code=303)


@bp.get("/ended")
def ended() -> ResponseReturnValue:
    """Say that the alert is gone."""
    return render_template("alerts/ended.html")


def _page(form: AlertForm, candidates: object = ()) -> str:
    view = place_view()
    return render_template(
        "alerts/form.html",
        form=form,
        areas=area_names(database()),
        radii=RADII_M,
        candidates=candidates,
        position=position(form),
        view=view,
        base=drawn_base(view),
        pace_words=PACE,
        pace_hints=PACE_HINT,
    )


def _own_page(token: str, form: AlertForm | None = None) -> str:
    alert = find_alert(database(), context(), token)
    form = form or AlertForm(data={"kinds": list(alert.kinds), "pace": alert.pace.value})
    done = request.args.get("done") if request.method == "GET" else None
    return render_template(
        "alerts/own.html", alert=alert, token=token, form=form, done=done, pace_words=PACE, pace_hints=PACE_HINT
    )


def _candidates(invalid: Invalid, place_text: str) -> object:
    several = any(fault.code == "several_places" for fault in invalid.faults)
    return places_for(database(), context(), place_text) if several else ()


def _foreign() -> ResponseReturnValue:
    form = AlertForm(request.form)
    show_faults(form, [Fault("form", "foreign")])
    return _page(form)


def _over() -> ResponseReturnValue:
    return render_template("messages/over.html"), 404
