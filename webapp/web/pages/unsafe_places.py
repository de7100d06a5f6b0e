"""Unsafe places: one list and the same steps for the police (/police/unsafe) and the municipality (/planner/unsafe)."""

from collections.abc import Callable

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from wtforms import Form

from webapp.domain.errors import Fault, Invalid, WrongState
from webapp.domain.messages import Topic
from webapp.domain.roles import Permission, may
from webapp.domain.suggestions import CAUSES, Kind
from webapp.domain.unsafe_places import CLOSING_REASONS, Step
from webapp.formats.svg_map import View
from webapp.usecases import publishing
from webapp.usecases import unsafe_places as deeds
from webapp.usecases.choosing import area_choices
from webapp.usecases.message_preview import MessagePreview, preview_activity, preview_answer
from webapp.usecases.unsafe_places import ListWish, UnsafeLine, list_unsafe, unsafe_place
from webapp.web.basemap import drawn_base, drawn_still, place_view, view_around
from webapp.web.current import context, database
from webapp.web.forms.faults import show_faults
from webapp.web.forms.staff import read_day
from webapp.web.forms.unsafe_places import ActivityForm, EndForm, new_activity_form
from webapp.web.message_first import asks_for_message, links_base, message_words
from webapp.web.second_look import asks_for_a_second_look
from webapp.web.session import current_actor
from webapp.web.site_lists import Marker, gathered
from webapp.web.words import unsafe_places as place_words
from webapp.web.words.suggestions import CAUSE

bp = Blueprint("unsafe", __name__)

PER_PAGE = 20
STILL_WIDTH_M = 2000.0


@bp.get("")
def index() -> ResponseReturnValue:
    """List the unsafe places, most residents first; the map shows the same."""
    wish = _wish()
    found = list_unsafe(database(), context(), current_actor(), wish)
    pages = max(1, -(-len(found) // PER_PAGE))
    page = min(max(1, request.args.get("page", 1, type=int)), pages)
    first = (page - 1) * PER_PAGE
    shown = list(enumerate(found[first : first + PER_PAGE], start=first + 1))
    view = place_view()
    return render_template(
        "unsafe_places/index.html",
        total=len(found),
        shown=shown,
        page=page,
        pages=pages,
        wish=wish,
        filters=_filters(),
        place_words=place_words,
        view=view,
        base=drawn_base(view),
        marks=gathered([_mark(view, n, line) for n, line in shown]),
        query={k: v for k, v in request.args.items() if k != "page"},
    )


@bp.get("/<site_id>")
def show(site_id: str) -> ResponseReturnValue:
    """Show one unsafe place; an old id leads to the one that it became."""
    found = unsafe_place(database(), context(), current_actor(), site_id)
    if found.line.id != site_id:
        return redirect(url_for(".show", site_id=found.line.id), code=301)
    return _page(site_id)


@bp.post("/<site_id>/look")
def look(site_id: str) -> ResponseReturnValue:
    """Note that somebody has read what residents say."""
    return _do(site_id, "looked", lambda: deeds.look(database(), context(), current_actor(), site_id))


@bp.post("/<site_id>/answer")
def answer(site_id: str) -> ResponseReturnValue:
    """Answer by an activity, in words that residents read."""
    form = ActivityForm(request.form)
    told = (form.activity.data or "").strip().replace("-", "_"), form.public_reply.data or ""
    if asks_for_message():
        return _preview_activity(site_id, form, *told)
    if asks_for_a_second_look(form, "public_reply"):
        return _page(site_id, 422, activity_form=form)
    try:
        deeds.answer(
            database(),
            context(),
            current_actor(),
            site_id,
            told[0],
            read_day(form.on.data, "on"),
            told[1],
            (form.submission_key.data or "")[:100] or None,
        )
    except Invalid as error:
        show_faults(form, error.faults)
        return _page(site_id, 422, activity_form=form)
    except WrongState:
        return _too_late(site_id, form, activity_form=form)
    return _back(site_id, "answered")


@bp.post("/<site_id>/close")
def close(site_id: str) -> ResponseReturnValue:
    """Close a place with a reply that residents read."""
    return _end(site_id, deeds.close, "closed")


@bp.post("/<site_id>/decline")
def decline(site_id: str) -> ResponseReturnValue:
    """Decline a place with a reason that residents read."""
    return _end(site_id, deeds.decline, "declined")


@bp.post("/<site_id>/reopen")
def reopen(site_id: str) -> ResponseReturnValue:
    """Open a closed or declined place again."""
    if asks_for_message():
        return _page(site_id, message=_message(site_id, Topic.REOPENED))
    return _do(site_id, "reopened", lambda: deeds.reopen(database(), context(), current_actor(), site_id))


@bp.post("/<site_id>/owner")
def owner(site_id: str) -> ResponseReturnValue:
    """Say who takes care of a place."""
    to = request.form.get("owner", "")
    return _do(site_id, "given", lambda: deeds.give_to(database(), context(), current_actor(), site_id, to))


@bp.post("/<site_id>/publish")
def publish(site_id: str) -> ResponseReturnValue:
    """Make a proposed place public; planners and administrators only."""
    return _do(site_id, "published", lambda: publishing.publish(database(), context(), current_actor(), site_id))


def _end(site_id: str, deed: Callable[..., None], done: str) -> ResponseReturnValue:
    form = EndForm(request.form)
    if asks_for_message():
        topic, reason = Topic(done), form.reason.data or ("answered" if done == "closed" else "")
        return _page(site_id, end_form=form, message=_message(site_id, topic, reason, form.public_reply.data or ""))
    if asks_for_a_second_look(form, "public_reply"):
        return _page(site_id, 422, end_form=form)
    try:
        deed(database(), context(), current_actor(), site_id, form.reason.data or "", form.public_reply.data or "")
    except Invalid as error:
        show_faults(form, error.faults)
        return _page(site_id, 422, end_form=form)
    except WrongState:
        return _too_late(site_id, form, end_form=form)
    return _back(site_id, done)


def _preview_activity(site_id: str, form: ActivityForm, activity: str, reply: str) -> ResponseReturnValue:
    try:
        on = read_day(form.on.data, "on")
        told = preview_activity(database(), context(), current_actor(), site_id, activity, on, reply, links_base())
    except Invalid as error:
        show_faults(form, error.faults)
        return _page(site_id, 422, activity_form=form)
    return _page(site_id, activity_form=form, message=told)


def _message(site_id: str, topic: Topic, reason: str = "", reply: str = "") -> MessagePreview:
    return preview_answer(database(), context(), current_actor(), site_id, topic, reason, reply, links_base())


def _do(site_id: str, done: str, deed: Callable[[], None]) -> ResponseReturnValue:
    """Do what one button does; what cannot be done is said on the place's own page."""
    form = Form()
    try:
        deed()
    except Invalid as error:
        show_faults(form, [Fault("form", fault.code, fault.details) for fault in error.faults])
        return _page(site_id, 422, whole=form)
    except WrongState:
        return _too_late(site_id, form, whole=form)
    return _back(site_id, done)


def _too_late(site_id: str, form: Form, **forms: Form) -> ResponseReturnValue:
    form.form_errors = [_("Somebody has answered here since you opened the page. Nothing is saved.")]
    return _page(site_id, 409, **forms)


def _back(site_id: str, done: str) -> ResponseReturnValue:
    return redirect(url_for(".show", site_id=site_id, done=done), code=303)


def _page(
    site_id: str,
    status: int = 200,
    *,
    activity_form: Form | None = None,
    end_form: Form | None = None,
    whole: Form | None = None,
    message: MessagePreview | None = None,
) -> ResponseReturnValue:
    """Return the page of a place, with the form that was sent and what is wrong with it."""
    actor = current_actor()
    found = unsafe_place(database(), context(), actor, site_id)
    publishes = may(actor, Permission.PUBLISH_UNSAFE_PLACE)
    view = view_around(found.line.lon, found.line.lat, STILL_WIDTH_M)
    page = render_template(
        "unsafe_places/show.html",
        found=found,
        line=found.line,
        activity_form=activity_form or new_activity_form(),
        end_form=end_form or EndForm(),
        message=message,
        **message_words(),
        faulty=activity_form or end_form or whole,
        proposal=publishing.proposal(database(), context(), actor, site_id) if publishes else None,
        reasons_list=CLOSING_REASONS,
        place_words=place_words,
        done=place_words.DONE.get(request.args.get("done", "")),
        view=view,
        base=drawn_still(view),
    )
    return page, status


def _wish() -> ListWish:
    choices = {name: {code for code, _label in options} for name, (_title, options) in _filters().items()}
    asked = {name: request.args.get(name, "") for name in choices}
    return ListWish(**{name: code if code in choices[name] else "" for name, code in asked.items()})


def _filters() -> dict[str, tuple[str, list[tuple[str, object]]]]:
    """Return each filter's title and its choices."""
    return {
        "area": (_("District"), area_choices(database())),
        "status": (_("Status"), [("open", _("Open")), *((str(step), place_words.STEP[step]) for step in Step)]),
        "owner": (_("Owner"), [("none", _("Nobody yet")), *place_words.OWNER.items()]),
        "when": (_("Time of day"), list(place_words.LATE.items())),
        "cause": (_("Cause"), [(code, CAUSE[code]) for code in CAUSES[Kind.UNSAFE_PLACE]]),
        "activity": (_("Activity"), list(place_words.ACTIVITY.items())),
    }


def _mark(view: View, n: int, line: UnsafeLine) -> Marker:
    x, y = view.to_xy(line.lon, line.lat)
    label = ngettext(
        "%(n)s. %(name)s, %(num)d resident", "%(n)s. %(name)s, %(num)d residents", line.residents, n=n, name=line.name
    )
    at, url = (round(x, 1), round(y, 1)), url_for(".show", site_id=line.id)
    return Marker(n, Kind.UNSAFE_PLACE, False, *at, url=url, label=label, row=f"place-{n}")
