"""Recording in three taps: the place, when, save; or that it could not be done, and why."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.domain.attempts import REASONS
from webapp.domain.errors import Invalid
from webapp.usecases.attempts import record_attempt
from webapp.usecases.checks import CheckReceipt, preview_check, record_check
from webapp.usecases.message_preview import MessagePreview
from webapp.usecases.shift import place_to_check
from webapp.web import staff
from webapp.web.current import context, database
from webapp.web.forms.faults import show_faults
from webapp.web.forms.shift import AttemptForm
from webapp.web.forms.staff import CheckForm, check_facts, new_check_form, new_submission_key, read_day
from webapp.web.message_first import message_words
from webapp.web.pages.police.blueprint import bp
from webapp.web.pages.police.checks import message_of
from webapp.web.pages.police.shift import owner
from webapp.web.second_look import asks_for_a_second_look
from webapp.web.session import current_actor
from webapp.web.words import attempts as attempt_words


@bp.get("/sites/<site_id>/record")
def record_page(site_id: str) -> ResponseReturnValue:
    """Show the form for a check that was just held: both times are now, to be put right by a tap or by hand."""
    return _page(site_id)


@bp.post("/sites/<site_id>/record")
def record_now(site_id: str) -> ResponseReturnValue:
    """Record a check and go on to the shift, which says whether it counts; "preview" only says so."""
    form = CheckForm(request.form)
    try:
        facts = check_facts(form, context().place.tz, site_id)
        second_look, asked = asks_for_a_second_look(form, "public_note"), "preview" in request.form
        if second_look or asked:
            preview = preview_check(database(), context(), current_actor(), facts)
            told = message_of(facts, preview)
            return _page(site_id, 200 if asked else 422, check_form=form, preview=preview, message=told)
        receipt = record_check(database(), context(), current_actor(), facts)
    except Invalid as error:
        show_faults(form, error.faults)
        return _page(site_id, 422, check_form=form)
    return redirect(url_for("police.shift", recorded=receipt.public_id, day=_day()), code=303)


@bp.post("/sites/<site_id>/not-done")
def not_done(site_id: str) -> ResponseReturnValue:
    """Write down that no check could be done, and go on to the shift."""
    form = AttemptForm(request.form)
    try:
        record_attempt(
            database(),
            context(),
            current_actor(),
            site_id,
            form.reason.data or "",
            keep_choice=form.keep.data != "no",
            tried_on=read_day(form.tried_on.data, "tried_on"),
            submission_key=(form.submission_key.data or "")[:100] or None,
        )
    except Invalid as error:
        show_faults(form, error.faults)
        return _page(site_id, 422, attempt_form=form)
    return redirect(url_for("police.shift", done="not_done", day=_day()), code=303)


def empty_check(limit_kmh: int | None) -> CheckForm:
    """Return a form whose two times are now: saved as it stands it is refused, so no made-up length is recorded."""
    now = f"{context().now().astimezone(context().place.tz):%Y-%m-%dT%H:%M}"
    return new_check_form(started_at=now, ended_at=now, limit_kmh=str(limit_kmh or ""))


def empty_attempt() -> AttemptForm:
    """Return an empty form with a submission key of its own."""
    return AttemptForm(submission_key=new_submission_key(), keep="yes")


def _day() -> str | None:
    return request.values.get("day", "")[:20] or None


def _page(
    site_id: str,
    status: int = 200,
    *,
    check_form: CheckForm | None = None,
    attempt_form: AttemptForm | None = None,
    preview: CheckReceipt | None = None,
    message: MessagePreview | None = None,
) -> ResponseReturnValue:
    place = place_to_check(database(), current_actor(), site_id)
    page = render_template(
        "police/record.html",
        site=place,
        who=owner(),
        check_form=check_form or empty_check(place.limit_kmh),
        attempt_form=attempt_form or empty_attempt(),
        faulty=check_form or attempt_form,
        preview=preview,
        message=message,
        **message_words(),
        reasons_list=REASONS,
        attempt_words=attempt_words.REASON,
        verdict_words=staff.VERDICTS,
        day=_day() or "",
    )
    return page, status
