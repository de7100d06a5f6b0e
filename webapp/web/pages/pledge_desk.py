"""Those who made a pledge report on it: one desk for police, planners and communicators, each with its own party."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.domain.calendar import local_date
from webapp.domain.errors import Fault, Invalid, Overtaken
from webapp.domain.pledge_events import kinds_of
from webapp.domain.pledges import Pledge, PledgeType
from webapp.storage.pledge_progress import PledgeProgress, pledges
from webapp.storage.progress import progress
from webapp.usecases.pledge_events import (
    EventReceipt,
    correct_event,
    districts,
    find_event,
    latest_events,
    own_pledges,
    report_event,
    unsafe_choices,
    withdraw_event,
)
from webapp.usecases.pledge_import import import_events
from webapp.web.current import context, database
from webapp.web.errors import fault_text
from webapp.web.forms.faults import show_faults
from webapp.web.forms.pledge_desk import (
    ChangeForm,
    EventForm,
    TakeBackForm,
    change_form_of,
    event_wish,
    new_event_form,
    version_of,
)
from webapp.web.pages.progress import current_year
from webapp.web.second_look import asks_for_a_second_look
from webapp.web.session import current_actor
from webapp.web.words import checks as check_words
from webapp.web.words import pledge_desk as desk_words
from webapp.web.words import pledges as pledge_words

bp = Blueprint("pledge_desk", __name__)

SHOWN = 12


@dataclass(frozen=True)
class Fields:
    """Which fields fit a pledge; all of them while none is chosen."""

    count: bool
    joint: bool
    kinds: tuple[str, ...]
    areas: tuple[str, ...]
    number: bool


@bp.get("")
def index() -> ResponseReturnValue:
    """Show the pledges of one's own party with their numbers, a form to report, and the latest events."""
    return _index(new_event_form(request.args.get("pledge", "")))


@bp.post("")
def create() -> ResponseReturnValue:
    """Report an event."""
    form = EventForm(request.form)
    if form.note_public.data and asks_for_a_second_look(form, "note"):
        return _index(form, 422)
    try:
        key = (form.submission_key.data or "")[:100] or None
        receipt = report_event(database(), context(), current_actor(), event_wish(form), key=key)
    except Invalid as error:
        show_faults(form, error.faults)
        return _index(form, 422)
    return _reported(receipt)


@bp.post("/import")
def upload() -> ResponseReturnValue:
    """Take the events of a CSV file: all of them or none."""
    form = new_event_form()
    sent = request.files.get("file")
    try:
        if sent is None or not sent.filename:
            raise Invalid([Fault("file", "missing")])
        report = import_events(database(), context(), current_actor(), sent.read())
    except Invalid as error:
        return _index(form, 422, file_faults=error.faults)
    return redirect(url_for(".index", added=report.added, known=report.known), code=303)


@bp.get("/<event_id>")
def show(event_id: str) -> ResponseReturnValue:
    """Show one event with every row of it, and the forms that correct it or take it back."""
    return _event(event_id)


@bp.post("/<event_id>/correct")
def correct(event_id: str) -> ResponseReturnValue:
    """Put an event right."""
    form = ChangeForm(request.form)
    find_event(database(), current_actor(), event_id)
    if form.note_public.data and asks_for_a_second_look(form, "note"):
        return _event(event_id, 422, change_form=form)
    try:
        wish, reason = event_wish(form), form.correction_reason.data or ""
        correct_event(database(), context(), current_actor(), event_id, version_of(form), wish, reason)
    except Invalid as error:
        show_faults(form, error.faults)
        return _event(event_id, 422, change_form=form)
    except Overtaken:
        return _too_late(event_id)
    return redirect(url_for(".show", event_id=event_id, done="corrected"), code=303)


@bp.post("/<event_id>/withdraw")
def withdraw(event_id: str) -> ResponseReturnValue:
    """Take an event back."""
    form = TakeBackForm(request.form)
    find_event(database(), current_actor(), event_id)
    try:
        reason = form.correction_reason.data or ""
        withdraw_event(database(), context(), current_actor(), event_id, version_of(form), reason)
    except Invalid as error:
        show_faults(form, error.faults)
        return _event(event_id, 422, take_back_form=form)
    except Overtaken:
        return _too_late(event_id)
    return redirect(url_for(".show", event_id=event_id, done="withdrawn"), code=303)


def _reported(receipt: EventReceipt) -> ResponseReturnValue:
    reason = str(receipt.reason) if receipt.reason else "none" if receipt.counts else None
    return redirect(url_for(".index", reported=receipt.id, why=reason, pledge=receipt.pledge), code=303)


def _index(form: EventForm, status: int = 200, file_faults: list[Fault] | None = None) -> ResponseReturnValue:
    actor = current_actor()
    own = own_pledges(database(), context(), actor)
    chosen = next((pledge for pledge in own if pledge.slug == form.pledge.data), None)
    page = render_template(
        "pledge_desk/index.html",
        form=form,
        own=own,
        standing=_standing(own),
        chosen=chosen,
        fields=_fields(chosen, own),
        unsafe=unsafe_choices(database(), actor) if chosen is None or chosen.type != PledgeType.CHECKS else [],
        latest=latest_events(database(), actor, SHOWN),
        file_faults=sorted(file_faults or [], key=lambda f: (int(f.details.get("line", 1)), f.field)),
        fault_text=fault_text,
        today=local_date(context().now(), context().place.tz),
        **_words(),
    )
    return page, status


def _event(
    event_id: str,
    status: int = 200,
    *,
    change_form: ChangeForm | None = None,
    take_back_form: TakeBackForm | None = None,
    overtaken: bool = False,
) -> ResponseReturnValue:
    actor = current_actor()
    rows = find_event(database(), actor, event_id)
    own = own_pledges(database(), context(), actor)
    chosen = next((pledge for pledge in own if pledge.slug == rows[-1].pledge), None)
    page = render_template(
        "pledge_desk/event.html",
        event_id=event_id,
        rows=rows,
        now=rows[-1],
        own=own,
        chosen=chosen,
        fields=_fields(chosen, own),
        form=change_form or change_form_of(rows[-1]),
        take_back_form=take_back_form or TakeBackForm(version=str(rows[-1].id)),
        faulty=change_form or take_back_form,
        overtaken=overtaken,
        today=local_date(context().now(), context().place.tz),
        **_words(),
    )
    return page, status


def _too_late(event_id: str) -> ResponseReturnValue:
    return _event(event_id, 409, overtaken=True)


def _standing(own: list[Pledge]) -> list[PledgeProgress]:
    """Return how the pledges stand this year."""
    slugs = {pledge.slug for pledge in own}
    of_year = progress(database(), context(), current_year())
    return [one for one in pledges(database(), context(), of_year) if one.pledge.slug in slugs]


def _fields(pledge: Pledge | None, own: list[Pledge]) -> Fields:
    known = districts(database())
    if pledge is None:
        kinds = dict.fromkeys(kind for one in own for kind in kinds_of(one))
        return Fields(True, any("joint" in one.rule for one in own), tuple(kinds), known, True)
    counted = pledge.type in {PledgeType.COUNT, PledgeType.ONGOING}
    named = tuple(str(area) for area in pledge.rule.get("areas", ()))
    return Fields(
        count=counted and not kinds_of(pledge),
        joint="joint" in pledge.rule,
        kinds=kinds_of(pledge),
        areas=named or known,
        number=bool(kinds_of(pledge)) and pledge.type != PledgeType.CHECKS,
    )


def _words() -> dict[str, Any]:
    return {"check_words": check_words, "desk_words": desk_words, "pledge_words": pledge_words}
