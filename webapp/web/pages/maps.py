"""The base map: as a picture for forms without scripts, print and files, and as layers for the script of a map."""

import gzip
import json
from hashlib import sha256

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from webapp.domain.map_squares import Drawing, pixel_at
from webapp.formats.svg_map import View, names_beside
from webapp.web.api.answers import bbox_argument, whole_number_argument
from webapp.web.basemap import (
    PICTURE_BYTES,
    PICTURE_FONTS,
    basemap_view,
    drawing,
    drawn_base,
    map_credits,
    map_made,
)
from webapp.web.current import context

bp = Blueprint("maps", __name__)

DAY_S = 86_400
WORTH_PACKING = 1_000
CROSS = 14.0
"""Half the width of the middle of the cross at a chosen point: names keep out of it, its arms are thin."""


@bp.get("/basemap.svg")
def picture() -> ResponseReturnValue:
    """Show the base map as a picture of the whole place, of a box of degrees, or around a chosen point."""
    bbox, lat, lon = bbox_argument(), _degree("lat", 90), _degree("lon", 180)
    view = View.for_bbox(bbox, pad=0) if bbox else basemap_view(lat, lon)
    chosen = None if bbox or lat is None or lon is None else view.to_xy(lon, lat)
    base = drawn_base(view, PICTURE_BYTES, PICTURE_FONTS)
    names = names_beside(base.names, [chosen], CROSS, PICTURE_FONTS[0]) if chosen else base.names
    svg = render_template("home/basemap.svg", view=view, base=base, names=names, chosen=chosen, credits=map_credits())
    return _packed(Response(svg, mimetype="image/svg+xml"))


@bp.get("/basemap.json")
def layers() -> ResponseReturnValue:
    """Answer what a map draws in a box at a zoom: paths by layer and names, as whole grains from a corner.

    x in degrees is origin[0] + step[0] * grains, y is origin[1] - step[1] * grains.
    """
    bbox = bbox_argument() or context().place.bbox
    zoom = whole_number_argument("zoom", 0, 24, 12)
    made, credits = map_made(), map_credits()
    asked = f"{made.version} {bbox} {zoom} {credits}"
    response = Response(mimetype="application/json")
    response.set_etag(sha256(asked.encode()).hexdigest()[:24])
    known = bool(made.version) and request.args.get("v") == made.version
    response.headers["Cache-Control"] = f"public, max-age={DAY_S}" if known else "no-cache"
    if not request.if_none_match.contains_weak(response.get_etag()[0] or ""):
        body = _body(drawing(made, bbox, pixel_at(zoom, bbox)), credits)
        response.set_data(json.dumps(body, ensure_ascii=False, separators=(",", ":")))
    response.make_conditional(request)
    return _packed(response)


def _body(found: Drawing, credits: tuple[str, ...]) -> dict[str, object]:
    frame, step = found.frame, found.frame.step(found.level)
    return {
        "attribution": list(credits),
        "level": found.level,
        "origin": [frame.west, frame.north],
        "step": step,
        "layers": found.layers,
        "names": [[one.text, one.kind, one.rank, one.x, one.y, one.angle, one.room] for one in found.labels],
    }


def _packed(response: Response) -> Response:
    """Return an answer compressed, when that is asked for and worth it."""
    response.vary.add("Accept-Encoding")
    if request.accept_encodings["gzip"] > 0 and len(response.get_data()) > WORTH_PACKING:
        response.set_data(gzip.compress(response.get_data(), compresslevel=5, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
    return response


def _degree(name: str, most: float) -> float | None:
    """Return a coordinate of the query, or None when it is not one: then the whole place is shown."""
    try:
        value = float(request.args.get(name, ""))
    except ValueError:
        return None
    return value if -most <= value <= most else None
