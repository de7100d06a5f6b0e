"""What a request for features asks: each parameter read strictly, a wrong one answered 400 with a sentence."""

from math import isfinite

from flask import request
from flask_babel import gettext as _

from webapp.analysis.reference_systems import CRS84, bounds_in_degrees, offered
from webapp.domain.intervals import Days, NoInterval, read_days
from webapp.web.api.answers import Bbox, choice_argument, refuse, whole_number_argument
from webapp.web.api.ogc.collections import Collection, Wish
from webapp.web.current import context

MOST, USUAL = 400, 100
"""How many features an answer holds: the most whatever is asked for, so that none is over 500 kB; and by itself."""
FARTHEST = 10_000_000
COMMON = frozenset({"f", "lang"})
OF_ITEMS = COMMON | {"crs", "bbox", "bbox-crs", "datetime", "limit", "offset"}
OF_ITEM = COMMON | {"crs"}


def wish_of(collection: Collection) -> Wish:
    """Return which features the query asks for."""
    refuse_unknown(OF_ITEMS | collection.choices.keys())
    return Wish(
        bbox=_bbox(),
        days=_days(),
        properties={name: value for name, value in _properties(collection) if value},
        limit=min(MOST, whole_number_argument("limit", 1, FARTHEST, USUAL)),
        offset=whole_number_argument("offset", 0, FARTHEST, 0),
    )


def crs_argument(name: str = "crs") -> str:
    """Return the address of the system that positions are asked or given in."""
    known = offered(context().place.crs)
    if name not in request.args:
        return CRS84
    text = request.args[name].strip()
    found = next((uri for uri in known if text in {uri, f"[{uri}]", _short(uri)}), None)
    return found or refuse(str(_("%(name)s must be one of %(choices)s.", name=name, choices=", ".join(known))))


def refuse_unknown(known: frozenset[str] | set[str]) -> None:
    """Refuse a parameter that nothing reads: a misspelt filter would silently give everything."""
    unknown = sorted(set(request.args) - known)
    if unknown:
        refuse(str(_("There is no parameter %(name)s here.", name=unknown[0][:60])))
    if request.args.get("f", "json") != "json":
        refuse(str(_("%(name)s must be one of %(choices)s.", name="f", choices="json")))


def _short(uri: str) -> str:
    """Return the other common spelling, such as ``EPSG:3006``."""
    authority, _version, code = uri.rsplit("/", 3)[1:]
    return f"{authority}:{code}"


def _properties(collection: Collection) -> list[tuple[str, str | None]]:
    return [
        (name, choice_argument(name, list(choices)) if choices else request.args.get(name))
        for name, choices in collection.choices.items()
    ]


def _days() -> Days:
    if "datetime" not in request.args:
        return Days()
    try:
        return read_days(request.args["datetime"], context().place.tz)
    except NoInterval:
        refuse(str(_("datetime must be a day, a time with its zone, or two of them with a slash between.")))


def _bbox() -> Bbox | None:
    crs = crs_argument("bbox-crs")
    if "bbox" not in request.args:
        return None
    wrong = str(_("bbox must be four numbers, or six with heights: the least of each axis, then the greatest."))
    try:
        numbers = [float(part) for part in request.args["bbox"].split(",")]
    except ValueError:
        refuse(wrong)
    if len(numbers) not in {4, 6} or not all(isfinite(number) for number in numbers):
        refuse(wrong)
    half = len(numbers) // 2
    box = (numbers[0], numbers[1], numbers[half], numbers[half + 1])
    if box[0] > box[2] or box[1] > box[3] or (crs == CRS84 and not _on_earth(box)):
        refuse(wrong)
    try:
        return bounds_in_degrees(crs, box)
    except ValueError:
        refuse(wrong)


def _on_earth(box: Bbox) -> bool:
    west, south, east, north = box
    return west >= -180 and east <= 180 and south >= -90 and north <= 90
