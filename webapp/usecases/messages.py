"""What a person does by the link of a message: confirm an address, get receipts again, answer, have no more of it."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.domain.context import Context
from webapp.domain.errors import Fault, Invalid, NotFound
from webapp.domain.messages import ASKED_AFTER, Link, Opinion, Topic, masked
from webapp.domain.suggestions import State, fingerprint
from webapp.domain.wishes import read_email
from webapp.storage.addresses import ask_to_confirm, confirm, no_more_mail, of_address
from webapp.storage.alerts import alert_of_link, remove_alert
from webapp.storage.checks import Check, CheckVerdict, find_by_public_id
from webapp.storage.db import transaction
from webapp.storage.holdback import public_before
from webapp.storage.mail_links import MailLink, find_link, known_link, link_to
from webapp.storage.opinions import said, say
from webapp.storage.outbox import To, may_be_asked_for, queue
from webapp.storage.places import Area
from webapp.storage.sites import Site
from webapp.storage.suggestions import Suggestion, find_by_token


@dataclass(frozen=True)
class LinkedPlace:
    """What the page behind a link says: the place, and the address as its owner knows it again."""

    name: str
    address: str | None
    done: bool
    receipt_token: str | None = None


@dataclass(frozen=True)
class Question:
    """One check that a sender may tell of: how is it now? ``answer`` is what they said already."""

    check_id: str
    held_on: date
    place_name: str
    answer: Opinion | None


def find_confirmation(session: Session, ctx: Context, token: str) -> LinkedPlace:
    """Return what a link asks to confirm; changes nothing, for mail scanners open links.

    :raises NotFound: there is no such link, or its time is over
    """
    suggestion = _suggestion(session, _link(session, ctx, Link.CONFIRM, token))
    return _place(session, ctx, suggestion, known_link(session, ctx, Link.RECEIPT, suggestion_id=suggestion.id))


def confirm_address(session: Session, ctx: Context, token: str) -> LinkedPlace:
    """Take the address as its owner's: news of the place may go there. A second time changes nothing.

    :raises NotFound: there is no such link, or its time is over
    """
    with transaction(session):
        suggestion = _suggestion(session, _link(session, ctx, Link.CONFIRM, token))
        if suggestion.email is None:
            raise NotFound("the address is gone")
        confirm(session, ctx, suggestion)
        return _place(session, ctx, suggestion, link_to(session, ctx, Link.RECEIPT, suggestion.id))


def send_again(session: Session, ctx: Context, receipt_token: str) -> None:
    """Send the question about an address once more, unless it is confirmed, on its way, or was sent too often today.

    :raises NotFound: the token opens no receipt
    """
    with transaction(session):
        suggestion = find_by_token(session, fingerprint(receipt_token))
        if suggestion is None:
            raise NotFound("no receipt has this address")
        ask_to_confirm(session, ctx, suggestion)


def stop_mail(session: Session, ctx: Context, token: str, everything: bool = False) -> None:
    """Stop the mail that a link was part of and forget the address; unknown links are answered alike.

    :param everything: not only about this place
    """
    with transaction(session):
        link = find_link(session, ctx, Link.STOP, token)
        if link is None:
            return
        alert = alert_of_link(session, link)
        if alert is not None:
            remove_alert(session, ctx, alert)
        else:
            no_more_mail(session, ctx, link, everything)


def stops_alert(session: Session, ctx: Context, token: str) -> bool:
    """Whether a link ends an alert, rather than the news of one place."""
    return alert_of_link(session, find_link(session, ctx, Link.STOP, token)) is not None


def send_receipts(session: Session, ctx: Context, email: str, language: str) -> None:
    """Send somebody the links to everything that they confirmed with this address; say the same whether there is any.

    :raises Invalid: the address cannot be written to, or there is none
    """
    address, faults = read_email(email)
    if faults or address is None:
        raise Invalid(faults or [Fault("email", "missing")])
    with transaction(session):
        mine = of_address(session, address)
        if mine and may_be_asked_for(session, ctx, address):
            to = To(mine[0].email or address, language, suggestion_id=mine[0].id)
            queue(session, ctx, Topic.RECEIPTS, to, f"receipts:{mine[0].id}")


def find_question(session: Session, ctx: Context, token: str) -> Question:
    """Return the question that a link asks; changes nothing.

    :raises NotFound: there is no such link, its time is over, or the check was taken back
    """
    link = _link(session, ctx, Link.QUESTION, token)
    return _question(session, ctx, _suggestion(session, link), _check(session, link))


def answer_question(session: Session, ctx: Context, token: str, answer: str) -> Question:
    """Keep what somebody says about a place four weeks after a check; a later answer takes its place.

    :raises NotFound: there is no such link, or its time is over
    :raises Invalid: it is no answer of the list
    """
    opinion = _opinion(answer)
    with transaction(session):
        link = _link(session, ctx, Link.QUESTION, token)
        suggestion, check = _suggestion(session, link), _check(session, link)
        say(session, ctx, check, suggestion.reporter_key, opinion)
        return _question(session, ctx, suggestion, check)


def questions_for(session: Session, ctx: Context, receipt_token: str) -> list[Question]:
    """Return the checks that a sender may tell of on the receipt: held four weeks ago or more, the newest first.

    :raises NotFound: the token opens no receipt
    """
    suggestion = find_by_token(session, fingerprint(receipt_token))
    if suggestion is None:
        raise NotFound("no receipt has this address")
    return [
        _question(session, ctx, suggestion, _origin(session, check)) for check in _askable(session, ctx, suggestion)
    ]


def answer_on_receipt(session: Session, ctx: Context, receipt_token: str, check_id: str, answer: str) -> None:
    """Keep what the holder of a receipt says about a place after a check; needs no e-mail.

    :raises NotFound: the token opens no receipt, or the check is not one to ask about
    :raises Invalid: it is no answer of the list
    """
    opinion = _opinion(answer)
    with transaction(session):
        suggestion = find_by_token(session, fingerprint(receipt_token))
        if suggestion is None:
            raise NotFound("no receipt has this address")
        for check in _askable(session, ctx, suggestion):
            origin = _origin(session, check)
            if origin.public_id == check_id:
                say(session, ctx, origin, suggestion.reporter_key, opinion)
                return
        raise NotFound(f"check {check_id}")


def _askable(session: Session, ctx: Context, suggestion: Suggestion) -> list[Check]:
    """Return the checks that a suggestion's sender may be asked about: they had asked before, and weeks have passed."""
    if suggestion.state != State.LIVE or suggestion.site_id is None:
        return []
    rows = (
        select(Check)
        .join(CheckVerdict, CheckVerdict.check_id == Check.id)
        .where(CheckVerdict.site_id == suggestion.site_id, Check.withdrawn.is_(False))
        .where(Check.started_at > suggestion.received_at)
        .where(Check.ended_at <= ctx.now() - ASKED_AFTER, Check.ended_at <= public_before(ctx))
    )
    return list(session.scalars(rows.order_by(Check.started_at.desc(), Check.id.desc())))


def _question(session: Session, ctx: Context, suggestion: Suggestion, check: Check) -> Question:
    standing = find_by_public_id(session, check.public_id)
    if standing is None or standing.withdrawn:
        raise NotFound(f"check {check.public_id}")
    answer = said(session, ctx, check, suggestion.reporter_key)
    return Question(check.public_id, standing.held_on, _name(session, ctx, suggestion), answer)


def _opinion(text: str) -> Opinion:
    try:
        return Opinion(text)
    except ValueError:
        raise Invalid([Fault("answer", "unknown" if text else "missing")]) from None


def _link(session: Session, ctx: Context, purpose: Link, token: str) -> MailLink:
    link = find_link(session, ctx, purpose, token)
    if link is None:
        raise NotFound("no such link, or its time is over")
    return link


def _suggestion(session: Session, link: MailLink) -> Suggestion:
    suggestion = session.get(Suggestion, link.suggestion_id) if link.suggestion_id is not None else None
    if suggestion is None or suggestion.state != State.LIVE:
        raise NotFound("the suggestion was taken back")
    return suggestion


def _check(session: Session, link: MailLink) -> Check:
    check = session.get(Check, link.check_id) if link.check_id is not None else None
    if check is None:
        raise NotFound("no such check")
    return check


def _origin(session: Session, check: Check) -> Check:
    return session.get_one(Check, check.origin_id) if check.origin_id else check


def _place(session: Session, ctx: Context, suggestion: Suggestion, receipt_token: str | None = None) -> LinkedPlace:
    confirmed = suggestion.email_confirmed_at is not None
    name, address = _name(session, ctx, suggestion), masked(suggestion.email) if suggestion.email else None
    return LinkedPlace(name, address, confirmed, receipt_token)


def _name(session: Session, ctx: Context, suggestion: Suggestion) -> str:
    site = session.get(Site, suggestion.site_id) if suggestion.site_id else None
    area = session.get(Area, suggestion.area_id) if suggestion.area_id else None
    return (site.name if site else "") or (area.name if area else ctx.place.name)
