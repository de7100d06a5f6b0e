"""The chosen sites as a patrol drives to them: where, when residents say it is worst, who chose them for which day."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from webapp.storage.accounts import Account
from webapp.storage.checks import Check, CheckVerdict, Choice
from webapp.storage.places import Area
from webapp.storage.roads import Road
from webapp.storage.sites import Site


def chosen_sites(session: Session) -> Sequence[Any]:
    """Return (choice, site, area name, road name, speed limit, e-mail of who chose) of each choice that stands."""
    return session.execute(
        select(Choice, Site, Area.name, Road.name, Road.speed_limit_kmh, Account.email)
        .join(Site, Site.id == Choice.site_id)
        .outerjoin(Area, Area.id == Site.area_id)
        .outerjoin(Road, Road.id == Site.road_id)
        .outerjoin(Account, Account.id == Choice.chosen_by)
        .where(Choice.ended_at.is_(None))
        .order_by(Choice.planned_on, Choice.chosen_at, Choice.id)
    ).all()


def area_and_limit(session: Session, site_id: str) -> tuple[str | None, int | None]:
    """Return in which district a site lies, and the speed limit of its road; None for what is not known."""
    row = session.execute(
        select(Area.name, Road.speed_limit_kmh)
        .select_from(Site)
        .outerjoin(Area, Area.id == Site.area_id)
        .outerjoin(Road, Road.id == Site.road_id)
        .where(Site.id == site_id)
    ).one()
    return row[0], row[1]


def checks_of_year(session: Session, year: int) -> Sequence[Any]:
    """Return (date, public id, site name, counts, reason) of each check of a year that stands, in the order held."""
    replaced = select(Check.replaces_id).where(Check.replaces_id.is_not(None))
    origin = aliased(Check)
    return session.execute(
        select(
            Check.held_on,
            func.coalesce(origin.public_id, Check.public_id),
            Site.name,
            CheckVerdict.counts,
            CheckVerdict.reason,
        )
        .join(CheckVerdict, CheckVerdict.check_id == Check.id)
        .outerjoin(origin, origin.id == Check.origin_id)
        .outerjoin(Site, Site.id == CheckVerdict.site_id)
        .where(CheckVerdict.year == year, Check.withdrawn.is_(False), Check.id.not_in(replaced))
        .order_by(Check.started_at, Check.id)
    ).all()


def planned_in(session: Session, first: date, last: date) -> Sequence[Any]:
    """Return (date, site id, site name) of each choice that stands for a day from the first to the last."""
    return session.execute(
        select(Choice.planned_on, Site.id, Site.name)
        .join(Site, Site.id == Choice.site_id)
        .where(Choice.ended_at.is_(None), Choice.planned_on.between(first, last))
        .order_by(Choice.planned_on, Choice.id)
    ).all()
