"""The planner's register of speed-reducing measures: list, take one in, move it on, put it right."""

from datetime import date

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.domain.errors import Fault, Invalid, WrongState
from webapp.domain.measures import NEXT, MeasureFacts, MeasureKind, MeasureStatus
from webapp.formats.open_tables import formats_of
from webapp.storage.measures import MeasureFilter
from webapp.storage.public import find_published
from webapp.usecases.choosing import check_position
from webapp.usecases.exports import TableWish, export_table
from webapp.usecases.measure_effects import effect_of, effects_of_all
from webapp.usecases.measures import correct_measure, measure_with_history, move_measure, register, register_measure
from webapp.web.current import context, database
from webapp.web.forms.measures import MeasureForm, StepForm, form_of, read_cost, show_faults
from webapp.web.forms.planner import FORMATS
from webapp.web.language import language
from webapp.web.planner_files import file_of
from webapp.web.session import current_actor
from webapp.web.words.measure_effects import WHY_NO_SPEEDS
from webapp.web.words.measures import DONE, KIND, STATUS

LEAST_A_SIDE = 8
"""As the analysis says: fewer measured places on a side are not compared."""

bp = Blueprint("measures", __name__)


@bp.get("")
def index() -> ResponseReturnValue:
    """List the measures that fit."""
    kind, status = request.args.get("kind", ""), request.args.get("status", "")
    wanted = MeasureFilter(
        kind=kind if kind in set(MeasureKind) else None, status=status if status in set(MeasureStatus) else None
    )
    return _list(wanted)


@bp.get("/new")
def new() -> ResponseReturnValue:
    """Show the form of a new measure, at a place when one is named."""
    site = find_published(database(), context(), request.args.get("site", ""))
    form = MeasureForm(data={"status": "planned", "site": site.id if site else "", "street": site.name if site else ""})
    if site is not None:
        form.lat.data, form.lon.data = f"{site.lat:.5f}", f"{site.lon:.5f}"
    return render_template("measures/new.html", form=form, site=site)


@bp.post("")
def create() -> ResponseReturnValue:
    """Take a measure into the register."""
    form = MeasureForm(request.form)
    try:
        facts = _facts(form)
        public_id = register_measure(database(), context(), current_actor(), facts)
    except Invalid as invalid:
        show_faults(form, invalid.faults)
        site = find_published(database(), context(), form.site.data or "")
        return render_template("measures/new.html", form=form, site=site), 422
    return redirect(url_for("planner.measures.show", measure_id=public_id, done="registered"), code=303)


@bp.get("/effects")
def effects() -> ResponseReturnValue:
    """Show what changed around all measures that were built."""
    found = effects_of_all(database(), context(), current_actor())
    return render_template("measures/effects.html", found=found, least=LEAST_A_SIDE)


@bp.post("/exports")
def take() -> ResponseReturnValue:
    """Give a file of the register to take away."""
    asked = request.form.get("format", "")
    format_ = "csv" if asked == "excel" else asked
    if format_ not in formats_of("measures"):
        return _list(MeasureFilter(), 422)
    wish = TableWish("measures", format_, language(), asked == "excel")
    return file_of("measures", format_, export_table(database(), context(), current_actor(), wish))


@bp.get("/<measure_id>")
def show(measure_id: str) -> ResponseReturnValue:
    """Show one measure with its history, the form of its next step and the one that puts it right."""
    return _page(measure_id, StepForm(), None)


@bp.post("/<measure_id>/step")
def step(measure_id: str) -> ResponseReturnValue:
    """Move a measure on."""
    form = StepForm(request.form)
    try:
        note = form.note.data if "note" in request.form else None
        move_measure(
            database(), context(), current_actor(), measure_id, form.status.data or "", _day(form), note or None
        )
    except Invalid as invalid:
        show_faults(form, invalid.faults)
        return _page(measure_id, form, None, 422)
    except WrongState:
        show_faults(form, [Fault("status", "unknown")])
        return _page(measure_id, form, None, 422)
    return redirect(url_for("planner.measures.show", measure_id=measure_id, done="moved"), code=303)


@bp.post("/<measure_id>/correct")
def correct(measure_id: str) -> ResponseReturnValue:
    """Put right what is told of a measure."""
    form = MeasureForm(request.form)
    try:
        correct_measure(database(), context(), current_actor(), measure_id, _facts(form), form.reason.data or "")
    except Invalid as invalid:
        show_faults(form, invalid.faults)
        return _page(measure_id, StepForm(), form, 422)
    return redirect(url_for("planner.measures.show", measure_id=measure_id, done="corrected"), code=303)


def _list(wanted: MeasureFilter, status: int = 200) -> ResponseReturnValue:
    found = register(database(), current_actor(), wanted)
    page = render_template(
        "measures/index.html",
        found=found,
        wanted=wanted,
        kinds=KIND,
        statuses=STATUS,
        formats={code: FORMATS[code] for code in (*formats_of("measures"), "excel")},
        faulty=status == 422,
    )
    return page, status


def _page(
    measure_id: str, step_form: StepForm, correct_form: MeasureForm | None, status: int = 200
) -> ResponseReturnValue:
    measure, history = measure_with_history(database(), current_actor(), measure_id)
    possible = [code for code in STATUS if code in NEXT[MeasureStatus(measure.status)]]
    step_form.status.choices = [(code, STATUS[code]) for code in possible]
    page = render_template(
        "measures/show.html",
        measure=measure,
        history=history,
        step_form=step_form,
        correct_form=correct_form or form_of(measure),
        faulty=correct_form or step_form,
        kinds=KIND,
        statuses=STATUS,
        effect=effect_of(database(), context(), current_actor(), measure_id),
        why_no_speeds=WHY_NO_SPEEDS,
        done=DONE.get(request.args.get("done", "")),
    )
    return page, status


def _facts(form: MeasureForm) -> MeasureFacts:
    """Return what the form tells.

    :raises Invalid: the place or the cost cannot be read
    """
    cost, faults = read_cost(form.cost.data)
    geometry = None
    try:
        lat, lon = check_position(
            database(), context(), form.lat.data or "", form.lon.data or "", form.place_text.data or ""
        )
        geometry = {"type": "Point", "coordinates": [lon, lat]}
    except Invalid as invalid:
        faults += invalid.faults
    if faults:
        raise Invalid(faults)
    return MeasureFacts(
        kind=form.kind.data or "",
        status=form.status.data or "",
        geometry=geometry,
        street=form.street.data or "",
        on=_day(form),
        cost=cost,
        link=(form.link.data or "").strip(),
        note=form.note.data or "",
        site_id=form.site.data or None,
    )


def _day(form: StepForm) -> date | None:
    """Return the day that was typed.

    :raises Invalid: it is no date
    """
    form.on.errors = []
    if form.on.raw_data and form.on.raw_data[0] and form.on.data is None:
        raise Invalid([Fault("on", "not_a_date")])
    on: date | None = form.on.data
    return on
