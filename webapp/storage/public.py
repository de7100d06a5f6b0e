"""What public pages read most: plain rows through the gate of ``domain/privacy.py``, no entities, no projection."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from webapp.domain.calendar import local_date
from webapp.domain.context import Context
from webapp.domain.moderation import Reported
from webapp.domain.privacy import PublicSite, SiteRow, public_site
from webapp.storage.holdback import held_back
from webapp.storage.places import Area
from webapp.storage.sites import Site
from webapp.storage.text_reports import unless_hidden

Bbox = tuple[float, float, float, float]

SITE_COLUMNS = (
    Site.id,
    Site.name,
    Site.kind,
    Area.name.label("area"),
    Site.status,
    Site.status_reason,
    unless_hidden(Reported.REPLY, Site.id, Site.status_reply, "status_reply"),
    Site.status_at,
    Site.residents,
    Site.when_counts,
    Site.cause_counts,
    Site.checks,
    Site.last_check_on,
    Site.public_lat,
    Site.public_lon,
    Site.published_at,
)


@dataclass(frozen=True)
class SiteFilter:
    """Which published sites: all that every given value fits. ``area`` is a district's name or slug.

    ``since`` and ``before`` are instants between which a site became public; ``statuses``: any of these.
    """

    bbox: Bbox | None = None
    kind: str | None = None
    area: str | None = None
    status: str | None = None
    since: datetime | None = None
    before: datetime | None = None
    statuses: frozenset[str] | None = None


def published_sites(
    session: Session, ctx: Context, wanted: SiteFilter, limit: int | None = None, offset: int = 0
) -> list[PublicSite]:
    """Return published sites, most residents first; a tie goes to the lower id."""
    statement = _filtered(select(*SITE_COLUMNS), session, ctx, wanted)
    statement = statement.order_by(Site.residents.desc(), Site.id).limit(limit).offset(offset)
    return _through_the_gate(session, ctx, session.execute(statement))


def count_published(session: Session, ctx: Context, wanted: SiteFilter) -> int:
    """Return how many published sites fit."""
    return session.scalar(_filtered(select(func.count(Site.id)), session, ctx, wanted)) or 0


def find_published(session: Session, ctx: Context, site_id: str) -> PublicSite | None:
    """Return one published site by its canonical id, or None."""
    statement = _published(select(*SITE_COLUMNS)).where(Site.id == site_id)
    return next(iter(_through_the_gate(session, ctx, session.execute(statement))), None)


def first_published_on(session: Session, ctx: Context) -> date | None:
    """Return the local day on which the first site became public, None while none is."""
    first = session.scalar(select(func.min(Site.published_at)))
    return local_date(first, ctx.place.tz) if first else None


def area_names(session: Session) -> list[tuple[str, str]]:
    """Return slug and name of each district, by name."""
    return [(row.slug, row.name) for row in session.execute(select(Area.slug, Area.name).order_by(Area.name))]


def areas(session: Session) -> list[dict[str, Any]]:
    """Return each district with its border."""
    columns = (Area.name, Area.slug, Area.population, Area.source, Area.geometry)
    return [dict(row) for row in session.execute(select(*columns).order_by(Area.name)).mappings()]


def _published(statement: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    return statement.select_from(Site).outerjoin(Area, Area.id == Site.area_id).where(Site.published_at.is_not(None))


def _filtered(
    statement: Select[*tuple[Any, ...]], session: Session, ctx: Context, wanted: SiteFilter
) -> Select[*tuple[Any, ...]]:
    statement = _published(statement)
    if wanted.bbox is not None:
        west, south, east, north = wanted.bbox
        statement = statement.where(Site.public_lon.between(west, east), Site.public_lat.between(south, north))
    if wanted.kind is not None:
        statement = statement.where(Site.kind == wanted.kind)
    if wanted.area is not None:
        statement = statement.where(or_(Area.slug == wanted.area, Area.name == wanted.area))
    if wanted.since is not None:
        statement = statement.where(Site.published_at >= wanted.since)
    if wanted.before is not None:
        statement = statement.where(Site.published_at < wanted.before)
    statuses = wanted.statuses if wanted.status is None else frozenset({wanted.status})
    if statuses is not None:
        held = held_back(session, ctx)
        hidden = [site_id for site_id, as_told in held.items() if as_told.status not in statuses]
        shown = [site_id for site_id, as_told in held.items() if as_told.status in statuses]
        statement = statement.where(or_(Site.status.in_(statuses), Site.id.in_(shown)), Site.id.not_in(hidden))
    return statement


def _through_the_gate(session: Session, ctx: Context, rows: Iterable[Any]) -> list[PublicSite]:
    held = held_back(session, ctx)
    sites = [public_site(cast(SiteRow, row)) for row in rows]
    return [held[site.id].told(site) if site.id in held else site for site in sites]
