"""Where the links of messages lead. Opening one changes nothing: mail scanners open every link. A button does it."""

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.domain.errors import Invalid, NotFound
from webapp.usecases.messages import (
    answer_on_receipt,
    answer_question,
    confirm_address,
    find_confirmation,
    find_question,
    send_again,
    send_receipts,
    stop_mail,
    stops_alert,
)
from webapp.web.current import context, database
from webapp.web.forms.messages import ReceiptsForm
from webapp.web.forms.suggest import show_faults
from webapp.web.language import language
from webapp.web.words.messages import OPINION

bp = Blueprint("mail_links", __name__)


@bp.after_request
def hide(response: Response) -> Response:
    """Keep these pages out of every index."""
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


@bp.get("/mail/confirm/<token>")
def confirm(token: str) -> ResponseReturnValue:
    """Ask whether news of a place may go to the address; a button says yes."""
    try:
        return render_template(
            "messages/confirm.html", place_of=find_confirmation(database(), context(), token), token=token
        )
    except NotFound:
        return _over()


@bp.post("/mail/confirm/<token>")
def confirmed(token: str) -> ResponseReturnValue:
    """Take the address as its owner's."""
    try:
        confirm_address(database(), context(), token)
    except NotFound:
        return _over()
    return redirect(url_for("mail_links.confirm", token=token), code=303)


@bp.get("/mail/stop/<token>")
def stop(token: str) -> ResponseReturnValue:
    """Ask whether the mail is to end; a link that is used up looks no different."""
    return render_template("messages/stop.html", token=token, alert=stops_alert(database(), context(), token))


@bp.post("/mail/stop/<token>")
def stopped(token: str) -> ResponseReturnValue:
    """End the mail: a person's press of the button, or a mail program's one click (RFC 8058), which has no cookie."""
    stop_mail(database(), context(), token, everything=bool(request.form.get("everything")))
    if request.form.get("List-Unsubscribe"):
        return render_template("messages/stopped.html")
    return redirect(url_for("mail_links.no_more"), code=303)


@bp.get("/mail/stopped")
def no_more() -> ResponseReturnValue:
    """Say that no more mail comes."""
    return render_template("messages/stopped.html")


@bp.get("/mail/question/<token>")
def question(token: str) -> ResponseReturnValue:
    """Ask how it is four weeks after a check; say what was answered already."""
    try:
        asked = find_question(database(), context(), token)
    except NotFound:
        return _over()
    return render_template("messages/question.html", question=asked, token=token, opinions=OPINION)


@bp.post("/mail/question/<token>")
def answer(token: str) -> ResponseReturnValue:
    """Keep the answer; a later one takes its place."""
    try:
        answer_question(database(), context(), token, request.form.get("answer", ""))
    except NotFound:
        return _over()
    return redirect(url_for("mail_links.question", token=token), code=303)


@bp.get("/mail/receipts")
def lost() -> ResponseReturnValue:
    """Show the form for a lost link."""
    return render_template("messages/receipts.html", form=ReceiptsForm())


@bp.post("/mail/receipts")
def find_again() -> ResponseReturnValue:
    """Send the links to an address that was confirmed; the answer is the same for every address."""
    form = ReceiptsForm(request.form)
    try:
        send_receipts(database(), context(), form.email.data or "", language())
    except Invalid as invalid:
        show_faults(form, invalid.faults)
        return render_template("messages/receipts.html", form=form), 422
    return redirect(url_for("mail_links.on_its_way"), code=303)


@bp.get("/mail/receipts/sent")
def on_its_way() -> ResponseReturnValue:
    """Say what comes, if the address is known."""
    return render_template("messages/receipts_sent.html")


@bp.post("/suggestions/<token>/confirm")
def ask_again(token: str) -> ResponseReturnValue:
    """Send the question about the address once more, and go back to the receipt."""
    send_again(database(), context(), token)
    return redirect(url_for("receipts.show", token=token, done="asked"), code=303)


@bp.post("/suggestions/<token>/opinion")
def tell(token: str) -> ResponseReturnValue:
    """Keep what the holder of a receipt says four weeks after a check, and go back to the receipt."""
    sent = request.form
    answer_on_receipt(database(), context(), token, sent.get("check", ""), sent.get("answer", ""))
    return redirect(url_for("receipts.show", token=token, done="told", _anchor="after-check"), code=303)


def _over() -> ResponseReturnValue:
    return render_template("messages/over.html"), 404
