"""A sender's e-mail address: given, confirmed by a button, forgotten. Nothing but the question goes out before that."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webapp.domain.context import Context
from webapp.domain.messages import Link, Topic, plain_address
from webapp.domain.suggestions import State
from webapp.storage.counting import first_check_at, recount
from webapp.storage.grouping import place_suggestion
from webapp.storage.mail_links import MailLink, forget_links
from webapp.storage.members import stands
from webapp.storage.movements import Movement
from webapp.storage.notices import forget_person
from webapp.storage.outbox import To, cancel, may_be_asked_for, queue, queued_about
from webapp.storage.reporter_aliases import count_by_address, forget_alias
from webapp.storage.site_events import canonical_id
from webapp.storage.suggestions import Suggestion


def ask_to_confirm(session: Session, ctx: Context, suggestion: Suggestion) -> bool:
    """Queue the one message that asks whether an address is the sender's; call it inside the transaction that keeps it.

    Returns whether it was queued: not when it is confirmed already, nor when the address got too many such today.
    """
    if suggestion.email is None or suggestion.email_confirmed_at is not None:
        return False
    event = f"suggestion:{suggestion.id}"
    if queued_about(session, event, Topic.CONFIRM) or not may_be_asked_for(session, ctx, suggestion.email):
        return False
    to = To(suggestion.email, suggestion.language or "", suggestion_id=suggestion.id)
    return queue(session, ctx, Topic.CONFIRM, to, event) is not None


def change_address(
    session: Session, ctx: Context, suggestion: Suggestion, address: str | None, language: str = ""
) -> None:
    """Keep another address, or none, for news of a suggestion's place; call it inside a transaction.

    A voice that a confirmed address stood behind keeps its weight when only the address goes.
    """
    if language:
        suggestion.language = language
    same = plain_address(suggestion.email or "") == plain_address(address or "")
    if not same or address is None:
        forget_person(session, ctx, suggestion)
        forget_links(session, suggestion_id=suggestion.id)
    if address is not None and not same and suggestion.email_confirmed_at is not None:
        suggestion.email_confirmed_at = None
        suggestion.email = address
        _count_again(session, ctx, [suggestion])
    suggestion.email = address
    suggestion.follow = address is not None
    session.flush()
    if address is not None:
        ask_to_confirm(session, ctx, suggestion)


def confirm(session: Session, ctx: Context, suggestion: Suggestion) -> None:
    """Take an address as its owner's: news may go there, and the person counts by it from now on.

    What the same person sent from several devices then counts once; a site that became public stays so.
    """
    if suggestion.email is None or suggestion.email_confirmed_at is not None:
        return
    suggestion.email_confirmed_at = ctx.now()
    changed = count_by_address(session, ctx, suggestion)
    _count_again(session, ctx, changed or [suggestion])
    if (since := first_check_at(session, _sites_ever(session, changed))) is not None:
        recount(session, ctx, since)  # how many had asked before a check
    for message in queued_about(session, f"suggestion:{suggestion.id}", Topic.CONFIRM):
        cancel(message, ctx.now())


def forget_sender(session: Session, ctx: Context, suggestion: Suggestion, erased: bool) -> None:
    """Forget the address, its links and the waiting messages of one who withdraws or erases.

    Call it inside the transaction, before the words themselves go.
    """
    forget_person(session, ctx, suggestion)
    kept = () if erased else (Link.RECEIPT,)
    forget_links(session, suggestion_id=suggestion.id, but=kept)
    suggestion.email, suggestion.follow = None, False
    if erased:
        forget_alias(session, suggestion.reporter_key, but=suggestion.id)
    session.flush()


def no_more_mail(session: Session, ctx: Context, link: MailLink, everything: bool = False) -> int:
    """Stop the mail that a link was part of, and forget the address; return how many suggestions it concerned.

    That is all mail about the place, also by the person's other suggestions for it.

    :param everything: of every place that this address stands behind
    """
    suggestion = session.get(Suggestion, link.suggestion_id) if link.suggestion_id is not None else None
    if suggestion is None or suggestion.email is None:
        return 0
    mine = of_address(session, suggestion.email)
    if not everything:
        mine = [s for s in mine if s.id == suggestion.id or (s.site_id and s.site_id == suggestion.site_id)]
    for one in mine:
        forget_person(session, ctx, one)
    for one in mine:
        one.email, one.follow = None, False
    session.flush()
    return len(mine)


def of_address(session: Session, address: str) -> list[Suggestion]:
    """Return the live suggestions whose sender confirmed this address, the oldest first."""
    mine = (
        func.lower(Suggestion.email) == plain_address(address),
        Suggestion.email_confirmed_at.is_not(None),
        Suggestion.state == State.LIVE.value,
    )
    return list(session.scalars(select(Suggestion).where(*mine).order_by(Suggestion.received_at, Suggestion.id)))


def forget_unconfirmed(session: Session, ctx: Context, before: datetime) -> int:
    """Forget addresses that nobody confirmed in time; return how many. Call it inside a transaction."""
    waiting = session.scalars(
        select(Suggestion).where(Suggestion.email.is_not(None), Suggestion.email_confirmed_at.is_(None))
    ).all()
    forgotten = 0
    for suggestion in waiting:
        asked = session.scalar(
            select(MailLink.created_at)
            .where(MailLink.suggestion_id == suggestion.id, MailLink.purpose == Link.CONFIRM.value)
            .order_by(MailLink.id.desc())
            .limit(1)
        )
        if asked is not None and asked < before:
            change_address(session, ctx, suggestion, None)
            forgotten += 1
    return forgotten


def _sites_ever(session: Session, suggestions: list[Suggestion]) -> list[str | None]:
    """Return the sites that suggestions belong to, and those that their pins were moved away from."""
    moves = session.scalars(select(Movement.site_id).where(Movement.suggestion_id.in_([s.id for s in suggestions])))
    before = [canonical_id(session, site_id) for site_id in moves if site_id]
    return [*(s.site_id for s in suggestions), *before]


def _count_again(session: Session, ctx: Context, changed: list[Suggestion]) -> None:
    """Bring the sites of suggestions in line with their keys."""
    session.flush()
    for one in changed:
        if stands(one) and one.site_id is not None:
            place_suggestion(session, ctx, one)
