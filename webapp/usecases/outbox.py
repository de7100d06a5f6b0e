"""Sending what lies in the outbox, and the rounds that fill it: alerts, questions, what is to be forgotten."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from webapp.domain.context import Context
from webapp.domain.letters import Letter, Mail
from webapp.domain.messages import CONFIRM_WITHIN, is_quiet, masked
from webapp.formats.mail_text import write
from webapp.gateways.mail import LaterPerhaps, NeverDelivered, NobodyAnswers
from webapp.storage import outbox as store
from webapp.storage.addresses import forget_unconfirmed
from webapp.storage.alerts import collect_news, forget_unconfirmed_alerts, queue_alerts
from webapp.storage.db import transaction
from webapp.storage.letters import TooEarly, read_letter
from webapp.storage.mail_links import forget_old_links
from webapp.storage.notices import queue_questions
from webapp.storage.outbox import Message
from webapp.storage.reminders import queue_reminders

log = logging.getLogger(__name__)

MOST_A_ROUND = 500
KEYS_FOR = timedelta(days=2)

Deliver = Callable[[Mail], None]


@dataclass(frozen=True)
class Worker:
    """Who sends: its name, and how it tells that another one has died."""

    name: str
    gone: Callable[[str], bool]


@dataclass(frozen=True)
class Round:
    """What one round did. ``dropped``: what they told no longer holds, or may not be told yet."""

    sent: int = 0
    later: int = 0
    failed: int = 0
    dropped: int = 0
    halted: str | None = None  # why the round ended early: nobody answered


@dataclass(frozen=True)
class OutboxRow:
    """A message as an operator may see it."""

    id: int
    topic: str
    state: str
    to: str  # masked
    created_at: datetime
    due_at: datetime
    attempts: int
    trouble: str | None


def send_due(
    session: Session,
    ctx: Context,
    worker: Worker,
    deliver: Deliver,
    base_url: str,
    stopped: Callable[[], bool] = lambda: False,
) -> Round:
    """Send what is due, each message in three steps: claim it, hand it over, mark it.

    A worker that dies in between leaves a claim that lapses, so that the message goes again with the same
    Message-ID: at least once, never not at all. One bad message does not stop the rest. A round takes what was due
    when it began, each once: what it puts off waits for the next, however slow the server is.
    """
    done = {"sent": 0, "later": 0, "failed": 0, "dropped": 0}
    halted, began = None, ctx.now()
    for _step in range(MOST_A_ROUND):
        if stopped():
            break
        message_id = _claim(session, ctx, worker, began)
        if message_id is None:
            break
        try:
            mail = _written(session, ctx, message_id, base_url)
            if mail is None:
                done["dropped"] += 1
                continue
            deliver(mail)
        except NeverDelivered as error:
            for_now = isinstance(error, LaterPerhaps)
            _mark(session, ctx, worker, message_id, store.try_later if for_now else store.mark_failed, error.code)
            done["later" if for_now else "failed"] += 1
            if isinstance(error, NobodyAnswers):
                halted = error.code
                break
        except Exception as error:  # one that cannot be read or written must not stop the rest
            log.error("message %s cannot be sent: %s", message_id, type(error).__name__)
            _mark(session, ctx, worker, message_id, store.try_later, "not_written")
            done["later"] += 1
        else:
            _mark(session, ctx, worker, message_id, store.mark_sent)
            done["sent"] += 1
    return Round(done["sent"], done["later"], done["failed"], done["dropped"], halted)


def queue_news(session: Session, ctx: Context) -> int:
    """Write down what has become public and queue it for alerts; return how many messages."""
    with transaction(session):
        collect_news(session, ctx)
        return queue_alerts(session, ctx)


def ask_questions(session: Session, ctx: Context) -> int:
    """Queue the question four weeks after each check; return how many messages."""
    with transaction(session):
        return queue_questions(session, ctx)


def remind_of_reports(session: Session, ctx: Context) -> int:
    """Queue, once, for communicators that a follow-up is missing; return how many messages."""
    with transaction(session):
        return queue_reminders(session, ctx)


def forget_what_has_ended(session: Session, ctx: Context) -> int:
    """Forget addresses and alerts that nobody confirmed in time, and links whose time is over; return how many."""
    now = ctx.now()
    with transaction(session):
        forgotten = forget_unconfirmed(session, ctx, now - CONFIRM_WITHIN)
        forgotten += forget_unconfirmed_alerts(session, ctx, now - CONFIRM_WITHIN)
        forget_old_links(session, now)
        store.forget_keys(session, now - KEYS_FOR)
        return forgotten


def list_outbox(session: Session, state: str | None = None) -> list[OutboxRow]:
    """Return the newest messages, no address in clear."""
    return [
        OutboxRow(m.id, m.topic, m.state, masked(m.address), m.created_at, m.due_at, m.attempts, m.trouble)
        for m in store.in_the_outbox(session, state)
    ]


def show_message(session: Session, ctx: Context, message_id: int, base_url: str) -> Mail | None:
    """Return a waiting message as it would be sent now, for an operator; None when there is nothing to send."""
    with transaction(session):
        message = session.get(Message, message_id)
        if message is None or message.address is None:
            return None
        letter = _letter(session, ctx, message)
        return (
            None if letter is None else write(letter, ctx.place, base_url, masked(message.address), message.message_id)
        )


def _claim(session: Session, ctx: Context, worker: Worker, due_by: datetime) -> int | None:
    """Take the next message that was due by then, so that nobody else sends it; None when there is none."""
    with transaction(session):
        quiet = is_quiet(ctx.now(), ctx.place.tz, ctx.place.quiet_hours)
        message = store.claim_next(session, ctx, worker.name, quiet, worker.gone, due_by)
        return None if message is None else message.id


def _written(session: Session, ctx: Context, message_id: int, base_url: str) -> Mail | None:
    """Put a claimed message in words; None when it is not to be sent now, or never."""
    with transaction(session):
        message = session.get(Message, message_id)
        if message is None or message.address is None:
            return None
        try:
            letter = read_letter(session, ctx, message)
        except TooEarly as early:
            store.put_back(message, early.at)
            return None
        if letter is None:
            store.cancel(message, ctx.now())
            return None
        return write(letter, ctx.place, base_url, message.address, message.message_id)


def _letter(session: Session, ctx: Context, message: Message) -> Letter | None:
    try:
        return read_letter(session, ctx, message)
    except TooEarly:
        return None


def _mark(
    session: Session, ctx: Context, worker: Worker, message_id: int, how: Callable[..., None], *trouble: str
) -> None:
    """Write down what became of a message, unless its claim lapsed and another worker has it now."""
    with transaction(session):
        message = session.get(Message, message_id)
        if message is not None and message.claimed_by == worker.name:
            how(message, ctx.now(), *trouble)
