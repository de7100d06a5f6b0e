"""Accounts of those who work here: invite, log in with password and code, log out, disable."""

import hashlib

from sqlalchemy.orm import Session

from webapp.domain.context import Context
from webapp.domain.logins import TOUCH_EVERY, lives
from webapp.domain.roles import Actor, Role
from webapp.storage import accounts as store
from webapp.storage.db import transaction


def hashed(token: str) -> str:
    """Return what is kept of a random token."""
    return hashlib.sha256(token.encode()).hexdigest()


def actor_of_login(session: Session, ctx: Context, login_id: str) -> Actor | None:
    """Return whose complete and unexpired login this is, and remember that it was seen; else None."""
    found = store.find_login(session, hashed(login_id))
    now = ctx.now()
    if found is None:
        return None
    login, account = found
    if login.second_factor_at is None or not lives(login.created_at, login.seen_at, now, complete=True):
        return None
    actor = Actor(Role(account.role), account.id, account.party)
    if now - login.seen_at >= TOUCH_EVERY:
        with transaction(session):
            store.touch_login(session, hashed(login_id), now)
    return actor
