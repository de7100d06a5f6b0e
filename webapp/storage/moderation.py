"""What people decided about residents' words; the queue of those that wait; what everyone may read."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, Index, Text, and_, delete, func, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from webapp.domain.context import Context
from webapp.domain.moderation import Reported, TextState
from webapp.domain.privacy import PublicText, public_text
from webapp.domain.suggestions import State
from webapp.storage.db import Base, Instant
from webapp.storage.sites import Site
from webapp.storage.suggestions import Suggestion
from webapp.storage.text_reports import TextReport

_TO_READ = and_(
    text("suggestion.text_state = 'waiting' AND suggestion.text IS NOT NULL"),  # to the letter as in the index
    Suggestion.state.not_in((State.WITHDRAWN.value, State.SPAM.value)),
)

Index(
    "ix_suggestion_to_read",
    Suggestion.received_at,
    sqlite_where=text("text_state = 'waiting' AND text IS NOT NULL"),
    postgresql_where=text("text_state = 'waiting' AND text IS NOT NULL"),
)


class TextReview(Base):
    """What was decided about one suggestion's words. ``suggestion.text_state`` says whether it still holds."""

    __tablename__ = "text_review"

    suggestion_id: Mapped[int] = mapped_column(ForeignKey("suggestion.id"), primary_key=True)
    revision: Mapped[int] = mapped_column(default=0)  # of the decision; the words themselves are in the version too
    public_id: Mapped[str | None] = mapped_column(unique=True)  # random, a new one at each approval
    public_text: Mapped[str | None] = mapped_column(Text)  # what everyone reads; kept as a proposal when undone
    reason: Mapped[str | None]  # code: why the words are not shown
    decided_at: Mapped[datetime | None] = mapped_column(Instant, index=True)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


def count_waiting(session: Session) -> int:
    """Return how many texts wait for a person."""
    return session.scalar(select(func.count()).select_from(Suggestion).where(_TO_READ)) or 0


def waiting(session: Session, limit: int) -> Sequence[tuple[Suggestion, Site | None]]:
    """Return the texts that have waited longest, with the site each belongs to."""
    rows = (
        select(Suggestion, Site)
        .outerjoin(Site, Site.id == Suggestion.site_id)
        .where(_TO_READ)
        .order_by(Suggestion.received_at, Suggestion.id)
        .limit(limit)
    )
    return [(suggestion, other) for suggestion, other in session.execute(rows)]


def next_waiting(session: Session, after: datetime | None = None) -> Suggestion | None:
    """Return the text that has waited longest; ``after`` an instant, to skip one for now."""
    rows = select(Suggestion).where(_TO_READ)
    if after is not None:
        rows = rows.where(Suggestion.received_at > after)
    return session.scalar(rows.order_by(Suggestion.received_at, Suggestion.id).limit(1))


def find_by_number(session: Session, number: str) -> Suggestion | None:
    """Return a suggestion by the number on its receipt."""
    return session.scalar(select(Suggestion).where(Suggestion.public_number == number))


def find_by_text_id(session: Session, text_id: str) -> Suggestion | None:
    """Return the suggestion whose public text has this id."""
    query = select(Suggestion).join(TextReview, TextReview.suggestion_id == Suggestion.id)
    return session.scalar(query.where(TextReview.public_id == text_id))


def review_of(session: Session, suggestion: Suggestion) -> TextReview:
    """Return what was decided about a suggestion's words, or a new row when nothing was."""
    review = session.get(TextReview, suggestion.id)
    if review is None:
        review = TextReview(suggestion_id=suggestion.id, revision=0)
        session.add(review)
    return review


def overtake(session: Session, suggestion: Suggestion) -> None:
    """Let the sender's new words wait; what a person made of the old ones is gone with them."""
    suggestion.text_state = TextState.WAITING.value
    review = session.get(TextReview, suggestion.id)
    if review is not None:
        review.public_id = review.public_text = None


def decided(session: Session, limit: int) -> Sequence[tuple[Suggestion, TextReview]]:
    """Return the last decisions that still hold, the newest first."""
    rows = (
        select(Suggestion, TextReview)
        .join(TextReview, TextReview.suggestion_id == Suggestion.id)
        .where(TextReview.decided_at.is_not(None), Suggestion.state.in_((State.LIVE.value, State.SPAM.value)))
        .order_by(TextReview.decided_at.desc(), TextReview.suggestion_id.desc())
        .limit(limit)
    )
    return [(suggestion, other) for suggestion, other in session.execute(rows)]


def at_site(session: Session, site_id: str, limit: int) -> Sequence[Suggestion]:
    """Return the newest suggestions at a site that were not erased."""
    rows = select(Suggestion).where(Suggestion.site_id == site_id, Suggestion.state != State.ERASED.value)
    return session.scalars(rows.order_by(Suggestion.received_at.desc(), Suggestion.id.desc()).limit(limit)).all()


def public_texts(session: Session, ctx: Context, site_id: str, limit: int = 50) -> list[PublicText]:
    """Return what residents wrote about a published site and a person has approved, the newest month first.

    Within a month the order is that of the random ids: nobody can tell who wrote before whom.
    """
    rows = session.execute(
        select(TextReview.public_id, TextReview.public_text, Suggestion.created_at)
        .join(Suggestion, Suggestion.id == TextReview.suggestion_id)
        .join(Site, Site.id == Suggestion.site_id)
        .where(
            Suggestion.site_id == site_id,
            Site.published_at.is_not(None),
            Suggestion.state == State.LIVE.value,
            Suggestion.text_state == TextState.SHOWN.value,
            TextReview.public_text.is_not(None),
        )
        .order_by(Suggestion.created_at.desc(), TextReview.public_id)
        .limit(limit)
    )
    texts = [public_text(row, ctx.place.tz) for row in rows]
    return sorted(sorted(texts, key=lambda one: one.id), key=lambda one: one.month, reverse=True)


def is_public(session: Session, text_id: str) -> bool:
    """Whether everyone can read a resident's text now."""
    suggestion = find_by_text_id(session, text_id)
    site = session.get(Site, suggestion.site_id) if suggestion is not None and suggestion.site_id else None
    return (
        suggestion is not None
        and suggestion.state == State.LIVE
        and suggestion.text_state == TextState.SHOWN
        and site is not None
        and site.published_at is not None
    )


def forget_words(session: Session, *suggestion_ids: int) -> None:
    """Remove every copy of these suggestions' words that moderation holds, and what was reported about them."""
    reviews = select(TextReview.public_id).where(TextReview.suggestion_id.in_(suggestion_ids))
    ids = [public_id for public_id in session.scalars(reviews) if public_id]
    session.execute(delete(TextReport).where(TextReport.what == Reported.TEXT.value, TextReport.target.in_(ids)))
    session.execute(delete(TextReview).where(TextReview.suggestion_id.in_(suggestion_ids)))
