"""A held check put right, with the reason; every version stays on record."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp.domain.errors import Invalid, WrongState
from webapp.usecases.choosing import CheckLine, held_check
from webapp.usecases.corrections import correct_seen, versions_of
from webapp.web.current import context, database
from webapp.web.forms.faults import show_faults
from webapp.web.forms.shift import CorrectionForm
from webapp.web.forms.staff import check_facts, new_submission_key
from webapp.web.pages.police.blueprint import bp
from webapp.web.second_look import asks_for_a_second_look
from webapp.web.session import current_actor


@bp.get("/checks/<public_id>/correct")
def correct_page(public_id: str) -> ResponseReturnValue:
    """Show what stands about a check, to be put right."""
    return _page(public_id, _as_it_stands(held_check(database(), current_actor(), public_id)))


@bp.post("/checks/<public_id>/correct")
def correct(public_id: str) -> ResponseReturnValue:
    """Correct the version that was on the page; if it is no longer the one that stands, nothing is saved."""
    form = CorrectionForm(request.form)
    seen = form.version.data or ""
    version = int(seen) if seen.isascii() and seen.isdigit() and len(seen) <= 15 else None
    try:
        facts = check_facts(form, context().place.tz)
        if asks_for_a_second_look(form, "public_note"):
            return _page(public_id, form, 422)
        reason = form.correction_reason.data or ""
        correct_seen(database(), context(), current_actor(), public_id, version, facts, reason)
    except Invalid as error:
        show_faults(form, error.faults)
        return _page(public_id, form, 422)
    except WrongState:
        form.form_errors = [_("Somebody has changed the check since you opened the page. Nothing is saved.")]
        return _page(public_id, form, 409)
    return redirect(url_for("police.check", public_id=public_id, done="corrected"), code=303)


def _as_it_stands(held: CheckLine) -> CorrectionForm:
    tz = context().place.tz
    return CorrectionForm(
        started_at=f"{held.started_at.astimezone(tz):%Y-%m-%dT%H:%M}",
        ended_at=f"{held.ended_at.astimezone(tz):%Y-%m-%dT%H:%M}",
        vehicles=_typed(held.vehicles),
        over_limit=_typed(held.over_limit),
        mean_kmh=_typed(held.mean_kmh),
        v85_kmh=_typed(held.v85_kmh),
        limit_kmh=_typed(held.limit_kmh),
        public_note=held.public_note or "",
        version=str(held.row_id),
        submission_key=new_submission_key(),
    )


def _typed(value: float | None) -> str:
    return "" if value is None else f"{value:g}".replace(".", ",")


def _page(public_id: str, form: CorrectionForm, status: int = 200) -> ResponseReturnValue:
    held = held_check(database(), current_actor(), public_id)
    versions = versions_of(database(), current_actor(), public_id)
    page = render_template("police/correct.html", held=held, form=form, versions=versions)
    return page, status
