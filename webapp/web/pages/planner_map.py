"""The planner's map of hotspots: filters, evidence as text, two periods side by side, and the same as files."""

from datetime import date
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.domain.errors import Invalid
from webapp.domain.hotspots import Hotspot, HotspotMap
from webapp.formats.hotspot_picture import colour_of, path_of
from webapp.formats.hotspot_style import STYLES
from webapp.formats.svg_map import View
from webapp.usecases.hotspot_overview import HotspotFilter, hotspot_overview
from webapp.web.basemap import drawn_base
from webapp.web.current import context, database
from webapp.web.forms.faults import show_faults
from webapp.web.forms.planner import FilterForm, HotspotForm, dates_readable, filter_of
from webapp.web.session import current_actor
from webapp.web.words import hotspots as hotspot_words

bp = Blueprint("map", __name__)

NUMBERED = 30  # places on the map that lead to their row
LISTED = 200


@bp.get("/hotspots")
def show() -> ResponseReturnValue:
    """Show where suggestions gather, with the filters of the query."""
    form = FilterForm(request.args)
    wanted = filter_of(form) if dates_readable(form) else None
    status = 200 if wanted is not None else 422
    try:
        found = hotspot_overview(database(), context(), current_actor(), wanted or HotspotFilter())
    except Invalid as error:
        show_faults(form, error.faults)
        wanted, status = None, 422
        found = hotspot_overview(database(), context(), current_actor(), HotspotFilter())
    form.area.choices = [("", hotspot_words.EVERY_DISTRICT), *((name, name) for name in found.areas)]
    view = View.for_bbox(found.found.bbox or context().place.bbox)
    page = render_template(
        "planner/hotspots.html",
        form=form,
        file_form=HotspotForm(data={**form.data, "from_": None, "format": "gpkg"}),
        seen=found,
        wanted=wanted or HotspotFilter(),
        view=view,
        base=drawn_base(view),
        shapes=[_shape(one, view) for one in reversed(found.found.hotspots)],
        shades=_shades(found.found, view),
        numbered=[_mark(one, view) for one in found.found.hotspots[:NUMBERED]],
        listed=found.found.hotspots[:LISTED],
        steps=_steps(form, found.earlier, found.later),
        hotspot_words=hotspot_words,
    )
    return page, status


def _shape(one: Hotspot, view: View) -> dict[str, Any]:
    style = STYLES[one.class_]
    return {
        "fill": style["fillColor"],
        "line": style["color"],
        "dash": style.get("dashArray", ""),
        "path": path_of(view, one.geometry),
    }


def _shades(found: HotspotMap, view: View) -> list[dict[str, str]]:
    return [{"fill": colour_of(shade), "path": path_of(view, shade.geometry)} for shade in found.shades]


def _mark(one: Hotspot, view: View) -> dict[str, Any]:
    x, y = view.to_xy(one.lon, one.lat)
    return {"rank": one.rank, "name": one.name, "x": round(x, 1), "y": round(y, 1)}


def _steps(form: FilterForm, earlier: date | None, later: date | None) -> dict[str, str]:
    """Return the addresses of the same map a week before and a week after."""
    asked: dict[str, Any] = {
        name: value for name, value in request.args.items() if value and name in {*form.data, "from", "lang"}
    }
    days = {"earlier": earlier, "later": later}
    return {name: url_for("planner.map.show", **(asked | {"to": on.isoformat()})) for name, on in days.items() if on}
