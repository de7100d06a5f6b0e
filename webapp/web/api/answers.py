"""What every answer to a program has in common: how parameters are read and how bodies are written."""

import json
from math import isfinite
from typing import Any, NoReturn

from flask import Response, abort, request
from flask_babel import gettext as _

from webapp.domain.suggestions import Kind
from webapp.web.current import context

GEOJSON = "application/geo+json"
JSON = "application/json"

Bbox = tuple[float, float, float, float]


def answer(body: Any, mimetype: str = JSON) -> Response:
    """Return a body as compact JSON in UTF-8; a number that JSON does not have is an error of ours."""
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return Response(text, mimetype=mimetype)


def refuse(sentence: str) -> NoReturn:
    """Answer 400 with a sentence that says which parameter is wrong and how it should be."""
    abort(400, description=sentence)


def bbox_argument() -> Bbox | None:
    """Return the box of degrees of the query, or None when it asks for none."""
    text = request.args.get("bbox", "").strip()
    if not text:
        return None
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        refuse(str(_("bbox must be west,south,east,north in degrees.")))
    box = (west, south, east, north)
    if not all(isfinite(value) for value in box):
        refuse(str(_("bbox must be west,south,east,north in degrees.")))
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        refuse(str(_("bbox must have west before east and south before north, in degrees.")))
    return box


def kind_argument() -> str | None:
    """Return the kind that is asked for, or None for every kind."""
    return choice_argument("kind", [str(kind) for kind in Kind])


def choice_argument(name: str, choices: list[str]) -> str | None:
    """Return a parameter that must be one of a list, or None when it is not given."""
    value = request.args.get(name, "")
    if value and value not in choices:
        refuse(str(_("%(name)s must be one of %(choices)s.", name=name, choices=", ".join(choices) or "–")))
    return value or None


def whole_number_argument(name: str, low: int, high: int, default: int) -> int:
    """Return a whole number of the query within its bounds."""
    text = request.args.get(name, "")
    if not text:
        return default
    if not (text.isascii() and text.isdigit() and len(text) < 10 and low <= int(text) <= high):
        refuse(str(_("%(name)s must be a whole number from %(low)s to %(high)s.", name=name, low=low, high=high)))
    return int(text)


def base_url() -> str:
    """Return the public address of the site, without a slash at the end."""
    return context().base_url or request.host_url.rstrip("/")
