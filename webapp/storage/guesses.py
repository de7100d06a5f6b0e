"""Guesses at a password or a code: each is written down before it is judged, counted by account, by address last."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from webapp.domain.logins import (
    CODE_LIMITS,
    KEEP_FAILURES,
    KNOWN_ADDRESS,
    NAMES_OF_ADDRESS,
    PASSWORD_LIMITS,
    Limit,
    TooManyTries,
    tries_left,
    wait_s,
)
from webapp.storage import accounts as store
from webapp.storage.accounts import LoginFailure

PROVIDER = "provider"  # no e-mail address, so no account's guesses are counted with these


def reserve_password(session: Session, email: str, from_hash: str, now: datetime, *, limited: bool) -> int:
    """Write a guess at a password down as failed before it is judged, so that many at once gain nothing.

    An address that the account has logged in from has an allowance of its own: strangers cannot use that up.

    :return: how many more guesses are heard if this one is wrong
    :raises TooManyTries: before anything is hashed
    """
    store.forget_failures(session, now - KEEP_FAILURES)
    known = store.is_known_address(session, email, from_hash, now - KNOWN_ADDRESS)
    failed = store.failures(session, email, "password", now - KEEP_FAILURES, from_hash if known else None)
    if limited:
        refuse_if_too_many(failed, now, PASSWORD_LIMITS)
        if not known:
            _refuse_too_many_names(session, email, from_hash, now)
    session.add(LoginFailure(at=now, email=email, address_hash=from_hash, step="password"))
    return max(0, tries_left([*failed, now], now, PASSWORD_LIMITS))


def failed_codes(session: Session, email: str, now: datetime, *, limited: bool) -> Sequence[datetime]:
    """Return when wrong codes were typed for an account.

    :raises TooManyTries: no more are heard now
    """
    failed = store.failures(session, email, "code", now - KEEP_FAILURES)
    if limited:
        refuse_if_too_many(failed, now, CODE_LIMITS)
    return failed


def add_failed_code(session: Session, email: str, from_hash: str, now: datetime, failed: Sequence[datetime]) -> int:
    """Write a wrong code down, and return how many more are heard."""
    session.add(LoginFailure(at=now, email=email, address_hash=from_hash, step="code"))
    return max(0, tries_left([*failed, now], now, CODE_LIMITS))


def reserve_provider(session: Session, from_hash: str, now: datetime, *, limited: bool) -> None:
    """Write an attempt through another service down as failed before that is asked: nobody may make us ask for ever.

    :raises TooManyTries: too many have failed from this address
    """
    limit = NAMES_OF_ADDRESS
    if limited:
        refuse_if_too_many(store.failures(session, PROVIDER, PROVIDER, now - limit.window, from_hash), now, (limit,))
    session.add(LoginFailure(at=now, email=PROVIDER, address_hash=from_hash, step=PROVIDER))


def refuse_if_too_many(failed: Sequence[datetime], now: datetime, limits: Sequence[Limit]) -> None:
    """Go on unless a limit is reached.

    :raises TooManyTries: with the seconds until the next guess is heard
    """
    wait = wait_s(failed, now, limits)
    if wait:
        raise TooManyTries(wait)


def _refuse_too_many_names(session: Session, email: str, from_hash: str, now: datetime) -> None:
    names = store.failed_names(session, from_hash, now - NAMES_OF_ADDRESS.window)
    names.pop(email, None)
    refuse_if_too_many(list(names.values()), now, (NAMES_OF_ADDRESS,))
