"""Logging in with a password and a code, staying logged in, logging out."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from webapp.domain.context import Context
from webapp.domain.errors import NotFound
from webapp.domain.logins import (
    ABSOLUTE,
    KNOWN_ADDRESS,
    TOUCH_EVERY,
    CodeAnswer,
    WrongLogin,
    keyed_hash,
    lives,
    recovery_codes,
    token_hash,
)
from webapp.domain.roles import RESIDENT, Actor, Role
from webapp.storage import accounts as store
from webapp.storage import audit, guesses
from webapp.storage.accounts import Account, StaffSession
from webapp.storage.credentials import open_half_login, open_login, use_code, verify_password
from webapp.storage.db import transaction


@dataclass(frozen=True)
class Enrolment:
    """What a person puts into an app and into a drawer at the first login."""

    secret: str
    uri: str
    codes: tuple[str, ...]


@dataclass(frozen=True)
class HalfLogin:
    """A login whose password was right; ``enrolment`` is there when the account has no second factor yet."""

    email: str
    enrolment: Enrolment | None


@dataclass(frozen=True)
class LoggedIn:
    """A complete login with its new id."""

    login_id: str
    role: Role


def check_password(
    session: Session, ctx: Context, email: str, password: str, address: str, *, limited: bool = True
) -> str:
    """Open a half login when the password is right, and return its id.

    An unknown address costs the same time and gives the same answer as a wrong password.

    :param limited: whether guesses are limited at all
    :raises TooManyTries: before anything is hashed
    :raises WrongLogin: with the number of guesses left
    """
    email, from_hash = email.strip().lower()[:254], keyed_hash(ctx.secret_key, "address", address)
    with transaction(session):
        left = guesses.reserve_password(session, email, from_hash, ctx.now(), limited=limited)
        account = store.find_by_email(session, email)
        known_hash = account.password_hash if account and account.disabled_at is None else None
        account_id = account.id if account else None
    right = verify_password(known_hash, password)  # slow on purpose, so outside any transaction
    with transaction(session):
        account = store.find_account(session, account_id) if account_id else None
        if account and right and account.password_hash == known_hash:
            store.forget_guess(session, email, "password", from_hash)
            return open_half_login(session, account, from_hash, ctx.now())
        audit.log(session, ctx, RESIDENT, "login.refused", f"account:{account_id or 'unknown'}")
        if not left:
            audit.log(session, ctx, RESIDENT, "login.limited", f"account:{account_id or 'unknown'}")
    raise WrongLogin(left)


def half_login(session: Session, ctx: Context, login_id: str) -> HalfLogin | None:
    """Return the login that waits for its code, or None when there is none or it took too long."""
    found = _half(session, ctx, login_id)
    if found is None:
        return None
    login, account = found
    if account.totp_secret or not login.pending_totp_secret:
        return HalfLogin(account.email, None)
    from pyotp import TOTP

    secret = login.pending_totp_secret
    uri = TOTP(secret).provisioning_uri(name=account.email, issuer_name=f"Löfteskartan {ctx.place.name}")
    return HalfLogin(account.email, Enrolment(secret, uri, recovery_codes(ctx.secret_key, secret)))


def _half(session: Session, ctx: Context, login_id: str) -> tuple[StaffSession, Account] | None:
    found = store.find_login(session, token_hash(login_id))
    if found is None or found[0].second_factor_at is not None:
        return None
    return found if lives(found[0].created_at, found[0].seen_at, ctx.now(), complete=False) else None


def check_code(
    session: Session, ctx: Context, login_id: str, code: str, address: str, *, limited: bool = True
) -> LoggedIn:
    """Complete a half login with a code of the app or a recovery code; each works once.

    The first right code of an account without a second factor also enrols it.

    :raises NotFound: there is no such half login any more
    :raises TooManyTries: too many wrong codes
    :raises WrongLogin: with the number of codes left
    """
    now, from_hash = ctx.now(), keyed_hash(ctx.secret_key, "address", address)
    with transaction(session):
        found = _half(session, ctx, login_id)
        if found is None:
            raise NotFound("login")
        login, account = found
        failed = guesses.failed_codes(session, account.email, now, limited=limited)
        answer, off_s = use_code(ctx, account, code, offered_secret=login.pending_totp_secret)
        if answer in {CodeAnswer.RIGHT, CodeAnswer.RECOVERY}:
            if answer is CodeAnswer.RECOVERY:
                audit.log(session, ctx, RESIDENT, "login.recovery_code_used", f"account:{account.id}")
            return _complete(session, ctx, login, account, from_hash)
        left = guesses.add_failed_code(session, account.email, from_hash, now, failed)
        audit.log(session, ctx, RESIDENT, "login.code_refused", f"account:{account.id}")
        if not left:
            audit.log(session, ctx, RESIDENT, "login.limited", f"account:{account.id}")
    raise WrongLogin(left, answer, off_s)


def _complete(session: Session, ctx: Context, login: StaffSession, account: Account, from_hash: str) -> LoggedIn:
    now = ctx.now()
    login.ended_at, login.pending_totp_secret = now, None
    login_id = open_login(session, account, from_hash, now)
    store.forget_logins(session, now - KNOWN_ADDRESS)
    actor = Actor(Role(account.role), account.id, account.party)
    audit.log(session, ctx, actor, "login.done", f"account:{account.id}")
    return LoggedIn(login_id, actor.role)


def actor_of_login(session: Session, ctx: Context, login_id: str) -> Actor | None:
    """Return whose complete and unexpired login this is, and remember that it was seen; else None."""
    found = store.find_login(session, token_hash(login_id))
    now = ctx.now()
    if found is None:
        return None
    login, account = found
    if login.second_factor_at is None or not lives(login.created_at, login.seen_at, now, complete=True):
        return None
    actor = Actor(Role(account.role), account.id, account.party)
    if now - login.seen_at >= TOUCH_EVERY:
        with transaction(session):
            store.touch_login(session, token_hash(login_id), now)
    return actor


def seconds_left(session: Session, ctx: Context, login_id: str) -> int:
    """Return for how long a complete login can last at most from now on; 0 when it has ended."""
    found = store.find_login(session, token_hash(login_id))
    if found is None or found[0].second_factor_at is None:
        return 0
    return max(0, int((found[0].created_at + ABSOLUTE - ctx.now()).total_seconds()))


def log_out(session: Session, ctx: Context, login_id: str) -> None:
    """End a login on the server, complete or not; its cookie is nobody's from now on."""
    with transaction(session):
        found = store.find_login(session, token_hash(login_id))
        if found is None:
            return
        login, account = found
        login.ended_at, login.pending_totp_secret = ctx.now(), None
        actor = Actor(Role(account.role), account.id, account.party)
        audit.log(session, ctx, actor, "login.ended", f"account:{account.id}")
