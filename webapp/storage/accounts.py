"""Staff accounts, their sessions on the server, failed logins, and the log of what staff did."""

from collections.abc import Sequence
from datetime import datetime
from typing import cast

from sqlalchemy import JSON, ForeignKey, Index, Table, delete, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from webapp.storage import append_only
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


append_only.guard(cast(Table, AuditEntry.__table__))


def find_account(session: Session, account_id: int) -> Account | None:
    """Return an account, disabled or not."""
    return session.get(Account, account_id)


def find_by_email(session: Session, email: str) -> Account | None:
    """Return the account of an address in lower case, disabled or not."""
    return session.scalar(select(Account).where(Account.email == email))


def find_invited(session: Session, invitation_hash: str, now: datetime) -> Account | None:
    """Return the account that an unused invitation, not yet ended, is for."""
    return session.scalar(
        select(Account).where(
            Account.invitation_hash == invitation_hash,
            Account.invitation_ends_at > now,
            Account.disabled_at.is_(None),
        )
    )


def all_accounts(session: Session) -> Sequence[Account]:
    """Return every account by role and address."""
    return session.scalars(select(Account).order_by(Account.role, Account.email)).all()


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


def open_logins(session: Session, account_id: int | None = None) -> Sequence[StaffSession]:
    """Return the complete logins that nobody has ended, of one account or of all; some may have run out."""
    wanted = select(StaffSession).where(StaffSession.ended_at.is_(None), StaffSession.second_factor_at.is_not(None))
    if account_id is not None:
        wanted = wanted.where(StaffSession.account_id == account_id)
    return session.scalars(wanted.order_by(StaffSession.created_at.desc(), StaffSession.id_hash)).all()


def end_logins(session: Session, account_id: int, now: datetime, *, but: str = "") -> None:
    """End every login of an account, except the one with the id hash ``but``."""
    open_ones = (StaffSession.account_id == account_id) & StaffSession.ended_at.is_(None)
    ending = update(StaffSession).where(open_ones, StaffSession.id_hash != but)
    session.execute(ending.values(ended_at=now, pending_totp_secret=None))


def is_known_address(session: Session, email: str, address_hash: str, since: datetime) -> bool:
    """Whether this account has completed a login from this address since then."""
    return (
        session.scalar(
            select(StaffSession.id_hash)
            .join(Account, Account.id == StaffSession.account_id)
            .where(
                Account.email == email,
                StaffSession.address_hash == address_hash,
                StaffSession.second_factor_at > since,
            )
            .limit(1)
        )
        is not None
    )


def failures(
    session: Session, email: str, step: str, since: datetime, address_hash: str | None = None
) -> Sequence[datetime]:
    """Return when guesses on an account failed, all of them or those from one address."""
    wanted = select(LoginFailure.at).where(
        LoginFailure.email == email, LoginFailure.step == step, LoginFailure.at > since
    )
    if address_hash is not None:
        wanted = wanted.where(LoginFailure.address_hash == address_hash)
    return session.scalars(wanted).all()


def failed_names(session: Session, address_hash: str, since: datetime) -> dict[str, datetime]:
    """Return the accounts that an address failed on, each with its latest failure."""
    rows = session.execute(
        select(LoginFailure.email, func.max(LoginFailure.at))
        .where(LoginFailure.address_hash == address_hash, LoginFailure.at > since)
        .group_by(LoginFailure.email)
    )
    return {email: at for email, at in rows}  # noqa: C416  typed rows


def forget_failures(session: Session, before: datetime) -> None:
    """Remove guesses that no limit looks at any more."""
    session.execute(delete(LoginFailure).where(LoginFailure.at < before))


def forget_guess(session: Session, email: str, step: str, address_hash: str) -> None:
    """Take back the newest failure of an account from an address: that guess was right."""
    mine = (LoginFailure.email == email, LoginFailure.step == step, LoginFailure.address_hash == address_hash)
    newest = select(func.max(LoginFailure.id)).where(*mine).scalar_subquery()
    session.execute(delete(LoginFailure).where(LoginFailure.id == newest))


def forget_logins(session: Session, before: datetime) -> None:
    """Remove logins that began long ago; the longest lives ten hours."""
    session.execute(delete(StaffSession).where(StaffSession.created_at < before))
