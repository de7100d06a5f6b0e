"""Batches of recommended sites, with every probability. Private: nothing public may be derived from these tables."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import JSON, ForeignKey, Index, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from webapp.domain.calendar import start_of_day
from webapp.domain.recommending import seal
from webapp.storage.checks import Check, CheckVerdict
from webapp.storage.db import Base, Instant


class Recommendation(Base):
    """One batch. The seal of its seed is stored, and committed, before anything is drawn."""

    __tablename__ = "recommendation"
    __table_args__ = (Index("ix_recommendation_year_number", "year", "number", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)  # random: reveals no count
    sealed_at: Mapped[datetime] = mapped_column(Instant)
    seal: Mapped[str]  # sha256 of "salt:seed"
    salt: Mapped[str]
    seed: Mapped[str]  # shown once the batch is done
    year: Mapped[int | None]  # the local year whose secret the seed comes from; None: somebody named a seed
    number: Mapped[int | None]  # from 1, within the year
    made_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime | None] = mapped_column(Instant, index=True)  # None: sealed, and nothing drawn yet
    wish: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)  # count, area, shift, year_so_far
    score_version: Mapped[str]
    radius_m: Mapped[float]
    floors: Mapped[dict[str, dict[str, int]]] = mapped_column(JSON, default=dict)  # area: needed, met
    floors_basis: Mapped[str] = mapped_column(default="")
    coverage: Mapped[float] = mapped_column(default=0.0)  # of the plan, a share of all scores
    coverage_drawn: Mapped[float] = mapped_column(default=0.0)  # of what was recommended in the end
    bound: Mapped[float] = mapped_column(default=0.0)  # what no plan can exceed
    chances: Mapped[dict[str, float]] = mapped_column(JSON, default=dict)  # of every site that the lot could draw


class RecommendedSite(Base):
    """One pick of a batch. Site ids are for ever, so a merge needs no change here."""

    __tablename__ = "recommended_site"

    id: Mapped[int] = mapped_column(primary_key=True)
    recommendation_id: Mapped[int] = mapped_column(ForeignKey("recommendation.id"), index=True)
    position: Mapped[int]  # from 1
    site_id: Mapped[str]
    area: Mapped[str | None]
    score: Mapped[float]
    gain: Mapped[float]  # which share of all scores it adds to those before it
    probability: Mapped[float]
    reason: Mapped[str]
    window: Mapped[str]  # such as mon-06
    window_probability: Mapped[float]
    replaces: Mapped[int | None]  # the position that an officer skipped
    skipped_at: Mapped[datetime | None] = mapped_column(Instant)
    skipped_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    skip_reason: Mapped[str | None]


def find_batch(session: Session, code: str) -> Recommendation | None:
    """Return a finished batch by its code."""
    return session.scalar(
        select(Recommendation).where(Recommendation.code == code, Recommendation.made_at.is_not(None))
    )


def next_number(session: Session, year: int) -> int:
    """Return the number of the next batch of a year. Call it inside the transaction that stores the batch."""
    return (session.scalar(select(func.max(Recommendation.number)).where(Recommendation.year == year)) or 0) + 1


def latest_batch(session: Session) -> Recommendation | None:
    """Return the batch that was made last."""
    made = Recommendation.made_at.is_not(None)
    return session.scalar(select(Recommendation).where(made).order_by(Recommendation.id.desc()).limit(1))


def batches(session: Session, limit: int) -> Sequence[Recommendation]:
    """Return the newest batches, the last first."""
    made = Recommendation.made_at.is_not(None)
    return session.scalars(select(Recommendation).where(made).order_by(Recommendation.id.desc()).limit(limit)).all()


def picks_of(session: Session, batch: Recommendation) -> Sequence[RecommendedSite]:
    """Return the picks of a batch in their order, skipped ones too."""
    return session.scalars(
        select(RecommendedSite).where(RecommendedSite.recommendation_id == batch.id).order_by(RecommendedSite.position)
    ).all()


def lottery_of(session: Session, year: int, tz: ZoneInfo) -> dict[str, tuple[bool, float]]:
    """Return for each site that a year's lots could draw whether one did, and how likely that was in all of them."""
    begin, end = (start_of_day(date(y, 1, 1), tz) for y in (year, year + 1))
    found: dict[str, tuple[bool, float]] = {}
    made = select(Recommendation).where(Recommendation.made_at >= begin, Recommendation.made_at < end)
    for batch in session.scalars(made.order_by(Recommendation.id)):
        drawn = {p.site_id for p in picks_of(session, batch) if p.probability < 1 and p.skipped_at is None}
        for site_id, chance in batch.chances.items():
            if 0 < chance < 1:
                was, before = found.get(site_id, (False, 0.0))
                found[site_id] = (was or site_id in drawn, round(1 - (1 - before) * (1 - chance), 9))
    return found


def held_since(session: Session, at: datetime) -> Mapping[str, datetime]:
    """Return at which sites a check was held after an instant, and when the last of them began."""
    replaced = select(Check.replaces_id).where(Check.replaces_id.is_not(None))
    rows: Sequence[Any] = session.execute(
        select(CheckVerdict.site_id, Check.started_at)
        .join(Check, Check.id == CheckVerdict.check_id)
        .where(
            CheckVerdict.site_id.is_not(None),
            Check.started_at >= at,
            Check.withdrawn.is_(False),
            Check.id.not_in(replaced),
        )
        .order_by(Check.started_at)
    ).all()
    return {str(site_id): started_at for site_id, started_at in rows}


def seal_holds(batch: Recommendation) -> bool:
    """Whether the seed that is kept is the one that was sealed."""
    return batch.seal == seal(batch.seed, batch.salt)
