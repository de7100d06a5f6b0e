"""A resident's words that may point at a person: warned of once before anything is stored, then sent as they are."""

from collections.abc import Mapping
from typing import Any, TypeVar

from wtforms import Form

from webapp.domain.suggestions import fingerprint
from webapp.language.public_words import find_all

WarnedForm = TypeVar("WarnedForm", bound=Form)
"""A form with a ``text`` and a hidden field ``warned``: the mark of the text that its sender was warned about."""


def must_warn(form: Form, sent: Mapping[str, str] | Any) -> bool:
    """Whether our own page sent words that may point at a person before warning of them; no program is held up."""
    return "warned" in sent and form.warned.data != _mark(form) and bool(find_all(form.text.data or ""))


def keep_warned(form: WarnedForm) -> WarnedForm:
    """Return the form that remembers which text it warns about: other words are looked at anew."""
    form.warned.data = _mark(form)
    return form


def _mark(form: Form) -> str:
    return fingerprint(" ".join((form.text.data or "").split()))  # browsers end lines in ways of their own
