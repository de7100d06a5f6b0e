"""Recommend the next places: read why, choose one or skip it with a reason; and how fairly districts are served."""

from datetime import date

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import Form

from webapp.domain.calendar import local_date
from webapp.domain.errors import Invalid, NotFound, WrongState
from webapp.usecases.checks import choose_site
from webapp.usecases.choosing import area_choices
from webapp.usecases.recommending import (
    BatchView,
    Pick,
    fairness_now,
    latest_batches,
    recommend,
    show_batch,
    skip_pick,
)
from webapp.web.basemap import drawn_base, place_view
from webapp.web.current import context, database
from webapp.web.forms.faults import show_faults
from webapp.web.forms.recommending import DAY_CHOICES, HOUR_CHOICES, RecommendForm, form_for, posted, wish_of
from webapp.web.forms.staff import ChooseForm, read_day
from webapp.web.pages.police.blueprint import bp
from webapp.web.session import current_actor
from webapp.web.site_lists import Marker, gathered
from webapp.web.words import recommending as words
from webapp.web.words.daylight import window_light_words


@bp.get("/recommend")
def recommended() -> ResponseReturnValue:
    """Show the form, a batch (the latest unless named), and how fairly checks are shared out."""
    return _page(request.args.get("batch") or None)


@bp.post("/recommend")
def recommend_next() -> ResponseReturnValue:
    """Recommend the next places and show them."""
    form = posted(request.form)
    try:
        code = recommend(database(), context(), current_actor(), wish_of(form))
    except Invalid as error:
        show_faults(form, error.faults)
        return _page(None, 422, form=form)
    return _back(code, "made")


@bp.post("/recommend/<code>/<int:position>/choose")
def choose_pick(code: str, position: int) -> ResponseReturnValue:
    """Choose a recommended place for a check; nobody outside the police sees it."""
    form = ChooseForm(request.form)
    batch = _batch(code)
    pick = next((one for one in batch.picks if one.position == position), None)
    if pick is None:
        raise NotFound(f"pick {position}")
    try:
        planned_on: date | None = read_day(form.planned_on.data, "planned_on")
        choose_site(database(), context(), current_actor(), pick.site_id, planned_on)
    except Invalid as error:
        show_faults(form, error.faults)
        return _page(code, 422, at=position, pick_form=form)
    return _back(code, "chosen", position)


@bp.post("/recommend/<code>/<int:position>/skip")
def skip(code: str, position: int) -> ResponseReturnValue:
    """Skip a recommended place for a reason of the list, with another one in its place on wish."""
    replace = request.form.get("replace") == "1"
    try:
        new = skip_pick(
            database(), context(), current_actor(), code, position, request.form.get("reason", ""), replace=replace
        )
    except Invalid as error:
        form = Form()
        show_faults(form, error.faults)
        return _page(code, 422, at=position, pick_form=form)
    except WrongState:
        return _back(code, "already", position)
    if replace:
        return _back(code, "replaced" if new else "nothing_left", new or position)
    return _back(code, "skipped", position)


def _page(
    code: str | None,
    status: int = 200,
    *,
    form: RecommendForm | None = None,
    at: int | None = None,
    pick_form: Form | None = None,
) -> ResponseReturnValue:
    batch = show_batch(database(), context(), current_actor(), code)
    view = place_view()
    page = render_template(
        "recommend/page.html",
        form=form or form_for(batch.wish if batch else None),
        faulty=form or pick_form,
        at=at,
        pick_form=pick_form,
        areas=area_choices(database()),
        days=DAY_CHOICES,
        hours=HOUR_CHOICES,
        batch=batch,
        earlier=latest_batches(database(), current_actor()),
        fair=fairness_now(database(), context(), current_actor()),
        view=view,
        base=drawn_base(view),
        marks=_marks(batch),
        done=words.DONE.get(request.args.get("done", "")),
        said=words,
        light_words=_light_words,
    )
    return page, status


def _marks(batch: BatchView | None) -> list[Marker]:
    view, marks = place_view(), []
    for pick in batch.standing if batch else ():
        if pick.site is not None:
            x, y = view.to_xy(pick.site.lon, pick.site.lat)
            label = f"{pick.position}. {pick.site.name}, {words.window_words(pick.window)}"
            row = f"pick-{pick.position}"
            held = pick.held_at is not None
            at = round(x, 1), round(y, 1)
            marks.append(Marker(pick.position, pick.site.kind, held, *at, url=f"#{row}", label=label, row=row))
    return gathered(marks)


def _light_words(pick: Pick) -> str:
    """Return whether it is dark at a pick's window when it comes next; nothing of what is skipped or held."""
    if pick.site is None or pick.skip_reason is not None or pick.held_at is not None:
        return ""
    place, today = context().place, local_date(context().now(), context().place.tz)
    return window_light_words(place, pick.site.lat, pick.site.lon, pick.window, today)


def _batch(code: str) -> BatchView:
    batch = show_batch(database(), context(), current_actor(), code)
    if batch is None:
        raise NotFound(f"batch {code}")
    return batch


def _back(code: str, done: str, position: int | None = None) -> ResponseReturnValue:
    anchor = f"pick-{position}" if position else None
    return redirect(url_for("police.recommended", batch=code, done=done, _anchor=anchor), code=303)
