"""What the forms of a site need so that nothing is overwritten and nothing is sent unseen."""

from typing import Any

from flask import request
from flask_babel import get_locale
from wtforms import Form

from webapp.domain.messages import Topic
from webapp.domain.roles import Permission, may
from webapp.domain.standard_texts import BY_CODE, STANDARD_TEXTS, in_language
from webapp.usecases.editing import site_version
from webapp.usecases.message_preview import MessagePreview, preview_answer
from webapp.web.current import context, database
from webapp.web.message_first import asks_for_message, links_base, message_words
from webapp.web.session import current_actor


def editing(site_id: str) -> dict[str, Any]:
    """Return what a template needs: the version that the forms carry, and the standard texts."""
    return {
        "version": sent_version() or site_version(database(), current_actor(), site_id),
        "standard_texts_list": STANDARD_TEXTS,
        **message_words(),
        "may_edit": may(current_actor(), Permission.EDIT_SITE),
    }


def sent_version() -> str:
    """Return the version of a site that a form says its sender saw; empty from a program that does not say."""
    return request.form.get("version", "")


def filled_in(form: Form) -> bool:
    """Whether the officer asked for a standard text; it stands in the form then, with its reason."""
    text = BY_CODE.get(request.form.get("standard_text", ""))
    if "fill" not in request.form:
        return False
    if text is not None:
        form.public_reply.data = in_language(text.sv, str(get_locale()))
        if "reason" in form and not form.reason.data:
            form.reason.data = text.reason
    return True


def message_first(site_id: str, topic: Topic, form: Form | None = None) -> MessagePreview | None:
    """Return the message that residents would get, when the officer asked to see it first."""
    if not asks_for_message():
        return None
    reason = form.reason.data if form is not None and "reason" in form else ""
    reply = form.public_reply.data if form is not None else ""
    return preview_answer(
        database(), context(), current_actor(), site_id, topic, reason or "", reply or "", links_base()
    )
