"""Communicators: bring in the comments under a post, and take home what to answer it with."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from webapp.usecases import comment_queue as queue
from webapp.web.comment_reply import replies
from webapp.web.current import database
from webapp.web.forms.comments import IntakeForm
from webapp.web.intake import take_in_and_lead
from webapp.web.session import current_actor

bp = Blueprint("comment_posts", __name__, url_prefix="/communicator/comments")


@bp.get("")
def index() -> ResponseReturnValue:
    """List the batches, with the form that brings in one more."""
    return _index(IntakeForm(data={"source": "facebook"}))


@bp.post("")
def add() -> ResponseReturnValue:
    """Take in pasted comments or a file, and lead to the batch; a moderator reads them."""
    return take_in_and_lead(_index, "comment_posts.index", "comment_posts.show")


@bp.get("/<int:batch_id>")
def show(batch_id: int) -> ResponseReturnValue:
    """Show what became of a batch, and what to post back."""
    found = queue.find_batch(database(), current_actor(), batch_id)
    added = request.args.get("added", type=int)
    return render_template("comments/post.html", batch=found, replies=replies(found), added=added)


def _index(form: IntakeForm, status: int = 200) -> ResponseReturnValue:
    page = render_template(
        "comments/posts.html",
        form=form,
        batches=queue.list_batches(database(), current_actor()),
        questions=queue.questions(database(), current_actor()),
        doubles=request.args.get("doubles", type=int),
    )
    return page, status
