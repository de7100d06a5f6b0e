"""Words of staff that everyone will read: shown once more, before they are saved, when they point at a person."""

from flask import request
from wtforms import Form

from webapp.language.public_words import find_all


def asks_for_a_second_look(form: Form, field: str) -> bool:
    """Whether a form that our own page sent should be shown once more; a program that posts is not held up.

    What was found stays with the form for its template: the macro ``look_first`` of moderation/text_warning.html.
    """
    form.found = find_all(form[field].data or "")
    return bool(form.found) and "look_first" in request.form
