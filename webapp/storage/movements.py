"""Where moved pins were before: a check held earlier is judged by where its suggestion stood then.

The rule of counting stays as it is: ``received_at`` is kept, and what had counted stays counted. A pin that was
moved after a check started stands, for that check, where it stood then.
"""

from datetime import datetime

from sqlalchemy import ColumnElement, ForeignKey, Text, exists, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from webapp.storage.db import Base, Instant
from webapp.storage.suggestions import Suggestion


class Movement(Base):
    """One move of a pin: what the suggestion was until then. Coarse like a stub once the suggestion is erased."""

    __tablename__ = "movement"

    id: Mapped[int] = mapped_column(primary_key=True)
    suggestion_id: Mapped[int] = mapped_column(ForeignKey("suggestion.id"), index=True)
    at: Mapped[datetime] = mapped_column(Instant, index=True)  # until when it stood there
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    easting: Mapped[float]
    northing: Mapped[float]
    street: Mapped[str | None]  # that it was on; the road itself is found again, for road data change
    area_id: Mapped[int | None] = mapped_column(ForeignKey("area.id", ondelete="SET NULL"))
    place_text: Mapped[str | None] = mapped_column(Text)
    site_id: Mapped[str | None]  # as it was named then: a merge may have retired it since
    founding_id: Mapped[str] = mapped_column(index=True)
    reporter_key: Mapped[str]


def movements_of(session: Session, suggestion_id: int) -> list[Movement]:
    """Return the moves of one pin, the first first."""
    return list(
        session.scalars(
            select(Movement).where(Movement.suggestion_id == suggestion_id).order_by(Movement.at, Movement.id)
        )
    )


def has_movements(session: Session) -> bool:
    """Whether a pin was ever moved here."""
    return session.scalar(select(Movement.id).limit(1)) is not None


def moved_since(at: datetime) -> ColumnElement[bool]:
    """Return the condition that a suggestion stood elsewhere at a moment."""
    return exists().where(Movement.suggestion_id == Suggestion.id, Movement.at >= at)


def stood_then(session: Session, kind: str, at: datetime) -> dict[int, Movement]:
    """Return, by suggestion, where those of a kind stood at a moment that were moved since."""
    rows = session.scalars(
        select(Movement)
        .join(Suggestion, Suggestion.id == Movement.suggestion_id)
        .where(Suggestion.kind == kind, Movement.at >= at)
        .order_by(Movement.at.desc(), Movement.id.desc())
    )
    return {row.suggestion_id: row for row in rows}  # the earliest is written last


def stood_at(session: Session, suggestion_id: int, at: datetime) -> Movement | None:
    """Return where a suggestion stood at a moment, when it was moved since."""
    found = select(Movement).where(Movement.suggestion_id == suggestion_id, Movement.at >= at)
    return session.scalar(found.order_by(Movement.at, Movement.id).limit(1))


def founder_before_move(session: Session, site_id: str | None) -> int | None:
    """Return the suggestion that founded a site and was moved away from it since."""
    return session.scalar(select(Movement.suggestion_id).where(Movement.founding_id == site_id).limit(1))
