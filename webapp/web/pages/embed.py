"""The map and the count in a frame on somebody else's page: no form, no script, no cookie."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from webapp.domain.calendar import local_year
from webapp.storage.progress import progress
from webapp.web.basemap import drawn_base, place_view
from webapp.web.current import context, database
from webapp.web.site_lists import listing, markers

bp = Blueprint("embed", __name__)


@bp.get("/embed")
def show() -> ResponseReturnValue:
    """Show the count and the first places on the map; every link opens the site in a window of its own."""
    ctx, view, found = context(), place_view(), listing()
    return render_template(
        "embed/show.html",
        progress=progress(database(), ctx, local_year(ctx.now(), ctx.place.tz)),
        found=found,
        view=view,
        base=drawn_base(view),
        markers=markers(view, found.numbered()),
    )
