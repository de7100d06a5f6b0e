"""Moderators: residents' words one at a time, what was decided, what was reported, and signs to look at."""

from typing import cast

from flask import Blueprint, Flask, redirect, render_template, request, url_for
from flask.sansio.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from webapp.domain.errors import Fault, Invalid, WrongState
from webapp.domain.moderation import REASONS, Decision, ReportState, Step
from webapp.usecases import moderation as texts
from webapp.usecases.moderation import TextToRead, look_at
from webapp.usecases.publishing import proposals, publish
from webapp.usecases.signals import LOOK_BACK, senders_at, signals
from webapp.usecases.text_reports import answer_report, reported
from webapp.web.current import context, database
from webapp.web.forms.faults import show_faults
from webapp.web.forms.moderation import DecisionForm
from webapp.web.session import current_actor
from webapp.web.words import moderation as mod_words
from webapp.web.words import unsafe_places as place_words

bp = Blueprint("moderation", __name__, url_prefix="/moderation")


@bp.record_once
def offer_words(state: BlueprintSetupState) -> None:
    """Let every template say what was found in a text and what became of it."""
    cast(Flask, state.app).jinja_env.globals.update(finding_sentence=mod_words.finding_sentence, mod_words=mod_words)


@bp.get("/")
@bp.get("/texts")
def index() -> ResponseReturnValue:
    """Show how many texts wait, and the oldest of them."""
    queue = texts.queue(database(), current_actor())
    return render_template("moderation/index.html", queue=queue, last=_last(), done=_done())


@bp.get("/texts/next")
def following() -> ResponseReturnValue:
    """Lead to the text that has waited longest, or after one that is skipped; none left: to the queue."""
    number = texts.next_number(database(), current_actor(), request.args.get("after"))
    done, last = request.args.get("done"), request.args.get("last")
    if number is None:
        return redirect(url_for("moderation.index", done=done, last=last), code=303)
    return redirect(url_for("moderation.text", number=number, done=done, last=last), code=303)


@bp.get("/texts/<number>")
def text(number: str) -> ResponseReturnValue:
    """Show one text with what was found in it and a masked version to start from."""
    found = look_at(database(), current_actor(), number)
    return _page(found, DecisionForm(data={"words": found.proposal, "version": found.version}))


@bp.post("/texts/<number>")
def decide(number: str) -> ResponseReturnValue:
    """Do what was pressed; when somebody else was first, show both versions and change nothing."""
    form = DecisionForm(request.form)
    try:
        step = Step(request.form.get("step", ""))
    except ValueError:
        show_faults(form, [Fault("step", "unknown")])
        return _page(look_at(database(), current_actor(), number), form, 422)
    decision = Decision(step, form.words.data or "", form.reason.data or "")
    try:
        texts.decide(database(), context(), current_actor(), number, form.version.data or "", decision)
    except Invalid as invalid:
        show_faults(form, invalid.faults)
        return _page(look_at(database(), current_actor(), number), form, 422)
    except WrongState:
        found = look_at(database(), current_actor(), number)
        form.version.data = found.version
        return _page(found, form, 409, conflict=True)
    return redirect(url_for("moderation.following", done=step.value, last=number), code=303)


@bp.post("/texts/<number>/undo")
def undo(number: str) -> ResponseReturnValue:
    """Take a decision back."""
    version = request.form.get("version", "")
    texts.take_back(database(), context(), current_actor(), number, version)
    return redirect(url_for("moderation.text", number=number, done="undone"), code=303)


@bp.get("/decided")
def decided() -> ResponseReturnValue:
    """List the last decisions, each with a button that takes it back."""
    return render_template("moderation/decided.html", lines=texts.decided(database(), current_actor()))


@bp.get("/reports")
def reports() -> ResponseReturnValue:
    """List reported texts: those that wait, or those that were answered."""
    asked = request.args.get("state", "")
    state = ReportState(asked) if asked in set(ReportState) else ReportState.OPEN
    lines = reported(database(), current_actor(), state)
    return render_template("moderation/reports.html", lines=lines, state=state, states=list(ReportState), done=_done())


@bp.post("/reports/<int:report_id>")
def answer(report_id: int) -> ResponseReturnValue:
    """Hide a reported text at once, keep it, or open the report again."""
    try:
        state = ReportState(request.form.get("state", ""))
    except ValueError:
        raise Invalid([Fault("state", "unknown")]) from None
    answer_report(database(), context(), current_actor(), report_id, state)
    return redirect(url_for("moderation.reports", done=state.value), code=303)


@bp.get("/signals")
def signs() -> ResponseReturnValue:
    """List where voices may not be many people's."""
    lines = signals(database(), context(), current_actor())
    return render_template("moderation/signals.html", lines=lines, days=LOOK_BACK.days)


@bp.get("/sites/<site_id>")
def senders(site_id: str) -> ResponseReturnValue:
    """List a site's newest suggestions and which of them one sender sent."""
    return render_template("moderation/site.html", found=senders_at(database(), current_actor(), site_id))


@bp.get("/unsafe")
def unsafe() -> ResponseReturnValue:
    """List the unsafe places that wait for a click before anyone sees them."""
    waiting = proposals(database(), context(), current_actor())
    return render_template(
        "moderation/unsafe.html", waiting=waiting, published="published" in request.args, place_words=place_words
    )


@bp.post("/unsafe/<site_id>/publish")
def publish_unsafe(site_id: str) -> ResponseReturnValue:
    """Make an unsafe place public, as the middle of its square."""
    publish(database(), context(), current_actor(), site_id)
    return redirect(url_for("moderation.unsafe", published=1), code=303)


def _page(found: TextToRead, form: DecisionForm, status: int = 200, conflict: bool = False) -> ResponseReturnValue:
    page = render_template(
        "moderation/text.html",
        found=found,
        form=form,
        conflict=conflict,
        reasons=REASONS,
        waiting=texts.queue(database(), current_actor()).waiting,
        last=_last() if status == 200 else None,
        done=_done() if status == 200 else None,
    )
    return page, status


def _last() -> TextToRead | None:
    """Return the text that was just decided, to be taken back if need be."""
    number = request.args.get("last")
    found = look_at(database(), current_actor(), number) if number else None
    return found if found is not None and found.decided_at is not None else None


def _done() -> object:
    return mod_words.DONE.get(request.args.get("done", ""))
