"""Communicators: the first page, and the questions that are asked for a while."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.domain.errors import Invalid
from webapp.usecases.campaigns import change_campaign, create_campaign, end_campaign, find_campaign, list_campaigns
from webapp.web.api.answers import base_url
from webapp.web.current import context, database
from webapp.web.forms.campaigns import CampaignForm, form_of, wish_of
from webapp.web.forms.faults import show_first_faults
from webapp.web.pages.pledge_desk import bp as pledge_desk
from webapp.web.session import current_actor
from webapp.web.words.campaigns import STAGE

bp = Blueprint("communicator", __name__, url_prefix="/communicator")
bp.register_blueprint(pledge_desk, url_prefix="/pledges")


@bp.get("/")
def index() -> ResponseReturnValue:
    """Show what a communicator can do, and what can be shared."""
    return render_template("communicator/index.html", base=base_url())


@bp.get("/campaigns")
def campaigns() -> ResponseReturnValue:
    """List the questions, with a form for one more."""
    return _list(CampaignForm())


@bp.post("/campaigns")
def create() -> ResponseReturnValue:
    """Ask a new question."""
    form = CampaignForm(request.form)
    try:
        slug = create_campaign(database(), context(), current_actor(), wish_of(form))
    except Invalid as invalid:
        show_first_faults(form, invalid.faults)
        return _list(form), 422
    return redirect(url_for("communicator.campaign", slug=slug), code=303)


@bp.get("/campaigns/<slug>")
def campaign(slug: str) -> ResponseReturnValue:
    """Show a question: its link, poster and picture, and the form that changes it."""
    return _one(slug, form_of(find_campaign(database(), current_actor(), slug)))


@bp.post("/campaigns/<slug>")
def change(slug: str) -> ResponseReturnValue:
    """Change the words and days of a question."""
    form = CampaignForm(request.form)
    try:
        change_campaign(database(), context(), current_actor(), slug, wish_of(form))
    except Invalid as invalid:
        show_first_faults(form, invalid.faults)
        return _one(slug, form), 422
    return redirect(url_for("communicator.campaign", slug=slug), code=303)


@bp.post("/campaigns/<slug>/end")
def end(slug: str) -> ResponseReturnValue:
    """End a question before its last day."""
    end_campaign(database(), context(), current_actor(), slug)
    return redirect(url_for("communicator.campaign", slug=slug), code=303)


def _list(form: CampaignForm) -> str:
    lines = list_campaigns(database(), context(), current_actor())
    return render_template("communicator/campaigns.html", form=form, lines=lines, stages=STAGE)


def _one(slug: str, form: CampaignForm) -> str:
    find_campaign(database(), current_actor(), slug)
    lines = list_campaigns(database(), context(), current_actor())
    line = next(line for line in lines if line.campaign.slug == slug)
    return render_template("communicator/campaign.html", form=form, line=line, stages=STAGE, base=base_url())
