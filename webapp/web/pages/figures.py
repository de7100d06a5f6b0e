"""The planner's own figures: a file by district or road, shown beside suggestions; and measured speeds from a file."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.domain.errors import Fault, Invalid, Refused
from webapp.formats.figures_csv import COLUMNS
from webapp.usecases.figures import add_figures, every_set, one_set, publish_figures, remove_figures
from webapp.usecases.measurements import import_measurements
from webapp.web.current import context, database
from webapp.web.forms.figures import FiguresForm, show_faults, wish_of
from webapp.web.session import current_actor
from webapp.web.words.figures import DONE, KIND, LEVEL

bp = Blueprint("figures", __name__)


@bp.get("")
def index() -> ResponseReturnValue:
    """List the figures, and show the forms of more."""
    return _page(FiguresForm())


@bp.post("")
def add() -> ResponseReturnValue:
    """Take a file of figures in."""
    form, sent = FiguresForm(request.form), request.files.get("file")
    data = sent.read() if sent else b""
    try:
        if not data:
            raise Invalid([Fault("file", "missing")])
        number = add_figures(database(), context(), current_actor(), data, wish_of(form))
    except Invalid as invalid:
        return _page(form, 422, lines=show_faults(form, invalid.faults))
    return redirect(url_for("planner.figures.show", set_id=number, done="added"), code=303)


@bp.post("/measurements")
def measurements() -> ResponseReturnValue:
    """Take a file of measured speeds in: the same as the command does."""
    sent = request.files.get("file")
    data = sent.read() if sent else b""
    try:
        report = import_measurements(database(), context(), current_actor(), data)
    except Refused as refused:
        return _page(FiguresForm(), 422, speed_faults=str(refused).splitlines())
    return redirect(url_for("planner.figures.index", rows=report.rows, added=report.added), code=303)


@bp.get("/<int:set_id>")
def show(set_id: int) -> ResponseReturnValue:
    """Show a set beside the suggestions of the same districts or roads."""
    one, beside = one_set(database(), current_actor(), set_id)
    done = DONE.get(request.args.get("done", ""))
    return render_template("figures/show.html", one=one, beside=beside, kinds=KIND, levels=LEVEL, done=done)


@bp.post("/<int:set_id>/public")
def publish(set_id: int) -> ResponseReturnValue:
    """Let everyone read a set, or planners alone again."""
    public = request.form.get("public") == "1"
    publish_figures(database(), context(), current_actor(), set_id, public)
    done = "public" if public else "private"
    return redirect(url_for("planner.figures.show", set_id=set_id, done=done), code=303)


@bp.post("/<int:set_id>/remove")
def remove(set_id: int) -> ResponseReturnValue:
    """Take a set away."""
    remove_figures(database(), context(), current_actor(), set_id)
    return redirect(url_for("planner.figures.index", done="removed"), code=303)


def _page(
    form: FiguresForm,
    status: int = 200,
    lines: list[tuple[int, str]] | None = None,
    speed_faults: list[str] | None = None,
) -> ResponseReturnValue:
    counted = {name: request.args.get(name, type=int) for name in ("rows", "added")}
    page = render_template(
        "figures/index.html",
        form=form,
        found=every_set(database(), current_actor()),
        lines=lines or [],
        speed_faults=speed_faults or [],
        counted=None if None in counted.values() else counted,
        columns=COLUMNS,
        kinds=KIND,
        levels=LEVEL,
        done=DONE.get(request.args.get("done", "")),
    )
    return page, status
