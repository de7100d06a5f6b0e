"""The links of messages: the database holds a fingerprint of each, so that it finds, but does not open."""

from datetime import datetime

from sqlalchemy import ForeignKey, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from webapp.domain.context import Context
from webapp.domain.messages import LIFETIME, Link, link_token, new_nonce
from webapp.domain.suggestions import fingerprint
from webapp.storage.db import Base, Instant


class MailLink(Base):
    """Where one link of a message leads."""

    __tablename__ = "mail_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    purpose: Mapped[str]
    token_hash: Mapped[str] = mapped_column(unique=True)
    nonce: Mapped[str]  # the token is made from it and the site's secret
    suggestion_id: Mapped[int | None] = mapped_column(ForeignKey("suggestion.id"), index=True)
    alert_id: Mapped[int | None] = mapped_column(ForeignKey("alert.id"), index=True)
    check_id: Mapped[int | None] = mapped_column(ForeignKey("speed_check.id"), index=True)  # the first row of a check
    created_at: Mapped[datetime] = mapped_column(Instant)
    ends_at: Mapped[datetime | None] = mapped_column(Instant)


def link_to(
    session: Session,
    ctx: Context,
    purpose: Link,
    suggestion_id: int | None = None,
    alert_id: int | None = None,
    check_id: int | None = None,
) -> str:
    """Return the token of a link to one thing, the same each time while it works; call it inside a transaction."""
    about = {"suggestion_id": suggestion_id, "alert_id": alert_id, "check_id": check_id}
    known = known_link(session, ctx, purpose, **about)
    if known is not None:
        return known
    now, nonce, lasts = ctx.now(), new_nonce(), LIFETIME[purpose]
    token = link_token(ctx.secret_key, nonce)
    session.add(
        MailLink(
            purpose=purpose.value,
            token_hash=fingerprint(token),
            nonce=nonce,
            created_at=now,
            ends_at=None if lasts is None else now + lasts,
            **about,
        )
    )
    session.flush()
    return token


def known_link(session: Session, ctx: Context, purpose: Link, **about: int | None) -> str | None:
    """Return the token of a link that was made before and still works; changes nothing."""
    known = select(MailLink).where(MailLink.purpose == purpose.value)
    for name, value in about.items():
        known = known.where(getattr(MailLink, name) == value)
    for link in session.scalars(known.order_by(MailLink.id.desc())):
        if link.ends_at is None or link.ends_at > ctx.now():
            return link_token(ctx.secret_key, link.nonce)
    return None


def find_link(session: Session, ctx: Context, purpose: Link, token: str) -> MailLink | None:
    """Return the link that a token opens; None when there is none, or its time is over."""
    link = session.scalar(
        select(MailLink).where(MailLink.purpose == purpose.value, MailLink.token_hash == fingerprint(token))
    )
    return None if link is None or (link.ends_at is not None and link.ends_at <= ctx.now()) else link


def forget_links(
    session: Session, suggestion_id: int | None = None, alert_id: int | None = None, but: tuple[Link, ...] = ()
) -> None:
    """Remove the links to a suggestion or an alert, but for those of some purposes."""
    about = MailLink.suggestion_id == suggestion_id if alert_id is None else MailLink.alert_id == alert_id
    session.execute(delete(MailLink).where(about, MailLink.purpose.not_in([link.value for link in but])))


def forget_old_links(session: Session, now: datetime) -> None:
    """Remove the links whose time is over."""
    session.execute(delete(MailLink).where(MailLink.ends_at <= now))
