"""What a moderator can do with residents' words: read the queue, show, mask, reject, call spam, take it back."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from webapp.domain.context import Context
from webapp.domain.errors import Fault, Invalid, NotFound, WrongState
from webapp.domain.moderation import REASONS, Decision, Step, TextState, new_text_id, version_of
from webapp.domain.roles import Actor, Permission, require
from webapp.domain.suggestions import State
from webapp.domain.wishes import read_text
from webapp.language.personal_data import PersonalData
from webapp.language.public_words import Piece, find_all, mask_for_public, pieces
from webapp.storage import grouping
from webapp.storage import moderation as store
from webapp.storage.accounts import Account
from webapp.storage.audit import log
from webapp.storage.db import transaction
from webapp.storage.moderation import TextReview
from webapp.storage.notices import text_rejected
from webapp.storage.sites import Site
from webapp.storage.suggestions import Suggestion
from webapp.storage.text_reports import count_open

LISTED = 20
DECIDED_LISTED = 50


@dataclass(frozen=True)
class Line:
    """A text in the queue, as a moderator meets it: what points at a person is marked."""

    number: str
    kind: str
    received_at: datetime
    site_name: str | None
    pieces: tuple[Piece, ...]
    findings: tuple[PersonalData, ...]


@dataclass(frozen=True)
class Queue:
    """What waits for a moderator."""

    waiting: int
    oldest: tuple[Line, ...]
    reports: int


@dataclass(frozen=True)
class TextToRead:
    """One text with all that is known of it; ``version`` names it when something is decided."""

    line: Line
    channel: str
    state: str
    text_state: str
    text: str
    proposal: str
    version: str
    public_text: str | None
    reason: str | None
    decided_at: datetime | None
    decided_by: str | None
    site_id: str | None  # of the published site
    any_site_id: str | None


@dataclass(frozen=True)
class Decided:
    """A decision that still holds or that the sender's new words have overtaken."""

    line: Line
    state: str
    text_state: str
    public_text: str | None
    reason: str | None
    decided_at: datetime
    decided_by: str | None
    version: str


def queue(session: Session, actor: Actor) -> Queue:
    """Return how much waits, and the texts that have waited longest.

    :raises NotAllowed: the actor does not moderate
    """
    require(actor, Permission.MODERATE)
    oldest = tuple(_line(suggestion, site) for suggestion, site in store.waiting(session, LISTED))
    return Queue(store.count_waiting(session), oldest, count_open(session))


def look_at(session: Session, actor: Actor, number: str) -> TextToRead:
    """Return one text, waiting or decided.

    :raises NotAllowed: the actor does not moderate
    :raises NotFound: no suggestion has this number, or it was erased
    """
    require(actor, Permission.MODERATE)
    suggestion = _find(session, number)
    review = session.get(TextReview, suggestion.id) or TextReview(revision=0)
    site = session.get(Site, suggestion.site_id) if suggestion.site_id else None
    text = suggestion.text or ""
    return TextToRead(
        line=_line(suggestion, site),
        channel=suggestion.channel,
        state=suggestion.state,
        text_state=suggestion.text_state,
        text=text,
        proposal=review.public_text or mask_for_public(text),
        version=_version(suggestion, review),
        public_text=review.public_text if suggestion.text_state == TextState.SHOWN else None,
        reason=review.reason,
        decided_at=review.decided_at,
        decided_by=_email(session, review.decided_by),
        site_id=site.id if site is not None and site.published_at is not None else None,
        any_site_id=suggestion.site_id,
    )


def next_number(session: Session, actor: Actor, after: str | None = None) -> str | None:
    """Return the number of the text that has waited longest; ``after`` one that is skipped for now.

    :raises NotAllowed: the actor does not moderate
    """
    require(actor, Permission.MODERATE)
    skipped = store.find_by_number(session, after) if after else None
    found = store.next_waiting(session, skipped.received_at if skipped is not None else None)
    return found.public_number if found is not None else None


def decided(session: Session, actor: Actor) -> list[Decided]:
    """Return the last decisions, the newest first.

    :raises NotAllowed: the actor does not moderate
    """
    require(actor, Permission.MODERATE)
    return [_decided(session, suggestion, review) for suggestion, review in store.decided(session, DECIDED_LISTED)]


def decide(session: Session, ctx: Context, actor: Actor, number: str, version: str, decision: Decision) -> None:
    """Show a text as written or masked, reject it with a reason, or call the suggestion spam.

    The sender reads the decision, with its reason, on the receipt; of a rejection a mail tells, too.

    :param version: of the text that the moderator saw
    :raises NotAllowed: the actor does not moderate
    :raises NotFound: there is no such suggestion, or it was erased
    :raises Invalid: a rejection without a reason, or words that cannot be shown
    :raises WrongState: the words or the decision changed meanwhile, or the suggestion no longer stands
    """
    require(actor, Permission.MODERATE)
    words = _words_to_show(decision)
    with transaction(session):
        suggestion, review = _seen(session, number, version)
        if suggestion.state != State.LIVE:
            raise WrongState(f"suggestion {number} is {suggestion.state}")
        shown = decision.step in {Step.AS_WRITTEN, Step.EDITED}
        if shown and not suggestion.text:
            raise WrongState(f"suggestion {number} has no text")
        review.public_id = new_text_id() if shown else None
        review.public_text = (words or suggestion.text) if shown else None
        review.reason = None if shown else (decision.reason or "other")
        suggestion.text_state = TextState.SHOWN.value if shown else TextState.HIDDEN.value
        _stamp(ctx, actor, review)
        if decision.step is Step.SPAM:
            suggestion.state, suggestion.spam_at, review.reason = State.SPAM.value, ctx.now(), None
            session.flush()
            grouping.remove_suggestion(session, ctx, suggestion)
        if decision.step is Step.REJECTED:
            text_rejected(session, ctx, suggestion)
        log(session, ctx, actor, f"text.{decision.step}", number)


def take_back(session: Session, ctx: Context, actor: Actor, number: str, version: str) -> None:
    """Undo a decision: the text is in the queue again, and what was called spam counts again.

    :raises NotAllowed: the actor does not moderate
    :raises NotFound: there is no such suggestion, or it was erased
    :raises WrongState: nothing is decided, or it was changed meanwhile
    """
    require(actor, Permission.MODERATE)
    with transaction(session):
        suggestion, review = _seen(session, number, version)
        if review.decided_at is None or suggestion.state not in {State.LIVE, State.SPAM}:
            raise WrongState(f"nothing is decided about {number}")
        review.reason = review.public_id = None  # the words stay as a proposal
        suggestion.text_state = TextState.WAITING.value
        _stamp(ctx, actor, review)
        review.decided_at = None
        if suggestion.state == State.SPAM:
            suggestion.state, suggestion.spam_at = State.LIVE.value, None
            session.flush()
            grouping.place_suggestion(session, ctx, suggestion)
        log(session, ctx, actor, "text.undone", number)


def _words_to_show(decision: Decision) -> str | None:
    """Return the moderator's version, read.

    :raises Invalid: there is none, it cannot be shown, or a rejection has no reason
    """
    if decision.step is Step.REJECTED and decision.reason not in REASONS:
        raise Invalid([Fault("reason", "unknown" if decision.reason else "missing")])
    if decision.step is not Step.EDITED:
        return None
    words, faults = read_text(decision.words)
    if faults or words is None:
        raise Invalid([replace(fault, field="words") for fault in faults] or [Fault("words", "missing")])
    return words


def _seen(session: Session, number: str, version: str) -> tuple[Suggestion, TextReview]:
    """Return the text that a moderator decides about.

    :raises WrongState: it is no longer the one that the moderator saw
    """
    suggestion = _find(session, number)
    review = store.review_of(session, suggestion)
    if _version(suggestion, review) != version:
        raise WrongState(f"suggestion {number} was changed or decided meanwhile")
    return suggestion, review


def _find(session: Session, number: str) -> Suggestion:
    suggestion = store.find_by_number(session, number)
    if suggestion is None or suggestion.state == State.ERASED:
        raise NotFound(f"suggestion {number}")
    return suggestion


def _stamp(ctx: Context, actor: Actor, review: TextReview) -> None:
    review.revision += 1
    review.decided_at, review.decided_by = ctx.now(), actor.account_id


def _version(suggestion: Suggestion, review: TextReview) -> str:
    return version_of(review.revision, suggestion.text, f"{suggestion.state} {suggestion.text_state}")


def _line(suggestion: Suggestion, site: Site | None) -> Line:
    text = suggestion.text or ""
    return Line(
        number=suggestion.public_number,
        kind=suggestion.kind,
        received_at=suggestion.received_at,
        site_name=site.name if site is not None else None,
        pieces=tuple(pieces(text)),
        findings=tuple(dict.fromkeys(finding.kind for finding in find_all(text))),
    )


def _decided(session: Session, suggestion: Suggestion, review: TextReview) -> Decided:
    site = session.get(Site, suggestion.site_id) if suggestion.site_id else None
    assert review.decided_at is not None
    return Decided(
        line=_line(suggestion, site),
        state=suggestion.state,
        text_state=suggestion.text_state,
        public_text=review.public_text,
        reason=review.reason,
        decided_at=review.decided_at,
        decided_by=_email(session, review.decided_by),
        version=_version(suggestion, review),
    )


def _email(session: Session, account_id: int | None) -> str | None:
    account = session.get(Account, account_id) if account_id is not None else None
    return account.email if account is not None else None
