"""Telling those who asked: one message a person and event, written in the transaction of the event itself."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.domain.context import Context
from webapp.domain.messages import ASKED_AFTER, ASKED_UNTIL, MessageState, Topic, plain_address
from webapp.domain.suggestions import State
from webapp.storage.checks import Check, CheckVerdict, public_id_of
from webapp.storage.members import standing
from webapp.storage.outbox import Message, To, cancel, queue, queued_about, was_told
from webapp.storage.sites import Site
from webapp.storage.suggestions import Suggestion

ANSWERS = (Topic.CLOSED, Topic.DECLINED, Topic.HANDED_OVER)
ENDED_BY_A_CHECK = (Topic.CLOSED, Topic.DECLINED, Topic.REOPENED)  # the planner still has what was handed over


def notify(session: Session, ctx: Context, site: Site, topic: Topic, check: Check | None = None) -> int:
    """Queue what happened to a site for everyone who asked for it and confirmed an address; return how many.

    Call it inside the transaction of the event, after the event. What is queued about the site's earlier answer
    is cancelled: it no longer holds.

    :param check: the held check, for ``checked``; its message waits for as long as the place holds checks back
    """
    if topic is Topic.CHECKED and check is not None:
        return _notify_of_check(session, ctx, site, check)
    people = recipients(session, ctx, site, topic)
    for message in queued_about(session, _answer_event(site), *ANSWERS, Topic.REOPENED):
        cancel(message, ctx.now())
    event, at = _answer_event(site), ctx.now().isoformat()  # read once: the same instant finds it again when reopened
    return _queue_all(session, ctx, topic, people, event, {"site": site.id, "at": at}, once=f"{event}:{at}")


def recipients(session: Session, ctx: Context, site: Site, topic: Topic, before: datetime | None = None) -> list[To]:
    """Return who would be told of something at a site.

    :param before: only who had asked by then
    """
    people = list(_people(session, site, before))
    if topic is Topic.REOPENED:  # only those who were told of a no need to hear that it is open again
        people = [to for to in people if _was_answered(session, ctx, site, to.address)]
    return people


def check_taken_back(session: Session, ctx: Context, check: Check) -> int:
    """Cancel what is queued about a check that was withdrawn or held elsewhere, and put right what was told.

    :param check: any row of the check; the verdict of the row that stood is still the one that was told
    """
    public_id = public_id_of(session, check)
    event = f"check:{public_id}"
    for message in queued_about(session, event, Topic.CHECKED, Topic.QUESTION):
        cancel(message, ctx.now())
    return sum(
        _queue_all(session, ctx, Topic.CHECK_TAKEN_BACK, people, event, {"site": site_id, "check": public_id})
        for site_id, people in told_of_check(session, ctx, check).items()
    )


def told_of_check(session: Session, ctx: Context, check: Check) -> dict[str, list[To]]:
    """Return by site who has been told of a check, and would hear that it was taken back.

    :param check: any row of the check
    """
    event = f"check:{public_id_of(session, check)}"
    told = select(Message).where(Message.event == event, Message.topic == Topic.CHECKED.value)
    found: dict[str, list[To]] = {}
    for site_id in {str(m.facts["site"]) for m in session.scalars(told.where(Message.state == MessageState.SENT))}:
        site, once = session.get(Site, site_id), _check_event(event, site_id)
        people = _people(session, site) if site is not None else ()
        found[site_id] = [to for to in people if was_told(session, ctx, Topic.CHECKED, once, to.address)]
    return found


def notify_of_activity(session: Session, ctx: Context, site: Site, activity_id: int) -> int:
    """Queue an activity that answers an unsafe place for everyone who asked and confirmed an address; return how many.

    What comes later does not cancel it: that it was done stays true.
    """
    event = f"activity:{activity_id}"
    return _queue_all(
        session, ctx, Topic.ANSWERED, _people(session, site), event, {"site": site.id, "activity": str(activity_id)}
    )


def notify_of_measure(session: Session, ctx: Context, site: Site, event_id: int) -> int:
    """Queue a step of a speed-reducing measure for everyone who asked for its site; return how many."""
    event = f"measure:{event_id}"
    facts = {"site": site.id, "measure": str(event_id)}
    return _queue_all(session, ctx, Topic.MEASURE, _people(session, site), event, facts)


def text_rejected(session: Session, ctx: Context, suggestion: Suggestion) -> bool:
    """Queue for a sender with a confirmed address that their words are not shown, and why; return whether.

    Call it inside the transaction of the decision. One that is taken back before the mail leaves is not told.
    """
    event = f"text:{suggestion.id}"
    for message in queued_about(session, event, Topic.TEXT_REJECTED):
        cancel(message, ctx.now())
    if suggestion.email is None or suggestion.email_confirmed_at is None:
        return False
    to = To(suggestion.email, suggestion.language or "", suggestion_id=suggestion.id)
    facts, once = {"suggestion": suggestion.id}, f"{event}:{ctx.now().isoformat()}"
    return queue(session, ctx, Topic.TEXT_REJECTED, to, event, facts, once) is not None


def queue_questions(session: Session, ctx: Context) -> int:
    """Queue the question four weeks after each check; return how many. Call it inside a transaction.

    Where another check followed within those weeks, only the later one asks: nobody could tell them apart.
    """
    now = ctx.now()
    held = (
        select(Check, CheckVerdict.site_id)
        .join(CheckVerdict, CheckVerdict.check_id == Check.id)
        .where(Check.withdrawn.is_(False))
        .where(Check.ended_at <= now - ASKED_AFTER, Check.ended_at > now - ASKED_UNTIL)
    )
    queued = 0
    for check, site_id in session.execute(held.order_by(Check.started_at)).all():
        site = session.get(Site, site_id) if site_id else None
        if site is None or _followed_by_another(session, check, site.id):
            continue
        public_id = public_id_of(session, check)
        people = list(_people(session, site, before=check.started_at))
        facts = {"site": site.id, "check": public_id}
        queued += _queue_all(session, ctx, Topic.QUESTION, people, f"check:{public_id}", facts)
    return queued


def forget_person(session: Session, ctx: Context, suggestion: Suggestion) -> None:
    """Cancel what is queued for a sender who withdrew, erased or wants no more mail.

    A person with another suggestion for the same place still hears of it. Call it while the address is there.
    """
    queued = select(Message).where(Message.suggestion_id == suggestion.id)
    other = _another_of_the_same(session, suggestion)
    for message in session.scalars(queued):
        if message.state == MessageState.QUEUED and other is not None:
            message.suggestion_id = other
        elif message.state == MessageState.QUEUED:
            cancel(message, ctx.now(), "unsubscribed")
            message.address_key = None


def _notify_of_check(session: Session, ctx: Context, site: Site, check: Check) -> int:
    public_id = public_id_of(session, check)
    event = f"check:{public_id}"
    for message in queued_about(session, event, Topic.CHECKED):
        if message.facts.get("site") != site.id:
            cancel(message, ctx.now())
    for message in queued_about(session, _answer_event(site), *ENDED_BY_A_CHECK):
        cancel(message, ctx.now())
    people = _people(session, site, before=check.started_at)
    facts = {"site": site.id, "check": public_id}
    due_at = max(ctx.now(), check.ended_at + timedelta(hours=ctx.place.check_delay_hours))
    return _queue_all(session, ctx, Topic.CHECKED, people, event, facts, _check_event(event, site.id), due_at)


def _queue_all(
    session: Session,
    ctx: Context,
    topic: Topic,
    people: Iterable[To],
    event: str,
    facts: dict[str, str],
    once: str = "",
    due_at: datetime | None = None,
) -> int:
    """Queue one message for each person; return how many are new."""
    return sum(
        queue(session, ctx, topic, to, event, dict(facts), once=once or event, due_at=due_at) is not None
        for to in people
    )


def _people(session: Session, site: Site, before: datetime | None = None) -> Iterable[To]:
    """Yield everyone who asked for a site, wants to hear of it and confirmed an address: each once.

    :param before: only who had asked by then
    """
    asked = select(Suggestion).where(
        Suggestion.site_id == site.id,
        Suggestion.state == State.LIVE.value,
        standing(),
        Suggestion.follow,
        Suggestion.email.is_not(None),
        Suggestion.email_confirmed_at.is_not(None),
    )
    if before is not None:
        asked = asked.where(Suggestion.received_at < before)
    seen: set[str] = set()
    for one in session.scalars(asked.order_by(Suggestion.received_at, Suggestion.id)):
        person = plain_address(one.email or "")
        if person not in seen:
            seen.add(person)
            yield To(one.email or "", one.language or "", suggestion_id=one.id)


def _another_of_the_same(session: Session, suggestion: Suggestion) -> int | None:
    """Return another suggestion of the same person for the same place that mail may go on with."""
    if suggestion.email is None or suggestion.site_id is None:
        return None
    others = session.scalars(
        select(Suggestion).where(
            Suggestion.site_id == suggestion.site_id,
            Suggestion.id != suggestion.id,
            Suggestion.state == State.LIVE.value,
            Suggestion.follow,
            Suggestion.email_confirmed_at.is_not(None),
        )
    )
    own = plain_address(suggestion.email)
    return next((one.id for one in others if one.email and plain_address(one.email) == own), None)


def _was_answered(session: Session, ctx: Context, site: Site, address: str) -> bool:
    told = select(Message).where(Message.event == _answer_event(site), Message.state == MessageState.SENT)
    sent = session.scalars(told.where(Message.topic.in_([t.value for t in ANSWERS]))).all()
    stamps = {(Topic(m.topic), str(m.facts.get("at"))) for m in sent}
    return any(was_told(session, ctx, topic, f"{_answer_event(site)}:{at}", address) for topic, at in stamps)


def _followed_by_another(session: Session, check: Check, site_id: str) -> bool:
    later = (
        select(Check.id)
        .join(CheckVerdict, CheckVerdict.check_id == Check.id)
        .where(CheckVerdict.site_id == site_id, Check.withdrawn.is_(False))
        .where(Check.started_at > check.started_at, Check.started_at <= check.started_at + ASKED_AFTER)
    )
    return session.scalar(later.limit(1)) is not None


def _answer_event(site: Site) -> str:
    return f"answer:{site.id}"


def _check_event(event: str, site_id: str) -> str:
    return f"{event}@{site_id}"
