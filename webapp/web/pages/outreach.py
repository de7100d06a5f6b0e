"""Communicators: who are we not hearing, district by district."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from webapp.usecases.outreach import outreach
from webapp.web.current import context, database
from webapp.web.session import current_actor
from webapp.web.words.outreach import CHANNELS, mix

bp = Blueprint("outreach", __name__, url_prefix="/communicator/outreach")


@bp.get("")
def index() -> ResponseReturnValue:
    """Show what came from each district, how soon places are told of, and how far that can be believed."""
    shown = outreach(database(), context(), current_actor())
    return render_template("communicator/outreach.html", shown=shown, mix=mix, channels=CHANNELS)
