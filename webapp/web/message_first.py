"""The message that residents would get, shown before it is sent: what every page that shows one needs."""

from typing import Any

from flask import request
from flask_babel import get_locale

from webapp.web.current import context
from webapp.web.words import editing as edit_words


def asks_for_message() -> bool:
    """Whether a form was sent to see its message, not to be done."""
    return "show_message" in request.form


def links_base() -> str:
    """Return what the links of a message begin with."""
    return context().base_url or request.host_url.rstrip("/")


def message_words() -> dict[str, Any]:
    """Return what `police/_message.html` needs."""
    return {"edit_words": edit_words, "current_language": lambda: str(get_locale())}
