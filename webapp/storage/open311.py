"""Keys of programs that may send suggestions in, and the tokens by which they find again what they sent."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, delete, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from webapp.domain.suggestions import State
from webapp.storage.db import Base, Instant
from webapp.storage.sites import Site
from webapp.storage.suggestions import Suggestion


class ApiKey(Base):
    """A key that a program sends suggestions with. The key itself is nowhere, only what finds it."""

    __tablename__ = "api_key"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]  # whose it is, for the operator
    key_hash: Mapped[str] = mapped_column(unique=True)  # SHA-256
    created_at: Mapped[datetime] = mapped_column(Instant)
    revoked_at: Mapped[datetime | None] = mapped_column(Instant)


class Open311Post(Base):
    """The token that a program got for a suggestion. It opens no receipt, and goes when the suggestion is erased."""

    __tablename__ = "open311_post"

    suggestion_id: Mapped[int] = mapped_column(ForeignKey("suggestion.id"), primary_key=True)
    api_key_id: Mapped[int] = mapped_column(ForeignKey("api_key.id"), index=True)
    token_hash: Mapped[str] = mapped_column(unique=True)


def find_key(session: Session, key_hash: str) -> ApiKey | None:
    """Return the key that opens the door now, or None."""
    return session.scalar(select(ApiKey).where(ApiKey.key_hash == key_hash, ApiKey.revoked_at.is_(None)))


def key_named(session: Session, name: str) -> ApiKey | None:
    """Return the key of that name that still works, or None."""
    return session.scalar(select(ApiKey).where(ApiKey.name == name, ApiKey.revoked_at.is_(None)))


def keys_with_posts(session: Session) -> Sequence[tuple[ApiKey, int]]:
    """Return every key, revoked ones too, with how many suggestions came by it; the oldest first."""
    posts = func.count(Open311Post.suggestion_id)
    found = select(ApiKey, posts).outerjoin(Open311Post).group_by(ApiKey.id).order_by(ApiKey.id)
    return [(key, number) for key, number in session.execute(found)]


def public_site_of_token(session: Session, token_hash: str) -> tuple[bool, str | None]:
    """Return whether a token was given, and the published site that what was sent with it belongs to by now."""
    found = session.execute(
        select(Suggestion.state, Site.id)
        .join(Open311Post, Open311Post.suggestion_id == Suggestion.id)
        .outerjoin(Site, (Site.id == Suggestion.site_id) & Site.published_at.is_not(None))
        .where(Open311Post.token_hash == token_hash)
    ).first()
    if found is None or found.state == State.ERASED:
        return False, None
    return True, found.id


def forget_post(session: Session, suggestion_id: int) -> None:
    """Forget by whom and with which token a suggestion came in."""
    session.execute(delete(Open311Post).where(Open311Post.suggestion_id == suggestion_id))
