"""The way in: suggest a place, with or without scripts, with a pin or with words."""

from typing import cast

from flask import Blueprint, Flask, jsonify, redirect, render_template, request, session, url_for
from flask.sansio.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from webapp.domain.coordinates import Unreadable, read_degrees
from webapp.domain.errors import Fault, Invalid
from webapp.domain.reporters import new_secret
from webapp.domain.roles import Permission, may
from webapp.domain.suggestions import expand_when
from webapp.domain.wishes import SuggestionWish
from webapp.language.public_words import find_all, mask_for_public
from webapp.usecases.suggestions import (
    PlaceFound,
    find_place,
    look_through,
    name_near,
    places_so_far,
    site_to_support,
    suggest,
    what_is_near,
)
from webapp.web.basemap import drawn_base, place_view
from webapp.web.campaigns import closed_page
from webapp.web.current import context, database
from webapp.web.forms.suggest import (
    Press,
    SuggestForm,
    causes_by_kind,
    days,
    empty_form,
    point_at,
    settle,
    show_faults,
    week,
    wish_from,
    with_new_key,
)
from webapp.web.session import current_actor, when_form_is_foreign
from webapp.web.warned import keep_warned, must_warn
from webapp.web.words.suggestions import when_sentence

bp = Blueprint("suggest", __name__)

NOWHERE = PlaceFound(None)


@bp.record_once
def keep_words(state: BlueprintSetupState) -> None:
    """Show the form again, words kept, when its token was missing, expired or foreign."""
    when_form_is_foreign(cast(Flask, state.app), "suggest.send", _foreign)


@bp.get("/suggest")
def show() -> ResponseReturnValue:
    """Show the form, filled in as far as the link that led here says."""
    if not may(current_actor(), Permission.SUGGEST):
        return render_template("suggest/staff.html")
    closed = closed_page()
    if closed is not None:
        return closed
    _reporter_secret()
    return _page(empty_form(request.args))


@bp.post("/suggest")
def send() -> ResponseReturnValue:
    """Do what was pressed: store and go to the receipt, or show the form again with every word kept."""
    actor = current_actor()
    if not may(actor, Permission.SUGGEST):
        return render_template("suggest/staff.html"), 403
    form = SuggestForm(request.form)
    press = settle(form, request.form)
    wish = wish_from(form, _reporter_secret())
    try:
        if press is Press.SEND and must_warn(form, request.form):
            look_through(database(), context(), actor, wish)
            return _page(keep_warned(form), preview=True, warn=True), 422
        if press is Press.SEND:
            receipt = suggest(database(), context(), actor, wish)
            return redirect(url_for("receipts.show", token=receipt.token), code=303)
        if press is Press.PREVIEW:
            look_through(database(), context(), actor, wish)
            return _page(keep_warned(form), preview=True)
        if press is Press.WHOLE_MAP:
            return _page(form, place=NOWHERE)
        return _page(form, place=find_place(database(), context(), wish))
    except Invalid as invalid:
        show_faults(form, invalid.faults)
        return _page(form, preview=press is not Press.FIND), 422


@bp.get("/suggest/places")
def places() -> ResponseReturnValue:
    """Answer the places that half-typed words may mean, for the list under the field; the words are kept nowhere."""
    found = places_so_far(database(), context(), request.args.get("q", ""))
    return jsonify(places=[{"name": c.name, "kind": c.kind, "area": c.area, "lat": c.lat, "lon": c.lon} for c in found])


@bp.get("/suggest/name")
def name() -> ResponseReturnValue:
    """Answer what people call a position, as plain text; empty when nothing public is near."""
    try:
        lat, lon = read_degrees(request.args.get("lat", "")), read_degrees(request.args.get("lon", ""))
    except Unreadable:
        lat = lon = None
    west, south, east, north = context().place.bbox
    inside = lat is not None and lon is not None and west <= lon <= east and south <= lat <= north
    found = name_near(database(), context(), lat, lon) if inside and lat is not None and lon is not None else None
    return found or "", {"Content-Type": "text/plain; charset=utf-8"}


@bp.get("/suggest/near")
def near() -> ResponseReturnValue:
    """Answer the step of places close by that can be joined, for the form's script; empty when there is none."""
    form = empty_form(request.args)
    found = NOWHERE
    if form.position is not None and form.kind.data:
        try:
            found = find_place(database(), context(), wish_from(form, ""))
        except Invalid:
            found = NOWHERE
    return render_template("suggest/near.html", found=found)


def _foreign() -> ResponseReturnValue:
    """Show the words again after a token that was missing, expired or foreign; the key is a new one."""
    form = SuggestForm(request.form)
    settle(form, request.form)
    with_new_key(form)
    _reporter_secret()
    show_faults(form, [Fault("form", "foreign")])
    return _page(form, preview=True)


@bp.get("/suggest/offline")
def offline() -> ResponseReturnValue:
    """Show the empty form that a device keeps for when there is no contact: nobody's, so without key or token."""
    return _page(SuggestForm(), offline=True)


def _page(
    form: SuggestForm,
    place: PlaceFound | None = None,
    *,
    preview: bool = False,
    warn: bool = False,
    offline: bool = False,
) -> str:
    """Return the form with everything around it that depends on what was typed so far."""
    place = _place_so_far(form) if place is None else place
    if place.pin is not None:
        point_at(form, place.pin.lat, place.pin.lon)
    if place.candidates:
        form.found_for.data = (form.place_text.data or "").strip()
    view = place_view()
    wish = wish_from(form, "")
    return render_template(
        "suggest/form.html",
        form=form,
        place_found=place,
        position=form.position,
        view=view,
        base=drawn_base(view),
        week=week(form),
        days=days(),
        causes=causes_by_kind(),
        when=_when(wish),
        findings=find_all(wish.text),
        masked=mask_for_public(wish.text).strip(),
        preview=preview,
        warn=warn,
        offline=offline,
        supported=site_to_support(database(), context(), wish.support_site_id) if wish.support_site_id else None,
    )


def _place_so_far(form: SuggestForm) -> PlaceFound:
    """Return where the form points, or nowhere; its faults are told elsewhere."""
    if form.support.data:
        return NOWHERE
    if request.method == "GET":  # a first look measures nothing: what it needs is slow to load
        position = form.position
        return what_is_near(database(), context(), *position, form.kind.data or "") if position else NOWHERE
    try:
        return find_place(database(), context(), wish_from(form, ""))
    except Invalid:
        return NOWHERE


def _when(wish: SuggestionWish) -> str:
    try:
        return when_sentence(expand_when(list(wish.when_quick), list(wish.when_cells)))
    except ValueError:
        return when_sentence(())


def _reporter_secret() -> str:
    """Return the random value in the form's cookie: the same cookie is the same resident."""
    if "reporter" not in session:
        session["reporter"] = new_secret()
    return cast(str, session["reporter"])
