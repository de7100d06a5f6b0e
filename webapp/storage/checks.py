"""Speed checks that were held, the kept verdicts, private choices, and how to find them."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Text, func, select
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from webapp.storage.accounts import Account
from webapp.storage.db import Base, Instant


class Check(Base):
    """One held speed check. Never edited: a correction is a new row that names the one it replaces."""

    __tablename__ = "speed_check"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True)  # random: reveals no order
    site_id: Mapped[str | None] = mapped_column(ForeignKey("site.id"), index=True)  # canonical; repointed by a merge
    named_id: Mapped[str | None]  # the site's id as the recorder named it; stays when a merge repoints site_id
    started_at: Mapped[datetime] = mapped_column(Instant, index=True)
    ended_at: Mapped[datetime] = mapped_column(Instant)
    held_on: Mapped[date] = mapped_column(index=True)  # local date of the start
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    channel: Mapped[str] = mapped_column(default="form")  # form or import
    external_key: Mapped[str | None] = mapped_column(unique=True)  # an imported row's own fingerprint
    easting: Mapped[float]
    northing: Mapped[float]
    lat: Mapped[float]
    lon: Mapped[float]
    road_id: Mapped[int | None] = mapped_column(ForeignKey("road.id"))
    junction_id: Mapped[int | None] = mapped_column(ForeignKey("junction.id"))
    # The district as it was when the check was recorded, by name: moved borders change nothing that was counted.
    # "" in none; None while the place has no districts, and then it gets its first one.
    area: Mapped[str | None]
    vehicles: Mapped[int | None]
    over_limit: Mapped[int | None]
    mean_kmh: Mapped[float | None]
    v85_kmh: Mapped[float | None]
    limit_kmh: Mapped[int | None]
    public_note: Mapped[str | None] = mapped_column(Text)
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("speed_check.id"), unique=True)
    # The first row of a chain of corrections; None for that row itself. Its public id is the check's for ever.
    origin_id: Mapped[int | None] = mapped_column(ForeignKey("speed_check.id"), index=True)
    withdrawn: Mapped[bool] = mapped_column(default=False)  # a correction that takes the check back
    correction_reason: Mapped[str | None]


class CheckVerdict(Base):
    """What the counting rule says of a check: kept state, recomputed on every write that can change it."""

    __tablename__ = "check_verdict"
    __table_args__ = (Index("ix_check_verdict_year", "year", "counts"),)

    check_id: Mapped[int] = mapped_column(ForeignKey("speed_check.id"), primary_key=True)
    year: Mapped[int]
    counts: Mapped[bool]
    reason: Mapped[str | None]  # stable code of the first failing clause
    site_id: Mapped[str | None] = mapped_column(ForeignKey("site.id"), index=True)  # the site it counts at
    # Its site's district by the borders of today, for what looks ahead; what is told of a check is its own ``area``.
    area_id: Mapped[int | None] = mapped_column(ForeignKey("area.id", ondelete="SET NULL"))
    suggestion_id: Mapped[int | None] = mapped_column(ForeignKey("suggestion.id"))  # one that qualifies
    residents_before: Mapped[int] = mapped_column(default=0)
    # Every suggestion that qualifies, in the order received: any of them can prove it. None: kept before they were.
    asked: Mapped[list[int] | None] = mapped_column(JSON(none_as_null=True))


class Choice(Base):
    """A site chosen for a check. Private: nothing public may be derived from this table."""

    __tablename__ = "choice"

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[str] = mapped_column(ForeignKey("site.id"), index=True)
    chosen_at: Mapped[datetime] = mapped_column(Instant)
    chosen_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    planned_on: Mapped[date | None]
    ended_at: Mapped[datetime | None] = mapped_column(Instant)  # unchosen, or the check was held


def find_check(session: Session, check_id: int) -> Check | None:
    """Return a row, replaced or not."""
    return session.get(Check, check_id)


def find_by_public_id(session: Session, public_id: str) -> Check | None:
    """Return the row that stands for a check, by the public id of the check."""
    first = session.scalar(select(Check).where(Check.public_id == public_id))
    return newest_version(session, first) if first is not None else None


def find_by_key(session: Session, external_key: str) -> Check | None:
    """Return the row that one submission, or one row of a file, led to."""
    return session.scalar(select(Check).where(Check.external_key == external_key))


def newest_version(session: Session, check: Check) -> Check:
    """Return the row that stands: the end of the chain of corrections."""
    newer = session.scalar(select(Check).where(Check.replaces_id == check.id))
    return check if newer is None else newest_version(session, newer)


def versions(session: Session, public_id: str) -> Sequence[Any]:
    """Return (check, e-mail of who wrote it) of every version of a check, the one that stands first."""
    first = aliased(Check)
    return session.execute(
        select(Check, Account.email)
        .join(first, (Check.id == first.id) | (Check.origin_id == first.id))
        .outerjoin(Account, Account.id == Check.recorded_by)
        .where(first.public_id == public_id, first.origin_id.is_(None))
        .order_by(Check.id.desc())
    ).all()


def public_id_of(session: Session, check: Check) -> str:
    """Return the id that the check keeps through all corrections."""
    origin = session.get(Check, check.origin_id) if check.origin_id else None
    return (origin or check).public_id


def number_of(session: Session, check: Check) -> int:
    """Return how many of its year count up to and with a check, in the order held: the number that it counts as."""
    earlier = Check.started_at < check.started_at
    if check.id is not None:  # one that is not recorded yet comes after all
        earlier |= (Check.started_at == check.started_at) & (Check.id <= check.id)
    counted = (
        select(func.count())
        .select_from(CheckVerdict)
        .join(Check, Check.id == CheckVerdict.check_id)
        .where(CheckVerdict.year == check.held_on.year, CheckVerdict.counts, earlier)
    )
    return session.scalar(counted) or 0


def end_choices(session: Session, site_id: str, at: datetime) -> None:
    """End the choice of a site: it was taken back, or the check was held."""
    for choice in session.scalars(select(Choice).where(Choice.site_id == site_id, Choice.ended_at.is_(None))):
        choice.ended_at = at
