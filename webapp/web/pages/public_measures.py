"""What the municipality builds to lower speeds, for everyone: the register as a map and a list."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from webapp.domain.measures import MeasureKind, MeasureStatus
from webapp.storage.measures import MeasureFilter, count_measures, public_measures
from webapp.web.basemap import drawn_base, place_view
from webapp.web.current import context, database
from webapp.web.measure_marks import marks_of, name_of
from webapp.web.words.measures import KIND, STATUS

bp = Blueprint("public_measures", __name__)

LISTED = 200
MARKED = 60
"""How many measures a page lists, and how many of them have a mark on its map."""


@bp.get("/measures")
def index() -> ResponseReturnValue:
    """Show the measures that fit, the latest step first."""
    kind, status = request.args.get("kind", ""), request.args.get("status", "")
    wanted = MeasureFilter(
        kind=kind if kind in set(MeasureKind) else None, status=status if status in set(MeasureStatus) else None
    )
    found, total = public_measures(database(), wanted, LISTED), count_measures(database(), wanted)
    view = place_view()
    return render_template(
        "measures/public.html",
        found=found,
        total=total,
        wanted=wanted,
        kinds=KIND,
        statuses=STATUS,
        view=view,
        base=drawn_base(view),
        marks=marks_of(found[:MARKED], view),
        name_of=name_of,
        authority=context().place.name,
    )
