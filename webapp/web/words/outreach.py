"""The words of the outreach panel."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from webapp.web.language import number

MENU = (("/communicator/outreach", _l("Who we hear")),)

CHANNELS: dict[str, Any] = {
    "form": _l("the form"),
    "support": _l("a voice for a place"),
    "desk": _l("the desk"),
    "import": _l("a file"),
    "comment": _l("a comment"),
    "open311": _l("another program"),
}


def mix(counts: Mapping[str, int], names: Mapping[str, Any]) -> str:
    """Return what something is made of, the most first: "the form 12, the desk 3"."""
    ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return ", ".join(f"{names.get(name, name)} {number(many)}" for name, many in ranked)
