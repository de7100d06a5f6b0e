"""News for feeds: published sites and held checks through the gate, each with the days it became public and changed."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, aliased

from webapp.domain.calendar import local_date
from webapp.domain.context import Context
from webapp.domain.feeds import MOST_ENTRIES, FeedFilter, published_on
from webapp.domain.moderation import Reported
from webapp.domain.privacy import DECIMALS, PublicCheck, PublicSite, public_check
from webapp.domain.suggestions import Kind
from webapp.storage.checks import Check, CheckVerdict
from webapp.storage.holdback import public_before
from webapp.storage.places import Area
from webapp.storage.public import SiteFilter, published_sites
from webapp.storage.sites import Site
from webapp.storage.text_reports import unless_hidden


@dataclass(frozen=True)
class SiteNews:
    """A published site, the day it became public and the day of its newest answer."""

    site: PublicSite
    published_on: date
    updated_on: date


@dataclass(frozen=True)
class CheckNews:
    """A held check; ``point`` is the public place of its site, None while that is not public."""

    check: PublicCheck
    withdrawn: bool
    published_on: date
    updated_on: date
    point: tuple[float, float] | None


def site_news(session: Session, ctx: Context, wanted: FeedFilter, most: int | None = MOST_ENTRIES) -> list[SiteNews]:
    """Return the published sites that fit, the newest news first."""
    found = published_sites(session, ctx, SiteFilter(wanted.bbox, wanted.kind, wanted.area))
    news = [_of_site(site, ctx) for site in found if wanted.holds((site.lat, site.lon))]
    return sorted(news, key=lambda n: (-n.updated_on.toordinal(), n.site.id))[:most]


def check_news(session: Session, ctx: Context, wanted: FeedFilter, most: int | None = MOST_ENTRIES) -> list[CheckNews]:
    """Return the held checks that fit and may be told of, the newest news first; one taken back says so."""
    if wanted.kind not in {None, Kind.SPEED}:
        return []
    origin = aliased(Check)
    public_id = func.coalesce(origin.public_id, Check.public_id)
    statement = (
        select(
            public_id.label("public_id"),
            func.coalesce(origin.recorded_at, Check.recorded_at).label("first_recorded_at"),
            Check.recorded_at,
            Check.ended_at,
            Check.withdrawn,
            Check.held_on,
            Check.vehicles,
            Check.over_limit,
            Check.mean_kmh,
            Check.v85_kmh,
            Check.limit_kmh,
            unless_hidden(Reported.NOTE, public_id, Check.public_note, "public_note"),
            CheckVerdict.counts,
            CheckVerdict.reason,
            CheckVerdict.site_id,
            Site.name.label("site_name"),
            Site.published_at.label("site_published_at"),
            Site.public_lat,
            Site.public_lon,
            func.nullif(Check.area, "").label("area"),
        )
        .select_from(CheckVerdict)
        .join(Check, Check.id == CheckVerdict.check_id)
        .outerjoin(origin, origin.id == Check.origin_id)
        .outerjoin(Site, Site.id == CheckVerdict.site_id)
        .outerjoin(Area, Area.name == Check.area)
        .where(Check.ended_at <= public_before(ctx))
    )
    if wanted.area is not None:
        statement = statement.where(or_(Area.slug == wanted.area, Check.area == wanted.area))
    news = [_of_check(row, ctx) for row in session.execute(statement)]
    fitting = [n for n in news if wanted.holds(n.point)]
    return sorted(fitting, key=lambda n: (-n.updated_on.toordinal(), -n.check.held_on.toordinal(), n.check.id))[:most]


def _of_site(site: PublicSite, ctx: Context) -> SiteNews:
    first = local_date(site.published_at, ctx.place.tz)
    answered = local_date(site.answered_at, ctx.place.tz) if site.answered_at else first
    return SiteNews(site, first, max(first, answered))


def _of_check(row: Any, ctx: Context) -> CheckNews:
    place = ctx.place
    check = public_check(row)
    days = [
        published_on(at, row.ended_at, place.check_delay_hours, place.tz)
        for at in (row.first_recorded_at, row.recorded_at)
    ]
    point = (round(row.public_lat, DECIMALS), round(row.public_lon, DECIMALS)) if check.site else None
    return CheckNews(check, row.withdrawn, min(days), max(days), point)
