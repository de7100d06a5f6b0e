"""Report a problem with a public text: anyone can, without an account."""

from typing import cast

from flask import Blueprint, Flask, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.domain.errors import Fault, Invalid, NotFound
from webapp.domain.moderation import REPORT_REASONS
from webapp.usecases.text_reports import report, words_in_public
from webapp.web.current import context, database
from webapp.web.forms.faults import show_faults
from webapp.web.forms.moderation import ReportForm
from webapp.web.session import when_form_is_foreign

bp = Blueprint("report", __name__)
bp.record_once(lambda state: when_form_is_foreign(cast(Flask, state.app), "report.send", _foreign))


@bp.get("/report")
def show() -> ResponseReturnValue:
    """Show the text and the form; without a text lead to the places, where each text has its link."""
    if not request.args.get("id"):
        return redirect(url_for("sites.index"), code=302)
    return _page(ReportForm(data={"what": request.args.get("what", ""), "id": request.args.get("id", "")}))


@bp.post("/report")
def send() -> ResponseReturnValue:
    """Put the text before a moderator, or show the form again with every word kept."""
    form = ReportForm(request.form)
    what, target = form.what.data or "", form.id.data or ""
    try:
        report(database(), context(), what, target, form.reason.data or "", form.words.data or "")
    except Invalid as invalid:
        show_faults(form, invalid.faults)
        return _page(form), 422
    return redirect(url_for("report.received"), code=303)


@bp.get("/report/received")
def received() -> ResponseReturnValue:
    """Say what happens now."""
    return render_template("moderation/received.html")


def _page(form: ReportForm) -> str:
    """Show the form beside the text it is about; a text that nobody can read has none."""
    try:
        found = words_in_public(database(), context(), form.what.data or "", form.id.data or "")
    except NotFound:
        abort(404)
    return render_template("moderation/report.html", form=form, found=found, reasons=REPORT_REASONS)


def _foreign() -> ResponseReturnValue:
    form = ReportForm(request.form)
    show_faults(form, [Fault("form", "foreign")])
    return _page(form)
