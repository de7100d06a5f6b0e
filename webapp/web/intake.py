"""What the two pages that take in comments share: the pasted words or the file, and its faults in words."""

from flask import request

from webapp.domain.errors import Invalid
from webapp.usecases.comment_intake import Intake, import_comments, paste_comments
from webapp.web.current import context, database
from webapp.web.forms.comments import IntakeForm, post_of, show_faults
from webapp.web.session import current_actor


def take_in(form: IntakeForm) -> Intake | None:
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
