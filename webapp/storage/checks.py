"""Speed checks that were held, the verdict of the counting rule on each, and private choices."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from webapp.storage.db import Base, Instant


class Check(Base):
    """One held speed check. Never edited: a correction is a new row that names the one it replaces."""

    __tablename__ = "speed_check"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True)  # random: reveals no order
    site_id: Mapped[str | None] = mapped_column(ForeignKey("site.id"), index=True)  # as named at the time
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
    vehicles: Mapped[int | None]
    over_limit: Mapped[int | None]
    mean_kmh: Mapped[float | None]
    v85_kmh: Mapped[float | None]
    limit_kmh: Mapped[int | None]
    public_note: Mapped[str | None] = mapped_column(Text)
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("speed_check.id"), unique=True)
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
    area_id: Mapped[int | None] = mapped_column(ForeignKey("area.id", ondelete="SET NULL"))
    suggestion_id: Mapped[int | None] = mapped_column(ForeignKey("suggestion.id"))  # one that qualifies
    residents_before: Mapped[int] = mapped_column(default=0)


class Choice(Base):
    """A site chosen for a check. Private: nothing public may be derived from this table."""

    __tablename__ = "choice"

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[str] = mapped_column(ForeignKey("site.id"), index=True)
    chosen_at: Mapped[datetime] = mapped_column(Instant)
    chosen_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    planned_on: Mapped[date | None]
    ended_at: Mapped[datetime | None] = mapped_column(Instant)  # unchosen, or the check was held
