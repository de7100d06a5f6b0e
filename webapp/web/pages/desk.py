"""The desk: staff enter what people told them, and the pins of a meeting."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.domain.errors import Invalid
from webapp.storage.pins import SEVERAL
from webapp.usecases.desk import WAYS, enter_meeting, enter_one, places_for
from webapp.web.basemap import basemap_view, drawn_base, place_view
from webapp.web.current import context, database
from webapp.web.forms.comments import show_faults
from webapp.web.forms.desk import MORE, DeskForm, desk_wish, rows_of, show_row_faults, with_click
from webapp.web.forms.points import position, settle_click
from webapp.web.forms.suggest import causes_by_kind
from webapp.web.session import current_actor

bp = Blueprint("desk", __name__, url_prefix="/moderation/desk")


@bp.get("")
def show() -> ResponseReturnValue:
    """Show the form for what one person told."""
    return _page(DeskForm(data={"via": request.args.get("via", "phone")}), entered=request.args.get("entered"))


@bp.post("")
def enter() -> ResponseReturnValue:
    """Store what one person told, and offer the form for the next."""
    form = DeskForm(request.form)
    if settle_click(form, request.form):
        return _page(form)
    if request.form.get("step") == "find":
        return _page(form, looking=True)
    try:
        done = enter_one(database(), context(), current_actor(), form.via.data or "", desk_wish(form))
    except Invalid as invalid:
        show_faults(form, invalid.faults)
        return _page(form, 422, looking=any(fault.code == SEVERAL for fault in invalid.faults))
    return redirect(url_for("desk.show", entered=done.numbers[0], via=form.via.data), code=303)


@bp.get("/meeting")
def meeting() -> ResponseReturnValue:
    """Show the form that takes the pins of a paper map quickly."""
    return _rows(rows_of(None), entered=request.args.get("entered", type=int))


@bp.post("/meeting")
def enter_rows() -> ResponseReturnValue:
    """Store every row or none; a click on the map fills the next row, and more rows can be asked for."""
    spot = _clicked()
    if spot is not None:
        return _rows(with_click(rows_of(request.form, 1), spot))
    if request.form.get("step") == "more":
        return _rows(rows_of(request.form, MORE))
    rows = rows_of(request.form)
    try:
        done = enter_meeting(database(), context(), current_actor(), [row.wish for row in rows])
    except Invalid as invalid:
        return _rows(rows, 422, show_row_faults(rows, invalid.faults))
    return redirect(url_for("desk.meeting", entered=len(done.numbers)), code=303)


def _clicked() -> tuple[float, float] | None:
    """Return where the map picture was clicked: it shows the whole place."""
    try:
        x, y = int(request.form.get("map.x", "0")[:6]), int(request.form.get("map.y", "0")[:6])
    except ValueError:
        return None
    if x == 0 and y == 0:  # what Enter sends
        return None
    lon, lat = basemap_view().to_lonlat(float(x), float(y))
    return lat, lon


def _page(form: DeskForm, status: int = 200, looking: bool = False, entered: str | None = None) -> ResponseReturnValue:
    view = place_view()
    found = places_for(database(), context(), current_actor(), form.place_text.data or "") if looking else []
    page = render_template(
        "desk/form.html",
        form=form,
        ways=WAYS,
        view=view,
        base=drawn_base(view),
        position=position(form),
        candidates=found,
        looked=looking,
        causes_by_kind=causes_by_kind(),
        entered=entered,
    )
    return page, status


def _rows(
    rows: list[Any], status: int = 200, faults: list[tuple[str, str]] | None = None, entered: int | None = None
) -> ResponseReturnValue:
    view = place_view()
    page = render_template(
        "desk/meeting.html", rows=rows, faults=faults or [], entered=entered, view=view, base=drawn_base(view)
    )
    return page, status
