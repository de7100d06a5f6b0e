"""Comments from elsewhere, batch by batch: what waits, what is locked, what was decided and how long that took."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ColumnElement, ForeignKey, Index, Text, and_, func, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from webapp.domain.comments import DECIDED, LOCKED_FOR, Aside, CommentState
from webapp.domain.errors import NotFound
from webapp.domain.suggestions import State
from webapp.storage.db import Base, Instant
from webapp.storage.suggestions import Suggestion


class CommentBatch(Base):
    """Comments to one post that came in together."""

    __tablename__ = "comment_batch"

    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str]  # where the post stood: a code of domain/comments.py
    post_url: Mapped[str | None] = mapped_column(Text)
    asked_on: Mapped[date | None]  # the local date of the post
    campaign_id: Mapped[int | None] = mapped_column(ForeignKey("campaign.id"))
    created_at: Mapped[datetime] = mapped_column(Instant)
    created_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    doubles: Mapped[int] = mapped_column(default=0)  # comments that were there already
    undone_at: Mapped[datetime | None] = mapped_column(Instant)
    undone_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class Comment(Base):
    """One comment, without what points at a person; who wrote it was never kept."""

    __tablename__ = "comment"
    __table_args__ = (Index("ix_comment_batch_state", "batch_id", "state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("comment_batch.id"))
    own_key: Mapped[str | None]  # a fingerprint of the file's own id and the words
    words_key: Mapped[str] = mapped_column(index=True)  # of the words alone
    text: Mapped[str | None] = mapped_column(Text)  # gone when it has been kept long enough
    posted_at: Mapped[datetime | None] = mapped_column(Instant)
    author_key: Mapped[str]  # random, one for each author of a batch: makes one voice of one author's doubles
    findings: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    state: Mapped[str]
    reason: Mapped[str | None]
    streets: Mapped[list[str]] = mapped_column(JSON, default=list)  # named, with no point on them
    decided_at: Mapped[datetime | None] = mapped_column(Instant)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    decisions: Mapped[int] = mapped_column(default=0)  # how often somebody pressed
    seconds: Mapped[int] = mapped_column(default=0)  # that people looked at it
    locked_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    opened_at: Mapped[datetime | None] = mapped_column(Instant)  # by whom it is locked for
    locked_until: Mapped[datetime | None] = mapped_column(Instant)


@dataclass(frozen=True)
class BatchCounts:
    """What became of a batch: comments by state, suggestions that stand and their sites, presses and seconds."""

    states: Counter[str]
    places: int
    sites: int
    decisions: int
    seconds: int

    @property
    def comments(self) -> int:
        """How many comments there are."""
        return sum(self.states.values())

    @property
    def decided(self) -> int:
        """How many somebody has decided."""
        return sum(self.states[state] for state in DECIDED)


def counts_of(session: Session, batch_id: int) -> BatchCounts:
    """Return what became of a batch."""
    by_state = select(Comment.state, func.count()).where(Comment.batch_id == batch_id).group_by(Comment.state)
    states: Counter[str] = Counter()
    for state, number in session.execute(by_state):
        states[state] = number
    of_batch = select(Comment.id).where(Comment.batch_id == batch_id)
    stand = and_(Suggestion.comment_id.in_(of_batch), Suggestion.state == State.LIVE.value)
    places, sites = session.execute(select(func.count(), func.count(Suggestion.site_id.distinct())).where(stand)).one()
    sums = select(func.coalesce(func.sum(Comment.decisions), 0), func.coalesce(func.sum(Comment.seconds), 0))
    worked = Comment.batch_id == batch_id, Comment.decided_at.is_not(None)
    decisions, seconds = session.execute(sums.where(*worked)).one()
    return BatchCounts(states, places, sites, int(decisions), int(seconds))


def batches(session: Session, limit: int) -> Sequence[CommentBatch]:
    """Return the last batches, the newest first."""
    return session.scalars(select(CommentBatch).order_by(CommentBatch.id.desc()).limit(limit)).all()


def comments_of(session: Session, batch_id: int, *states: CommentState) -> Sequence[Comment]:
    """Return the comments of a batch in its order, those of some states only."""
    rows = select(Comment).where(Comment.batch_id == batch_id).order_by(Comment.id)
    return session.scalars(rows.where(Comment.state.in_([s.value for s in states])) if states else rows).all()


def suggestions_of(session: Session, comment_ids: Sequence[int]) -> Sequence[Suggestion]:
    """Return the live suggestions that were read from comments."""
    live = Suggestion.comment_id.in_(comment_ids), Suggestion.state == State.LIVE.value
    return session.scalars(select(Suggestion).where(*live).order_by(Suggestion.id)).all()


def next_waiting(
    session: Session, account_id: int | None, now: datetime, batch_id: int | None = None, after: int = 0
) -> Comment | None:
    """Return the first comment that waits and that nobody else reads, in the order of intake.

    :param after: the id of one that is passed over for now; those before it come last
    """
    rows = select(Comment).where(Comment.state == CommentState.WAITING.value, free_for(account_id, now))
    rows = rows if batch_id is None else rows.where(Comment.batch_id == batch_id)
    first = rows.where(Comment.id > after).order_by(Comment.id).limit(1)
    return session.scalar(first) or session.scalar(rows.where(Comment.id < after).order_by(Comment.id).limit(1))


def undecided(session: Session) -> Sequence[Comment]:
    """Return every comment that waits or was set aside on its way in."""
    states = CommentState.WAITING.value, CommentState.ASIDE.value
    return session.scalars(select(Comment).where(Comment.state.in_(states)).order_by(Comment.id)).all()


def free_for(account_id: int | None, now: datetime) -> ColumnElement[bool]:
    """Return the condition that no one else has a comment open."""
    mine = Comment.locked_by.is_(None) if account_id is None else Comment.locked_by == account_id
    return or_(mine, Comment.locked_until.is_(None), Comment.locked_until <= now)


def count_waiting(session: Session, batch_id: int | None = None) -> int:
    """Return how many comments wait."""
    rows = select(func.count()).select_from(Comment).where(Comment.state == CommentState.WAITING.value)
    return session.scalar(rows if batch_id is None else rows.where(Comment.batch_id == batch_id)) or 0


def read_by_others(session: Session, account_id: int | None, now: datetime) -> Sequence[Comment]:
    """Return what other people have open now."""
    theirs = Comment.locked_until > now, Comment.locked_by.is_not(None), Comment.locked_by != (account_id or 0)
    return session.scalars(select(Comment).where(*theirs).order_by(Comment.id)).all()


def place_in_batch(session: Session, comment: Comment) -> tuple[int, int]:
    """Return the number of a comment in its batch, and how many there are."""
    mine = select(func.count()).select_from(Comment).where(Comment.batch_id == comment.batch_id)
    return session.scalar(mine.where(Comment.id <= comment.id)) or 0, session.scalar(mine) or 0


def known_keys(session: Session) -> tuple[set[str], Counter[str]]:
    """Return the keys of every comment that is there, and how often the same words are; undone batches count not."""
    rows = session.execute(select(Comment.own_key, Comment.words_key).where(Comment.state != CommentState.UNDONE.value))
    own: set[str] = set()
    words: Counter[str] = Counter()
    for key, words_key in rows:
        words[words_key] += 1
        if key:
            own.add(key)
    return own, words


def find_comment(session: Session, comment_id: int) -> Comment:
    """Return a comment.

    :raises NotFound: there is none
    """
    comment = session.get(Comment, comment_id)
    if comment is None:
        raise NotFound(f"comment {comment_id}")
    return comment


def is_locked(comment: Comment, account_id: int | None, now: datetime) -> bool:
    """Whether somebody else reads a comment now."""
    held = comment.locked_until is not None and comment.locked_until > now
    return held and comment.locked_by is not None and comment.locked_by != account_id


def let_go(session: Session, account_id: int | None) -> None:
    """Keep nothing for somebody any longer."""
    if account_id is not None:
        for comment in session.scalars(select(Comment).where(Comment.locked_by == account_id)):
            comment.locked_by = comment.locked_until = comment.opened_at = None


def lock(comment: Comment, account_id: int | None, now: datetime) -> None:
    """Keep a comment from others for a while; who reads on begins the time anew."""
    if comment.locked_by != account_id or comment.opened_at is None:
        comment.opened_at = now
    comment.locked_by, comment.locked_until = account_id, now + LOCKED_FOR


def count_old_comments(session: Session, before: datetime) -> int:
    """Return how many comments have words that came in before an instant."""
    return session.scalar(select(func.count()).select_from(Comment).where(_old(before))) or 0


def forget_old_comments(session: Session, before: datetime) -> None:
    """Remove the words, findings and keys of comments that came in before an instant; what became of them stays."""
    waiting = Comment.state.in_([CommentState.WAITING.value, CommentState.ASIDE.value])
    aside = {"state": CommentState.ASIDE.value, "reason": Aside.EXPIRED.value}
    session.execute(update(Comment).where(_old(before), waiting).values(**aside))
    gone: dict[str, Any] = {
        "text": None,
        "findings": {},
        "streets": [],
        "own_key": None,
        "words_key": "",
        "author_key": "",
    }
    session.execute(update(Comment).where(_old(before)).values(**gone))


def _old(before: datetime) -> ColumnElement[bool]:
    batches = select(CommentBatch.id).where(CommentBatch.created_at < before)
    return and_(Comment.text.is_not(None), Comment.batch_id.in_(batches))
