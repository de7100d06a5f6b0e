"""What the two pages that take in comments share: the pasted words or the file, and its faults in words."""

from collections.abc import Callable

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from webapp.domain.errors import Invalid
from webapp.usecases.comment_intake import Intake, import_comments, paste_comments
from webapp.web.current import context, database
from webapp.web.forms.comments import IntakeForm, post_of, show_faults
from webapp.web.session import current_actor


def take_in_and_lead(
    show: Callable[[IntakeForm, int], ResponseReturnValue], listing: str, batch: str
) -> ResponseReturnValue:
    """Take in what was sent and lead to its batch, or to the list when all of it was there already.

    :param show: gives the page back with the form and what is wrong with it
    :param listing: the endpoint of the list
    :param batch: the endpoint of one batch
    """
    form = IntakeForm(request.form)
    intake = _take_in(form)
    if intake is None:
        return show(form, 422)
    if intake.batch_id is None:
        return redirect(url_for(listing, doubles=intake.doubles), code=303)
    return redirect(url_for(batch, batch_id=intake.batch_id, added=intake.stored), code=303)


def _take_in(form: IntakeForm) -> Intake | None:
    """Take in what the form holds; None when something is wrong, which then stands beside its field."""
    post = post_of(form, request.form)
    sent = request.files.get("file")
    data = sent.read() if sent and sent.filename else b""
    try:
        if data:
            return import_comments(database(), context(), current_actor(), post, data, (sent and sent.filename) or "")
        return paste_comments(database(), context(), current_actor(), post, form.comments.data or "")
    except Invalid as invalid:
        show_faults(form, invalid.faults)
        return None
