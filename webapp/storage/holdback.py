"""What is not told yet: with ``check_delay_hours`` a site looks as it did before its newest checks."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webapp.domain.context import Context
from webapp.domain.moderation import Reported
from webapp.domain.privacy import ANSWERS, PublicSite
from webapp.domain.sites import STATUS_AFTER, SiteEvent, SiteStatus
from webapp.storage.checks import Check, CheckVerdict
from webapp.storage.sites import Site, SiteEventRow
from webapp.storage.text_reports import is_hidden


@dataclass(frozen=True)
class AsTold:
    """A site's checks and status without the checks that are held back."""

    status: str
    reason: str | None
    reply: str | None
    answered_at: datetime | None
    checks: int
    last_check_on: date | None

    def told(self, site: PublicSite) -> PublicSite:
        """Return the site as it may be told of."""
        return replace(
            site,
            status=self.status,
            reason=self.reason,
            reply=self.reply,
            answered_at=self.answered_at,
            checks=min(self.checks, site.checks),
            last_check_on=self.last_check_on if site.checks else None,
        )


def public_before(ctx: Context) -> datetime:
    """Return the instant by which a check must have ended to be told of now."""
    return ctx.now() - timedelta(hours=ctx.place.check_delay_hours)


def held_back(session: Session, ctx: Context) -> dict[str, AsTold]:
    """Return how each site with a check that is held back looks without it; nothing where the place has no delay."""
    if ctx.place.check_delay_hours <= 0:
        return {}
    recent: dict[str, list[datetime]] = {}
    held = (
        select(CheckVerdict.site_id, Check.recorded_at)
        .join(Check, Check.id == CheckVerdict.check_id)
        .where(CheckVerdict.site_id.is_not(None), Check.withdrawn.is_(False), Check.ended_at > public_before(ctx))
    )
    for site_id, recorded_at in session.execute(held):
        recent.setdefault(str(site_id), []).append(recorded_at)
    return {site_id: told for site_id, at in recent.items() if (told := _without(session, ctx, site_id, at))}


def _without(session: Session, ctx: Context, site_id: str, recorded_at: list[datetime]) -> AsTold | None:
    checks = session.scalar(select(Site.checks).where(Site.id == site_id))
    if checks is None:
        return None
    status, at, data = _answer_before(session, site_id, min(recorded_at))
    answered = status in ANSWERS
    hidden = is_hidden(session, Reported.REPLY, site_id, data.get("reply"))
    return AsTold(
        status=status,
        reason=data.get("reason") if answered else None,
        reply=data.get("reply") if answered and not hidden else None,
        answered_at=at if answered else None,
        checks=max(0, checks - len(recorded_at)),
        last_check_on=_last_day(session, ctx, site_id),
    )


def _answer_before(
    session: Session, site_id: str, since: datetime
) -> tuple[str, datetime | None, Mapping[str, str | None]]:
    """Fold the site's events, leaving out the checks recorded since the oldest one that is held back.

    Return the status, since when, and what was said with it.
    """
    status: tuple[str, datetime | None, Mapping[str, str | None]] = (str(SiteStatus.OPEN), None, {})
    steps = select(SiteEventRow.type, SiteEventRow.at, SiteEventRow.data).where(
        SiteEventRow.site_id == site_id, SiteEventRow.type.in_([str(event) for event in STATUS_AFTER])
    )
    for row in session.execute(steps.order_by(SiteEventRow.id)):
        if row.type != SiteEvent.CHECKED or row.at < since:
            status = (str(STATUS_AFTER[SiteEvent(row.type)]), row.at, row.data or {})
    return status


def _last_day(session: Session, ctx: Context, site_id: str) -> date | None:
    """Return the day of the newest check that is told of."""
    told = (
        select(func.max(Check.held_on))
        .join(CheckVerdict, CheckVerdict.check_id == Check.id)
        .where(CheckVerdict.site_id == site_id, Check.withdrawn.is_(False), Check.ended_at <= public_before(ctx))
    )
    return session.scalar(told)
