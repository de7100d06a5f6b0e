"""What proves who someone is: argon2id hashes, codes of the app, a login that waits for its code."""

import base64
import hmac
import secrets
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from webapp.domain.context import Context
from webapp.domain.logins import CodeAnswer, new_token, plain_code, recovery_codes, recovery_hash, token_hash
from webapp.storage.accounts import Account, StaffSession

if TYPE_CHECKING:
    from argon2 import PasswordHasher

STEP_S = 30
DIGITS = 6
TAKEN_STEPS = 1  # codes of the half minute before and after are right
NEAR_STEPS = 10  # up to five minutes away the person hears that a clock is off


@cache
def _hasher() -> "PasswordHasher":
    from argon2 import PasswordHasher

    return PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=4)


@cache
def _nobodys_hash() -> str:
    """Return a hash that no password fits: an unknown address must cost the same time as a known one."""
    return _hasher().hash(secrets.token_urlsafe(32))


def hash_password(password: str) -> str:
    """Return the argon2id hash of a password."""
    return _hasher().hash(password)


def verify_password(password_hash: str | None, password: str) -> bool:
    """Whether the password fits; without a hash it takes the same time and never does."""
    from argon2.exceptions import VerificationError

    nobodys = _nobodys_hash()  # made before either way, so that the first unknown address takes no longer
    try:
        return _hasher().verify(password_hash or nobodys, password) and password_hash is not None
    except VerificationError:
        return False


def new_totp_secret() -> str:
    """Return a random secret of 160 bits, as apps want it."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def steps_off(secret: str, code: str, now: datetime) -> int | None:
    """Return how many steps of 30 s a six-digit code is ahead of now; None when it fits no step near now."""
    from pyotp import TOTP

    totp, step_now = TOTP(secret, digits=DIGITS, interval=STEP_S), int(now.timestamp()) // STEP_S
    for off in sorted(range(-NEAR_STEPS, NEAR_STEPS + 1), key=abs):
        if hmac.compare_digest(totp.generate_otp(step_now + off).encode(), code.encode()):
            return off
    return None


def use_code(
    ctx: Context, account: Account, typed: str, *, offered_secret: str | None = None
) -> tuple[CodeAnswer, int]:
    """Judge a code of the app or a recovery code, and use it up when it is right.

    :param offered_secret: the secret of an app that the first right code enrols, where there is none yet
    :return: the answer, and for how many seconds the app's clock is ahead when it is ``CLOCK``
    """
    now, code, secret = ctx.now(), plain_code(typed), account.totp_secret or offered_secret
    off = steps_off(secret, code, now) if secret else None
    if secret and off is not None:
        return _use_step(ctx, account, secret, off)
    kept = recovery_hash(ctx.secret_key, code)
    if account.totp_secret and kept in account.recovery_hashes:
        account.recovery_hashes = [other for other in account.recovery_hashes if other != kept]
        return CodeAnswer.RECOVERY, 0
    return CodeAnswer.WRONG, 0


def _use_step(ctx: Context, account: Account, secret: str, off: int) -> tuple[CodeAnswer, int]:
    step = int(ctx.now().timestamp()) // STEP_S + off
    if abs(off) > TAKEN_STEPS:
        return CodeAnswer.CLOCK, off * STEP_S
    if step <= (account.totp_last_step or 0):
        return CodeAnswer.USED, 0
    if account.totp_secret is None:
        account.totp_secret = secret
        account.recovery_hashes = [recovery_hash(ctx.secret_key, c) for c in recovery_codes(ctx.secret_key, secret)]
    account.totp_last_step = step
    return CodeAnswer.RIGHT, 0


def open_login(
    session: Session, account: Account, address_hash: str, now: datetime, *, began_at: datetime | None = None
) -> str:
    """Write down a complete login, and return its id.

    :param began_at: when the login that it takes the place of began, so that it lasts no longer
    """
    login_id = new_token()
    began = began_at or now
    session.add(
        StaffSession(
            id_hash=token_hash(login_id),
            account_id=account.id,
            created_at=began,
            seen_at=now,
            second_factor_at=began,
            address_hash=address_hash,
        )
    )
    return login_id


def open_half_login(session: Session, account: Account, address_hash: str, now: datetime) -> str:
    """Write down that the password was right, offer a second factor to an account without one; return the id."""
    login_id = new_token()
    session.add(
        StaffSession(
            id_hash=token_hash(login_id),
            account_id=account.id,
            created_at=now,
            seen_at=now,
            address_hash=address_hash,
            pending_totp_secret=None if account.totp_secret else new_totp_secret(),
        )
    )
    return login_id
