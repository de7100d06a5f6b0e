"""What proves who someone is: argon2id hashes, codes of the app, a login that waits for its code."""

import base64
import hmac
import secrets
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from webapp.domain.logins import new_token, token_hash
from webapp.storage.accounts import Account, StaffSession

if TYPE_CHECKING:
    from argon2 import PasswordHasher

STEP_S = 30
DIGITS = 6


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


def code_step(secret: str, code: str, now: datetime) -> int | None:
    """Return the 30 s step that a six-digit code belongs to: this one or a neighbour; None when it fits none."""
    from pyotp import TOTP

    totp, step_now = TOTP(secret, digits=DIGITS, interval=STEP_S), int(now.timestamp()) // STEP_S
    for step in (step_now, step_now - 1, step_now + 1):
        if hmac.compare_digest(totp.generate_otp(step).encode(), code.encode()):
            return step
    return None


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
