"""What police see of sites, published or not: who asked, when, what was measured, what is chosen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import DateTime, Text, cast, func, select, type_coerce
from sqlalchemy.orm import Session

from webapp.storage.accounts import Account
from webapp.storage.checks import Check, CheckVerdict, Choice
from webapp.storage.places import Area
from webapp.storage.roads import Road
from webapp.storage.sites import Site
from webapp.storage.suggestions import Suggestion


@dataclass(frozen=True)
class ChoiceRow:
    """A choice that stands. Private."""

    planned_on: date | None
    chosen_at: datetime
    chosen_by: str | None


SITE_COLUMNS = (
    Site.id,
    Site.kind,
    Site.name,
    Area.name,
    Area.slug,
    Site.lat,
    Site.lon,
    Site.easting,
    Site.northing,
    Site.status,
    Site.published_at.is_not(None),
    Site.residents,
    Site.checks,
    Site.last_check_on,
    Road.speed_limit_kmh,
    Road.owner,
    cast(Site.when_counts, Text),  # read only where somebody asks for the times
    Site.voices,
    cast(Site.risk_counts, Text),
    Site.channels,
    Site.campaigns,
    type_coerce(Site.pinned_at, DateTime),
    type_coerce(func.coalesce(Site.published_at, Site.first_received_at), DateTime),
)
"""Times are UTC without a zone here: a list of thousands of sites would else make a zone for each of them.
The last one is since when a site has waited, unless it was checked; not the private pin: a place that is chosen
has waited no less."""


def site_rows(session: Session, site_id: str | None = None) -> Sequence[Any]:
    """Return SITE_COLUMNS of every site that still stands for somebody, or of one."""
    query = select(*SITE_COLUMNS).outerjoin(Area, Area.id == Site.area_id).outerjoin(Road, Road.id == Site.road_id)
    query = (
        query.where(Site.id == site_id) if site_id else query.where((Site.members > 0) | Site.pinned_at.is_not(None))
    )
    return session.connection().execute(query).all()


def open_choices(session: Session) -> Mapping[str, ChoiceRow]:
    """Return the choice that stands for each chosen site."""
    query = (
        select(Choice.site_id, Choice.planned_on, Choice.chosen_at, Account.email)
        .outerjoin(Account, Account.id == Choice.chosen_by)
        .where(Choice.ended_at.is_(None))
        .order_by(Choice.chosen_at)
    )
    return {site_id: ChoiceRow(planned_on, at, email) for site_id, planned_on, at, email in session.execute(query)}


def suggestions_at(session: Session, site_id: str, limit: int) -> Sequence[Suggestion]:
    """Return the newest suggestions that still say something at a site."""
    return session.scalars(
        select(Suggestion)
        .where(Suggestion.site_id == site_id, Suggestion.state == "live")
        .order_by(Suggestion.created_at.desc(), Suggestion.id.desc())
        .limit(limit)
    ).all()


def checks_at(session: Session, site_id: str) -> Sequence[Any]:
    """Return (check, verdict) of the checks held at a site, as they stand now, the newest first."""
    replaced = select(Check.replaces_id).where(Check.replaces_id.is_not(None))
    return session.execute(
        select(Check, CheckVerdict)
        .join(CheckVerdict, CheckVerdict.check_id == Check.id)
        .where((CheckVerdict.site_id == site_id) | (Check.site_id == site_id), Check.id.not_in(replaced))
        .order_by(Check.started_at.desc())
    ).all()


def areas(session: Session) -> Sequence[Any]:
    """Return (slug, name) of every district."""
    return session.execute(select(Area.slug, Area.name).order_by(Area.name)).all()


def areas_with_people(session: Session) -> Sequence[Any]:
    """Return (slug, name, population or None) of every district."""
    return session.execute(select(Area.slug, Area.name, Area.population).order_by(Area.name)).all()
