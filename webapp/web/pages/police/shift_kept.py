"""The shift on a device: what it keeps when somebody takes the list along, and what it asks when it has contact."""

from flask import Response, current_app, jsonify, make_response, render_template, request, session
from flask.typing import ResponseReturnValue
from wtforms import Form

from webapp.domain.attempts import REASONS
from webapp.domain.shift import ShiftDay
from webapp.usecases.logins import seconds_left
from webapp.usecases.shift import shift_of
from webapp.web.current import context, database
from webapp.web.forms.shift import AttemptForm
from webapp.web.forms.staff import CheckForm
from webapp.web.pages.police.blueprint import bp
from webapp.web.pages.police.shift import asked_shift, hours_words, owner, shift_title
from webapp.web.session import STAFF_KEY, csrf_token, current_actor
from webapp.web.words import attempts as attempt_words
from webapp.web.words import suitability


@bp.get("/sw.js")
def shift_worker() -> ResponseReturnValue:
    """Give the service worker from where it may stand beside the police's pages, and beside nothing else."""
    return current_app.send_static_file("js/police_sw.js")


@bp.get("/shift/ready")
def shift_ready() -> ResponseReturnValue:
    """Say who is logged in and give a token to send with; whoever is not logged in is led to the login instead."""
    return jsonify({"who": owner(), "csrf_token": csrf_token()})


@bp.get("/shift/kept")
def shift_kept() -> ResponseReturnValue:
    """Show the shift with its forms as a device keeps it: without a token, and only until the login must end."""
    _start, wish = asked_shift(ShiftDay.TODAY)
    found = shift_of(database(), context(), current_actor(), wish)
    page = render_template(
        "police/shift_kept.html",
        shift=found,
        title=shift_title(found),
        who=owner(),
        now=context().now(),
        query={name: value for name, value in request.args.items() if name in {"day", "start", "lat", "lon"}},
        hours_words=hours_words,
        check_forms={s.site_id: _own_ids(CheckForm(limit_kmh=str(s.limit_kmh or "")), s.site_id) for s in found.stops},
        attempt_forms={s.site_id: _own_ids(AttemptForm(keep="yes"), s.site_id) for s in found.stops},
        attempt_words=attempt_words.REASON,
        fit_words=suitability.VERDICT,
        reasons_list=REASONS,
    )
    answer: Response = make_response(page)
    answer.headers["Lofte-Lasts"] = str(seconds_left(database(), context(), session.get(STAFF_KEY, "")))
    return answer


def _own_ids(form: Form, site_id: str) -> Form:
    """Give the controls of a form ids that no other form of the page has."""
    for field in form:
        field.id = f"{field.name}-{site_id}"
    return form
