"""Questions with a first and a last day, and the suggestions that came with each."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Text, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from webapp.domain.calendar import local_date
from webapp.domain.campaigns import Campaign, Stage, next_after, running_on
from webapp.domain.context import Context
from webapp.domain.pledges import Words
from webapp.storage.db import Base, Instant
from webapp.storage.members import standing
from webapp.storage.suggestions import Suggestion


class CampaignRow(Base):
    """A question. Never removed: posters with its short link hang for years."""

    __tablename__ = "campaign"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    name_sv: Mapped[str] = mapped_column(Text)
    name_en: Mapped[str] = mapped_column(Text)
    question_sv: Mapped[str] = mapped_column(Text)
    question_en: Mapped[str] = mapped_column(Text)
    starts_on: Mapped[date] = mapped_column(index=True)
    ends_on: Mapped[date]
    created_at: Mapped[datetime] = mapped_column(Instant)
    created_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


def campaigns(session: Session) -> list[Campaign]:
    """Return every question, the latest first."""
    rows = session.scalars(select(CampaignRow).order_by(CampaignRow.starts_on.desc(), CampaignRow.slug))
    return [_campaign(row) for row in rows]


def find_campaign(session: Session, slug: str) -> Campaign | None:
    """Return the question that a short link is for."""
    row = find_row(session, slug)
    return _campaign(row) if row else None


def find_row(session: Session, slug: str) -> CampaignRow | None:
    """Return the row of a question, to change it."""
    return session.scalar(select(CampaignRow).where(CampaignRow.slug == slug))


def slugs_by_id(session: Session) -> dict[str, str]:
    """Return the slug of every question by its number, as sites keep it."""
    return {str(number): slug for number, slug in session.execute(select(CampaignRow.id, CampaignRow.slug))}


def running_campaign(session: Session, ctx: Context) -> Campaign | None:
    """Return the question that is asked today."""
    return running_on(campaigns(session), _today(ctx))


def next_campaign(session: Session, ctx: Context) -> Campaign | None:
    """Return the next question that has not begun."""
    return next_after(campaigns(session), _today(ctx))


def answers_campaign(session: Session, ctx: Context, slug: str) -> int | None:
    """Return the id of the question that a form carried, if it is asked today; else the suggestion answers none."""
    found = find_campaign(session, slug) if slug else None
    return found.id if found and found.stage(_today(ctx)) is Stage.RUNNING else None


def answers_by_campaign(session: Session) -> dict[int, int]:
    """Return how many standing suggestions came with each question that has any, by its id."""
    counted = select(Suggestion.campaign_id, func.count()).where(Suggestion.campaign_id.is_not(None), standing())
    rows = session.execute(counted.group_by(Suggestion.campaign_id))
    return {row[0]: row[1] for row in rows if row[0] is not None}


def is_open(session: Session, ctx: Context) -> bool:
    """Whether suggestions are taken now: always, unless the place takes them during its questions only."""
    return not ctx.place.closed_between_campaigns or running_campaign(session, ctx) is not None


def _today(ctx: Context) -> date:
    return local_date(ctx.now(), ctx.place.tz)


def _campaign(row: CampaignRow) -> Campaign:
    return Campaign(
        row.id,
        row.slug,
        Words(row.name_sv, row.name_en),
        Words(row.question_sv, row.question_en),
        row.starts_on,
        row.ends_on,
    )
