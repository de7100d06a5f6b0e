"""Staff accounts, their sessions on the server, failed logins, and the log of what staff did."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from webapp.storage.db import Base, Instant


class Account(Base):
    """A person who works here. Residents have none."""

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)  # lower case
    role: Mapped[str]
    party: Mapped[str | None]
    password_hash: Mapped[str | None]  # argon2id
    totp_secret: Mapped[str | None]
    totp_last_step: Mapped[int | None]  # the last 30 s step that was used: a code works once
    recovery_hashes: Mapped[list[str]] = mapped_column(JSON, default=list)
    invitation_hash: Mapped[str | None] = mapped_column(unique=True)
    invitation_ends_at: Mapped[datetime | None] = mapped_column(Instant)
    created_at: Mapped[datetime] = mapped_column(Instant)
    disabled_at: Mapped[datetime | None] = mapped_column(Instant)


class StaffSession(Base):
    """A login on the server; the cookie holds only the random id whose hash is here."""

    __tablename__ = "staff_session"

    id_hash: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(Instant)
    seen_at: Mapped[datetime] = mapped_column(Instant)
    second_factor_at: Mapped[datetime | None] = mapped_column(Instant)  # None: only the password so far
    pending_totp_secret: Mapped[str | None]  # offered at the first login, kept by the account once a code proves it
    address_hash: Mapped[str] = mapped_column(default="")  # keyed; its owner keeps an allowance of guesses
    ended_at: Mapped[datetime | None] = mapped_column(Instant)


class LoginFailure(Base):
    """A failed login or code, to limit guesses by account and by address; the address is a keyed hash."""

    __tablename__ = "login_failure"
    __table_args__ = (
        Index("ix_login_failure_email", "email", "at"),
        Index("ix_login_failure_address", "address_hash", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant)
    email: Mapped[str]
    address_hash: Mapped[str]
    step: Mapped[str]  # password or code


class AuditEntry(Base):
    """Who did what, when. Append-only; each row carries the hash of the one before."""

    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    role: Mapped[str]
    action: Mapped[str]
    object: Mapped[str]  # an id, never free text
    previous_hash: Mapped[str] = mapped_column(unique=True)  # the chain cannot fork
    hash: Mapped[str]


def find_login(session: Session, id_hash: str) -> tuple[StaffSession, Account] | None:
    """Return a login with its account, unless either has been ended."""
    row = session.execute(
        select(StaffSession, Account)
        .join(Account, Account.id == StaffSession.account_id)
        .where(StaffSession.id_hash == id_hash, StaffSession.ended_at.is_(None), Account.disabled_at.is_(None))
    ).one_or_none()
    return None if row is None else (row[0], row[1])


def touch_login(session: Session, id_hash: str, now: datetime) -> None:
    """Remember when a login was last seen."""
    session.execute(update(StaffSession).where(StaffSession.id_hash == id_hash).values(seen_at=now))
