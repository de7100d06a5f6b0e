"""Keys for programs that send suggestions in: give one, list them, take one back, know one again."""

import re
import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from webapp.domain.context import Context
from webapp.domain.errors import NotAllowed, NotFound, Refused
from webapp.domain.roles import Actor, Permission, require
from webapp.domain.suggestions import fingerprint
from webapp.storage import open311 as store
from webapp.storage.audit import log
from webapp.storage.db import transaction

MAX_NAME = 100
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(frozen=True)
class KeyLine:
    """A key as the operator sees it: whose, since when, whether it works, and how much came by it."""

    name: str
    created_at: datetime
    revoked_at: datetime | None
    posts: int


def create_key(session: Session, ctx: Context, actor: Actor, name: str) -> str:
    """Make a key and return it, this once: the database keeps only what knows it again.

    :raises NotAllowed: the actor may not give keys
    :raises Refused: the name says nothing, or a key of that name works already
    """
    require(actor, Permission.MANAGE_ACCOUNTS)
    name = name.strip()
    if not name or len(name) > MAX_NAME or _CONTROL.search(name):
        raise Refused(f"A key needs a name of at most {MAX_NAME} characters that says whose it is.")
    key = secrets.token_urlsafe(24)
    with transaction(session):
        if store.key_named(session, name) is not None:
            raise Refused(f"There is a key named {name} already: revoke that one first, or choose another name.")
        made = store.ApiKey(name=name, key_hash=fingerprint(key), created_at=ctx.now())
        session.add(made)
        session.flush()
        log(session, ctx, actor, "api_key.created", f"api_key:{made.id}")
    return key


def revoke_key(session: Session, ctx: Context, actor: Actor, name: str) -> None:
    """Let a key open nothing from now on; what came by it stays.

    :raises NotAllowed: the actor may not
    :raises Refused: no working key has that name
    """
    require(actor, Permission.MANAGE_ACCOUNTS)
    with transaction(session):
        key = store.key_named(session, name.strip())
        if key is None:
            raise Refused(f"No key that works is named {name}.")
        key.revoked_at = ctx.now()
        log(session, ctx, actor, "api_key.revoked", f"api_key:{key.id}")


def list_keys(session: Session, actor: Actor) -> list[KeyLine]:
    """Return every key, revoked ones too, the oldest first.

    :raises NotAllowed: the actor may not see them
    """
    require(actor, Permission.MANAGE_ACCOUNTS)
    found = store.keys_with_posts(session)
    return [KeyLine(key.name, key.created_at, key.revoked_at, number) for key, number in found]


def key_id(session: Session, key: str) -> int:
    """Return the number of the key that a program sent along.

    :raises NotAllowed: it sent none, or one that opens nothing
    """
    found = store.find_key(session, fingerprint(key.strip())) if key.strip() else None
    if found is None:
        raise NotAllowed("no api_key, or a wrong one")
    return found.id


def site_of_token(session: Session, token: str) -> str | None:
    """Return the id of the published site that a token's suggestion belongs to; None while nothing is public.

    :raises NotFound: nobody was ever given this token
    """
    known, site_id = store.public_site_of_token(session, fingerprint(token))
    if not known:
        raise NotFound("no such token")
    return site_id
