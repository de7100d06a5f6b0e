"""Tokens by which a party's own system reports events of its pledges: made and revoked by an operator."""

import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from webapp.domain.context import Context
from webapp.domain.errors import Refused
from webapp.domain.logins import new_token, token_hash
from webapp.domain.roles import Actor, Permission, Role, require
from webapp.storage import pledge_events as store
from webapp.storage.audit import log
from webapp.storage.db import transaction
from webapp.storage.pledge_events import ApiToken
from webapp.storage.pledges import read_agreements

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,59}")


@dataclass(frozen=True)
class TokenLine:
    """A token in the list; what it is, nobody can read again."""

    name: str
    party: str
    created_at: datetime
    revoked_at: datetime | None


def create_token(session: Session, ctx: Context, actor: Actor, name: str, party: str) -> str:
    """Make a token and return it, this once: only its hash is kept.

    :raises Refused: the name is odd or taken, or no agreement has that party
    """
    require(actor, Permission.MANAGE_TOKENS)
    if not _NAME.fullmatch(name):
        raise Refused("A token's name is letters, digits, dots, dashes and underscores, at most 60.")
    token = new_token()
    with transaction(session):
        known = sorted(p.slug for p in read_agreements(session).parties)
        if party not in known:
            raise Refused(f"There is no party {party!r}; the parties are {', '.join(known) or 'none'}.")
        if store.token_named(session, name) is not None:
            raise Refused(f"There is a token {name} already, revoked or not. Choose another name.")
        session.add(ApiToken(name=name, party=party, token_hash=token_hash(token), created_at=ctx.now()))
        log(session, ctx, actor, "token.created", name)
    return token


def revoke_token(session: Session, ctx: Context, actor: Actor, name: str) -> None:
    """End a token at once; what it has reported stays.

    :raises Refused: there is no such token, or it is revoked already
    """
    require(actor, Permission.MANAGE_TOKENS)
    with transaction(session):
        token = store.token_named(session, name)
        if token is None or token.revoked_at is not None:
            raise Refused(f"There is no token {name} that works.")
        token.revoked_at = ctx.now()
        log(session, ctx, actor, "token.revoked", name)


def list_tokens(session: Session, actor: Actor) -> list[TokenLine]:
    """Return every token by name."""
    require(actor, Permission.MANAGE_TOKENS)
    return [TokenLine(t.name, t.party, t.created_at, t.revoked_at) for t in store.all_tokens(session)]


def actor_of_token(session: Session, token: str) -> tuple[Actor, int] | None:
    """Return who reports by a token, and the token's number; None when it is unknown or revoked."""
    found = store.find_token(session, token_hash(token)) if token else None
    return None if found is None else (Actor(Role.PROGRAM, None, found.party), found.id)
