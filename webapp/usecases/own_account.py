"""What people do with their own account: see where they are logged in, end that, change password, make new codes."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from webapp.domain.context import Context
from webapp.domain.errors import Fault, Invalid, NotFound
from webapp.domain.logins import (
    CodeAnswer,
    WrongLogin,
    keyed_hash,
    lives,
    new_recovery_codes,
    recovery_hash,
    token_hash,
)
from webapp.domain.passwords import password_faults
from webapp.domain.roles import Actor, Permission, Role, require
from webapp.storage import accounts as store
from webapp.storage import audit, guesses
from webapp.storage.accounts import Account, StaffSession
from webapp.storage.credentials import hash_password, open_login, use_code, verify_password
from webapp.storage.db import transaction

KEY_LENGTH = 16


@dataclass(frozen=True)
class OpenLogin:
    """One place where a person is logged in; ``key`` names it in a form and opens nothing."""

    key: str
    began_at: datetime
    seen_at: datetime
    this: bool
    same_connection: bool  # from the same address on the net as now; the address itself is not kept


@dataclass(frozen=True)
class OwnAccount:
    """What a person sees of the own account."""

    email: str
    role: Role
    party: str | None
    codes_left: int
    logins: tuple[OpenLogin, ...]


def own_account(session: Session, ctx: Context, actor: Actor, login_id: str, address: str) -> OwnAccount:
    """Return the actor's account with every login that holds, the newest first.

    :raises NotAllowed: nobody is logged in
    """
    account = _own(session, actor)
    from_hash = keyed_hash(ctx.secret_key, "address", address)
    logins = tuple(
        OpenLogin(
            key=login.id_hash[:KEY_LENGTH],
            began_at=login.created_at,
            seen_at=login.seen_at,
            this=login.id_hash == token_hash(login_id),
            same_connection=login.address_hash == from_hash,
        )
        for login in _living(session, ctx, account)
    )
    return OwnAccount(account.email, Role(account.role), account.party, len(account.recovery_hashes), logins)


def end_login(session: Session, ctx: Context, actor: Actor, key: str) -> None:
    """End one of the actor's own logins.

    :raises NotAllowed: nobody is logged in
    :raises NotFound: the actor has no such login, whoever else may
    """
    with transaction(session):
        account = _own(session, actor)
        login = next((one for one in _living(session, ctx, account) if one.id_hash[:KEY_LENGTH] == key), None)
        if login is None:
            raise NotFound("login")
        login.ended_at = ctx.now()
        audit.log(session, ctx, actor, "login.ended", f"account:{account.id}")


def end_other_logins(session: Session, ctx: Context, actor: Actor, login_id: str) -> None:
    """End every login of the actor but this one.

    :raises NotAllowed: nobody is logged in
    """
    with transaction(session):
        account = _own(session, actor)
        store.end_logins(session, account.id, ctx.now(), but=token_hash(login_id))
        audit.log(session, ctx, actor, "login.others_ended", f"account:{account.id}")


def change_password(
    session: Session,
    ctx: Context,
    actor: Actor,
    login_id: str,
    old: str,
    new: str,
    address: str,
    *,
    limited: bool = True,
) -> str:
    """Set a new password, end every other login, and return the new id of this one. The second factor stays.

    :raises NotAllowed: nobody is logged in
    :raises Invalid: the new password cannot be taken
    :raises TooManyTries: too many wrong passwords, here or at the login
    :raises WrongLogin: the old password is not right
    """
    account = _own(session, actor)
    email, old_hash = account.email, account.password_hash
    from_hash = keyed_hash(ctx.secret_key, "address", address)
    faults = password_faults(ctx.place, email, new)
    if new == old and not faults:
        faults = [Fault("password", "same_as_before")]
    if faults:
        raise Invalid(faults)
    with transaction(session):
        left = guesses.reserve_password(session, email, from_hash, ctx.now(), limited=limited)
    right = verify_password(old_hash, old)  # slow on purpose, so outside any transaction
    hashed = hash_password(new) if right else None
    with transaction(session):
        account = _own(session, actor)
        if hashed and account.password_hash == old_hash:
            store.forget_guess(session, email, "password", from_hash)
            account.password_hash = hashed
            audit.log(session, ctx, actor, "account.password_changed", f"account:{account.id}")
            return _renew(session, ctx, account, login_id, from_hash)
        audit.log(session, ctx, actor, "account.password_refused", f"account:{account.id}")
    raise WrongLogin(left)


def _renew(session: Session, ctx: Context, account: Account, login_id: str, from_hash: str) -> str:
    """End every login of an account and return the id of one that takes this one's place and lasts no longer."""
    login = next(one for one in _living(session, ctx, account) if one.id_hash == token_hash(login_id))
    store.end_logins(session, account.id, ctx.now())
    account.invitation_hash = account.invitation_ends_at = None  # an older invitation must not change it again
    return open_login(session, account, from_hash, ctx.now(), began_at=login.created_at)


def make_recovery_codes(
    session: Session, ctx: Context, actor: Actor, code: str, address: str, *, limited: bool = True
) -> tuple[str, ...]:
    """Return ten new recovery codes, to be shown once; the old ones end.

    :param code: a code of the app, or one of the old codes: a screen left open must not be enough
    :raises NotAllowed: nobody is logged in
    :raises TooManyTries: too many wrong codes, here or at the login
    :raises WrongLogin: the code is not right
    """
    now, from_hash = ctx.now(), keyed_hash(ctx.secret_key, "address", address)
    with transaction(session):
        account = _own(session, actor)
        failed = guesses.failed_codes(session, account.email, now, limited=limited)
        answer, off_s = use_code(ctx, account, code)
        if answer in {CodeAnswer.RIGHT, CodeAnswer.RECOVERY}:
            codes = new_recovery_codes()
            account.recovery_hashes = [recovery_hash(ctx.secret_key, one) for one in codes]
            audit.log(session, ctx, actor, "account.recovery_codes_made", f"account:{account.id}")
            return codes
        left = guesses.add_failed_code(session, account.email, from_hash, now, failed)
        audit.log(session, ctx, actor, "login.code_refused", f"account:{account.id}")
    raise WrongLogin(left, answer, off_s)


def _own(session: Session, actor: Actor) -> Account:
    require(actor, Permission.OWN_ACCOUNT)
    account = store.find_account(session, actor.account_id) if actor.account_id else None
    if account is None or account.disabled_at is not None:
        raise NotFound("account")
    return account


def _living(session: Session, ctx: Context, account: Account) -> list[StaffSession]:
    now = ctx.now()
    return [
        login
        for login in store.open_logins(session, account.id)
        if lives(login.created_at, login.seen_at, now, complete=True)
    ]
