"""Suggestions as sent in; an erased one stays as a stub."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from webapp.domain.messages import Link
from webapp.storage.db import Base, Instant
from webapp.storage.mail_links import MailLink


class Suggestion(Base):
    """A resident's pin. ``site_id`` is kept state; the truth is ``site_event`` and the grouping."""

    __tablename__ = "suggestion"
    __table_args__ = (
        UniqueConstraint("channel", "external_id"),
        # What a place or a site selects comes first: no statistics are needed to pick the right one.
        Index("ix_suggestion_cell", "cell_col", "cell_row", "sticky", "kind"),
        Index("ix_suggestion_road", "road_id", "sticky", "kind", "measure_m"),
        Index("ix_suggestion_site", "site_id", "reporter_key"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_number: Mapped[str] = mapped_column(unique=True)  # random; printed on the receipt
    founding_id: Mapped[str] = mapped_column(unique=True)  # site_id_of(public_number)
    token_hash: Mapped[str | None] = mapped_column(unique=True)  # SHA-256 of the receipt's token
    submission_key: Mapped[str | None] = mapped_column(unique=True)
    channel: Mapped[str]
    external_id: Mapped[str | None]  # a file's own id
    kind: Mapped[str]
    state: Mapped[str] = mapped_column(default="live", index=True)

    received_at: Mapped[datetime] = mapped_column(Instant, index=True)  # our clock; alone orders and counts
    created_at: Mapped[datetime] = mapped_column(Instant)  # a file's own time; hotspots only
    accepted_at: Mapped[datetime | None] = mapped_column(Instant)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Instant)
    erased_at: Mapped[datetime | None] = mapped_column(Instant)
    spam_at: Mapped[datetime | None] = mapped_column(Instant)
    posted_at: Mapped[datetime | None] = mapped_column(Instant)  # the time of a public comment whose address is kept

    # The pin: gone (None) once erased; lat, lon in degrees.
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    # Where grouping sees it: metres in the place's CRS. A stub keeps the centre of its 50 m square.
    easting: Mapped[float]
    northing: Mapped[float]
    unit: Mapped[str]  # road, junction or free
    road_id: Mapped[int | None] = mapped_column(ForeignKey("road.id"))
    measure_m: Mapped[float | None]
    junction_id: Mapped[int | None] = mapped_column(ForeignKey("junction.id"), index=True)
    cell_col: Mapped[int]  # floor(easting / 60 m) and floor(northing / 60 m), the grid that grouping walks
    cell_row: Mapped[int]
    area_id: Mapped[int | None] = mapped_column(ForeignKey("area.id", ondelete="SET NULL"))
    place_text: Mapped[str | None] = mapped_column(Text)
    outside_note: Mapped[bool] = mapped_column(default=False)  # within the tolerance, but outside the boundary

    when_cells: Mapped[str] = mapped_column(Text, default="")  # "mon-06 mon-09"
    causes: Mapped[str] = mapped_column(Text, default="")  # "school heavy"
    text: Mapped[str | None] = mapped_column(Text)
    text_state: Mapped[str] = mapped_column(default="waiting")  # waiting, shown, hidden
    email: Mapped[str | None]
    email_confirmed_at: Mapped[datetime | None] = mapped_column(Instant)
    follow: Mapped[bool] = mapped_column(default=False)
    reporter_key: Mapped[str] = mapped_column(index=True)  # HMAC, 32 hex; random for a stub
    scope: Mapped[str | None]  # within which the key counts once: the road, junction or square as first snapped
    language: Mapped[str | None]  # that the sender read, for mail
    salt: Mapped[str | None]  # of the ledger's commitment; gone once erased
    saw_site: Mapped[bool] = mapped_column(default=False)

    via: Mapped[str | None]  # how it came to staff: the source of a comment, or phone, letter, e-mail, meeting
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id"), index=True)  # that it was read from
    campaign_id: Mapped[int | None] = mapped_column(ForeignKey("campaign.id"), index=True)  # the question it answers
    site_id: Mapped[str | None] = mapped_column(ForeignKey("site.id", use_alter=True))
    sticky: Mapped[bool] = mapped_column(default=False)  # a member_attached event holds it at site_id


def find_by_token(session: Session, token_hash: str) -> Suggestion | None:
    """Return the suggestion whose receipt a token opens: the sender's own, or one that was sent by e-mail."""
    found = session.scalar(select(Suggestion).where(Suggestion.token_hash == token_hash))
    if found is not None:
        return found
    mailed = select(MailLink.suggestion_id).where(
        MailLink.purpose == Link.RECEIPT.value, MailLink.token_hash == token_hash
    )
    return session.scalar(select(Suggestion).where(Suggestion.id.in_(mailed)))


def is_submitted(session: Session, submission_key: str) -> bool:
    """Whether this form was sent already; the key is kept as its fingerprint."""
    return session.scalar(select(Suggestion.id).where(Suggestion.submission_key == submission_key)) is not None
