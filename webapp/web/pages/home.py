"""The home page, and the picture of the map for forms and printing."""

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from webapp.web.basemap import basemap_view, drawn_base

bp = Blueprint("home", __name__)


@bp.get("/")
def index() -> ResponseReturnValue:
    """Show the map, the list beside it, and the count."""
    return render_template("home/index.html")


@bp.get("/basemap.svg")
def basemap() -> ResponseReturnValue:
    """Show the base map as a picture: to click on without scripts, and to print."""
    lat, lon = _degree("lat", 90), _degree("lon", 180)
    view = basemap_view(lat, lon)
    chosen = None if lat is None or lon is None else view.to_xy(lon, lat)
    picture = render_template("home/basemap.svg", view=view, base=drawn_base(view), chosen=chosen)
    return Response(picture, mimetype="image/svg+xml")


def _degree(name: str, most: float) -> float | None:
    """Return a coordinate of the query, or None when it is not one."""
    try:
        value = float(request.args.get(name, ""))
    except ValueError:
        return None
    return value if -most <= value <= most else None
