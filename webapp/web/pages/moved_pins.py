"""The sender moves the pin of a suggestion, from its receipt; with or without scripts, on the map or in words."""

from typing import cast

from flask import Blueprint, Flask, Response, redirect, render_template, request, session, url_for
from flask.sansio.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from webapp.domain.errors import Fault, Invalid, WrongState
from webapp.domain.suggestions import State
from webapp.usecases.moved_pins import move, where_it_is
from webapp.usecases.suggestions import PlaceFound, find_place, find_receipt
from webapp.web.basemap import drawn_base, place_view
from webapp.web.current import context, database
from webapp.web.forms.suggest import Press, SuggestForm, point_at, settle, show_faults, wish_from
from webapp.web.session import when_form_is_foreign

bp = Blueprint("moved_pins", __name__, url_prefix="/suggestions")
NOWHERE = PlaceFound(None)


@bp.record_once
def keep_words(state: BlueprintSetupState) -> None:
    """Show the form again, words kept, when its token was missing, expired or foreign."""
    when_form_is_foreign(cast(Flask, state.app), "moved_pins.send", _foreign)


@bp.after_request
def hide(response: Response) -> Response:
    """Keep the page out of every index."""
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


@bp.get("/<token>/move")
def show(token: str) -> ResponseReturnValue:
    """Show where the pin is, and the ways to move it."""
    return _page(token, SuggestForm(), NOWHERE)


@bp.post("/<token>/move")
def send(token: str) -> ResponseReturnValue:
    """Move the pin and go back to the receipt, or show the form again with what was chosen."""
    form = SuggestForm(request.form)
    press = settle(form, request.form, where_it_is(database(), token))
    wish = wish_from(form, cast(str, session.get("reporter", "")))
    try:
        if press is Press.SEND:
            move(database(), context(), token, wish)
            return redirect(url_for("receipts.show", token=token, done="moved"), code=303)
        return _page(token, form, find_place(database(), context(), wish))
    except Invalid as invalid:
        show_faults(form, invalid.faults)
        return _page(token, form, _so_far(form)), 422


def _so_far(form: SuggestForm) -> PlaceFound:
    try:
        return find_place(database(), context(), wish_from(form, ""))
    except Invalid:
        return NOWHERE


def _foreign() -> ResponseReturnValue:
    form = SuggestForm(request.form)
    settle(form, request.form)
    show_faults(form, [Fault("form", "foreign")])
    return _page(str((request.view_args or {}).get("token", "")), form, NOWHERE)


def _page(token: str, form: SuggestForm, place: PlaceFound) -> str:
    receipt = find_receipt(database(), context(), token)
    if receipt.state != State.LIVE:
        raise WrongState("only a live suggestion can be moved")
    if place.pin is not None:
        point_at(form, place.pin.lat, place.pin.lon)
    if place.candidates:
        form.found_for.data = (form.place_text.data or "").strip()
    view = place_view()
    return render_template(
        "receipts/move.html",
        form=form,
        receipt=receipt,
        token=token,
        place_found=place,
        position=form.position or where_it_is(database(), token),
        view=view,
        base=drawn_base(view),
    )
