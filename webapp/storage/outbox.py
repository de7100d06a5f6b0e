"""The outbox: messages to residents, written in the same transaction as what they tell, sent by a worker later.

A row holds codes, never a sentence: the words are made at the moment of sending, from what is public then.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, func, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from webapp.domain.context import Context
from webapp.domain.messages import (
    ASKED_FOR,
    GIVE_UP_AFTER,
    LEASE,
    MOST_ASKED_FOR_A_DAY,
    MessageState,
    Topic,
    address_key,
    new_message_id,
    once_key,
    wait_before,
)
from webapp.storage.db import Base, Instant


class Message(Base):
    """One message to one person. The address goes once it is no longer needed."""

    __tablename__ = "message"
    __table_args__ = (Index("ix_message_due", "state", "due_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[str] = mapped_column(unique=True)  # the header; the same at every attempt
    once_key: Mapped[str | None] = mapped_column(unique=True)  # one person, one event: once
    topic: Mapped[str]
    event: Mapped[str] = mapped_column(index=True)  # what it tells of: ``check:<id>``, ``suggestion:<id>``
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)  # ids and codes only
    language: Mapped[str]
    address: Mapped[str | None]
    address_key: Mapped[str | None] = mapped_column(index=True)
    suggestion_id: Mapped[int | None] = mapped_column(ForeignKey("suggestion.id"), index=True)
    alert_id: Mapped[int | None] = mapped_column(ForeignKey("alert.id"), index=True)
    state: Mapped[str] = mapped_column(default="queued")
    created_at: Mapped[datetime] = mapped_column(Instant)
    due_at: Mapped[datetime] = mapped_column(Instant)
    attempts: Mapped[int] = mapped_column(default=0)
    claimed_by: Mapped[str | None]  # the process that is sending it now
    claimed_at: Mapped[datetime | None] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)  # sent, failed or cancelled
    trouble: Mapped[str | None]  # a code, never a server's own words: they may repeat the address


@dataclass(frozen=True)
class To:
    """Who is written to, and whose suggestion or alert it is about."""

    address: str
    language: str
    suggestion_id: int | None = None
    alert_id: int | None = None


def queue(
    session: Session,
    ctx: Context,
    topic: Topic,
    to: To,
    event: str,
    facts: dict[str, Any] | None = None,
    once: str = "",
    due_at: datetime | None = None,
) -> Message | None:
    """Put a message into the outbox; None when this person has been told of this event, or soon will be.

    One that was cancelled, because what it told was taken back, is queued again. Call it inside a transaction.

    :param once: names the event for this person; empty: there may be several such messages
    """
    key = once_key(ctx.secret_key, f"{topic}:{once}", to.address) if once else None
    known = session.scalar(select(Message).where(Message.once_key == key)) if key else None
    if known is not None and known.state != MessageState.CANCELLED:
        return None
    now = ctx.now()
    message = known or Message(message_id=new_message_id(ctx.base_url), once_key=key)
    message.topic, message.event, message.facts = topic.value, event, facts or {}
    message.language, message.address = to.language, to.address
    message.address_key = address_key(ctx.secret_key, to.address)
    message.suggestion_id, message.alert_id = to.suggestion_id, to.alert_id
    message.state, message.created_at, message.due_at = MessageState.QUEUED.value, now, due_at or now
    message.attempts, message.claimed_by, message.claimed_at = 0, None, None
    message.ended_at = message.trouble = None
    session.add(message)
    session.flush()
    return message


def may_be_asked_for(session: Session, ctx: Context, address: str) -> bool:
    """Whether an address may get one more message that anybody can ask for: a few a day."""
    since = ctx.now() - timedelta(days=1)
    asked = select(func.count()).where(
        Message.address_key == address_key(ctx.secret_key, address),
        Message.topic.in_([topic.value for topic in ASKED_FOR]),
        Message.created_at > since,
    )
    return (session.scalar(asked) or 0) < MOST_ASKED_FOR_A_DAY


def claim_next(
    session: Session, ctx: Context, worker: str, quiet: bool, gone: Callable[[str], bool], due_by: datetime
) -> Message | None:
    """Take the message that has waited longest, so that no other worker sends it; None when nothing is due.

    :param quiet: only what somebody waits for
    :param gone: whether the process of a claim has died, so that its message is free again
    :param due_by: only what was due then
    """
    now = ctx.now()
    due = select(Message).where(Message.state == MessageState.QUEUED, Message.due_at <= due_by)
    if quiet:
        due = due.where(Message.topic.in_([topic.value for topic in ASKED_FOR]))
    held = {name for name in session.scalars(select(Message.claimed_by).distinct()) if name and not gone(name)}
    lapsed = Message.claimed_at < now - LEASE
    due = due.where(or_(Message.claimed_by.is_(None), Message.claimed_by.not_in(held), lapsed))
    message = session.scalar(due.order_by(Message.due_at, Message.id).limit(1).with_for_update(skip_locked=True))
    if message is not None:
        message.claimed_by, message.claimed_at = worker, now
        session.flush()
    return message


def mark_sent(message: Message, at: datetime) -> None:
    """Say that a mail server has taken it: its address is no longer needed."""
    _end(message, MessageState.SENT, at)


def mark_failed(message: Message, at: datetime, trouble: str) -> None:
    """Say that it can never be delivered."""
    _end(message, MessageState.FAILED, at, trouble)


def cancel(message: Message, at: datetime, trouble: str = "outdated") -> None:
    """Keep back what no longer holds, or what nobody wants to hear."""
    _end(message, MessageState.CANCELLED, at, trouble)


def try_later(message: Message, at: datetime, trouble: str) -> None:
    """Let it wait, longer each time; after some days it has failed."""
    message.attempts += 1
    if at - message.created_at >= GIVE_UP_AFTER:
        mark_failed(message, at, trouble)
        return
    message.due_at, message.trouble = at + wait_before(message.attempts), trouble
    message.claimed_by = message.claimed_at = None


def put_back(message: Message, due_at: datetime) -> None:
    """Give a claimed message back untried."""
    message.due_at = max(message.due_at, due_at)
    message.claimed_by = message.claimed_at = None


def queued_about(session: Session, event: str, *topics: Topic) -> Sequence[Message]:
    """Return the messages about an event that have not left yet."""
    wanted = select(Message).where(Message.event == event, Message.state == MessageState.QUEUED)
    return session.scalars(wanted.where(Message.topic.in_([t.value for t in topics])) if topics else wanted).all()


def was_told(session: Session, ctx: Context, topic: Topic, once: str, address: str) -> bool:
    """Whether a person has got the message that may be got once."""
    key = once_key(ctx.secret_key, f"{topic}:{once}", address)
    return session.scalar(select(Message.state).where(Message.once_key == key)) == MessageState.SENT


def in_the_outbox(session: Session, state: str | None = None, limit: int = 200) -> Sequence[Message]:
    """Return the newest messages."""
    wanted = select(Message).order_by(Message.id.desc()).limit(limit)
    return session.scalars(wanted.where(Message.state == state) if state else wanted).all()


def count_by_state(session: Session) -> dict[str, int]:
    """Return how many messages are in each state."""
    rows = session.execute(select(Message.state, func.count()).group_by(Message.state))
    return {str(state): int(number) for state, number in rows}


def forget_keys(session: Session, before: datetime) -> None:
    """Let go of what tells that two old messages went to one person; called by the worker."""
    old = update(Message).where(Message.ended_at < before, Message.address_key.is_not(None))
    session.execute(old.values(address_key=None), execution_options={"synchronize_session": False})


def _end(message: Message, state: MessageState, at: datetime, trouble: str | None = None) -> None:
    message.state, message.ended_at, message.trouble = state.value, at, trouble
    message.address = message.claimed_by = message.claimed_at = None
