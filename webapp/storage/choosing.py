"""What police see of sites, published or not: who asked, when, what was measured, what is chosen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webapp.domain.score import Measured, Voice
from webapp.storage.accounts import Account
from webapp.storage.checks import Check, CheckVerdict, Choice
from webapp.storage.places import Area
from webapp.storage.roads import Road
from webapp.storage.sites import Site
from webapp.storage.suggestions import Suggestion

COUNTED_STATES = ("live", "erased")
"""An erased suggestion stays as a voice without words; a withdrawn one leaves the score."""


@dataclass(frozen=True)
class ChoiceRow:
    """A choice that stands. Private."""

    planned_on: date | None
    chosen_at: datetime
    chosen_by: str | None


def site_rows(session: Session, site_id: str | None = None) -> Sequence[Any]:
    """Return (site, area name, area slug, speed limit) of every site that still stands for somebody, or of one."""
    query = (
        select(Site, Area.name, Area.slug, Road.speed_limit_kmh)
        .outerjoin(Area, Area.id == Site.area_id)
        .outerjoin(Road, Road.id == Site.road_id)
    )
    query = (
        query.where(Site.id == site_id) if site_id else query.where((Site.members > 0) | Site.pinned_at.is_not(None))
    )
    return session.execute(query).all()


def voices_by_site(session: Session, now: datetime) -> dict[str, list[Voice]]:
    """Return who asks at each site, a voice a suggestion, and how long ago."""
    query = select(
        Suggestion.site_id,
        Suggestion.reporter_key,
        Suggestion.created_at,
        Suggestion.email_confirmed_at,
        Suggestion.causes,
    ).where(Suggestion.site_id.is_not(None), Suggestion.state.in_(COUNTED_STATES))
    voices: dict[str, list[Voice]] = {}
    for site_id, key, created_at, confirmed_at, causes in session.execute(query):
        age_d = (now - created_at).total_seconds() / 86_400
        voices.setdefault(str(site_id), []).append(Voice(key, age_d, confirmed_at is not None, tuple(causes.split())))
    return voices


def last_counted(session: Session) -> dict[str, datetime]:
    """Return when the last counted check at each site began."""
    query = (
        select(CheckVerdict.site_id, func.max(Check.started_at))
        .join(Check, Check.id == CheckVerdict.check_id)
        .where(CheckVerdict.counts, CheckVerdict.site_id.is_not(None))
        .group_by(CheckVerdict.site_id)
    )
    return {str(site_id): at for site_id, at in session.execute(query)}


def latest_measured(session: Session) -> dict[str, Measured]:
    """Return the newest measurement at each site that tells how many vehicles, the v85 and the limit."""
    replaced = select(Check.replaces_id).where(Check.replaces_id.is_not(None))
    query = (
        select(CheckVerdict.site_id, Check.vehicles, Check.v85_kmh, Check.limit_kmh)
        .join(CheckVerdict, CheckVerdict.check_id == Check.id)
        .where(
            CheckVerdict.site_id.is_not(None),
            Check.withdrawn.is_(False),
            Check.id.not_in(replaced),
            Check.vehicles.is_not(None),
            Check.v85_kmh.is_not(None),
            Check.limit_kmh.is_not(None),
        )
        .order_by(Check.started_at)
    )
    rows: Sequence[Any] = session.execute(query).all()
    return {str(site_id): Measured(n, v85, limit) for site_id, n, v85, limit in rows}


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
