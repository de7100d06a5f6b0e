"""Record a held check at a site or anywhere, see what the rule says of it, take it back."""

from dataclasses import replace

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.domain.checks import RecordCheck
from webapp.domain.errors import Invalid
from webapp.usecases.checks import CheckReceipt, preview_check, record_check, withdraw_check
from webapp.usecases.choosing import CheckLine, check_position, held_check
from webapp.usecases.corrections import versions_of
from webapp.usecases.message_preview import MessagePreview, preview_check_message, preview_taking_back
from webapp.web import staff
from webapp.web.current import context, database
from webapp.web.forms.faults import show_faults
from webapp.web.forms.staff import CheckForm, WithdrawForm, check_facts, new_check_form
from webapp.web.message_first import asks_for_message, links_base, message_words
from webapp.web.pages.police.blueprint import bp
from webapp.web.pages.police.sites import site_page
from webapp.web.second_look import asks_for_a_second_look
from webapp.web.session import current_actor


@bp.post("/sites/<site_id>/checks")
def record_at(site_id: str) -> ResponseReturnValue:
    """Record a check at a site; the button "preview" only says whether it would count."""
    form = CheckForm(request.form)
    try:
        facts = check_facts(form, context().place.tz, site_id)
        second_look, asked = asks_for_a_second_look(form, "public_note"), "preview" in request.form
        if second_look or asked:
            preview = preview_check(database(), context(), current_actor(), facts)
            told = message_of(facts, preview)
            return site_page(site_id, 200 if asked else 422, check_form=form, preview=preview, message=told)
        receipt = record_check(database(), context(), current_actor(), facts)
    except Invalid as error:
        show_faults(form, error.faults)
        return site_page(site_id, 422, check_form=form)
    return redirect(url_for("police.site", site_id=site_id, recorded=receipt.public_id), code=303)


@bp.get("/checks/new")
def new() -> ResponseReturnValue:
    """Show the form for a check held anywhere."""
    form = new_check_form(lat=request.args.get("lat", ""), lon=request.args.get("lon", ""))
    return _new_page(form)


@bp.post("/checks")
def record() -> ResponseReturnValue:
    """Record a check held anywhere; the rule finds out which site it answers, if any."""
    form = CheckForm(request.form)
    try:
        typed = form.lat.data or "", form.lon.data or "", form.place_text.data or ""
        lat, lon = check_position(database(), context(), *typed)
        facts = replace(check_facts(form, context().place.tz), lat=lat, lon=lon)
        second_look, asked = asks_for_a_second_look(form, "public_note"), "preview" in request.form
        if second_look or asked:
            preview = preview_check(database(), context(), current_actor(), facts)
            told = message_of(facts, preview)
            return _new_page(form, 200 if asked else 422, preview=preview, message=told)
        receipt = record_check(database(), context(), current_actor(), facts)
    except Invalid as error:
        show_faults(form, error.faults)
        return _new_page(form, 422)
    return redirect(url_for("police.check", public_id=receipt.public_id, recorded=1), code=303)


@bp.get("/checks/<public_id>")
def check(public_id: str) -> ResponseReturnValue:
    """Show a held check and what the rule says of it."""
    return _check_page(public_id, WithdrawForm())


@bp.post("/checks/<public_id>/withdraw")
def withdraw(public_id: str) -> ResponseReturnValue:
    """Take a check back, with a reason; it stays on record."""
    form = WithdrawForm(request.form)
    held = held_check(database(), current_actor(), public_id)
    if asks_for_message():
        told = preview_taking_back(database(), context(), current_actor(), public_id, links_base())
        return _check_page(public_id, form, message=told)
    try:
        withdraw_check(database(), context(), current_actor(), held.row_id, form.correction_reason.data or "")
    except Invalid as error:
        show_faults(form, error.faults)
        return _check_page(public_id, form, 422)
    return redirect(url_for("police.check", public_id=public_id, done="withdrawn"), code=303)


def message_of(facts: RecordCheck, preview: CheckReceipt) -> MessagePreview | None:
    """Return the message that a check, looked at beforehand, would send."""
    return preview_check_message(database(), context(), current_actor(), facts.started_at, preview, links_base())


def _new_page(
    form: CheckForm, status: int = 200, preview: CheckReceipt | None = None, message: MessagePreview | None = None
) -> ResponseReturnValue:
    page = render_template(
        "police/check_new.html",
        form=form,
        preview=preview,
        message=message,
        verdict_words=staff.VERDICTS,
        **message_words(),
    )
    return page, status


def _check_page(
    public_id: str, form: WithdrawForm, status: int = 200, message: MessagePreview | None = None
) -> ResponseReturnValue:
    held = held_check(database(), current_actor(), public_id)
    page = render_template(
        "police/check.html",
        held=held,
        form=form,
        measured=_measured(held),
        versions=versions_of(database(), current_actor(), public_id),
        just_recorded="recorded" in request.args,
        done=staff.DONE.get(request.args.get("done", "")),
        verdict_words=staff.VERDICTS,
        message=message,
        shown_first=asks_for_message(),
        **message_words(),
    )
    return page, status


def _measured(held: CheckLine) -> list[tuple[str, object]]:
    """Return name and value of what was measured, in the form's own words."""
    fields = CheckForm()
    names = ("vehicles", "over_limit", "mean_kmh", "v85_kmh", "limit_kmh", "public_note")
    values = ((str(fields[name].label.text), getattr(held, name)) for name in names)
    return [(label, value) for label, value in values if value is not None]
