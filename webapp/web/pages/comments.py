"""Comments that people wrote elsewhere: take a batch in, read them one at a time, undo, answer the post."""

from typing import Any, cast

from flask import Blueprint, Flask, redirect, render_template, request, url_for
from flask.sansio.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from webapp.domain.comments import REJECTIONS, CommentState
from webapp.domain.errors import Fault, Invalid, NotFound, Overtaken
from webapp.storage.pins import SEVERAL
from webapp.usecases import comment_queue as queue
from webapp.usecases import comment_review as review
from webapp.usecases.comment_queue import CommentToRead
from webapp.web.comment_marks import candidate_map, pieces_of
from webapp.web.comment_reply import replies
from webapp.web.current import context, database
from webapp.web.forms.comments import IntakeForm, ReviewForm, picks_of, review_form, show_faults
from webapp.web.forms.points import position, settle_click
from webapp.web.intake import take_in_and_lead
from webapp.web.session import current_actor
from webapp.web.words import comments as comment_words
from webapp.web.words.suggestions import when_sentence

bp = Blueprint("comments", __name__, url_prefix="/moderation/comments")


@bp.record_once
def offer_words(state: BlueprintSetupState) -> None:
    """Let templates say where comments come from and what became of them."""
    cast(Flask, state.app).jinja_env.globals.update(comment_words=comment_words)


@bp.get("")
def index() -> ResponseReturnValue:
    """List the batches, with the form that takes in one more."""
    return _index(IntakeForm(data={"source": "facebook"}))


@bp.post("")
def add() -> ResponseReturnValue:
    """Take in pasted comments or a file, and lead to the batch."""
    return take_in_and_lead(_index, "comments.index", "comments.batch")


@bp.get("/batches/<int:batch_id>")
def batch(batch_id: int) -> ResponseReturnValue:
    """Show what became of a batch, its comments, and what to post back."""
    asked = request.args.get("state", "")
    state = CommentState(asked) if asked in set(CommentState) else None
    found = queue.find_batch(database(), current_actor(), batch_id)
    return render_template(
        "comments/batch.html",
        batch=found,
        lines=queue.lines_of(database(), current_actor(), batch_id, state),
        state=state,
        states=list(CommentState),
        replies=replies(found),
        added=request.args.get("added", type=int),
        done=comment_words.DONE.get(request.args.get("done", "")),
    )


@bp.get("/batches/<int:batch_id>/undo")
def ask_undo(batch_id: int) -> ResponseReturnValue:
    """Ask whether a whole batch is to be undone."""
    found = queue.find_batch(database(), current_actor(), batch_id)
    return render_template("comments/undo.html", batch=found)


@bp.post("/batches/<int:batch_id>/undo")
def undo(batch_id: int) -> ResponseReturnValue:
    """Undo a whole batch."""
    review.undo_batch(database(), context(), current_actor(), batch_id)
    return redirect(url_for("comments.batch", batch_id=batch_id, done="undone"), code=303)


@bp.post("/next")
def following() -> ResponseReturnValue:
    """Take the next comment that waits; none left: to the batch, or to the list of batches."""
    return _to_next(request.form.get("batch", type=int), request.form.get("after", default=0, type=int))


@bp.get("/<int:comment_id>")
def show(comment_id: int) -> ResponseReturnValue:
    """Show one comment with the places that may be meant."""
    found = queue.look_at(database(), context(), current_actor(), comment_id)
    return _page(found, review_form(found.text, found.findings))


@bp.post("/<int:comment_id>")
def decide(comment_id: int) -> ResponseReturnValue:
    """Do what was pressed: accept, reject, skip, or look for a place; then on to the next comment."""
    actor = current_actor()
    found = queue.look_at(database(), context(), actor, comment_id)
    form = review_form(found.text, found.findings, request.form)
    step = request.form.get("step", "accept")
    if settle_click(form, request.form):
        queue.keep(database(), context(), actor, comment_id)
        return _page(found, _by_hand(form))
    if step == "find":
        queue.keep(database(), context(), actor, comment_id)
        if form.place_text.data and not review.candidates(database(), context(), form.place_text.data):
            show_faults(form, [Fault("place_text", "unknown_place")])
        return _page(found, _by_hand(form), 422 if form.place_text.errors else 200, looking=True)
    try:
        if step == "skip":
            review.skip(database(), context(), actor, comment_id)
            return _on(found, after=comment_id)
        if step == "reject":
            review.reject(database(), context(), actor, comment_id, form.reason.data or "")
            return _on(found, done="rejected", last=comment_id)
        outcome = review.accept(database(), context(), actor, comment_id, picks_of(form, found.findings))
    except Invalid as invalid:
        show_faults(form, invalid.faults)
        looking = any(fault.code == SEVERAL for fault in invalid.faults)
        return _page(found, form, 422, looking=looking)
    except Overtaken:
        return _page(queue.look_at(database(), context(), actor, comment_id), form, 409, overtaken=True)
    done = "accepted" if outcome.suggestions else "whole_street"
    return _on(found, done=done, last=comment_id, n=outcome.suggestions)


@bp.post("/<int:comment_id>/undo")
def take_back(comment_id: int) -> ResponseReturnValue:
    """Take a decision back, or take up a comment that was set aside."""
    review.take_back(database(), context(), current_actor(), comment_id)
    return redirect(url_for("comments.show", comment_id=comment_id, done="taken_back"), code=303)


@bp.get("/names")
def names() -> ResponseReturnValue:
    """List the names that staff taught, each with a button that forgets it."""
    taught = queue.taught_names(database(), current_actor())
    done = comment_words.DONE.get(request.args.get("done", ""))
    return render_template("comments/names.html", names=taught, done=done)


@bp.post("/names/<int:name_id>/forget")
def forget(name_id: int) -> ResponseReturnValue:
    """Let a taught name mean nothing again."""
    queue.forget_name(database(), context(), current_actor(), name_id)
    return redirect(url_for("comments.names", done="forgotten"), code=303)


def _index(form: IntakeForm, status: int = 200) -> ResponseReturnValue:
    page = render_template(
        "comments/index.html",
        form=form,
        batches=queue.list_batches(database(), current_actor()),
        questions=queue.questions(database(), current_actor()),
        waiting=queue.count_waiting(database(), current_actor()),
        doubles=request.args.get("doubles", type=int),
        done=comment_words.DONE.get(request.args.get("done", "")),
    )
    return page, status


def _on(found: CommentToRead, after: int = 0, **more: Any) -> ResponseReturnValue:
    """Take the next comment: of the batch that this one is of."""
    return _to_next(found.batch.id, after, **more)


def _to_next(batch_id: int | None, after: int, **more: Any) -> ResponseReturnValue:
    taken = queue.take_next(database(), context(), current_actor(), batch_id, after)
    if taken is not None:
        return redirect(url_for("comments.show", comment_id=taken, **more), code=303)
    if batch_id is not None:
        return redirect(url_for("comments.batch", batch_id=batch_id, **more), code=303)
    return redirect(url_for("comments.index", **more), code=303)


def _by_hand(form: ReviewForm) -> ReviewForm:
    """Return the form with "the place that I show" as the answer about the first place that has none."""
    if "hand" not in form.answers:
        form.answers = ("hand", *form.answers[1:])
    return form


def _page(
    found: CommentToRead, form: ReviewForm, status: int = 200, looking: bool = False, overtaken: bool = False
) -> ResponseReturnValue:
    view, base, items = candidate_map(found.findings, position(form))
    page = render_template(
        "comments/review.html",
        found=found,
        form=form,
        pieces=pieces_of(found.text, found.findings),
        when=when_sentence(found.findings.when) if found.findings.when else "",
        reasons=REJECTIONS,
        view=view,
        base=base,
        items=items,
        position=position(form),
        candidates=review.candidates(database(), context(), form.place_text.data or "") if looking else [],
        overtaken=overtaken,
        last=_last() if status == 200 else None,
        done=comment_words.DONE.get(request.args.get("done", "")) if status == 200 else None,
        made=request.args.get("n", type=int) if status == 200 else None,
    )
    return page, status


def _last() -> int | None:
    """Return the id of the comment that was just decided, to be taken back if need be."""
    last = request.args.get("last", type=int)
    if last is None:
        return None
    try:
        return last if queue.is_decided(database(), current_actor(), last) else None
    except NotFound:
        return None
