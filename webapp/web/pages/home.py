"""The home page: the question, the count, and the map with its list."""

from dataclasses import dataclass

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from webapp.domain.calendar import local_year
from webapp.domain.suggestions import Kind
from webapp.formats.svg_map import View
from webapp.storage.cells import cells_in
from webapp.storage.measures import MeasureFilter, public_measures
from webapp.storage.progress import progress
from webapp.storage.public_checks import latest_check
from webapp.web.basemap import drawn_base, place_view
from webapp.web.current import context, database
from webapp.web.measure_marks import signs_of
from webapp.web.site_lists import gathered, listing, markers

bp = Blueprint("home", __name__)

CELL_UNITS = 14
"""About how wide a square of not yet published suggestions is drawn, in units of the picture."""
MOST_CELLS = 300


@dataclass(frozen=True)
class DrawnCell:
    """A square on the map: its path, and how strong it is drawn."""

    kind: str
    size_m: int
    strength: int
    path: str


@bp.get("/")
def index() -> ResponseReturnValue:
    """Show the question, the count, and the map with its list."""
    ctx = context()
    view, found = place_view(), listing()
    numbered = found.numbered()
    return render_template(
        "home/index.html",
        progress=progress(database(), ctx, local_year(ctx.now(), ctx.place.tz)),
        found=found,
        numbered=numbered,
        view=view,
        base=drawn_base(view),
        cells=drawn_cells(view, found.kind),
        marks=gathered(markers(view, numbered)),
        signs=[] if found.kind == Kind.UNSAFE_PLACE else signs_of(public_measures(database(), MeasureFilter()), view),
        latest=latest_check(database(), ctx),
    )


def drawn_cells(view: View, kind: str = "") -> list[DrawnCell]:
    """Return the squares of not yet published suggestions, unsafe places under speed."""
    kinds = [kind] if kind else [Kind.UNSAFE_PLACE, Kind.SPEED]
    size_m = CELL_UNITS / view.units(1)
    cells = [cell for k in kinds for cell in cells_in(database(), view.bbox, k, size_m, MOST_CELLS // len(kinds))]
    return [DrawnCell(c.kind, c.size_m, c.strength, view.square(c.lon, c.lat, c.size_m)) for c in cells]
