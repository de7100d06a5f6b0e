"""Who asked about speeding, and where: sums over the sites of each district."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webapp.domain.context import Context
from webapp.domain.fairness import DistrictShare, Fairness
from webapp.domain.suggestions import Kind
from webapp.storage.places import Area
from webapp.storage.progress import progress
from webapp.storage.sites import Site


def fairness(session: Session, ctx: Context, year: int) -> Fairness:
    """Return what each district asks for and what it got in a year."""
    asked = _asked(session)
    return Fairness(
        year,
        tuple(
            DistrictShare(one.name, one.population, *asked.get(one.name, (0, 0, 0)), one.counted, one.floor)
            for one in progress(session, ctx, year).districts
            if not one.former
        ),
    )


def _asked(session: Session) -> Mapping[str, tuple[int, int, int]]:
    """Return for each district by name how many residents asked, with how many suggestions, about how many sites."""
    rows: Any = session.execute(
        select(Area.name, func.sum(Site.residents), func.sum(Site.members), func.count())
        .join(Site, Site.area_id == Area.id)
        .where(Site.kind == Kind.SPEED, Site.members > 0)
        .group_by(Area.name)
    ).all()
    return {name: (int(residents), int(members), int(sites)) for name, residents, members, sites in rows}
