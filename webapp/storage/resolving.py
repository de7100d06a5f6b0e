"""From any id that ever led to a site to the site it leads to now."""

from math import hypot

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.storage.members import REACH_M, read_members, read_squares, squares_around, standing
from webapp.storage.site_events import canonical_id
from webapp.storage.sites import Site
from webapp.storage.suggestions import Suggestion


def resolve_site(session: Session, site_id: str) -> Site | None:
    """Return the site that an id leads to: its own, the survivor of a merge, or its founder's site today."""
    site = session.get(Site, site_id)
    if site is not None:
        return site
    site = session.get(Site, canonical_id(session, site_id))
    if site is not None:
        return site
    founder = session.scalar(select(Suggestion).where(Suggestion.founding_id == site_id))
    if founder is None:
        return None
    found = founder.site_id or _beside(session, founder)
    return session.get(Site, found) if found else None


def _beside(session: Session, founder: Suggestion) -> str | None:
    """Return the site of whoever stands nearest, within a gap, to a founder who left before the site was pinned."""
    here = (Suggestion.kind == founder.kind, Suggestion.unit == founder.unit, standing())
    if founder.unit == "free":
        squares = squares_around([(founder.easting, founder.northing)])
        near = read_squares(session, squares, *here)
        apart = [(hypot(m.easting - founder.easting, m.northing - founder.northing), m.id, m.site_id) for m in near]
    else:
        near = read_members(
            session, Suggestion.road_id == founder.road_id, Suggestion.junction_id == founder.junction_id, *here
        )
        apart = [(abs(m.measure_m - (founder.measure_m or 0.0)), m.id, m.site_id) for m in near]
    nearest = min(apart, default=(REACH_M + 1, 0, None))
    return nearest[2] if nearest[0] <= REACH_M else None
