"""Filters of the police's list that a person has given a name."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from webapp.storage.db import Base, Instant


class SavedFilter(Base):
    """One named filter of one account. Private to it."""

    __tablename__ = "saved_filter"
    __table_args__ = (UniqueConstraint("account_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    name: Mapped[str]
    query: Mapped[str] = mapped_column(Text)  # as in an address
    shown: Mapped[bool] = mapped_column(default=False)  # with its count, above the list
    created_at: Mapped[datetime] = mapped_column(Instant)


def saved_filters(session: Session, account_id: int) -> Sequence[SavedFilter]:
    """Return the filters of an account by name."""
    return session.scalars(
        select(SavedFilter).where(SavedFilter.account_id == account_id).order_by(SavedFilter.name, SavedFilter.id)
    ).all()


def find_filter(session: Session, account_id: int, filter_id: int) -> SavedFilter | None:
    """Return a filter if it is this account's."""
    found = session.get(SavedFilter, filter_id)
    return found if found is not None and found.account_id == account_id else None


def named_filter(session: Session, account_id: int, name: str) -> SavedFilter | None:
    """Return the filter that an account has given this name."""
    named = select(SavedFilter).where(SavedFilter.account_id == account_id, SavedFilter.name == name)
    return session.scalar(named)
