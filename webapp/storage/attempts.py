"""Visits that led to no check. Private: nothing public may be derived from this table."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from webapp.storage.db import Base, Instant


class Attempt(Base):
    """A visit to a site where a check could not be done, and why. Never edited."""

    __tablename__ = "check_attempt"

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[str] = mapped_column(ForeignKey("site.id"), index=True)
    tried_on: Mapped[date]
    reason: Mapped[str]  # a code of domain/attempts.py, never a text
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    external_key: Mapped[str | None] = mapped_column(unique=True)  # one form is one visit


def find_attempt(session: Session, external_key: str) -> Attempt | None:
    """Return the row that one submission led to."""
    return session.scalar(select(Attempt).where(Attempt.external_key == external_key))


def attempts_at(session: Session, site_ids: Collection[str]) -> Sequence[Attempt]:
    """Return the visits to some sites that led to no check, the latest first."""
    return session.scalars(
        select(Attempt)
        .where(Attempt.site_id.in_(site_ids))
        .order_by(Attempt.tried_on.desc(), Attempt.recorded_at.desc(), Attempt.id.desc())
    ).all()
