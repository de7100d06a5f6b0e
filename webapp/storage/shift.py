"""The chosen sites as a patrol drives to them: where, when residents say it is worst, who chose them for which day."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.storage.accounts import Account
from webapp.storage.checks import Choice
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
