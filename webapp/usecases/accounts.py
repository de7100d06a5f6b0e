"""Accounts of those who work here: create, invite, accept an invitation, close and open again."""

import base64
import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from webapp.domain.context import Context
from webapp.domain.errors import Fault, Invalid, NotFound
from webapp.domain.logins import INVITATION, keyed_hash, lives, new_token, token_hash
from webapp.domain.passwords import password_faults
from webapp.domain.roles import STAFF, Actor, Permission, Role, require
from webapp.storage import accounts as store
from webapp.storage import audit
from webapp.storage.accounts import Account
from webapp.storage.credentials import hash_password, open_half_login
from webapp.storage.db import transaction

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
_SLUG = re.compile(r"[a-z0-9-]+")


@dataclass(frozen=True)
class NewAccount:
    """An account just made; ``invitation`` is the token of its link when it has no password yet."""

    account_id: int
    email: str
    invitation: str | None


@dataclass(frozen=True)
class AccountLine:
    """One row of the list of accounts."""

    account_id: int
    email: str
    role: Role
    party: str | None
    state: str  # active, invited, invitation_ended or disabled
    second_factor: bool
    codes_left: int  # recovery codes that nobody has used yet
    logins: int  # how many hold now
    seen_at: datetime | None  # when one of those was last used


def create_account(
    session: Session,
    ctx: Context,
    actor: Actor,
    email: str,
    role: str,
    *,
    party: str | None = None,
    password: str | None = None,
    totp_secret: str | None = None,
) -> NewAccount:
    """Make an account; without a password it gets an invitation that ends in two days and works once.

    :raises NotAllowed: the actor may not make accounts
    :raises Invalid: the address, role, party, password or TOTP secret cannot be taken
    """
    require(actor, Permission.MANAGE_ACCOUNTS)
    email = email.strip().lower()
    secret = totp_secret.replace(" ", "").upper() if totp_secret else None
    faults = _account_faults(email, role, party, secret)
    if password is not None:
        faults += password_faults(ctx.place, email, password)
    if faults:
        raise Invalid(faults)
    hashed = hash_password(password) if password is not None else None
    with transaction(session):
        if store.find_by_email(session, email) is not None:
            raise Invalid([Fault("email", "taken")])
        account = Account(
            email=email, role=role, party=party, password_hash=hashed, totp_secret=secret, created_at=ctx.now()
        )
        session.add(account)
        session.flush()
        audit.log(session, ctx, actor, "account.created", f"account:{account.id}")
        token = None if hashed else _invite(ctx, account)
        return NewAccount(account.id, email, token)


def _account_faults(email: str, role: str, party: str | None, totp_secret: str | None) -> list[Fault]:
    faults = []
    if not _EMAIL.fullmatch(email) or len(email) > 254 or not email.isprintable():
        faults.append(Fault("email", "not_an_email"))
    if role not in {str(r) for r in STAFF}:
        faults.append(Fault("role", "unknown_role"))
    if party is not None and not _SLUG.fullmatch(party):
        faults.append(Fault("party", "not_a_slug"))
    if totp_secret is not None and not _is_base32(totp_secret):
        faults.append(Fault("totp_secret", "not_base32"))
    return faults


def _is_base32(text: str) -> bool:
    bare = text.rstrip("=")
    try:
        return len(base64.b32decode(bare + "=" * (-len(bare) % 8))) >= 10
    except ValueError:
        return False


def _invite(ctx: Context, account: Account) -> str:
    token = new_token()
    account.invitation_hash = token_hash(token)
    account.invitation_ends_at = ctx.now() + INVITATION
    return token


def invite_again(
    session: Session, ctx: Context, actor: Actor, account_id: int, *, new_second_factor: bool = False
) -> NewAccount:
    """Give an account a new invitation: its owner sets a new password; the old one works until then.

    :param new_second_factor: the phone is lost: the next login enrols a new app as well, and every login ends
    :raises NotAllowed: the actor may not manage accounts
    :raises NotFound: there is no such account, or it is disabled
    """
    require(actor, Permission.MANAGE_ACCOUNTS)
    with transaction(session):
        account = store.find_account(session, account_id)
        if account is None or account.disabled_at is not None:
            raise NotFound(f"account {account_id}")
        if new_second_factor:  # the old password alone must not enrol someone else's app
            account.totp_secret, account.recovery_hashes, account.password_hash = None, [], None
            store.end_logins(session, account.id, ctx.now())
        action = "account.second_factor_reset" if new_second_factor else "account.invited"
        audit.log(session, ctx, actor, action, f"account:{account.id}")
        return NewAccount(account.id, account.email, _invite(ctx, account))


def invited_email(session: Session, ctx: Context, token: str) -> str:
    """Return whose invitation this is.

    :raises NotFound: it was used, it has ended, or it never was
    """
    account = store.find_invited(session, token_hash(token), ctx.now())
    if account is None:
        raise NotFound("invitation")
    return account.email


def accept_invitation(session: Session, ctx: Context, token: str, password: str, address: str) -> str:
    """Set the password, use the invitation up, end every login, and return a half login that waits for its code.

    :raises NotFound: it was used, it has ended, or it never was
    :raises Invalid: the password cannot be taken
    """
    email = invited_email(session, ctx, token)
    faults = password_faults(ctx.place, email, password)
    if faults:
        raise Invalid(faults)
    hashed, now = hash_password(password), ctx.now()
    with transaction(session):
        account = store.find_invited(session, token_hash(token), now)
        if account is None:
            raise NotFound("invitation")
        account.password_hash = hashed
        account.invitation_hash = account.invitation_ends_at = None
        store.end_logins(session, account.id, now)
        audit.log(session, ctx, Actor(Role(account.role), account.id), "invitation.used", f"account:{account.id}")
        return open_half_login(session, account, keyed_hash(ctx.secret_key, "address", address), now)


def disable_account(session: Session, ctx: Context, actor: Actor, account_id: int) -> None:
    """Close an account and every login of it at once.

    :raises NotAllowed: the actor may not manage accounts
    :raises NotFound: there is no such account
    """
    require(actor, Permission.MANAGE_ACCOUNTS)
    with transaction(session):
        account = _find(session, account_id)
        if account.disabled_at is None:
            account.disabled_at = ctx.now()
            account.invitation_hash = account.invitation_ends_at = None
            store.end_logins(session, account.id, ctx.now())
            audit.log(session, ctx, actor, "account.disabled", f"account:{account.id}")


def enable_account(session: Session, ctx: Context, actor: Actor, account_id: int) -> None:
    """Open a closed account again, with the password and the second factor that it had.

    :raises NotAllowed: the actor may not manage accounts
    :raises NotFound: there is no such account
    """
    require(actor, Permission.MANAGE_ACCOUNTS)
    with transaction(session):
        account = _find(session, account_id)
        if account.disabled_at is not None:
            account.disabled_at = None
            audit.log(session, ctx, actor, "account.enabled", f"account:{account.id}")


def end_logins(session: Session, ctx: Context, actor: Actor, account_id: int) -> None:
    """End every login of an account; its owner can log in again.

    :raises NotAllowed: the actor may not manage accounts
    :raises NotFound: there is no such account
    """
    require(actor, Permission.MANAGE_ACCOUNTS)
    with transaction(session):
        account = _find(session, account_id)
        store.end_logins(session, account.id, ctx.now())
        audit.log(session, ctx, actor, "account.logins_ended", f"account:{account.id}")


def account_of(session: Session, actor: Actor, email: str) -> int:
    """Return the number of the account with this address.

    :raises NotAllowed: the actor may not manage accounts
    :raises NotFound: there is no such account
    """
    require(actor, Permission.MANAGE_ACCOUNTS)
    account = store.find_by_email(session, email.strip().lower())
    if account is None:
        raise NotFound("account")
    return account.id


def _find(session: Session, account_id: int) -> Account:
    account = store.find_account(session, account_id)
    if account is None:
        raise NotFound(f"account {account_id}")
    return account


def list_accounts(session: Session, ctx: Context, actor: Actor) -> list[AccountLine]:
    """Return every account.

    :raises NotAllowed: the actor may not manage accounts
    """
    require(actor, Permission.MANAGE_ACCOUNTS)
    now, seen = ctx.now(), defaultdict[int, list[datetime]](list)
    for login in store.open_logins(session):
        if lives(login.created_at, login.seen_at, now, complete=True):
            seen[login.account_id].append(login.seen_at)
    return [_line(account, seen[account.id], now) for account in store.all_accounts(session)]


def _line(account: Account, seen: list[datetime], now: datetime) -> AccountLine:
    return AccountLine(
        account.id,
        account.email,
        Role(account.role),
        account.party,
        _state(account, now),
        second_factor=account.totp_secret is not None,
        codes_left=len(account.recovery_hashes),
        logins=len(seen),
        seen_at=max(seen, default=None),
    )


def _state(account: Account, now: datetime) -> str:
    if account.disabled_at is not None:
        return "disabled"
    if account.password_hash is not None:
        return "active"
    ends_at = account.invitation_ends_at
    return "invited" if ends_at is not None and ends_at > now else "invitation_ended"
