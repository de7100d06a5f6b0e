"""What police see of sites, published or not: who asked, when, what was measured, what is chosen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, DateTime, Float, Text, case, cast, extract, func, literal, select, type_coerce
from sqlalchemy.orm import Session

from webapp.domain.score import DEMAND_HALF_LIFE_D, NAMED_RISKS, UNCONFIRMED, Heard, Measured
from webapp.storage.accounts import Account
from webapp.storage.checks import Check, CheckVerdict, Choice
from webapp.storage.measurements import latest_by_site
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


def heard_by_site(session: Session, now: datetime) -> dict[str, Heard]:
    """Return what the voices of each site come to: ``domain.score.heard_of`` as one query.

    The database does it, as a list of thousands of sites would else read every suggestion.
    """
    named = [func.max(_has_cause(risk)).label(risk) for risk in NAMED_RISKS]
    person = (
        select(
            Suggestion.site_id,
            func.max(cast(extract("epoch", Suggestion.created_at), Float)).label("latest_s"),
            func.max(case((Suggestion.email_confirmed_at.is_not(None), 1.0), else_=UNCONFIRMED)).label("trust"),
            *named,
        )
        .where(Suggestion.site_id.is_not(None), Suggestion.state.in_(COUNTED_STATES))
        .group_by(Suggestion.site_id, Suggestion.reporter_key)
        .subquery()
    )
    age_s = literal(now.timestamp(), Float) - person.c.latest_s
    fades = func.power(2.0, case((age_s > 0, -age_s / (DEMAND_HALF_LIFE_D * 86_400)), else_=0.0))
    totals = (func.sum(person.c[risk]) for risk in NAMED_RISKS)
    query = select(person.c.site_id, func.count(), func.sum(person.c.trust * fades), *totals)
    return {
        row[0]: Heard(row[1], row[2], row[3:])
        for row in session.connection().execute(query.group_by(person.c.site_id)).all()
    }


def _has_cause(code: str) -> ColumnElement[int]:
    return case(((literal(" ") + Suggestion.causes + " ").like(f"% {code} %"), 1), else_=0)


def last_counted(session: Session) -> dict[str, datetime]:
    """Return when the last counted check at each site began, UTC without a zone as in SITE_COLUMNS."""
    query = (
        select(CheckVerdict.site_id, type_coerce(func.max(Check.started_at), DateTime))
        .join(Check, Check.id == CheckVerdict.check_id)
        .where(CheckVerdict.counts, CheckVerdict.site_id.is_not(None))
        .group_by(CheckVerdict.site_id)
    )
    return {str(site_id): at for site_id, at in session.execute(query)}


def latest_measured(session: Session) -> dict[str, Measured]:
    """Return the newest measurement at each site that tells how many vehicles, the v85 and the limit.

    Measured during a check, or by itself (``measurements import``).
    """
    replaced = select(Check.replaces_id).where(Check.replaces_id.is_not(None))
    query = (
        select(CheckVerdict.site_id, Check.started_at, Check.vehicles, Check.v85_kmh, Check.limit_kmh)
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
    latest = {str(site_id): (at, Measured(n, v85, limit)) for site_id, at, n, v85, limit in rows}
    for site_id, (at, measured) in latest_by_site(session).items():
        if site_id not in latest or latest[site_id][0] < at:
            latest[site_id] = at, measured
    return {site_id: measured for site_id, (_, measured) in latest.items()}


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
