"""Communicators: begin a follow-up or an evaluation, write its words, approve it, put it right."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.domain.errors import Invalid
from webapp.storage.reports import Published
from webapp.usecases import reports as use
from webapp.web.current import context, database
from webapp.web.forms.faults import show_first_faults
from webapp.web.forms.reports import StartForm, TextsForm, counter, form_of, kind_of, texts_of
from webapp.web.pages.follow_ups import page_of
from webapp.web.session import current_actor
from webapp.web.words import reports as words

bp = Blueprint("reports", __name__, url_prefix="/communicator/follow-ups")


@bp.get("")
def index() -> ResponseReturnValue:
    """List every follow-up and evaluation, with a form to begin one."""
    return _list(StartForm())


@bp.post("")
def start() -> ResponseReturnValue:
    """Freeze the numbers and begin a draft."""
    form = StartForm(request.form)
    form.validate()
    try:
        slug = use.start(database(), context(), current_actor(), kind_of(form), form.through.data)
    except Invalid as invalid:
        show_first_faults(form, invalid.faults)
        return _list(form), 422
    return redirect(url_for("reports.edit", report=slug), code=303)


@bp.get("/<report>")
def edit(report: str) -> ResponseReturnValue:
    """Show one with its words to change, who has approved it, and what can be done."""
    view = use.look(database(), current_actor(), report)
    return _one(view, form_of(view.version.texts))


@bp.post("/<report>")
def save(report: str) -> ResponseReturnValue:
    """Keep changed words."""
    form = TextsForm(request.form)
    try:
        use.save(database(), context(), current_actor(), report, texts_of(form), request.form.get("mark", ""))
    except Invalid as invalid:
        show_first_faults(form, invalid.faults)
        return _one(use.look(database(), current_actor(), report), form), 422
    return _back(report)


@bp.get("/<report>/preview")
def preview(report: str) -> ResponseReturnValue:
    """Show the newest version as the public will see it."""
    view = use.look(database(), current_actor(), report)
    public = tuple(v for v in reversed(view.earlier) if v.published_at is not None)
    return page_of(Published(view.report, view.version, (*public, view.version)), preview=view.is_draft)


@bp.post("/<report>/approve")
def approve(report: str) -> ResponseReturnValue:
    """Say yes to the version that was read."""
    party, mark = request.form.get("party", ""), request.form.get("mark", "")
    try:
        use.approve(database(), context(), current_actor(), report, party, mark)
    except Invalid as invalid:
        view = use.look(database(), current_actor(), report)
        form = form_of(view.version.texts)
        show_first_faults(form, invalid.faults)
        return _one(view, form), 422
    return _back(report)


@bp.post("/<report>/freeze")
def freeze(report: str) -> ResponseReturnValue:
    """Read the numbers of the same day anew."""
    use.freeze_again(database(), context(), current_actor(), report, request.form.get("mark", ""))
    return _back(report)


@bp.post("/<report>/correct")
def correct(report: str) -> ResponseReturnValue:
    """Begin a correction of what is public."""
    use.correct(database(), context(), current_actor(), report)
    return _back(report)


@bp.post("/<report>/discard")
def discard(report: str) -> ResponseReturnValue:
    """Throw a draft away."""
    use.discard(database(), context(), current_actor(), report)
    return redirect(url_for("reports.index"), code=303)


def _back(report: str) -> ResponseReturnValue:
    return redirect(url_for("reports.edit", report=report), code=303)


def _list(form: StartForm) -> str:
    desk = use.desk(database(), context(), current_actor())
    return render_template("communicator/follow_ups.html", desk=desk, form=form)


def _one(view: use.ReportView, form: Any) -> str:
    return render_template(
        "communicator/follow_up.html", view=view, form=form, fields=words.FIELDS, counter=counter, words_of=words
    )
