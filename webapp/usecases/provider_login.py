"""Logging in through another service that says who somebody is: it opens accounts that there are, and makes none."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from webapp.domain.context import Context
from webapp.domain.errors import NotFound
from webapp.domain.logins import HALF_LOGIN, keyed_hash, new_token
from webapp.domain.roles import RESIDENT, Actor, Role
from webapp.gateways.login_provider import Attempt, LoginProvider, NotProven
from webapp.storage import accounts as store
from webapp.storage import audit, guesses
from webapp.storage.accounts import Account
from webapp.storage.credentials import open_half_login, open_login
from webapp.storage.db import transaction

BACK = "/login/provider/back"


@dataclass(frozen=True)
class ProviderLogin:
    """A login that the service opened; without a role it still waits for our own code."""

    login_id: str
    role: Role | None


def new_state(ctx: Context) -> str:
    """Return a random text for the browser's cookie that one attempt is bound to, with its time."""
    return f"{int(ctx.now().timestamp())}.{new_token()}"


def address_of(ctx: Context, provider: LoginProvider, state: str) -> str:
    """Return where to send the browser.

    :raises OSError: the service does not answer
    """
    return provider.address(_attempt(ctx, state))


def log_in(
    session: Session,
    ctx: Context,
    provider: LoginProvider,
    kept_state: str,
    sent_state: str,
    code: str,
    address: str,
    *,
    limited: bool = True,
) -> ProviderLogin:
    """Open a login for the account of the address that the service proves; our own code is asked for as well.

    Only the service's assertion of several factors (``amr`` with ``mfa``) stands in for our code, and only where the
    account has a second factor already. An account opens when its invitation was accepted and nobody closed it.

    :param kept_state: what the browser's cookie holds; empty when it holds nothing
    :raises NotFound: it was not proven, or there is no such account: one answer for all
    :raises OSError: the service does not answer
    :raises TooManyTries: too many refusals from this address
    """
    from_hash, now = keyed_hash(ctx.secret_key, "address", address), ctx.now()
    with transaction(session):
        guesses.reserve_provider(session, from_hash, now, limited=limited)
    try:
        if not kept_state or kept_state != sent_state or not _is_young(ctx, kept_state):
            raise NotProven("state")
        identity = provider.identity(_attempt(ctx, kept_state), code, now)
    except NotProven as error:
        _refuse(session, ctx, str(error))
        raise NotFound("login") from None
    except OSError:
        _refuse(session, ctx, "unreachable")
        raise
    with transaction(session):
        account = store.find_by_email(session, identity.email)
        if account is not None and account.disabled_at is None and account.password_hash is not None:
            store.forget_guess(session, guesses.PROVIDER, guesses.PROVIDER, from_hash)
            return _open(session, ctx, account, from_hash, several_factors=identity.several_factors)
    _refuse(session, ctx, "unknown" if account is None else f"account:{account.id}")
    raise NotFound("login")


def _open(session: Session, ctx: Context, account: Account, from_hash: str, *, several_factors: bool) -> ProviderLogin:
    if not several_factors or account.totp_secret is None:
        return ProviderLogin(open_half_login(session, account, from_hash, ctx.now()), None)
    actor = Actor(Role(account.role), account.id, account.party)
    audit.log(session, ctx, actor, "login.done_by_provider", f"account:{account.id}")
    return ProviderLogin(open_login(session, account, from_hash, ctx.now()), actor.role)


def _refuse(session: Session, ctx: Context, why: str) -> None:
    with transaction(session):
        audit.log(session, ctx, RESIDENT, "login.provider_refused", why)


def _attempt(ctx: Context, state: str) -> Attempt:
    """Return what an attempt is bound to; nonce and verifier follow from our secret, so nobody has to store them."""
    return Attempt(
        state,
        nonce=keyed_hash(ctx.secret_key, "provider nonce", state),
        verifier=keyed_hash(ctx.secret_key, "provider verifier", state),
        redirect_uri=ctx.base_url + BACK,
    )


def _is_young(ctx: Context, state: str) -> bool:
    began = state.partition(".")[0]
    age_s = ctx.now().timestamp() - int(began) if began.isdecimal() else -1
    return 0 <= age_s < HALF_LOGIN.total_seconds()
