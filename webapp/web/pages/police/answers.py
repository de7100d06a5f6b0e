"""Choose a site in private, take the choice back, close, decline and reopen it, hand it over to the planner."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp.domain.errors import Invalid, WrongState
from webapp.domain.messages import Topic
from webapp.domain.site_list_query import query_of, wish_from
from webapp.usecases.checks import choose_site, close_site, decline_site, reopen_site, unchoose_site
from webapp.usecases.handing_over import hand_over
from webapp.web.current import context, database
from webapp.web.forms.faults import show_faults
from webapp.web.forms.staff import AnswerForm, ChooseForm, HandOverForm, read_day
from webapp.web.pages.police.blueprint import bp
from webapp.web.pages.police.sites import site_page
from webapp.web.pages.police.versions import filled_in, message_first, sent_version
from webapp.web.second_look import asks_for_a_second_look
from webapp.web.session import current_actor


@bp.post("/sites/<site_id>/choose")
def choose(site_id: str) -> ResponseReturnValue:
    """Choose a site for a check; nobody outside the police sees it."""
    form = ChooseForm(request.form)
    try:
        planned_on = read_day(form.planned_on.data, "planned_on")
        choose_site(database(), context(), current_actor(), site_id, planned_on, sent_version())
    except Invalid as error:
        show_faults(form, error.faults)
        return site_page(site_id, 422, choose_form=form)
    return back(site_id, "chosen")


@bp.post("/sites/<site_id>/unchoose")
def unchoose(site_id: str) -> ResponseReturnValue:
    """Take a choice back."""
    unchoose_site(database(), context(), current_actor(), site_id, sent_version())
    return back(site_id, "unchosen")


@bp.post("/sites/<site_id>/close")
def close(site_id: str) -> ResponseReturnValue:
    """Close a site with a reason that residents read."""
    return _answer(site_id, "close", close_site, "closed")


@bp.post("/sites/<site_id>/decline")
def decline(site_id: str) -> ResponseReturnValue:
    """Decline a site with a reason that residents read."""
    return _answer(site_id, "decline", decline_site, "declined")


@bp.post("/sites/<site_id>/reopen")
def reopen(site_id: str) -> ResponseReturnValue:
    """Open a closed or declined site again."""
    message = message_first(site_id, Topic.REOPENED)
    if message is not None:
        return site_page(site_id, message=message)
    reopen_site(database(), context(), current_actor(), site_id, sent_version())
    return back(site_id, "reopened")


@bp.post("/sites/<site_id>/hand-over")
def hand_over_site(site_id: str) -> ResponseReturnValue:
    """Hand a site over to the municipality's planner, in words that residents read."""
    form = HandOverForm(request.form)
    message = message_first(site_id, Topic.HANDED_OVER, form)
    if filled_in(form) or message is not None:
        return site_page(site_id, hand_over_form=form, message=message)
    if asks_for_a_second_look(form, "public_reply"):
        return site_page(site_id, 422, hand_over_form=form)
    try:
        hand_over(database(), context(), current_actor(), site_id, form.public_reply.data or "", sent_version())
    except Invalid as error:
        show_faults(form, error.faults)
        return site_page(site_id, 422, hand_over_form=form)
    except WrongState:
        form.form_errors = [_("Somebody has answered here since you opened the page. Nothing is saved.")]
        return site_page(site_id, 409, hand_over_form=form)
    return back(site_id, "handed_over")


def _answer(site_id: str, answering: str, deed: Callable[..., None], done: str) -> ResponseReturnValue:
    form = AnswerForm(request.form)
    message = message_first(site_id, Topic(done), form)
    if filled_in(form) or message is not None:
        return site_page(site_id, answer_form=form, answering=answering, message=message)
    if asks_for_a_second_look(form, "public_reply"):
        return site_page(site_id, 422, answer_form=form, answering=answering)
    try:
        said = form.reason.data or "", form.public_reply.data or ""
        seen = sent_version()
        deed(database(), context(), current_actor(), site_id, *said, version=seen, instead="instead" in request.form)
    except Invalid as error:
        show_faults(form, error.faults)
        return site_page(site_id, 422, answer_form=form, answering=answering)
    except WrongState:
        form.form_errors = [_("Somebody has answered here since you opened the page. Nothing is saved.")]
        return site_page(site_id, 409, answer_form=form, answering=answering)
    return back(site_id, done)


def back(site_id: str, done: str) -> ResponseReturnValue:
    """Go back to the site and say there what was done; to the list if the form stood in it, at the same place."""
    if "list" in request.form:
        listed = dict(parse_qsl(request.form["list"][:2000]))
        asked: dict[str, Any] = query_of(wish_from(listed))
        if listed.get("page", "").isdigit():
            asked["page"] = listed["page"]
        return redirect(url_for("police.sites", **asked, done=done, _anchor=f"p-{site_id}"), code=303)
    return redirect(url_for("police.site", site_id=site_id, done=done), code=303)
